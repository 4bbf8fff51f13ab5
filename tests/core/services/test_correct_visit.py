"""A saved visit is never edited: a correction takes its place, a cancellation crosses it out, both stay."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.audit import Deed
from core.catalogue.items import ItemKind
from core.clock_trust import ClockWatch
from core.dates import china_day
from core.errors import Refusal
from core.events import EventType
from core.identity.id_number import NumberKind
from core.identity.identity_check import CheckMethod
from core.identity.number_said import NumberSaid
from core.ids import EventId, UserId
from core.money import Fen
from core.ports import VisitState
from core.roles import Role, Standing
from core.services.append_event import append_event
from core.services.bring_in_visits import line_from
from core.services.correct_visit import (
    LONGEST_REASON,
    cancel_visit,
    correct_visit,
    dated,
    take_up,
    visit_of_draft,
)
from core.services.estimate_split import estimate_split
from core.services.name_companion import companion_of
from core.services.receive_patient import (
    check_identity,
    receive_number,
    receive_person,
    receive_without_number,
)
from core.services.record_visit import SavedVisit, record_visit
from core.services.unfinished_visits import noted_with_draft, unfinished_visits
from core.services.visit_form import VisitForm
from core.training.catalogue import training_catalogue
from core.training.characters import Character
from core.visits.companion import CompanionRole
from core.visits.corrections import cancellation_body, correction_body
from core.visits.visit import Diagnosis, OrderLine
from storage.clinic.database import CACHE
from tests.helpers.open_desk import CODEC, TODAY, OpenDesk, village
from tests.ui.fake_clock_notes import NotesInMemory

COLD = Diagnosis("J06.900", "急性上呼吸道感染", True)
SORE_THROAT = Diagnosis("J02.900", "急性咽炎", True)
FORM = VisitForm("咳嗽", (COLD,), ())
RIGHT = replace(FORM, diagnoses=(SORE_THROAT,))


def drug(desk: OpenDesk, boxes: int = 1) -> OrderLine:
    return line_from(desk.clinic.records.find_items(ItemKind.DRUG, "amxljn", 1)[0], boxes, 3)


def record(desk: OpenDesk, who: Character = Character.ACTIVE, form: VisitForm = FORM) -> SavedVisit:
    reception = receive_person(desk.clinic, village().characters[who].person.person_id)
    return record_visit(desk.clinic, reception, check_identity(desk.clinic, CheckMethod.CARD_SEEN), form)


def listed(desk: OpenDesk) -> list[VisitState]:
    return list(desk.clinic.records.visits(TODAY - timedelta(days=400), TODAY, 20))


def elsewhere(desk: OpenDesk, target: EventId, complaint: str) -> None:
    """Let the clinic's other PC correct a visit: its event is here when the township has handed it on."""
    visit = replace(record_of(desk, target).visit, complaint=complaint)
    append_event(desk.clinic, EventType.VISIT_CORRECTED, correction_body(visit, [target]))


def record_of(desk: OpenDesk, event_id: EventId) -> VisitState:
    state = desk.clinic.records.visit(event_id)
    assert state is not None
    return state


def test_a_corrected_visit_stands_in_the_list_once_and_the_former_one_is_kept(desk: OpenDesk) -> None:
    saved = record(desk)
    corrected = correct_visit(desk.clinic, take_up(desk.clinic, saved.event_id), RIGHT)
    (state,) = listed(desk)
    assert (state.event_id, state.visit.main_diagnosis) == (corrected.event_id, SORE_THROAT)
    assert record_of(desk, saved.event_id).visit.main_diagnosis == COLD
    *_, event = desk.store.ledger.events_after(0, 10**9)
    assert event.header.type == EventType.VISIT_CORRECTED
    assert CODEC.decode(event.body)["supersedes"] == [saved.event_id]


def test_a_correction_says_who_treated_and_when_as_before_and_who_corrected_in_its_head(
    desk: OpenDesk,
) -> None:
    saved = record(desk)
    desk.clock.moment += timedelta(days=2)
    desk.clinic = replace(desk.clinic, staff=replace(desk.clinic.staff, user=UserId("other"), name="赵医生"))
    corrected = correct_visit(desk.clinic, take_up(desk.clinic, saved.event_id), RIGHT).visit
    kept = ("patient", "identity_check", "visited_at", "doctor", "doctor_name", "first_visit")
    assert [getattr(corrected, name) for name in kept] == [getattr(saved.visit, name) for name in kept]
    *_, event = desk.store.ledger.events_after(0, 10**9)
    assert (event.header.user, event.header.device_time) == ("other", desk.clock.moment)


