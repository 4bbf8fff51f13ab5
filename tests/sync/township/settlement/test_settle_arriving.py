"""A worker that stands by: it settles what comes, says so only while it can, and ends when it is told to."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from core.errors import Hindrance
from core.events import ResultKind
from sync.township.settlement.institutions import Desk
from sync.township.settlement.platform import HttpPlatform
from sync.township.settlement.settle_arriving import LOOK_EVERY, minding, settle_arriving
from sync.township.settlement.settle_waiting import SettlementRun
from tests.helpers.platform_process import PlatformProcess, insured, running_platform
from tests.helpers.settlement_book import MORNING, HandClock, visit
from tests.helpers.settlement_desk import INSTITUTION, Town

_people = count(1)


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlatformProcess]:
    with running_platform(Path(tmp_path_factory.mktemp("platform"))) as process:
        yield process


@pytest.fixture
def town(platform: PlatformProcess) -> Iterator[Town]:
    town = Town(platform)
    yield town
    platform.be_well()
    town.hang_up()


def one_visit(town: Town) -> str:
    person = insured(next(_people))
    town.line.insure(person)
    return town.book.join(visit(person))


def stand_by(town: Town, *between: Callable[[], None]) -> tuple[SettlementRun, list[float]]:
    """Let the worker stand by; between two looks of it something happens, then it is told to stop."""
    rests: list[float] = []
    things = iter(between)

    def pause(seconds: float) -> bool:
        rests.append(seconds)
        town.clock.wait(seconds=seconds)
        thing = next(things, None)
        if thing is not None:
            thing()
        return thing is not None

    desk = Desk(INSTITUTION, town.province)
    return settle_arriving(town.book, town.platform, desk, town.clock, pause), rests


def nothing() -> None:
    """Let nothing happen."""


def test_a_visit_that_comes_is_settled_at_the_next_look(town: Town) -> None:
    joined: list[str] = []
    run, rests = stand_by(town, lambda: joined.append(one_visit(town)), nothing, nothing)
    assert run.settled == 1
    assert town.book.results_of(joined[0])[0][0] is ResultKind.SETTLED
    assert rests == [LOOK_EVERY, 0.0, LOOK_EVERY, LOOK_EVERY]


def test_somebody_who_waits_is_served_before_the_rest_of_what_waits(town: Town) -> None:
    visits = [one_visit(town) for _ in range(3)]
    stand_by(town, lambda: town.book.awaited.append(visits[2]), nothing)
    assert [event for event, _, _ in town.book.results] == [visits[0], visits[2], visits[1]]


def test_it_says_that_it_stands_by_and_at_the_end_that_it_does_not(town: Town) -> None:
    standing: list[bool] = []
    stand_by(town, lambda: standing.append(town.book.stands_by(town.clock.now())))
    assert standing == [True]
    assert not town.book.stands_by(town.clock.now())


def test_while_the_platform_is_out_of_reach_nobody_is_kept_waiting(town: Town) -> None:
    event = one_visit(town)
    well = town.platform
    town.platform = HttpPlatform("http://127.0.0.1:1", town.province.signing, town.clock, None, 1.0)
    standing: list[bool] = []

    def look() -> None:
        standing.append(town.book.stands_by(town.clock.now()))

    run, rests = stand_by(town, look, look, look)
    assert (standing, run.settled) == ([False] * 3, 0)
    assert rests == [2.0, 4.0, 8.0, 16.0]
    assert town.book.results_of(event) == []
    town.hang_up()
    town.platform = well
    run, _ = stand_by(town, look)
    assert (standing[-1], run.settled) == (True, 1)


def test_while_settlements_are_frozen_nobody_is_kept_waiting(town: Town) -> None:
    one_visit(town)
    town.book.is_frozen = True
    standing: list[bool] = []

    def look() -> None:
        standing.append(town.book.stands_by(town.clock.now()))

    run, _ = stand_by(town, look, lambda: setattr(town.book, "is_frozen", False), look)
    assert standing == [False, True]
    assert run.settled == 1


def test_it_says_so_again_before_it_is_forgotten_and_not_at_every_look(town: Town) -> None:
    stand_by(town, *([nothing] * 200))
    assert 10 <= len(town.book.said) <= 12  # fifty seconds, said for fifteen, again after five, and the end


def test_a_platform_that_hangs_is_waited_for_by_nobody_after_a_quarter_of_a_minute(town: Town) -> None:
    """A call may hang for a minute, in which the worker can withdraw nothing."""
    standing: list[bool] = []

    def hang() -> None:
        for _ in range(2):
            town.clock.wait(seconds=10)
            standing.append(town.book.stands_by(town.clock.now()))

    stand_by(town, hang)
    assert standing == [True, False]


def test_what_is_asked_for_beside_visits_is_seen_to_every_few_seconds_also_after_a_hindrance() -> None:
    clock, seen = HandClock(MORNING), list[float]()

    def see_to() -> bool:
        seen.append((clock.now() - MORNING).total_seconds())
        if len(seen) == 1:
            raise Hindrance("store_not_writable")
        return len(seen) == 2  # then there is more to come

    def rest(seconds: float) -> bool:
        clock.wait(seconds=seconds)
        return clock.now() < MORNING + timedelta(seconds=12)

    pause = minding(rest, see_to, clock)
    while pause(2.0):
        pass
    assert seen == [0, 6, 8]
