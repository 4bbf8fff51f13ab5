"""A round writes exactly one line of the diary, whatever ends it, and counts what it moved itself."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from core.errors import Hindrance, Stop
from sync.asks import Ask
from sync.run import DONE, Chance, Round, run_sync
from tests.helpers.sync_world import World, chance, report


@dataclass(slots=True)
class Wire:
    """A transport to the township of the same process that may break at an exchange."""

    world: World
    route: str = "wire"
    bytes_up: int = 0
    bytes_down: int = 0
    exchanges: int = 0
    break_at: Callable[[int], Stop | None] = lambda _: None

    def exchange(self, name: Ask, body: bytes) -> bytes:
        self.exchanges += 1
        self.bytes_up += len(body)
        stop = self.break_at(self.exchanges)
        if stop is not None:
            raise stop
        answer = self.world.answer(name, body)
        self.bytes_down += len(answer)
        return answer


def diary(world: World) -> list[tuple[str, str]]:
    return [(one.outcome, one.route) for one in world.clinic.sync.attempts(10)]


def test_a_round_reports_what_it_did(world: World) -> None:
    sent = [world.save(number) for number in range(3)]
    wire = Wire(world)
    first = run_sync(world.store, wire, world.clock, chance())
    assert (first.events, first.results, first.requests) == (3, 3, wire.exchanges)
    assert (first.bytes_up, first.bytes_down) == (wire.bytes_up, wire.bytes_down)
    assert first.call_again_seconds > 0
    report(world.township, sent[0], "x")
    second = run_sync(world.store, wire, world.clock, chance(8))
    assert (second.events, second.results) == (0, 1)
    assert diary(world) == [(DONE, "wire")] * 2


def test_a_round_counts_its_own_bytes_on_a_transport_that_lived_before(world: World) -> None:
    wire = Wire(world, bytes_up=1000, bytes_down=2000)
    told = run_sync(world.store, wire, world.clock, chance())
    (line,) = world.clinic.sync.attempts(10)
    assert (told.bytes_up, told.bytes_down) == (wire.bytes_up - 1000, wire.bytes_down - 2000)
    assert (line.bytes_up, line.bytes_down) == (told.bytes_up, told.bytes_down)


def test_seconds_come_from_the_stopwatch_handed_in(world: World) -> None:
    ticks = iter([10.0, 12.5])
    told = run_sync(world.store, Wire(world), world.clock, Chance(chance().random, lambda: next(ticks)))
    assert told.seconds == 2.5


@pytest.mark.parametrize("code", ["connection_cut", "township_unreachable"])
def test_what_ends_a_round_early_is_in_the_diary_and_raised(world: World, code: str) -> None:
    world.save(1)
    stop = Hindrance(code)  # the diary keeps whatever code it was
    wire = Wire(world, break_at=lambda number: stop if number == 1 else None)
    with pytest.raises(Hindrance) as caught:
        run_sync(world.store, wire, world.clock, chance())
    assert caught.value is stop
    assert diary(world) == [(code, "wire")]
    (line,) = world.clinic.sync.attempts(10)
    assert (line.bytes_up, line.bytes_down) == (wire.bytes_up, 0)
    assert world.clinic.sync.heard_at() is None
    assert world.store.waiting() == 1
    assert run_sync(world.store, wire, world.clock, chance(8)).events == 1


def test_a_round_cut_in_its_middle_keeps_what_arrived(world: World) -> None:
    for number in range(40):
        world.save(number, 20_000)
    wire = Wire(world, break_at=lambda number: Hindrance("connection_cut") if number == 4 else None)
    with pytest.raises(Hindrance):
        run_sync(world.store, wire, world.clock, chance())
    left = world.store.waiting()
    assert 0 < left < 40
    assert world.clinic.sync.heard_at() == world.clock.now(), "the desk has heard of its township"
    assert run_sync(world.store, wire, world.clock, chance(8)).events == left


def test_step_by_step_a_round_is_the_same_and_tells_its_progress(world: World) -> None:
    for number in range(3):
        world.save(number)
    wire = Wire(world)
    talk = Round(world.store, wire, world.clock, chance())
    steps = 0
    while request := talk.prepare():
        answer = talk.exchange(request)
        assert talk.bytes_moved == (wire.bytes_up, wire.bytes_down)
        talk.absorb(answer)
        steps += 1
    assert talk.progress.events_acknowledged == 3
    assert diary(world) == []
    told = talk.end(DONE)
    assert told.requests == steps
    assert diary(world) == [(DONE, "wire")]


def test_a_round_that_makes_way_before_it_said_anything_claims_no_contact(world: World) -> None:
    assert Round(world.store, Wire(world), world.clock, chance()).end(DONE).requests == 0
    assert diary(world) == []


def test_a_round_that_looks_out_for_a_visit_tells_when_to_ask_again(world: World) -> None:
    run_sync(world.store, Wire(world), world.clock, chance())
    world.save(1)
    talk = Round(world.store, Wire(world), world.clock, chance(8), world.store.standing().head.sequence)
    request = talk.prepare()
    assert (request is not None, talk.settling) == (True, None)
    if request:
        talk.absorb(talk.exchange(request))
    assert talk.settling == 0  # nobody stands by
