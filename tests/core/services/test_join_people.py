"""Two records of one person are looked at as one once the doctor says so, and apart again once undone."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.audit import Deed
from core.coverage.enrolment import RosterEntry
from core.coverage.history import History
from core.coverage.verdict import Caution, VerdictKind
from core.errors import Refusal
from core.events import ClockTrust, EventDraft, EventType
from core.followup.follow_up import person_key
from core.identity.id_number import NumberKind, lengthened
from core.identity.identity_check import CheckMethod
from core.identity.number_said import NumberSaid
from core.identity.person import Sex
from core.ids import EventId, PersonId, UserId
from core.policy.certainty import Certainty
from core.roles import Role
from core.services.append_event import append_event
from core.services.bring_in_joins import bring_in_joins
from core.services.estimate_split import estimate_split
from core.services.join_people import (
    Suspect,
    join_people,
    named_by_number,
    part_people,
    patient_in_roster,
    suspects,
    tell_apart,
)
from core.services.receive_patient import (
    Reception,
    check_identity,
    receive_number,
    receive_person,
    receive_without_number,
    received_today,
)
from core.services.record_visit import patient_of, record_visit
from core.services.visit_form import VisitForm
from core.training.characters import Character
from core.visits.joins import Join, Likeness, join_body, parting_body, patient_keys, people_joined
from core.visits.visit import Diagnosis
from tests.helpers.open_desk import CODEC, NOON, OpenDesk, desk_in, village

FORM = VisitForm("", (Diagnosis("J06.900", "急性上呼吸道感染", True),), ())
WANG = village().characters[Character.ACTIVE]
MISSED = village().characters[Character.NOT_ENROLLED]
CERTIFICATE = "T330112345"
PERMIT = "810000199408230021"
OLDER = date(1931, 5, 6)
WHO = UserId("w")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[OpenDesk]:
    """Give a desk with three of the village in its roster."""
    with desk_in(tmp_path / "clinic", with_data=False) as opened:
        opened.bring_few(WANG, MISSED, village().characters[Character.NEWBORN])
        yield opened


def seen(desk: OpenDesk, reception: Reception) -> None:
    record_visit(desk.clinic, reception, check_identity(desk.clinic, CheckMethod.NUMBER_TYPED), FORM)


def of(entry: RosterEntry, **changes: Any) -> RosterEntry:
    return replace(entry, person=replace(entry.person, **changes))


def roster(desk: OpenDesk, *more: RosterEntry) -> None:
    desk.bring_roster([*village().entries, *more])


def second_row(entry: RosterEntry, number: str, **changes: Any) -> RosterEntry:
    """Give the same person once more in the roster, under another number."""
    return of(entry, person_id=PersonId("second"), id_number=number, **changes)


def events_of(desk: OpenDesk, kind: EventType) -> list[dict[str, Any]]:
    return [CODEC.decode(event.body) for event in desk.clinic.ledger.newest_first(kind)]


def joined_to_permit(desk: OpenDesk) -> Reception:
    mine = receive_person(desk.clinic, WANG.person.person_id)
    return join_people(desk.clinic, mine, named_by_number(desk.clinic, mine, NumberSaid(PERMIT)))


def test_a_number_of_15_is_the_number_of_18_it_became_and_needs_no_join(desk: OpenDesk) -> None:
    old = "110105491231002"
    seen(desk, receive_number(desk.clinic, lengthened(old), "李奶奶"))
    again = receive_number(desk.clinic, old, "李奶奶")
    assert len(again.last_visits) == 1
    assert again.joined.joins == ()


def test_somebody_outside_the_roster_has_a_history_by_number(desk: OpenDesk) -> None:
    seen(desk, receive_number(desk.clinic, PERMIT, "陈港生"))
    assert len(receive_number(desk.clinic, PERMIT, "陈港生").last_visits) == 1
    roster(desk, second_row(WANG, PERMIT, name="陈港生"))
    assert len(receive_person(desk.clinic, PersonId("second")).last_visits) == 1


def test_a_passport_and_a_permit_that_are_spelt_alike_are_two_people(desk: OpenDesk) -> None:
    guest = receive_number(desk.clinic, "12345678", "约翰", NumberKind.PASSPORT)
    seen(desk, guest)
    other = receive_number(desk.clinic, "12345678", "陈台生", NumberKind.TAIWAN_PERMIT)
    assert (other.last_visits, other.draft_key == guest.draft_key) == ((), False)
    mine = receive_person(desk.clinic, WANG.person.person_id)
    join_people(desk.clinic, mine, Suspect(patient_of(other), Likeness.TOLD))
    again = receive_number(desk.clinic, "12345678", "约翰", NumberKind.PASSPORT)
    assert (again.joined.people, len(again.last_visits)) == ((), 1)
    assert person_key(patient_of(again)) == again.draft_key


def test_a_number_of_the_roster_whose_kind_nobody_knows_keeps_the_history_of_the_one_it_was(
    desk: OpenDesk,
) -> None:
    seen(desk, receive_number(desk.clinic, "12345678", "约翰", NumberKind.PASSPORT))
    roster(desk, second_row(WANG, "12345678", name="约翰"))
    assert len(receive_person(desk.clinic, PersonId("second")).last_visits) == 1


def test_a_child_seen_under_a_certificate_of_birth_is_suggested_when_the_citizen_number_comes(
    desk: OpenDesk,
) -> None:
    child = village().characters[Character.NEWBORN]
    seen(desk, receive_number(desk.clinic, CERTIFICATE, child.person.name))
    mine = receive_person(desk.clinic, child.person.person_id)
    assert mine.last_visits == ()
    (suspect,) = suspects(desk.clinic, mine)
    assert (suspect.patient.id_number, suspect.likeness) == (CERTIFICATE, Likeness.NAME_ONLY)
    joined = join_people(desk.clinic, mine, suspect)
    assert len(joined.last_visits) == 1
    assert [one.id_number for one in joined.joined.people] == [CERTIFICATE]
    assert suspects(desk.clinic, joined) == ()


def test_nobody_grown_up_is_taken_for_a_newborn_of_that_name(desk: OpenDesk) -> None:
    seen(desk, receive_number(desk.clinic, CERTIFICATE, WANG.person.name))
    assert suspects(desk.clinic, receive_person(desk.clinic, WANG.person.person_id)) == ()


def test_a_second_row_of_one_name_and_birth_is_suggested_and_nothing_is_joined_by_itself(
    desk: OpenDesk,
) -> None:
    roster(desk, second_row(WANG, "", name=f"{WANG.person.name} "))
    mine = receive_person(desk.clinic, WANG.person.person_id)
    (suspect,) = suspects(desk.clinic, mine)
    assert (suspect.patient.person_id, suspect.likeness) == ("second", Likeness.NAME_AND_BIRTH)
    assert receive_person(desk.clinic, WANG.person.person_id).joined.joins == ()
    assert events_of(desk, EventType.PERSONS_JOINED) == []


def test_a_name_written_with_another_form_of_a_letter_is_suggested(desk: OpenDesk) -> None:
    desk.bring_roster([of(WANG, name="张喆"), second_row(WANG, "", name="张哲")])
    (found,) = suspects(desk.clinic, receive_person(desk.clinic, WANG.person.person_id))
    assert found.patient.name == "张哲"


def test_strangers_of_the_same_name_are_not_suggested(desk: OpenDesk) -> None:
    person = WANG.person
    sex = Sex.MALE if person.sex is Sex.FEMALE else Sex.FEMALE
    older = RosterEntry(replace(person, person_id=PersonId("older"), id_number=""), History(OLDER))
    older = of(older, birth_date=OLDER)
    desk.bring_roster([WANG, older, second_row(WANG, "", sex=sex)])
    assert suspects(desk.clinic, receive_person(desk.clinic, person.person_id)) == ()


def test_whom_the_doctor_told_apart_is_not_suggested_again(desk: OpenDesk) -> None:
    roster(desk, second_row(WANG, ""))
    mine = receive_person(desk.clinic, WANG.person.person_id)
    told = tell_apart(desk.clinic, mine, suspects(desk.clinic, mine)[0])
    assert suspects(desk.clinic, told) == ()
    assert suspects(desk.clinic, receive_person(desk.clinic, PersonId("second"))) == ()
    assert told.joined.joins == ()


def test_the_joined_have_one_history_from_either_number(desk: OpenDesk) -> None:
    seen(desk, receive_number(desk.clinic, PERMIT, "陈港生"))
    seen(desk, receive_person(desk.clinic, WANG.person.person_id))
    joined = joined_to_permit(desk)
    assert {one.visit.patient.id_number for one in joined.last_visits} == {PERMIT, WANG.person.id_number}
    other = receive_number(desk.clinic, PERMIT, "陈港生")
    assert [one.event_id for one in other.last_visits] == [one.event_id for one in joined.last_visits]
    assert [one.person_id for one in other.joined.people] == [WANG.person.person_id]


def test_a_join_is_undone_by_an_event_and_everything_is_as_before(desk: OpenDesk) -> None:
    seen(desk, receive_number(desk.clinic, PERMIT, "陈港生"))
    before = receive_person(desk.clinic, WANG.person.person_id)
    joined = joined_to_permit(desk)
    apart = part_people(desk.clinic, joined, joined.joined.people[0])
    assert replace(apart, joined=before.joined) == before
    assert receive_number(desk.clinic, PERMIT, "陈港生").joined.joins == ()
    (told,) = events_of(desk, EventType.PERSONS_JOINED)
    (undone,) = events_of(desk, EventType.PERSONS_PARTED)
    (join,) = joined.joined.joins
    assert undone["parts"] == [join.event_id]
    assert told["likeness"] == "like_told"
    desk.reopen()
    assert receive_person(desk.clinic, WANG.person.person_id).joined.joins == ()


def test_joined_again_after_that_they_are_one_again(desk: OpenDesk) -> None:
    joined = joined_to_permit(desk)
    part_people(desk.clinic, joined, joined.joined.people[0])
    assert [one.id_number for one in joined_to_permit(desk).joined.people] == [PERMIT]


def test_three_numbers_are_one_person_and_parting_one_leaves_the_others(desk: OpenDesk) -> None:
    joined = joined_to_permit(desk)
    third = join_people(desk.clinic, joined, named_by_number(desk.clinic, joined, NumberSaid(CERTIFICATE)))
    assert {one.id_number for one in third.joined.people} == {PERMIT, CERTIFICATE}
    permit = next(one for one in third.joined.people if one.id_number == PERMIT)
    left = part_people(desk.clinic, third, permit)
    assert [one.id_number for one in left.joined.people] == [CERTIFICATE]


def test_the_verdict_of_a_number_outside_the_roster_is_that_of_the_joined_person_and_says_so(
    desk: OpenDesk,
) -> None:
    joined_to_permit(desk)
    mine = receive_number(desk.clinic, PERMIT, "陈港生")
    assert mine.verdict.kind is VerdictKind.ACTIVE
    assert Caution.JOINED_OTHER_NUMBER in mine.verdict.cautions
    assert (mine.person_id, mine.id_number) == ("", PERMIT)
    assert received_today(desk.clinic, mine) == mine


def test_years_under_both_numbers_count_together_and_a_changed_answer_is_to_be_confirmed(
    desk: OpenDesk,
) -> None:
    history = replace(MISSED.history, records=WANG.history.records, birth_date=WANG.history.birth_date)
    one = of(replace(MISSED, history=replace(MISSED.history, birth_date=WANG.history.birth_date)))
    other = second_row(replace(MISSED, history=history), "")
    roster(desk)
    desk.bring_roster([one, other], version=3)
    alone = receive_person(desk.clinic, one.person.person_id)
    assert alone.verdict.kind is VerdictKind.NOT_ENROLLED
    joined = join_people(desk.clinic, alone, suspects(desk.clinic, alone)[0])
    assert joined.verdict.kind is VerdictKind.ACTIVE
    assert Caution.JOINED_CHANGES in joined.verdict.cautions
    assert joined.verdict.certainty is not Certainty.SURE
    assert joined.entry is not None
    assert set(joined.entry.history.records) == set(WANG.history.records)


def test_rows_with_two_days_of_birth_are_not_counted_together_and_that_is_said(desk: OpenDesk) -> None:
    other = second_row(MISSED, "", name="另一个")
    roster(desk, other)
    mine = receive_person(desk.clinic, WANG.person.person_id)
    told = replace(
        named_by_number(desk.clinic, mine, NumberSaid(PERMIT)), patient=patient_in_roster(other.person)
    )
    joined = join_people(desk.clinic, mine, told)
    assert joined.verdict.kind is mine.verdict.kind
    assert Caution.JOINED_NOT_COUNTED in joined.verdict.cautions
    assert joined.entry == mine.entry


def test_what_waits_under_the_other_number_counts_against_the_year(desk: OpenDesk) -> None:
    joined = joined_to_permit(desk)
    assert estimate_split(desk.clinic, joined, ()) is not None
    assert {f"number {PERMIT}", f"number {WANG.person.id_number}"} <= set(joined.joined.keys)


def test_nobody_is_joined_with_themselves_or_without_a_number_or_by_an_assistant(desk: OpenDesk) -> None:
    mine = receive_person(desk.clinic, WANG.person.person_id)
    with pytest.raises(Refusal, match="join_with_oneself"):
        named_by_number(desk.clinic, mine, NumberSaid(WANG.person.id_number))
    nameless = receive_without_number(desk.clinic, "路人")
    assert suspects(desk.clinic, nameless) == ()
    suspect = named_by_number(desk.clinic, mine, NumberSaid(PERMIT))
    with pytest.raises(Refusal, match="join_without_number"):
        join_people(desk.clinic, nameless, suspect)
    with pytest.raises(Refusal, match="not_joined"):
        part_people(desk.clinic, mine, suspect.patient)
    assistant = replace(desk.clinic, staff=replace(desk.clinic.staff, role=Role.ASSISTANT))
    for deed in (join_people, tell_apart):
        with pytest.raises(Refusal, match="not_permitted"):
            deed(assistant, mine, suspect)


def test_what_nobody_can_read_joins_nobody(desk: OpenDesk) -> None:
    one = patient_in_roster(WANG.person)
    sound = join_body(one, patient_in_roster(MISSED.person), Likeness.TOLD)
    unreadable: list[dict[str, Any]] = [
        {},
        {"people": []},
        {**sound, "people": [sound["people"][0], 5]},
        {**sound, "people": [{**sound["people"][0], "id_number": "", "person_id": ""}, sound["people"][1]]},
    ]
    for body in unreadable:
        append_event(desk.clinic, EventType.PERSONS_JOINED, body)
    append_event(desk.clinic, EventType.PERSONS_PARTED, {**parting_body(one, one, ()), "parts": "all"})
    assert receive_person(desk.clinic, WANG.person.person_id).joined.joins == ()


def test_undoing_that_becomes_known_before_its_join_undoes_it_all_the_same(desk: OpenDesk) -> None:
    one, other = patient_in_roster(WANG.person), patient_in_roster(MISSED.person)
    join = EventId("ab" * 16)
    append_event(desk.clinic, EventType.PERSONS_PARTED, parting_body(one, other, [join]))
    assert receive_person(desk.clinic, WANG.person.person_id).joined.joins == ()
    body = CODEC.encode(join_body(one, other, Likeness.TOLD))
    draft = EventDraft(join, EventType.PERSONS_JOINED, body, {}, WHO, NOON, ClockTrust.TRUSTED)
    desk.clinic.ledger.append(draft)
    assert receive_person(desk.clinic, WANG.person.person_id).joined.joins == ()


def test_a_file_joins_parts_and_tells_apart_line_by_line(desk: OpenDesk) -> None:
    pair = {"id_number": WANG.person.id_number, "other_number": PERMIT}
    guest = {"other_number": "12345678", "other_kind": "passport"}
    lines = [
        {**pair, "deed": "join"},
        {**pair, "deed": "join"},
        {**pair, "deed": "join", **guest},
        {**pair, "deed": "part"},
        {**pair, "deed": "part"},
        {"deed": "apart", "id_number": PERMIT, "other_number": MISSED.person.id_number, "name": "陈港生"},
        {"deed": "join", "id_number": PERMIT},
        {**pair, "deed": "merge"},
        {**pair, "deed": "join", "other_kind": "library_card"},
        {**pair, "deed": "join", "wish": "1"},
    ]
    told = [one["outcome"] for one in bring_in_joins(desk.clinic, [json.dumps(one) for one in lines] + [" "])]
    assert told == [
        *("saved", "join_with_oneself", "saved", "saved", "not_joined", "saved"),
        *("brought_in_field",) * 4,
    ]
    (left,) = receive_person(desk.clinic, WANG.person.person_id).joined.people
    assert (left.id_number, left.number_kind) == ("12345678", "passport")
    assistant = replace(desk.clinic, staff=replace(desk.clinic.staff, role=Role.ASSISTANT))
    with pytest.raises(Refusal, match="not_permitted"):
        list(bring_in_joins(assistant, []))


def test_whom_another_number_stands_for_is_noted_where_somebody_is_looked_up(desk: OpenDesk) -> None:
    mine = receive_person(desk.clinic, WANG.person.person_id)
    named_by_number(desk.clinic, mine, NumberSaid(MISSED.person.id_number))
    (line,) = desk.clinic.audit.of_person(MISSED.person.person_id, 5)
    assert (line.deed, line.facts["how"]) == (Deed.LOOKED_UP, "number_typed")
    chip = NumberSaid(MISSED.person.id_number, how=CheckMethod.CARD_CHIP)
    named_by_number(desk.clinic, mine, chip)
    assert {one.facts["how"] for one in desk.clinic.audit.of_person(MISSED.person.person_id, 5)} == {
        "number_typed",
        "card_chip",
    }


def test_a_document_that_was_brought_may_bear_another_name(desk: OpenDesk) -> None:
    mine = receive_person(desk.clinic, WANG.person.person_id)
    other = named_by_number(desk.clinic, mine, NumberSaid(PERMIT, "WANG XIAO"))
    assert other.patient.name == "WANG XIAO"


def test_somebody_joined_twice_is_called_as_first_told_whichever_join_came_first() -> None:
    me = patient_in_roster(WANG.person)
    first = replace(patient_in_roster(MISSED.person), name="先说的")
    joins = [
        Join(EventId(f"{place:032x}"), (me, other), Likeness.TOLD.value, at, WHO)
        for place, other, at in ((2, first, NOON), (1, replace(first, name="后说的"), NOON.replace(hour=23)))
    ]
    for heard in (joins, reversed(joins)):
        assert people_joined(patient_keys(me), heard) == (first,)