def test_a_correction_can_be_corrected_again_and_names_only_the_last_version(desk: OpenDesk) -> None:
    saved = record(desk)
    first = correct_visit(desk.clinic, take_up(desk.clinic, saved.event_id), RIGHT)
    again = take_up(desk.clinic, saved.event_id)  # by whichever version it is asked for
    assert again.state.event_id == first.event_id
    assert again.versions.before is not None and again.versions.before.event_id == saved.event_id
    last = correct_visit(desk.clinic, again, replace(RIGHT, remark="复诊"))
    assert [state.event_id for state in listed(desk)] == [last.event_id]
    *_, event = desk.store.ledger.events_after(0, 10**9)
    assert CODEC.decode(event.body)["supersedes"] == [first.event_id]


def test_of_rival_corrections_neither_counts_until_one_supersedes_both(desk: OpenDesk) -> None:
    saved = record(desk)
    elsewhere(desk, saved.event_id, "发热")
    elsewhere(desk, saved.event_id, "头痛")
    (state,) = listed(desk)
    assert state.disputed and state.event_id == saved.event_id
    correcting = take_up(desk.clinic, saved.event_id)
    assert {one.visit.complaint for one in (correcting.state, *correcting.rivals)} == {"发热", "头痛"}
    kept = correcting.state.visit
    correct_visit(desk.clinic, correcting, replace(FORM, complaint=kept.complaint))
    (state,) = listed(desk)
    assert (state.disputed, state.visit.complaint) == (False, kept.complaint)


def test_a_correction_from_elsewhere_that_came_meanwhile_is_looked_at_first(desk: OpenDesk) -> None:
    saved = record(desk)
    correcting = take_up(desk.clinic, saved.event_id)
    elsewhere(desk, saved.event_id, "发热")
    with pytest.raises(Refusal, match="visit_changed_meanwhile"):
        correct_visit(desk.clinic, correcting, RIGHT)
    again = take_up(desk.clinic, saved.event_id)
    assert again.draft_key == correcting.draft_key  # what was typed is still there
    assert correct_visit(desk.clinic, again, RIGHT).visit.main_diagnosis == SORE_THROAT


def test_a_visit_cancelled_elsewhere_while_it_was_corrected_here_can_be_kept(desk: OpenDesk) -> None:
    saved = record(desk)
    elsewhere(desk, saved.event_id, "发热")
    body = cancellation_body("重复录入", [saved.event_id])
    append_event(desk.clinic, EventType.VISIT_CANCELLED, body)
    correcting = take_up(desk.clinic, saved.event_id)
    assert (correcting.state.visit.complaint, correcting.rivals) == ("发热", ())
    correct_visit(desk.clinic, correcting, replace(FORM, complaint="发热"))  # it is said that it stays
    (state,) = listed(desk)
    assert (state.state, state.disputed) == ("saved", False)


def test_a_correction_that_changes_nothing_is_none(desk: OpenDesk) -> None:
    saved = record(desk)
    with pytest.raises(Refusal, match="nothing_corrected"):
        correct_visit(desk.clinic, take_up(desk.clinic, saved.event_id), FORM)
    assert desk.store.ledger.head().sequence == saved.sequence


def test_a_visit_whose_day_was_in_doubt_is_confirmed_as_it_stands(desk: OpenDesk) -> None:
    desk.clinic = replace(desk.clinic, watch=ClockWatch(desk.clock, lambda: 0.0, NotesInMemory()))
    desk.clinic.watch.standing()
    desk.clock.moment += timedelta(hours=2)  # in no time
    saved = record(desk)
    assert saved.day_in_doubt
    desk.clinic.watch.answer(True)
    confirmed = correct_visit(desk.clinic, take_up(desk.clinic, saved.event_id), FORM)
    state = record_of(desk, confirmed.event_id)
    assert (state.day_in_doubt, state.visit.visited_at) == (False, saved.visit.visited_at)


