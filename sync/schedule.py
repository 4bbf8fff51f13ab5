"""When a clinic calls by itself: after an interval, soon after a failure, not in quiet hours.

Nothing here waits or calls: the present moment and a share of chance are handed in.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.calling import CallSettings, NextCall
from core.ports import Clock
from core.sync_ports import NETWORK, Attempt, CallStore

DONE = "done"
FIRST_PAUSE = 5.0
"""Seconds after a failure; doubled with each that follows, up to the interval."""
_LINES = 20
_OF_THE_LINK = frozenset({"connection_cut", "township_silent", "township_unreachable", "link_too_slow"})
"""What another moment may mend; after any other end of a round the next one has its interval."""
_JITTER = 0.1
_BYTES_OF_CHANCE = 4


@dataclass(frozen=True, slots=True)
class Situation:
    """What counts.

    `opened_at` is since when calls may come, `attempts` the diary newest first, `asked_for` the least
    interval the township asked for.
    """

    now: datetime
    opened_at: datetime
    attempts: Sequence[Attempt]
    visits_wait: bool
    asked_for: int = 0


def next_call(settings: CallSettings, situation: Situation, chance: float) -> NextCall:
    """Say when the next call comes by itself.

    Args:
        settings: of the township.
        situation: where things stand.
        chance: from 0 to 1; with another for each clinic they do not all call at once.
    """
    due, why = _by_the_diary(settings, situation, chance)
    if settings.quiet and not situation.visits_wait:
        spread = timedelta(seconds=settings.interval_seconds * chance)
        for moment in (due, situation.now):  # a call that is overdue is not made up for in the night either
            left = settings.quiet.left(moment)
            if left and due <= moment:
                due, why = moment + left + spread, "quiet"
    return NextCall(due, why) if due > situation.now else NextCall(situation.now, "now")


def _by_the_diary(settings: CallSettings, situation: Situation, chance: float) -> tuple[datetime, str]:
    calls = [one for one in situation.attempts if one.route == NETWORK]
    if not calls:
        return situation.opened_at, "now"
    last = calls[0]
    interval = max(settings.interval_seconds, situation.asked_for) * (1 - _JITTER + 2 * _JITTER * chance)
    pause, why = interval, "interval"
    if last.outcome in _OF_THE_LINK:
        pause = min(interval, FIRST_PAUSE * 2.0 ** (_failures(calls) - 1) * (0.5 + chance))
        why = "failed"
    elif last.outcome == "township_busy":  # whoever heard it has waited the seconds it named
        pause = 0.0
    ended = last.at + timedelta(seconds=last.seconds)
    return min(ended, situation.now) + timedelta(seconds=pause), why  # a clock put back stops nobody


def _failures(calls: Sequence[Attempt]) -> int:
    """Count the last calls in a row that failed, from one on that still brought something."""
    failures = 0
    for call in calls:
        if call.outcome == DONE:
            break
        failures += 1
        if call.bytes_down:
            break
    return failures


class CallPlan:
    """Plans the calls of an open desk: the first at once, then by the diary."""

    def __init__(self, store: CallStore, clock: Clock, random: Callable[[int], bytes]) -> None:
        self._store = store
        self._clock = clock
        self._random = random
        self._opened_at = clock.now()
        self._called = False
        self._asked_for = 0
        self._chance = self._draw()

    def ended(self, asked_for: int) -> None:
        """Take note that a round ended, and of the seconds the township asked to be left alone for."""
        self._called, self._asked_for, self._chance = True, asked_for, self._draw()

    def next_call(self) -> NextCall:
        """Say when the next call comes by itself."""
        situation = Situation(
            now=self._clock.now(),
            opened_at=self._opened_at,
            attempts=self._store.attempts(_LINES) if self._called else (),
            visits_wait=self._store.visits_wait(),
            asked_for=self._asked_for,
        )
        return next_call(self._store.call_settings(), situation, self._chance)

    def _draw(self) -> float:
        drawn = int.from_bytes(self._random(_BYTES_OF_CHANCE))
        return drawn / 256.0**_BYTES_OF_CHANCE
