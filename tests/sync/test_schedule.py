"""When a clinic calls by itself, on a clock that only moves when told to."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from core.calling import USUAL, CallSettings, QuietHours
from core.dates import CHINA
from core.sync_ports import Attempt
from sync.run import run_sync
from sync.schedule import CallPlan, Situation, next_call
from tests.helpers.sync_world import World, chance
from tests.sync.test_run import Wire

NOON = datetime(2026, 5, 6, 12, tzinfo=CHINA)
NIGHT = NOON.replace(hour=23)
QUIET = replace(USUAL, quiet=QuietHours.parse("22:00-06:00"))


def line(outcome: str, before: float = 0.0, down: int = 0, at: datetime = NOON) -> Attempt:
    """Write a line of the diary about a call that ended so many seconds ago."""
    return Attempt(at - timedelta(seconds=before + 2.0), "https", outcome, 500 if down else 0, down, 2.0)


def wait(
    attempts: Sequence[Attempt],
    settings: CallSettings = USUAL,
    share: float = 0.5,
    now: datetime = NOON,
    *,
    visits_wait: bool = False,
) -> float:
    """Give the seconds until the next call."""
    situation = Situation(now, now, attempts, visits_wait)
    return (next_call(settings, situation, share).at - now).total_seconds()


def test_the_first_call_comes_at_once_and_the_next_after_the_interval() -> None:
    assert wait([]) == 0
    assert wait([line("done", down=600)]) == 300
    assert wait([line("done", before=100, down=600)]) == 200
    assert wait([line("done", before=1_000, down=600)]) == 0


def test_no_two_clinics_keep_calling_in_the_same_second() -> None:
    assert [wait([line("done", down=1)], share=share) for share in (0.0, 0.5, 1.0)] == [270, 300, 330]
    assert [wait([line("connection_cut")], share=share) for share in (0.0, 0.5, 1.0)] == [2.5, 5, 7.5]


def test_after_failures_the_pauses_double_up_to_the_interval() -> None:
    failed = [line("township_unreachable") for _ in range(12)]
    waits = [wait(failed[:count]) for count in range(1, 13)]
    assert waits[:6] == [5, 10, 20, 40, 80, 160]
    assert set(waits[6:]) == {300}


def test_a_failed_call_that_brought_something_is_followed_soon() -> None:
    failed = [line("township_silent", down=40_000), *(line("township_unreachable") for _ in range(9))]
    assert wait(failed) == 5
    assert wait([line("township_silent"), *failed]) == 10


def test_after_a_no_that_time_alone_will_not_mend_the_interval_holds() -> None:
    assert wait([line("device_revoked", down=80)]) == 300
    assert wait([line("township_not_ours")]) == 300


def test_whoever_was_told_to_come_back_has_waited_by_then_and_calls_at_once() -> None:
    busy = line("township_busy", down=60)
    assert wait([busy]) == 0
    assert wait([busy, *(line("connection_cut") for _ in range(6))]) == 0
    assert wait([line("connection_cut"), busy]) == 10
    at_night = [line("township_busy", down=60, at=NIGHT)]
    assert wait(at_night, QUIET, 0.0, NIGHT) == 7 * 3600


def test_sticks_are_no_calls() -> None:
    stick = replace(line("done"), route="usb")
    assert wait([stick]) == 0
    assert wait([stick, line("connection_cut")]) == 5


def test_in_quiet_hours_nobody_calls_and_afterwards_not_all_at_once() -> None:
    last = [line("done", down=600, at=NIGHT)]
    until_six = 7 * 3600
    assert wait(last, QUIET, 0.0, NIGHT) == until_six
    assert wait(last, QUIET, 0.5, NIGHT) == until_six + 150
    in_the_morning = NIGHT + timedelta(seconds=until_six + 1)
    assert wait(last, QUIET, 0.5, in_the_morning) == 149
    assert wait(last, QUIET, 0.5, in_the_morning + timedelta(seconds=149)) == 0


def test_a_pc_switched_on_at_night_waits_for_the_morning() -> None:
    assert wait([], QUIET, 0.0, NIGHT) == 7 * 3600
    overdue = [line("done", before=40_000, down=1, at=NIGHT)]
    assert wait(overdue, QUIET, 0.0, NIGHT) == 7 * 3600


def test_a_visit_that_waits_goes_at_night_too() -> None:
    assert wait([], QUIET, 0.0, NIGHT, visits_wait=True) == 0
    failed = [line("connection_cut", at=NIGHT)]
    assert wait(failed, QUIET, 0.5, NIGHT, visits_wait=True) == 5


def test_what_the_township_asks_for_is_the_least() -> None:
    asked = Situation(NOON, NOON, [line("done", down=1)], False, asked_for=1_200)
    assert next_call(USUAL, asked, 0.5).at - NOON == timedelta(seconds=1_200)


def test_a_clock_that_was_put_back_stops_nobody() -> None:
    assert wait([line("done", down=1, at=NOON + timedelta(days=400))]) == 300


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_plan_follows_the_diary_and_the_settings_of_the_store(world: World, share: float) -> None:
    plan = CallPlan(world.store, world.clock, lambda size: bytes([round(255 * share)] * size))
    assert plan.next_call().at == world.clock.now()
    report = run_sync(world.store, Wire(world, route="https"), world.clock, chance())
    plan.ended(report.call_again_seconds)
    wait_for = (plan.next_call().at - world.clock.now()).total_seconds()
    assert wait_for == pytest.approx(300 * (0.9 + 0.2 * share), abs=0.01)
    world.clock.advance(wait_for)
    assert plan.next_call().why == "now"
