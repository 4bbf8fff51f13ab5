"""Case 33: one record nobody can read, wherever it comes from, is put aside alone and stops nothing."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from core.events import EventType, ResultKind
from sync.township.judge import judge_waiting
from tests.helpers.second_pc import Pc, another_pc, first_pc
from tests.helpers.sync_rounds import finish, log_ids
from tests.helpers.sync_world import CLINIC, CODEC, START, World
from tests.helpers.township_talk import a_visit
from tests.sync.township.test_judge import NASTY, PLAIN, places, with_value
from ui.wording import slip
from ui.wording import visits as words

_EVERY = 9
"""One in so many of all fields and values is tried here; the judge is tried on each of them elsewhere."""


def deep(depth: int) -> Any:
    """Nest maps and lists as deep as canonical bytes may."""
    content: Any = {}
    for level in range(depth - 1):
        content = [content, level] if level % 2 else {"in": content, "beside": [None, 1, "a"]}
    return content


_GARBAGE = (
    *(b"", b"\xff", b"\x00", bytes(5_000), CODEC.encode("text"), CODEC.encode([])),
    *(CODEC.encode(deep(depth)) for depth in (9, 20, 30)),
    *(
        CODEC.encode(with_value(("visited_at",), text))
        for text in ("0001-01-01T00:00:00+14:00", "0001-01-01")
    ),
    *(
        CODEC.encode(with_value(("diagnoses",), none))
        for none in ([], [{"code": "", "name": "", "main": False}])
    ),
    CODEC.encode(with_value(("estimate", "fund"), 2**62)),
    CODEC.encode(with_value(("estimate", "fund"), 2**62 + 1)),
)


def poison() -> Iterator[bytes]:
    """Give bodies no program of ours wrote: garbage, and visits with a field of another form."""
    changed = ((path, value) for path in places(PLAIN) for value in NASTY)
    yield from _GARBAGE
    yield from (CODEC.encode(with_value(*one)) for one in islice(changed, 0, None, _EVERY))


def say_all(pc: Pc) -> set[str]:
    """Say every visit of the list in all the words the screens have; give their complaints."""
    listed = pc.store.records.visits(START.date().replace(year=2000), START.date().replace(year=2190), 9_999)
    for state in listed:
        words.visit_cells(state, START)
        words.visit_detail(state)
        words.visit_line(state, START.date())
        for said in (slip.patient, slip.number, slip.diagnosis, slip.vitals, slip.verdict):
            said(state.visit)
    return {str(state.visit.complaint) for state in listed}


def test_case_33_a_poisoned_record_stops_neither_the_list_nor_the_stream_nor_the_other_pc(
    world: World,
) -> None:
    one, two = first_pc(world), another_pc(world)
    first = one.save(a_visit(complaint="在毒记录之前"))
    bodies = list(dict.fromkeys(poison()))
    for body in bodies:
        two.append(body, EventType.VISIT_RECORDED)
    last = two.save(a_visit(complaint="在毒记录之后"))
    for kind in (EventType.VISIT_CORRECTED, EventType.VISIT_CANCELLED, EventType.INCARNATION_STARTED):
        for body in _GARBAGE:
            two.append(body, kind)
    for pc in (one, two, one):
        pc.sync()
    assert judge_waiting(world.township, world.clock) == 0
    assert {first, last} <= set(log_ids(world))
    assert len(log_ids(world)) == len(bodies) + 2 + 3 * len(_GARBAGE), "all of it is kept as it came"
    for pc in (one, two):
        assert {"在毒记录之前", "在毒记录之后"} <= say_all(pc)
        assert pc.store.records.fund_waiting([f"person {a_visit().patient.person_id}"], 2026) > 0
        assert pc.store.sync.waiting() == 0
        assert pc.store.verify() == []
    kinds = {result.event_id: result.kind for result in world.township.results(CLINIC, 0, 9_999)}
    assert {kinds[first], kinds[last]} == {ResultKind.ACCEPTED}
    assert list(kinds.values()).count(ResultKind.NEEDS_CORRECTION) > len(_GARBAGE) * 2
    later = one.save(a_visit(complaint="第二天"))
    assert finish(world) == ["hello"]
    assert log_ids(world)[-1] == later
