"""Who a clinic told to be one person is one for the township's checks, until that is undone."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Any

import pytest

from core.events import EventType
from core.identity.person import Sex
from core.ids import EventId, PersonId
from core.visits.joins import Likeness, join_body, parting_body
from core.visits.visit import PatientOnVisit
from storage.clinic.key_slot import Cost
from storage.township.console import SqlConsole
from storage.township.store import SqlTownshipStore
from sync.township.person_joins import PersonJoins
from tests.helpers.township_store import CLINIC, CODEC, NOW, OTHER_CLINIC, Writer, a_device
from tests.storage.township.test_check_book import beside, hand_in, visit

PERMIT, NUMBER, CERTIFICATE = "810000199408230021", "330102197001011234", "T330112345"
Body = dict[str, Any] | Callable[[list[EventId]], dict[str, Any]]


@pytest.fixture
def console(store: SqlTownshipStore) -> SqlConsole:
    return SqlConsole(store.database, store.code, CODEC, Cost(memory_kib=8, passes=1))


def known_as(number: str, person: str = "") -> PatientOnVisit:
    return PatientOnVisit(PersonId(person), number, "测试甲", Sex.FEMALE, None)


def tell(store: SqlTownshipStore, *bodies: tuple[Body, EventType]) -> list[EventId]:
    return hand_in(store, bodies, OTHER_CLINIC)


def joined(one: str, other: str) -> tuple[Body, EventType]:
    return join_body(known_as(one), known_as(other), Likeness.TOLD), EventType.PERSONS_JOINED


def test_the_joined_are_one_for_the_checks_also_by_way_of_a_third_number(
    store: SqlTownshipStore, console: SqlConsole
) -> None:
    here = visit(store, patient=known_as(PERMIT))
    there = visit(store, OTHER_CLINIC, visited_at=NOW, patient=known_as(NUMBER))
    stranger = visit(store, patient=known_as("330102198001011230"))
    assert beside(console, here) == set()
    tell(store, joined(PERMIT, CERTIFICATE), joined(CERTIFICATE, NUMBER))
    assert beside(console, here) == {there.event_id}
    assert beside(console, there) == {here.event_id}
    assert beside(console, stranger) == set()


def test_a_passport_and_a_permit_that_are_spelt_alike_are_two_people(
    store: SqlTownshipStore, console: SqlConsole
) -> None:
    of_kind = {
        kind: replace(known_as("12345678"), number_kind=kind) for kind in ("passport", "taiwan_permit")
    }
    here = visit(store, patient=of_kind["passport"])
    visit(store, OTHER_CLINIC, visited_at=NOW, patient=of_kind["taiwan_permit"])
    assert beside(console, here) == set()
    again = visit(store, OTHER_CLINIC, visited_at=NOW, patient=of_kind["passport"])
    assert beside(console, here) == {again.event_id}


def test_what_is_undone_joins_nobody_whichever_came_first(
    store: SqlTownshipStore, console: SqlConsole
) -> None:
    here = visit(store, patient=known_as(PERMIT))
    visit(store, OTHER_CLINIC, visited_at=NOW, patient=known_as(NUMBER))
    one, other = known_as(PERMIT), known_as(NUMBER)

    def parts(before: list[EventId]) -> dict[str, Any]:
        return parting_body(one, other, before)

    tell(store, joined(PERMIT, NUMBER), (parts, EventType.PERSONS_PARTED))
    assert beside(console, here) == set()
    (told,) = console.person_joins(None, 9)
    assert (told.clinic, told.undone, told.late) == (OTHER_CLINIC, True, False)
    assert [person.id_number for person in told.join.people] == [PERMIT, NUMBER]
    assert (told.join.user, told.join.at, told.join.likeness) == ("wang", NOW, "like_told")
    tell(store, joined(PERMIT, NUMBER))
    assert len(beside(console, here)) == 1


def test_a_clinic_undoes_its_own_joins_only(store: SqlTownshipStore, console: SqlConsole) -> None:
    here = visit(store, patient=known_as(PERMIT))
    visit(store, OTHER_CLINIC, visited_at=NOW, patient=known_as(NUMBER))
    told = tell(store, joined(PERMIT, NUMBER))
    body = parting_body(known_as(PERMIT), known_as(NUMBER), told)
    hand_in(store, [(body, EventType.PERSONS_PARTED)], CLINIC)
    assert len(beside(console, here)) == 1
    assert [one.undone for one in console.person_joins(None, 9)] == [False]


def test_what_was_told_after_its_pc_was_revoked_joins_nobody(
    store: SqlTownshipStore, console: SqlConsole
) -> None:
    here = visit(store, patient=known_as(PERMIT))
    visit(store, OTHER_CLINIC, visited_at=NOW, patient=known_as(NUMBER))
    device = a_device(store, OTHER_CLINIC)
    writer = Writer(device.device, OTHER_CLINIC)
    body, kind = joined(PERMIT, NUMBER)
    writer.write(CODEC.encode(body), kind)
    store.accept(device, writer.incarnation, writer.events)
    store.mark_visits(None, 99)
    assert len(beside(console, here)) == 1
    store.revoke_device(device.device, {writer.incarnation: 0}, NOW)
    assert beside(console, here) == set()
    assert [one.late for one in console.person_joins(None, 9)] == [True]


def test_the_list_is_read_page_by_page_and_names_nobody_at_the_machine(
    store: SqlTownshipStore, console: SqlConsole
) -> None:
    broken = ({"people": [1, 2]}, EventType.PERSONS_JOINED)
    events = tell(store, joined(PERMIT, NUMBER), joined(PERMIT, CERTIFICATE), broken)
    first, second = console.person_joins(None, 9)
    assert console.person_joins(first.place, 9) == [second]
    assert {first.join.event_id, second.join.event_id} == set(events[:2])

    def books(_place: str) -> AbstractContextManager[tuple[SqlTownshipStore, SqlConsole]]:
        return nullcontext((store, console))

    listed = PersonJoins(books).list("here")
    assert [one["state"] for one in listed["joins"]] == ["in_force", "in_force"]
    assert NUMBER not in str(listed)
    assert "测试甲" not in str(listed)


def test_what_a_person_has_in_the_roster_leads_to_the_other_number_too(
    store: SqlTownshipStore, console: SqlConsole
) -> None:
    here = visit(store, patient=replace(known_as(""), person_id=PersonId("P000007")))
    there = visit(store, OTHER_CLINIC, visited_at=NOW, patient=known_as(PERMIT))
    body = join_body(known_as(NUMBER, "P000007"), known_as(PERMIT), Likeness.NAME_AND_BIRTH)
    tell(store, (body, EventType.PERSONS_JOINED))
    assert beside(console, here) == {there.event_id}