def test_another_day_keeps_the_time_and_is_judged_as_of_that_day(desk: OpenDesk) -> None:
    saved = record(desk, Character.PENDING)
    desk.clock.moment += timedelta(days=25)
    correcting = take_up(desk.clinic, saved.event_id)
    day = TODAY + timedelta(days=20)
    corrected = correct_visit(desk.clinic, dated(desk.clinic, correcting, day), FORM).visit
    assert (saved.visit.verdict.kind, corrected.verdict.kind) == ("pending", "active")
    assert china_day(corrected.visited_at) == day
    assert corrected.visited_at.timetz() == saved.visit.visited_at.timetz()


def test_what_the_desk_was_told_that_day_stays_whatever_the_roster_says_now(desk: OpenDesk) -> None:
    form = replace(FORM, lines=(drug(desk),))
    saved = record(desk, form=form)
    gone = saved.visit.patient.person_id
    desk.bring_roster([one for one in village().entries if one.person.person_id != gone])
    corrected = correct_visit(desk.clinic, take_up(desk.clinic, saved.event_id), replace(form, remark="复诊"))
    assert (corrected.visit.verdict, corrected.visit.patient) == (saved.visit.verdict, saved.visit.patient)
    assert corrected.visit.estimate is None  # balances are those of somebody nobody here knows any more


@pytest.mark.parametrize("days", [1, -367], ids=["tomorrow", "more than a year ago"])
def test_no_visit_is_dated_where_none_can_be(desk: OpenDesk, days: int) -> None:
    correcting = take_up(desk.clinic, record(desk).event_id)
    with pytest.raises(Refusal, match="visit_day_impossible"):
        dated(desk.clinic, correcting, TODAY + timedelta(days=days))


def test_a_visit_does_not_use_up_its_own_quota_when_it_is_corrected(desk: OpenDesk) -> None:
    form = replace(FORM, lines=(drug(desk, 10),))
    saved = record(desk, form=form)
    alone = saved.visit.estimate
    corrected = correct_visit(desk.clinic, take_up(desk.clinic, saved.event_id), replace(form, remark="复诊"))
    assert corrected.visit.estimate == alone
    beside = receive_person(desk.clinic, saved.visit.patient.person_id)
    assert estimate_split(desk.clinic, beside, form.lines) != alone  # another visit of that day is beside it


def test_a_price_of_its_day_stays_and_a_new_one_above_the_ceiling_does_not(desk: OpenDesk) -> None:
    line = drug(desk)
    saved = record(desk, form=replace(FORM, lines=(line,)))
    desk.bring_catalogue([replace(item, price_ceiling=Fen(1)) for item in training_catalogue()], version=2)
    kept = replace(RIGHT, lines=(replace(line, quantity=2),))
    corrected = correct_visit(desk.clinic, take_up(desk.clinic, saved.event_id), kept)
    assert corrected.visit.lines[0].unit_price == line.unit_price
    dearer = replace(RIGHT, lines=(replace(line, unit_price=Fen(line.unit_price + 1)),))
    with pytest.raises(Refusal, match="price_above_ceiling"):
        correct_visit(desk.clinic, take_up(desk.clinic, saved.event_id), dearer)


def test_somebody_who_was_nobody_of_the_roster_can_be_corrected_too(desk: OpenDesk) -> None:
    reception = receive_without_number(desk.clinic, "过路人")
    saved = record_visit(desk.clinic, reception, check_identity(desk.clinic, CheckMethod.CARD_SEEN), FORM)
    corrected = correct_visit(desk.clinic, take_up(desk.clinic, saved.event_id), RIGHT)
    assert corrected.visit.patient == saved.visit.patient


def test_without_a_roster_the_verdict_of_the_day_stays(desk: OpenDesk) -> None:
    saved = record(desk)
    desk.store.close()
    (desk.folder / CACHE).unlink()
    desk.open()
    assert desk.clinic.records.roster_dates() is None
    corrected = correct_visit(desk.clinic, take_up(desk.clinic, saved.event_id), RIGHT).visit
    assert corrected.verdict == saved.visit.verdict


def test_a_cancelled_visit_is_crossed_out_for_good(desk: OpenDesk) -> None:
    saved = record(desk)
    cancel_visit(desk.clinic, saved.event_id, " 重复录入 ")
    (state,) = listed(desk)
    assert (state.event_id, state.state) == (saved.event_id, "cancelled")
    *_, event = desk.store.ledger.events_after(0, 10**9)
    assert CODEC.decode(event.body) == {"reason": "重复录入", "supersedes": [saved.event_id]}
    with pytest.raises(Refusal, match="visit_cancelled"):
        take_up(desk.clinic, saved.event_id)
    with pytest.raises(Refusal, match="visit_cancelled"):
        cancel_visit(desk.clinic, saved.event_id, "再来一次")


