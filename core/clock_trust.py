"""How far the PC's clock may be believed, and which moment it could be instead.

The clock is never corrected and never blocks anybody: it is believed, or somebody at the desk is asked once.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from core.dates import china_day
from core.errors import Hindrance
from core.events import ClockTrust
from core.ports import Clock

_SET_BACK = timedelta(minutes=2)
"""How far the clock may lie before what was recorded last: time services put it right by that much."""
APART = timedelta(hours=1)
"""How far the clock may lie from the township's, or from the seconds counted in this run."""
LONGEST_PAUSE = timedelta(days=30)
"""How long a clinic may have been shut before somebody is asked whether it really was."""
_NOTED_EVERY = timedelta(hours=1)


class Why(StrEnum):
    """What speaks against the clock."""

    BEFORE_LAST_RECORD = "before_last_record"
    JUMPED = "jumped"
    AWAY_FROM_TOWNSHIP = "away_from_township"
    LONG_PAUSE = "long_pause"


@dataclass(frozen=True, slots=True)
class Doubt:
    """What speaks against the clock, and the moment it is instead if that is right."""

    why: Why
    instead: datetime


@dataclass(frozen=True, slots=True)
class TownshipTime:
    """What the township's signed answer said the time was, and what this PC's clock said at that moment."""

    at: datetime
    clock: datetime


@dataclass(frozen=True, slots=True)
class Noted:
    """What earlier runs leave: the last time that was believed in use, and the township's."""

    used: datetime | None = None
    township: TownshipTime | None = None


class ClockNotes(Protocol):
    """Where the last believed time is kept from one run to the next."""

    def read(self) -> Noted:
        """Give what was noted, with what was recorded since at a time that was believed."""
        ...

    def keep(self, noted: Noted) -> None:
        """Replace what was noted.

        Raises:
            Hindrance: it could not be written.
        """
        ...


class _Source(StrEnum):
    CLOCK = "clock"
    ANSWER = "answer"
    TOWNSHIP = "township"


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment of this run that is believed, and how many seconds the run had counted then."""

    moment: datetime
    steady: float
    source: _Source = _Source.CLOCK

    def moment_at(self, steady: float) -> datetime:
        """Tell which moment it must be after so many seconds."""
        return self.moment + timedelta(seconds=steady - self.steady)


@dataclass(frozen=True, slots=True)
class ClockStanding:
    """How far the clock is believed now; `ask`: nobody has said yet which day it is."""

    trust: ClockTrust
    doubt: Doubt | None = None
    ask: bool = False

    def other_day(self, now: datetime) -> date | None:
        """Give the other day it may be today; None where only the hour is in doubt."""
        day = china_day(self.doubt.instead) if self.doubt else china_day(now)
        return None if day == china_day(now) else day


def doubt_of(now: datetime, steady: float, noted: Noted, mark: Mark | None) -> Doubt | None:
    """Tell what speaks against the clock; a mark of this run knows better than any note of an earlier one."""
    if mark is not None:
        must_be = mark.moment_at(steady)
        why = Why.AWAY_FROM_TOWNSHIP if mark.source is _Source.TOWNSHIP else Why.JUMPED
        return Doubt(why, must_be) if abs(now - must_be) > APART else None
    if noted.used is not None and now < noted.used - _SET_BACK:
        return Doubt(Why.BEFORE_LAST_RECORD, noted.used)
    if noted.township is not None and (instead := _township_objects(now, noted.township)):
        return Doubt(Why.AWAY_FROM_TOWNSHIP, instead)
    last = max((one for one in (noted.used, _at(noted.township)) if one is not None), default=now)
    return Doubt(Why.LONG_PAUSE, last) if now - last > LONGEST_PAUSE else None


def _at(told: TownshipTime | None) -> datetime | None:
    return told.at if told else None


def _township_objects(now: datetime, told: TownshipTime) -> datetime | None:
    """Give the moment it must be where the clock lies before the township's, or runs on as fast as it did."""
    if now < told.at - APART:
        return told.at
    still_fast = told.clock - told.at > APART and now >= told.clock
    return told.at + (now - told.clock) if still_fast else None


class ClockWatch:
    """Watch the clock of one run. On the lane that owns the store.

    Args:
        clock: the clock that is watched.
        steady: counts seconds while the PC runs or sleeps, whatever is done to the clock.
        notes: what is known from earlier runs.
    """

    def __init__(self, clock: Clock, steady: Callable[[], float], notes: ClockNotes) -> None:
        self._clock = clock
        self._steady = steady
        self._notes = notes
        self._noted: Noted | None = None
        self._mark: Mark | None = None
        self._denied = False
        self._overruled: timedelta | None = None

    def standing(self) -> ClockStanding:
        """Tell how far the clock is believed now."""
        now, steady = self._clock.now(), self._steady()
        doubt = doubt_of(now, steady, self._known(), self._mark)
        if doubt is not None:
            return ClockStanding(ClockTrust.DOUBTFUL, doubt, ask=not self._denied)
        self._denied = False
        if self._mark is None:
            self._believe(Mark(now, steady))
        confirmed = self._mark is not None and self._mark.source is _Source.ANSWER
        return ClockStanding(ClockTrust.CONFIRMED if confirmed else ClockTrust.TRUSTED)

    def answer(self, right: bool) -> None:
        """Hear from the desk whether the clock is right; after a no it is asked again once that has moved."""
        now, steady = self._clock.now(), self._steady()
        self._denied = not right
        if not right:
            return
        former = self._mark
        township = former is not None and former.source is _Source.TOWNSHIP
        self._overruled = now - former.moment_at(steady) if former and township else None
        self._mark = Mark(now, steady, _Source.ANSWER)
        self._note(Noted(now))

    def heard(self, at: datetime) -> None:
        """Hear the township's signed time; it is believed unless the desk has overruled the very same."""
        now, steady = self._clock.now(), self._steady()
        apart = now - at
        if self._overruled is not None and abs(apart - self._overruled) <= APART:
            return
        self._mark, self._overruled = Mark(at, steady, _Source.TOWNSHIP), None
        known = self._known()
        told, former = TownshipTime(at, now), known.township
        agrees = abs(apart) <= APART
        if former is None or at - former.at >= _NOTED_EVERY or abs(apart - _ahead(former)) > APART:
            self._note(Noted(now if agrees else known.used, told))

    def _believe(self, mark: Mark) -> None:
        self._mark = mark
        self._note(Noted(mark.moment, self._known().township))

    def _known(self) -> Noted:
        if self._noted is None:
            self._noted = self._notes.read()
        return self._noted

    def _note(self, noted: Noted) -> None:
        self._noted = noted
        with suppress(Hindrance):  # a full disk keeps no visit from being recorded; the next run asks
            self._notes.keep(noted)


def _ahead(told: TownshipTime) -> timedelta:
    return told.clock - told.at
