"""Visits of one person are found again across clinics; versions of one visit are not two visits."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.events import EventType
from core.identity.person import Sex
from core.ids import ClinicCode, EventId, PersonId
from core.supervision_ports import VisitToCheck
from core.township_rows import ThinRow
from core.visits.corrections import cancellation_body, correction_body
from core.visits.visit import PatientOnVisit, Visit
from storage.clinic.key_slot import Cost
from storage.township.console import SqlConsole
from storage.township.set_tables import roster
from storage.township.store import SqlTownshipStore
from storage.township.supervision_tables import visit_marks
from sync.township.judge import judge_waiting
from tests.helpers.statements import Listener
from tests.helpers.township_store import CLINIC, CODEC, NOW, OTHER_CLINIC, Writer, a_device, a_person
from tests.helpers.township_talk import SetClock, a_visit

NUMBER = "330102197001011234"


@pytest.fixture
def console(store: SqlTownshipStore) -> SqlConsole:
    return SqlConsole(store.database, store.code, CODEC, Cost(memory_kib=8, passes=1))


def patient(person: str = "P000001", number: str = "") -> PatientOnVisit:
    return PatientOnVisit(PersonId(person), number, "测试甲", Sex.FEMALE, None)


def hand_in(
    store: SqlTownshipStore, bodies: Sequence[tuple[Any, str]], clinic: ClinicCode = CLINIC
) -> list[EventId]:
    """Let a PC write events; a body may be made of the ids of those before it."""
    device = a_device(store, clinic)
    writer = Writer(device.device, clinic)
    for body, kind in bodies:
        plain = body([one.header.event_id for one in writer.events]) if callable(body) else body
        writer.write(CODEC.encode(plain), kind)
    store.accept(device, writer.incarnation, writer.events)
    judge_waiting(store, SetClock(), clinic)
    return [one.header.event_id for one in writer.events]


def visit(store: SqlTownshipStore, clinic: ClinicCode = CLINIC, **changes: Any) -> VisitToCheck:
    made = a_visit(**changes)
    (event,) = hand_in(store, [(made.to_plain(), EventType.VISIT_RECORDED)], clinic)
    return VisitToCheck(clinic, event, made)


def beside(console: SqlConsole, one: VisitToCheck) -> set[EventId]:
    return {other.event_id for other in console.visits_beside([one])[one.place]}


def test_visits_of_one_person_are_found_across_clinics_and_those_of_others_are_not(
    store: SqlTownshipStore, console: SqlConsole
) -> None:
    here = visit(store)
    there = visit(store, OTHER_CLINIC, visited_at=NOW)
    visit(store, patient=patient("P000002"))
    assert beside(console, here) == {there.event_id}
    assert beside(console, there) == {here.event_id}
    (found,) = console.visits_beside([here])[here.place]
    assert (found.clinic, found.at, found.supplies) == (OTHER_CLINIC, NOW, found.supplies)
    assert [(one.drug, one.days) for one in found.supplies] == [("D1", 3)]


def test_somebody_known_here_by_person_and_there_by_number_alone_is_one(
    store: SqlTownshipStore, console: SqlConsole
) -> None:
    here = visit(store, patient=patient("P000001", NUMBER))
    there = visit(store, OTHER_CLINIC, patient=patient("", NUMBER))
    assert beside(console, there) == {here.event_id}


def test_a_visit_of_half_a_year_ago_or_of_tomorrow_is_not_near(
    store: SqlTownshipStore, console: SqlConsole
) -> None:
    here = visit(store)
    visit(store, visited_at=here.visit.visited_at - timedelta(days=200))
    visit(store, visited_at=here.visit.visited_at + timedelta(hours=2))
    assert beside(console, here) == set()


def corrected(of: Visit, targets: Sequence[EventId]) -> dict[str, Any]:
    return correction_body(of, targets)


def test_versions_of_one_visit_are_not_compared_with_one_another_and_what_was_replaced_not_at_all(
    store: SqlTownshipStore, console: SqlConsole
) -> None:
    elsewhere = visit(store, OTHER_CLINIC)
    first = a_visit()
    rivals = [
        (lambda known: corrected(replace(first, complaint="咳"), known[:1]), EventType.VISIT_CORRECTED),
        (lambda known: corrected(replace(first, complaint="热"), known[:1]), EventType.VISIT_CORRECTED),
    ]
    events = hand_in(store, [(first.to_plain(), EventType.VISIT_RECORDED), *rivals])
    for event in events:
        assert beside(console, VisitToCheck(CLINIC, event, first)) == {elsewhere.event_id}
    assert beside(console, elsewhere) == set(events[1:])


def test_what_was_cancelled_is_beside_nothing(store: SqlTownshipStore, console: SqlConsole) -> None:
    here = visit(store)
    assert beside(console, here) == set()
    hand_in(
        store,
        [
            (a_visit().to_plain(), EventType.VISIT_RECORDED),
            (lambda known: cancellation_body("登错", known), EventType.VISIT_CANCELLED),
        ],
        OTHER_CLINIC,
    )
    assert beside(console, here) == set()


def test_what_was_written_after_its_pc_was_revoked_does_not_count(
    store: SqlTownshipStore, console: SqlConsole
) -> None:
    here = visit(store)
    device = a_device(store, OTHER_CLINIC)
    writer = Writer(device.device, OTHER_CLINIC)
    writer.write(CODEC.encode(a_visit().to_plain()))
    store.accept(device, writer.incarnation, writer.events)
    store.mark_visits(None, 99)
    assert len(beside(console, here)) == 1
    store.revoke_device(device.device, {writer.incarnation: 0}, NOW)
    assert beside(console, here) == set()


def test_a_log_is_looked_through_once_bit_by_bit_and_what_nobody_can_read_is_passed_over(
    store: SqlTownshipStore, console: SqlConsole
) -> None:
    device = a_device(store)
    writer = Writer(device.device)
    for number in range(5):
        writer.write(CODEC.encode(a_visit(complaint=str(number)).to_plain()))
    writer.write(b"\xf6")
    store.accept(device, writer.incarnation, writer.events)
    assert console.unmarked() == 6
    assert [store.mark_visits(None, 4), console.unmarked()] == [4, 2]
    assert [store.mark_visits(CLINIC, 4), console.unmarked()] == [2, 0]
    assert store.mark_visits(None, 4) == 0
    with store.database.reading() as connection:
        assert len(connection.execute(select(visit_marks.c.event_id)).all()) == 5


def test_nobody_reads_a_number_out_of_the_marks(store: SqlTownshipStore, console: SqlConsole) -> None:
    visit(store, patient=patient("P000001", NUMBER))
    with store.database.reading() as connection:
        rows = connection.execute(select(visit_marks)).all()
    assert len(rows) == 2
    assert NUMBER not in str(rows)


def test_people_are_given_by_id_and_by_tag(store: SqlTownshipStore, console: SqlConsole) -> None:
    store.replace_roster([a_person(1), a_person(2)], NOW.date(), NOW.date())
    store.keep_thin(b"basis", NOW.date(), [ThinRow(PersonId("P000002"), b"", "ab" * 8, {})])
    found = console.people_seen({"P000001", "nobody"}, {"ab" * 8, "cd" * 8})
    assert found.by_person == {"P000001": a_person(1)}
    assert found.by_tag == {"ab" * 8: a_person(2)}
    with store.database.reading() as connection:
        assert len(connection.execute(select(roster.c.person_id)).all()) == 2


def test_more_visits_take_no_more_statements(store: SqlTownshipStore, console: SqlConsole) -> None:
    visits = [
        visit(store, patient=patient(f"P{number}", f"33010219700101{number:04d}")) for number in range(12)
    ]
    visits += [visit(store, OTHER_CLINIC, patient=one.visit.patient) for one in visits]
    listener = Listener(store.database)
    few = listener.count(lambda: console.visits_beside(visits[:1]))
    assert listener.count(lambda: console.visits_beside(visits)) == few