@pytest.mark.parametrize(
    ("reason", "code"),
    [(" ", "cancel_reason_missing"), ("错" * (LONGEST_REASON + 1), "cancel_reason_too_long")],
)
def test_nothing_is_cancelled_without_a_reason(desk: OpenDesk, reason: str, code: str) -> None:
    saved = record(desk)
    with pytest.raises(Refusal, match=code):
        cancel_visit(desk.clinic, saved.event_id, reason)
    assert listed(desk)[0].state == "saved"


def test_a_visit_nobody_here_knows_is_neither_corrected_nor_cancelled(desk: OpenDesk) -> None:
    for deed in (take_up, lambda clinic, event: cancel_visit(clinic, event, "重复录入")):
        with pytest.raises(Refusal, match="visit_not_here"):
            deed(desk.clinic, EventId("0" * 32))


@pytest.mark.parametrize(
    ("role", "standing"),
    [(Role.ASSISTANT, Standing.GRANTED), (Role.DOCTOR, Standing.UNCONFIRMED)],
    ids=["an assistant", "nobody vouches for the doctor"],
)
def test_whoever_may_not_correct_is_refused_before_anything_is_read(
    desk: OpenDesk, role: Role, standing: Standing
) -> None:
    saved = record(desk)
    correcting = take_up(desk.clinic, saved.event_id)
    desk.clinic = replace(desk.clinic, staff=replace(desk.clinic.staff, role=role, standing=standing))
    deeds = (
        lambda: take_up(desk.clinic, saved.event_id),
        lambda: correct_visit(desk.clinic, correcting, RIGHT),
        lambda: cancel_visit(desk.clinic, saved.event_id, "重复录入"),
    )
    for deed in deeds:
        with pytest.raises(Refusal, match="not_permitted"):
            deed()
    assert desk.store.ledger.head().sequence == saved.sequence


def test_the_audit_trail_says_who_took_a_visit_up_to_correct_it(desk: OpenDesk) -> None:
    saved = record(desk)
    take_up(desk.clinic, saved.event_id)
    (line,) = desk.clinic.audit.of_person(saved.visit.patient.person_id, 1)
    assert (line.deed, line.facts["why"]) == (Deed.LOOKED_UP, "correction")


def test_a_correction_that_was_begun_is_found_again_and_goes_with_the_save(desk: OpenDesk) -> None:
    saved = record(desk)
    correcting = take_up(desk.clinic, saved.event_id)
    desk.clinic.drafts.keep_draft(correcting.draft_key, noted_with_draft(desk.clinic, correcting.reception))
    (draft,) = unfinished_visits(desk.clinic, 5)
    assert (draft.corrects, draft.name) == (saved.event_id, saved.visit.patient.name)
    assert visit_of_draft("outside:过路人") is None
    correct_visit(desk.clinic, correcting, RIGHT)
    assert unfinished_visits(desk.clinic, 5) == ()


def test_who_came_along_is_kept_and_can_be_corrected(desk: OpenDesk) -> None:
    mother = companion_of(CompanionRole.GUARDIAN, NumberSaid("11010519491231002X", "测试乙"), TODAY)
    saved = record(desk, form=replace(FORM, companion=mother))
    assert record_of(desk, saved.event_id).visit.companion == mother
    with pytest.raises(Refusal, match="nothing_corrected"):
        correct_visit(desk.clinic, take_up(desk.clinic, saved.event_id), replace(FORM, companion=mother))
    corrected = correct_visit(desk.clinic, take_up(desk.clinic, saved.event_id), FORM)
    assert record_of(desk, corrected.event_id).visit.companion is None


def test_whoever_brought_a_passport_is_corrected_as_such(desk: OpenDesk) -> None:
    guest = receive_number(desk.clinic, "AB123456", "来访者", NumberKind.PASSPORT)
    saved = record_visit(desk.clinic, guest, check_identity(desk.clinic, CheckMethod.NUMBER_TYPED), FORM)
    taken_up = take_up(desk.clinic, saved.event_id)
    assert taken_up.reception.number_kind == "passport"
    corrected = correct_visit(desk.clinic, taken_up, RIGHT)
    assert record_of(desk, corrected.event_id).visit.patient.number_kind == "passport"
