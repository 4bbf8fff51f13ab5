"""A join reaches the clinic's other PC, and what undoes it too; one that nobody saw stands."""

from core.events import EventType
from core.identity.person import Sex
from core.ids import EventId, PersonId
from core.visits.joins import Likeness, join_body, parting_body
from core.visits.visit import PatientOnVisit
from tests.helpers.second_pc import Pc, another_pc, first_pc
from tests.helpers.sync_world import CODEC, World
from tests.helpers.township_talk import a_visit

PERMIT, NUMBER = "810000199408230021", "330102197001011234"
ONE, OTHER = (PatientOnVisit(PersonId(""), one, "测试甲", Sex.FEMALE, None) for one in (PERMIT, NUMBER))
KEYS = (f"number {PERMIT}",)


def join(pc: Pc) -> EventId:
    return pc.append(CODEC.encode(join_body(ONE, OTHER, Likeness.TOLD)), EventType.PERSONS_JOINED)


def part(pc: Pc, *joins: EventId) -> None:
    pc.append(CODEC.encode(parting_body(ONE, OTHER, joins)), EventType.PERSONS_PARTED)


def joins_at(pc: Pc) -> list[EventId]:
    return [one.event_id for one in pc.store.records.joins_of(KEYS)]


def test_both_pcs_join_and_part_by_the_same_events(world: World) -> None:
    here, there = first_pc(world), another_pc(world)
    seen = here.save(a_visit(patient=ONE))
    first = join(here)
    here.sync()
    there.sync()
    assert joins_at(there) == [first]
    assert [one.event_id for one in there.store.records.visits_of(KEYS, 9)] == [seen]
    second = join(there)  # the same two, while the first PC takes its own join back and sees no other
    part(here, first)
    for pc in (here, there, here, there):
        pc.sync()
    assert joins_at(here) == joins_at(there) == [second]
    part(there, second)
    there.sync()
    here.sync()
    assert joins_at(here) == joins_at(there) == []
    assert here.store.records.told_apart(KEYS) == {f"number {NUMBER}"}
