"""A visit is complete or refused, durable or told to be lost; what it says is what the desk knew."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from core.catalogue.items import FeeClass, ItemKind
from core.dates import CHINA
from core.errors import Hindrance, Refusal
from core.events import EventType
from core.identity.identity_check import CheckMethod, IdentityCheck
from core.money import Fen
from core.roles import Role
from core.services.bring_in_visits import line_from
from core.services.receive_patient import check_identity, receive_number, receive_person
from core.services.record_visit import HASH_ON_SLIP, LONGEST_VISIT, SavedVisit, record_visit
from core.services.visit_form import VisitForm
from core.training.characters import Character
from core.visits.companion import Companion, CompanionRole
from core.visits.visit import Diagnosis, OrderLine, Visit
from storage.sqlcipher import driver
from sync.codec import MAX_BODY_BYTES, open_event
from tests.helpers.open_desk import CODEC, TODAY, OpenDesk, village

COLD = Diagnosis("J06.900", "急性上呼吸道感染", True)
FORM = VisitForm("咳嗽", (COLD,), ())


def drug(desk: OpenDesk, initials: str = "amxljn") -> OrderLine:
    return line_from(desk.clinic.records.find_items(ItemKind.DRUG, initials, 1)[0], 1, 3)


def record(desk: OpenDesk, who: Character = Character.ACTIVE, form: VisitForm = FORM) -> SavedVisit:
    reception = receive_person(desk.clinic, village().characters[who].person.person_id)
    check = check_identity(desk.clinic, CheckMethod.CARD_SEEN)
    return record_visit(desk.clinic, reception, check, form)


def bodies(desk: OpenDesk) -> list[Visit]:
    return [Visit.from_plain(CODEC.decode(one.body)) for one in desk.store.ledger.events_after(0, 10**9)]


def test_nobody_is_their_own_companion(desk: OpenDesk) -> None:
    number = village().characters[Character.ACTIVE].person.id_number
    for other, kept in ((number, 0), ("11010519491231002X", 1)):
        companion = Companion(CompanionRole.GUARDIAN, "测试乙", other)
        with suppress(Refusal):
            record(desk, form=replace(FORM, companion=companion))
        assert len(bodies(desk)) == kept


def test_an_assistant_writes_a_draft_and_records_nothing(desk: OpenDesk) -> None:
    desk.clinic = replace(desk.clinic, staff=replace(desk.clinic.staff, role=Role.ASSISTANT))
    with pytest.raises(Refusal, match="not_permitted"):
        record(desk)
    assert bodies(desk) == []


def test_what_was_recorded_is_in_the_ledger_when_it_is_opened_again(desk: OpenDesk) -> None:
    form = replace(FORM, complaint=" 咳嗽 ", lines=(drug(desk),), temperature_tenths=372, remark=" 复诊 ")
    saved = record(desk, form=form)
    desk.reopen()
    (event,) = desk.store.ledger.events_after(0, 10**9)
    assert bodies(desk) == [saved.visit]
    assert (event.header.event_id, event.header.sequence) == (saved.event_id, saved.sequence)
    assert event.header.type == EventType.VISIT_RECORDED
    assert event.header.user == village().clinics[0].user
    assert event.header.versions["roster"] == "1.1"
    assert event.header.body_hash.hex().startswith(saved.short_hash)
    assert len(saved.short_hash) == HASH_ON_SLIP
    assert (saved.visit.complaint, saved.visit.remark) == ("咳嗽", "复诊")


def test_a_visit_carries_who_when_and_what_the_desk_was_told(desk: OpenDesk) -> None:
    entry = village().characters[Character.WAITING_LATE]
    visit = record(desk, Character.WAITING_LATE).visit
    assert visit.patient.id_number == entry.person.id_number
    assert visit.visited_at == desk.clock.moment
    assert (visit.doctor, visit.doctor_name) == (village().clinics[0].user, village().clinics[0].doctor)
    assert (visit.verdict.kind, visit.verdict.roster_as_of) == ("waiting", TODAY)
    assert visit.verdict.benefit_date is not None
    assert visit.verdict.benefit_date > TODAY
    assert visit.identity_check == IdentityCheck(CheckMethod.CARD_SEEN, desk.clock.moment)


def test_only_the_first_visit_is_called_first(desk: OpenDesk) -> None:
    assert [record(desk).visit.first_visit for _ in range(3)] == [True, False, False]
    assert record(desk, Character.NAMESAKE_OLDER).visit.first_visit


def test_the_same_form_twice_is_two_visits(desk: OpenDesk) -> None:
    one, other = record(desk), record(desk)
    assert one.event_id != other.event_id
    assert [one.sequence, other.sequence] == [1, 2]


def test_the_draft_goes_when_the_visit_is_saved_and_stays_when_it_is_refused(desk: OpenDesk) -> None:
    key = village().characters[Character.ACTIVE].person.person_id
    desk.clinic.drafts.keep_draft(key, {"complaint": "咳嗽"})
    with pytest.raises(Refusal):
        record(desk, form=replace(FORM, diagnoses=()))
    assert desk.clinic.drafts.draft(key) == {"complaint": "咳嗽"}
    record(desk)
    assert desk.clinic.drafts.draft(key) is None


def test_a_visit_whose_draft_cannot_go_is_not_kept_either_so_that_nobody_saves_it_twice(
    desk: OpenDesk,
) -> None:
    key = village().characters[Character.ACTIVE].person.person_id
    desk.clinic.drafts.keep_draft(key, {"complaint": "咳嗽"})
    database = desk.store.ledger.file.database
    database.execute(
        "CREATE TRIGGER stuck BEFORE DELETE ON drafts BEGIN SELECT RAISE(ABORT, 'as on a full disk'); END"
    )
    with pytest.raises(driver.IntegrityError):
        record(desk)
    assert desk.store.ledger.head().sequence == 0
    assert desk.clinic.drafts.draft(key) == {"complaint": "咳嗽"}


REFUSED: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("visit_without_diagnosis", {"diagnoses": ()}, {}),
    ("visit_main_diagnosis_unclear", {"diagnoses": (replace(COLD, main=False),)}, {}),
    ("visit_main_diagnosis_unclear", {"diagnoses": (COLD, replace(COLD, code="I10.x00"))}, {}),
    ("onset_in_future", {"onset_date": TODAY + timedelta(days=1)}, {}),
    ("vitals_out_of_range", {"temperature_tenths": 299}, {"vital": "temperature_tenths"}),
    ("vitals_out_of_range", {"temperature_tenths": 451}, {"vital": "temperature_tenths"}),
    ("vitals_out_of_range", {"systolic": 39}, {"vital": "systolic"}),
    ("vitals_out_of_range", {"systolic": 301}, {"vital": "systolic"}),
    ("vitals_out_of_range", {"diastolic": 19}, {"vital": "diastolic"}),
    ("vitals_out_of_range", {"diastolic": 201}, {"vital": "diastolic"}),
    ("blood_pressure_swapped", {"systolic": 80, "diastolic": 120}, {}),
    ("blood_pressure_swapped", {"systolic": 90, "diastolic": 90}, {}),
]


@pytest.mark.parametrize(("code", "change", "facts"), REFUSED, ids=lambda value: str(value)[:40])
def test_an_incomplete_form_is_refused_and_nothing_is_kept(
    desk: OpenDesk, code: str, change: dict[str, Any], facts: dict[str, Any]
) -> None:
    with pytest.raises(Refusal) as caught:
        record(desk, form=replace(FORM, **change))
    assert (caught.value.code, caught.value.facts) == (code, facts)
    assert desk.store.ledger.head().sequence == 0


@pytest.mark.parametrize(
    "change",
    [
        {"onset_date": TODAY},
        {"temperature_tenths": 300, "systolic": 40, "diastolic": 20},
        {"temperature_tenths": 450, "systolic": 300, "diastolic": 200},
        {"systolic": 91, "diastolic": 90},
        {"diastolic": 90},
    ],
)
def test_values_at_the_edge_are_taken(desk: OpenDesk, change: dict[str, Any]) -> None:
    assert record(desk, form=replace(FORM, **change)).sequence == 1


@pytest.mark.parametrize("quantity", [0, -1])
def test_a_line_of_nothing_is_refused_with_its_place(desk: OpenDesk, quantity: int) -> None:
    lines = (drug(desk), replace(drug(desk), quantity=quantity))
    with pytest.raises(Refusal) as caught:
        record(desk, form=replace(FORM, lines=lines))
    assert (caught.value.code, caught.value.facts) == ("line_quantity_not_positive", {"line": 2})


@pytest.mark.parametrize("change", [{"quantity": 100_000}, {"days": -1}, {"days": 10**30}])
def test_a_count_nobody_means_is_refused_with_its_place(desk: OpenDesk, change: dict[str, int]) -> None:
    with pytest.raises(Refusal) as caught:
        record(desk, form=replace(FORM, lines=(replace(drug(desk), **change),)))  # type: ignore[arg-type]
    assert (caught.value.code, caught.value.facts) == ("line_count_impossible", {"line": 1})


def test_what_no_township_would_take_is_refused_and_what_is_kept_is_taken(desk: OpenDesk) -> None:
    with pytest.raises(Refusal, match="visit_too_long"):
        record(desk, form=replace(FORM, remark="长" * LONGEST_VISIT))
    record(desk, form=replace(FORM, remark="长" * (LONGEST_VISIT // 3 - 1000)))
    assert LONGEST_VISIT <= MAX_BODY_BYTES
    (event,) = desk.store.ledger.events_after(0, 10**9)
    assert open_event(event.header_bytes, event.body) == event


def test_a_price_above_the_ceiling_is_refused_and_the_ceiling_itself_taken(desk: OpenDesk) -> None:
    item = desk.clinic.records.find_items(ItemKind.DRUG, "amxljn", 1)[0]
    dear = replace(drug(desk), unit_price=Fen(item.price_ceiling + 1))
    with pytest.raises(Refusal) as caught:
        record(desk, form=replace(FORM, lines=(dear,)))
    assert (caught.value.code, caught.value.facts) == ("price_above_ceiling", {"line": 1})
    record(desk, form=replace(FORM, lines=(replace(dear, unit_price=item.price_ceiling),)))


def test_what_left_the_catalogue_can_still_be_written_down(desk: OpenDesk) -> None:
    old = OrderLine(ItemKind.DRUG, "OLD", "旧药", "", "盒", 1, Fen(100), FeeClass.A)
    assert record(desk, form=replace(FORM, lines=(old,))).visit.total == 100


def test_somebody_outside_the_roster_is_written_down_under_number_and_name(desk: OpenDesk) -> None:
    stranger = village().strangers[0]
    reception = receive_number(desk.clinic, stranger.id_number, stranger.name)
    visit = record_visit(
        desk.clinic, reception, check_identity(desk.clinic, CheckMethod.NUMBER_TYPED), FORM
    ).visit
    assert (visit.patient.id_number, visit.patient.name) == (stranger.id_number, stranger.name)
    assert visit.estimate is None


@contextmanager
def no_room(desk: OpenDesk) -> Iterator[None]:
    """Let the ledger grow no further, as on a full disk."""
    database = desk.store.ledger.file.database
    (pages,) = database.execute("PRAGMA page_count").fetchone()
    (before,) = database.execute("PRAGMA max_page_count").fetchone()
    database.execute(f"PRAGMA max_page_count = {pages}")
    try:
        yield
    finally:
        database.execute(f"PRAGMA max_page_count = {before}")


def test_on_a_full_disk_the_doctor_is_told_the_draft_stays_and_nothing_half_is_kept(desk: OpenDesk) -> None:
    key = village().characters[Character.ACTIVE].person.person_id
    long = replace(FORM, complaint="咳" * 2000)
    desk.clinic.drafts.keep_draft(key, {"complaint": "咳嗽"})
    kept: list[SavedVisit] = []
    with no_room(desk), pytest.raises(Hindrance) as caught:
        for _ in range(50):
            kept.append(record(desk, Character.NAMESAKE_OLDER, long))
    assert caught.value.code == "disk_full"
    assert desk.clinic.drafts.draft(key) == {"complaint": "咳嗽"}
    assert record(desk, form=long).sequence == len(kept) + 1
    desk.reopen()
    assert len(bodies(desk)) == len(kept) + 1
    assert desk.store.verify() == []


def test_a_reception_left_open_over_new_year_is_judged_by_the_day_of_the_visit(desk: OpenDesk) -> None:
    desk.clock.moment = datetime(2026, 12, 31, 23, 50, tzinfo=CHINA)
    patient = village().characters[Character.ACTIVE].person
    reception = receive_person(desk.clinic, patient.person_id)
    check = check_identity(desk.clinic, CheckMethod.CARD_SEEN)
    desk.clock.moment = datetime(2027, 1, 1, 0, 10, tzinfo=CHINA)
    told = receive_person(desk.clinic, patient.person_id).verdict
    assert told.kind is not reception.verdict.kind
    visit = record_visit(desk.clinic, reception, check, FORM).visit
    assert visit.verdict.kind == told.kind.value
