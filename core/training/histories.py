"""Invented insurance lives from 2020 on: each story is one way in which people pay, stop and come back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from core.coverage.history import (
    EmployeeCover,
    EventType,
    History,
    Identity,
    IdentityCategory,
    LifeEvent,
    MilitaryService,
    Record,
    RepairPayment,
    ResidentPayment,
)
from core.dates import age_on, month_of

FIRST_YEAR = 2020
WINDOW_OPENS, WINDOW_CLOSES = (9, 1), (12, 31)
_GROWN_UP, _OLD = 18, 60
_PAYS_NEXT_YEAR_EARLY = 0.6


@dataclass(frozen=True, slots=True)
class Life:
    """Whose history is made up, and the day it is told on."""

    birth: date
    on: date
    rng: Random

    @property
    def age(self) -> int:
        """Give the age on the day."""
        return age_on(self.birth, self.on)

    @property
    def this_year(self) -> int:
        """Give the coverage year of the day."""
        return self.on.year

    @property
    def years(self) -> range:
        """Give the years before this one that payments can be for."""
        return range(max(FIRST_YEAR, self.birth.year), self.this_year)


def in_window(life: Life, year: int) -> ResidentPayment:
    """Pay for a year in its window, or in the first weeks of life for the year of birth."""
    opened = date(year - 1, *WINDOW_OPENS)
    closed = min(date(year - 1, *WINDOW_CLOSES), life.on)
    if closed < life.birth:
        return ResidentPayment(year, min(life.birth + timedelta(days=life.rng.randint(3, 80)), life.on))
    first = max(opened, life.birth)
    return ResidentPayment(year, first + timedelta(days=life.rng.randint(0, (closed - first).days)))


def late_in(life: Life, year: int) -> ResidentPayment:
    """Pay for a year after its window, up to the day the story is told on."""
    first = max(date(year, 1, 1), life.birth)
    last = min(date(year, *WINDOW_CLOSES), life.on)
    return ResidentPayment(year, first + timedelta(days=life.rng.randint(0, max(0, (last - first).days))))


def _faithful(life: Life) -> list[Record]:
    paid: list[Record] = [in_window(life, year) for year in (*life.years, life.this_year)]
    next_window = date(life.this_year, *WINDOW_OPENS)
    if life.on >= next_window and life.rng.random() < _PAYS_NEXT_YEAR_EARLY:
        paid.append(in_window(life, life.this_year + 1))
    return paid


def _late_this_year(life: Life) -> list[Record]:
    return [*(in_window(life, year) for year in life.years), late_in(life, life.this_year)]


def _late_once_before(life: Life) -> list[Record]:
    once = life.rng.choice([*life.years, life.this_year])
    return [
        late_in(life, year) if year == once else in_window(life, year)
        for year in (*life.years, life.this_year)
    ]


def _not_this_year(life: Life) -> list[Record]:
    return [in_window(life, year) for year in life.years]


def _gap_then_back(life: Life) -> list[Record]:
    return _after_gap(life, life.rng.randint(1, 3))


def _long_gap_then_back(life: Life) -> list[Record]:
    return _after_gap(life, life.rng.randint(4, 6))


def _gap_repaired(life: Life) -> list[Record]:
    missed = life.rng.randint(1, 3)
    back = _after_gap(life, missed)
    paid = next(
        one for one in back if isinstance(one, ResidentPayment) and one.coverage_year == life.this_year
    )
    assert paid.paid_on is not None  # noqa: S101  the line above pays on a day
    day = min(paid.paid_on + timedelta(days=life.rng.randint(0, 20)), life.on)
    gap = [year for year in life.years if year >= life.this_year - missed]
    return [*back, *(RepairPayment(year, day) for year in gap[: life.rng.randint(1, missed)])]


def _after_gap(life: Life, missed: int) -> list[Record]:
    before: list[Record] = [in_window(life, year) for year in life.years if year < life.this_year - missed]
    again = in_window if life.rng.random() < 0.5 else late_in
    return [*before, again(life, life.this_year)]


def _broken_off(life: Life) -> list[Record]:
    return [in_window(life, year) for year in life.years if year < life.this_year - 1]


def _employed(life: Life) -> list[Record]:
    since = month_of(life.on) - life.rng.randint(2, 60)
    before = [in_window(life, year) for year in life.years if month_of(date(year, 12, 1)) < since]
    return [*before, EmployeeCover(max(since, month_of(life.birth) + 12 * _GROWN_UP), None)]


def _came_from_employment(life: Life) -> list[Record]:
    last = month_of(life.on) - life.rng.randint(1, 8)
    first = max(last - life.rng.randint(10, 50), month_of(life.birth) + 12 * _GROWN_UP)
    return [EmployeeCover(min(first, last), last), late_in(life, life.this_year)]


def _served(life: Life) -> list[Record]:
    last = month_of(life.on) - life.rng.randint(1, 20)
    first = max(last - 24, month_of(life.birth) + 12 * _GROWN_UP)
    return [MilitaryService(min(first, last), last), late_in(life, life.this_year)]


def _paid_some_day(life: Life) -> list[Record]:
    return [*(in_window(life, year) for year in life.years), ResidentPayment(life.this_year, None)]


def _never(life: Life) -> list[Record]:
    del life
    return []


Story = Callable[[Life], list[Record]]
_GROWN_UPS: Mapping[Story, float] = {
    _faithful: 66,
    _late_this_year: 5,
    _late_once_before: 4,
    _not_this_year: 5,
    _gap_then_back: 5,
    _long_gap_then_back: 1.5,
    _gap_repaired: 2,
    _broken_off: 3,
    _employed: 5,
    _came_from_employment: 1.5,
    _served: 0.5,
    _paid_some_day: 0.5,
    _never: 1,
}
_OTHERS: Mapping[Story, float] = {_faithful: 90, _late_this_year: 4, _not_this_year: 3, _gap_then_back: 3}
_SUBSIDISED = {
    IdentityCategory.DIBAO: 0.03,
    IdentityCategory.TEKUN: 0.01,
    IdentityCategory.MONITORED: 0.01,
    IdentityCategory.FANPIN: 0.004,
    IdentityCategory.CLERGY: 0.002,
}
_INCOMPLETE = 0.01


def draw_history(birth: date, on: date, rng: Random) -> History:
    """Make up the life of somebody born on a day, as it is known on another."""
    life = Life(birth, on, rng)
    stories = _GROWN_UPS if _GROWN_UP <= life.age < _OLD and life.years else _OTHERS
    (story,) = rng.choices(tuple(stories), tuple(stories.values()))
    records: list[Record] = story(life) if life.years else [in_window(life, life.this_year)]
    return History(
        birth,
        _draw_identities(life),
        _draw_events(life, records),
        tuple(records),
        life.this_year - 1 if rng.random() < _INCOMPLETE and life.age > _GROWN_UP else None,
    )


def _draw_identities(life: Life) -> tuple[Identity, ...]:
    for category, likely in _SUBSIDISED.items():
        if life.rng.random() < likely:
            start = max(life.birth, life.on - timedelta(days=life.rng.randint(10, 2000)))
            ended = start + (life.on - start) // 2 if life.rng.random() < 0.1 else None
            return (Identity(category, start, ended),)
    if life.age < _GROWN_UP and life.rng.random() < 0.01:
        orphan = life.rng.choice((IdentityCategory.ORPHAN, IdentityCategory.DE_FACTO_ORPHAN))
        return (Identity(orphan, life.birth),)
    return ()


def _draw_events(life: Life, records: list[Record]) -> tuple[LifeEvent, ...]:
    served = next((one for one in records if isinstance(one, MilitaryService)), None)
    if served is not None and served.last is not None:
        return (LifeEvent(EventType.MILITARY_DISCHARGE, date(served.last // 12, served.last % 12 + 1, 1)),)
    if life.age >= _GROWN_UP and life.rng.random() < 0.01:
        moved = max(life.birth, life.on - timedelta(days=life.rng.randint(0, 1500)))
        return (LifeEvent(life.rng.choice((EventType.HUKOU_MOVED_IN, EventType.PRISON_RELEASE)), moved),)
    return ()
