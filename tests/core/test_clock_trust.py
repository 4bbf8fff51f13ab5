"""The clock is believed unless something speaks against it; then somebody is asked, once."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest

from core.clock_trust import ClockWatch, Doubt, Mark, Noted, TownshipTime, Why, doubt_of
from core.dates import CHINA
from core.errors import Hindrance
from core.events import ClockTrust

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=CHINA)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
YEARS = timedelta(days=1200)


def told(at: datetime, ahead: timedelta = timedelta(0)) -> TownshipTime:
    return TownshipTime(at, at + ahead)


@pytest.mark.parametrize(
    ("noted", "expected"),
    [
        (Noted(), None),
        (Noted(NOON - DAY), None),
        (Noted(NOON - 30 * DAY), None),
        (Noted(NOON - 30 * DAY - MINUTE), Doubt(Why.LONG_PAUSE, NOON - 30 * DAY - MINUTE)),
        (Noted(NOON + MINUTE), None),
        (Noted(NOON + 3 * MINUTE), Doubt(Why.BEFORE_LAST_RECORD, NOON + 3 * MINUTE)),
        (Noted(NOON + YEARS), Doubt(Why.BEFORE_LAST_RECORD, NOON + YEARS)),
        (Noted(None, told(NOON - DAY, HOUR)), None),
        (Noted(None, told(NOON + DAY)), Doubt(Why.AWAY_FROM_TOWNSHIP, NOON + DAY)),
        # It was a day fast when the township was heard two hours ago, and was not set since.
        (Noted(None, told(NOON - DAY - 2 * HOUR, DAY)), Doubt(Why.AWAY_FROM_TOWNSHIP, NOON - DAY)),
        # It was years fast, and somebody has set it right since: what it said then is no reproach now.
        (Noted(NOON - 2 * DAY, told(NOON - DAY, YEARS)), None),
        (Noted(NOON - YEARS, told(NOON - DAY)), None),
    ],
)
def test_a_new_run_compares_the_clock_with_what_was_noted(noted: Noted, expected: Doubt | None) -> None:
    assert doubt_of(NOON, 0.0, noted, None) == expected


@pytest.mark.parametrize(
    ("away", "doubted"),
    [(timedelta(0), False), (59 * MINUTE, False), (-59 * MINUTE, False), (61 * MINUTE, True), (-YEARS, True)],
)
def test_a_run_compares_the_clock_with_the_seconds_it_counted(away: timedelta, doubted: bool) -> None:
    doubt = doubt_of(NOON + HOUR + away, 3700.0, Noted(NOON + YEARS), Mark(NOON, 100.0))
    assert doubt == (Doubt(Why.JUMPED, NOON + HOUR) if doubted else None)


@dataclass(slots=True)
class Pc:
    """A PC whose clock can be set, and which counts seconds whatever the clock says."""

    noted: Noted = field(default_factory=Noted)
    real: datetime = NOON
    ahead: timedelta = timedelta(0)
    full: bool = False
    watch: ClockWatch = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        self.watch = ClockWatch(self, self.seconds, self)

    def seconds(self) -> float:
        return self.real.timestamp()

    def now(self) -> datetime:
        return self.real + self.ahead

    def read(self) -> Noted:
        return self.noted

    def keep(self, noted: Noted) -> None:
        if self.full:
            raise Hindrance("disk_full")
        self.noted = noted

    def trust(self) -> ClockTrust:
        return self.watch.standing().trust

    def asks(self) -> bool:
        return self.watch.standing().ask


def test_a_clock_that_jumps_while_the_program_runs_is_asked_about_once() -> None:
    pc = Pc()
    assert (pc.trust(), pc.asks()) == (ClockTrust.TRUSTED, False)
    pc.ahead = -YEARS
    assert (pc.trust(), pc.asks()) == (ClockTrust.DOUBTFUL, True)
    assert pc.watch.standing().other_day(pc.now()) == date(2026, 11, 25)
    pc.watch.answer(False)
    assert (pc.trust(), pc.asks()) == (ClockTrust.DOUBTFUL, False)
    pc.ahead = timedelta(0)
    assert pc.trust() is ClockTrust.TRUSTED
    pc.ahead = YEARS
    assert pc.asks()


def test_a_yes_holds_until_the_clock_moves_again_and_for_the_runs_that_follow() -> None:
    pc = Pc(noted=Noted(NOON + YEARS))
    assert pc.asks()
    pc.watch.answer(True)
    pc.real += DAY
    assert (pc.trust(), pc.asks()) == (ClockTrust.CONFIRMED, False)
    pc.start()
    assert pc.trust() is ClockTrust.TRUSTED
    pc.ahead = 2 * HOUR
    assert pc.asks()


def test_the_townships_word_settles_a_doubt_or_raises_one() -> None:
    pc = Pc(noted=Noted(NOON - 100 * DAY))
    assert pc.asks()
    pc.watch.heard(pc.real)
    assert pc.trust() is ClockTrust.TRUSTED
    pc.ahead = DAY
    pc.watch.heard(pc.real)
    assert pc.watch.standing().doubt == Doubt(Why.AWAY_FROM_TOWNSHIP, pc.real)
    pc.start()
    pc.real += HOUR
    assert pc.watch.standing().doubt == Doubt(Why.AWAY_FROM_TOWNSHIP, pc.real)
    pc.ahead = timedelta(0)
    assert pc.trust() is ClockTrust.TRUSTED


def test_the_desk_is_not_asked_again_at_every_round_what_it_has_overruled() -> None:
    pc = Pc(ahead=DAY)
    pc.watch.heard(pc.real)
    pc.watch.answer(True)
    pc.real += 5 * MINUTE
    pc.watch.heard(pc.real)
    assert (pc.trust(), pc.asks()) == (ClockTrust.CONFIRMED, False)
    pc.watch.heard(pc.real - 3 * DAY)
    assert pc.asks()


def test_an_hour_apart_leaves_no_other_day_to_judge_by() -> None:
    pc = Pc()
    pc.watch.heard(pc.real + 2 * HOUR)
    standing = pc.watch.standing()
    assert (standing.trust, standing.other_day(pc.now())) == (ClockTrust.DOUBTFUL, None)


def test_a_full_disk_keeps_nobody_from_knowing_the_day() -> None:
    pc = Pc(full=True)
    assert pc.trust() is ClockTrust.TRUSTED
    pc.watch.heard(pc.real)
    assert pc.trust() is ClockTrust.TRUSTED
    assert pc.noted == Noted()
