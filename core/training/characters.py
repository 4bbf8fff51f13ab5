"""The cast: named invented people, each showing one verdict on the day the township is made for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from core.coverage.enrolment import (
    Balances,
    ChronicDisease,
    ChronicRegistration,
    CoverElsewhere,
    PlatformAnswer,
    Scheme,
)
from core.coverage.history import (
    EmployeeCover,
    History,
    Identity,
    IdentityCategory,
    Record,
    RepairPayment,
    ResidentPayment,
)
from core.coverage.verdict import VerdictKind
from core.dates import first_of_month, month_of
from core.identity.person import Sex
from core.money import Fen
from core.training.histories import FIRST_YEAR


class Character(StrEnum):
    """Who is who, by what the desk is shown."""

    ACTIVE = "active"
    ACTIVE_CHRONIC = "active_chronic"
    WAITING_LATE = "waiting_late"
    WAITING_AFTER_BREAK = "waiting_after_break"
    WAITING_REPAIRED = "waiting_repaired"
    WAITING_AFTER_LONG_BREAK = "waiting_after_long_break"
    PENDING = "pending"
    NOT_ENROLLED = "not_enrolled"
    EMPLOYEE = "employee"
    ELSEWHERE = "elsewhere"
    EXEMPT_DIBAO = "exempt_dibao"
    EXEMPT_TEKUN = "exempt_tekun"
    NEWBORN = "newborn"
    TRANSFERRED = "transferred"
    PAID_SOME_DAY = "paid_some_day"
    PLATFORM_SAYS_NO = "platform_says_no"
    IN_HOSPITAL = "in_hospital"
    RARE_NAME = "rare_name"
    NAMESAKE_OLDER = "namesake_older"
    NAMESAKE_YOUNGER = "namesake_younger"


_NOT_ACTIVE: Mapping[Character, VerdictKind] = {
    Character.WAITING_LATE: VerdictKind.WAITING,
    Character.WAITING_AFTER_BREAK: VerdictKind.WAITING,
    Character.WAITING_REPAIRED: VerdictKind.WAITING,
    Character.WAITING_AFTER_LONG_BREAK: VerdictKind.WAITING,
    Character.PENDING: VerdictKind.PENDING,
    Character.NOT_ENROLLED: VerdictKind.NOT_ENROLLED,
    Character.EMPLOYEE: VerdictKind.EMPLOYEE,
    Character.ELSEWHERE: VerdictKind.ELSEWHERE,
    Character.PAID_SOME_DAY: VerdictKind.CANNOT_TELL,
    Character.PLATFORM_SAYS_NO: VerdictKind.CANNOT_TELL,
}
PLATFORM_DOUBT = "参保状态不正常"
"""What the platform says of somebody it does not pay for."""
_PAST_RETRO_DAYS = timedelta(days=100)
"""Age of the child whose cover begins on the day after the late payment."""


def shown_by(character: Character, on: date) -> VerdictKind:
    """Tell which verdict a character shows under the practice pack, on any day from 2026 on.

    In the first hundred days of a year nobody is surely `pending`: whether last year's child still counts as
    newborn is one of the questions the texts leave open.
    """
    if character is Character.PENDING and (on - _PAST_RETRO_DAYS).year != on.year:
        return VerdictKind.CANNOT_TELL
    return _NOT_ACTIVE.get(character, VerdictKind.ACTIVE)


@dataclass(frozen=True, slots=True)
class Part:
    """A character's name, sex, history and whatever else the roster knows."""

    name: str
    sex: Sex
    history: History
    known: Mapping[str, Any] = field(default_factory=dict)


def cast(on: date) -> Mapping[Character, Part]:
    """Write every character's part for a day."""
    return {character: write(on) for character, write in _PARTS.items()}


def _window_day(year: int) -> date:
    return date(year - 1, 10, 15)


def _paid(*years: int) -> tuple[Record, ...]:
    return tuple(ResidentPayment(year, _window_day(year)) for year in years)


def _month_before(on: date) -> date:
    """A day of the month before: a wait begun then runs today under every reading of the rule."""
    return first_of_month(month_of(on) - 1) + timedelta(days=11)


def _adult(on: date, age: int) -> date:
    return date(on.year - age, 3, 8)


def _active(on: date) -> Part:
    return Part("王秀兰", Sex.FEMALE, History(_adult(on, 46), records=_paid(*range(FIRST_YEAR, on.year + 1))))


def _active_chronic(on: date) -> Part:
    history = History(_adult(on, 67), records=_paid(*range(FIRST_YEAR, on.year + 1)))
    return Part("单国栋", Sex.MALE, history, {
        "chronic": (
            ChronicRegistration(ChronicDisease.HYPERTENSION, date(2021, 5, 6)),
            ChronicRegistration(ChronicDisease.DIABETES, date(2023, 4, 11)),
        ),
        "balances": Balances(on, Fen(4250), Fen(11800)),
        "contract_since": date(2022, 1, 4),
    })  # fmt: skip


def _waiting_late(on: date) -> Part:
    """In January nobody is late for long enough: then it is last year's late payment whose wait runs on."""
    day, last = _month_before(on), on.year - 1
    if day.year == on.year:
        records = (*_paid(*range(FIRST_YEAR, on.year)), ResidentPayment(on.year, day))
    else:
        late = (ResidentPayment(last, day), ResidentPayment(on.year, day))
        records = (*_paid(*range(FIRST_YEAR, last)), *late)
    return Part("解建军", Sex.MALE, History(_adult(on, 38), records=records))


def _after_break(on: date, first_missed: int) -> tuple[Record, ...]:
    return (*_paid(*range(FIRST_YEAR, first_missed)), ResidentPayment(on.year, _month_before(on)))


def _waiting_after_break(on: date) -> Part:
    return Part("仇丽华", Sex.FEMALE, History(_adult(on, 33), records=_after_break(on, on.year - 1)))


def _waiting_repaired(on: date) -> Part:
    repaired = RepairPayment(on.year - 1, _month_before(on) + timedelta(days=5))
    records = (*_after_break(on, max(2025, on.year - 2)), repaired)
    return Part("曾志强", Sex.MALE, History(_adult(on, 41), records=records))


def _waiting_after_long_break(on: date) -> Part:
    return Part("查春生", Sex.MALE, History(_adult(on, 52), records=_after_break(on, FIRST_YEAR + 1)))


def _pending(on: date) -> Part:
    history = History(on - _PAST_RETRO_DAYS, records=(ResidentPayment(on.year, on),))
    return Part("区子涵", Sex.FEMALE, history)


def _not_enrolled(on: date) -> Part:
    return Part("盖玉梅", Sex.FEMALE, History(_adult(on, 58), records=_paid(*range(FIRST_YEAR, on.year))))


def _employee(on: date) -> Part:
    history = History(_adult(on, 36), records=(EmployeeCover(month_of(date(2021, 7, 1)), None),))
    return Part("朴成俊", Sex.MALE, history)


def _elsewhere(on: date) -> Part:
    history = History(_adult(on, 29), records=_paid(*range(FIRST_YEAR, on.year - 1)))
    known = {"elsewhere": CoverElsewhere(Scheme.RESIDENT, "演示外省", date(on.year, 1, 1))}
    return Part("尉迟婷", Sex.FEMALE, history, known)


def _exempt_dibao(on: date) -> Part:
    held = (Identity(IdentityCategory.DIBAO, date(2024, 3, 1)),)
    return Part("任福来", Sex.MALE, History(_adult(on, 61), held, records=_after_break(on, on.year - 1)))


def _exempt_tekun(on: date) -> Part:
    held = (Identity(IdentityCategory.TEKUN, date(2019, 6, 1)),)
    history = History(_adult(on, 78), held, records=_after_break(on, FIRST_YEAR + 1))
    return Part("乐长福", Sex.MALE, history)


def _newborn(on: date) -> Part:
    birth = on - timedelta(days=40)
    years = sorted({birth.year, on.year})
    records = tuple(ResidentPayment(year, birth + timedelta(days=20)) for year in years)
    return Part("王喆", Sex.MALE, History(birth, records=records))


def _transferred(on: date) -> Part:
    last = month_of(on) - 2
    records = (EmployeeCover(last - 30, last), ResidentPayment(on.year, _month_before(on)))
    return Part("翟晓燕", Sex.FEMALE, History(_adult(on, 44), records=records))


def _paid_some_day(on: date) -> Part:
    records = (*_paid(*range(FIRST_YEAR, on.year)), ResidentPayment(on.year, None))
    return Part("华永贵", Sex.MALE, History(_adult(on, 55), records=records))


def _platform_says_no(on: date) -> Part:
    history = History(_adult(on, 49), records=_paid(*range(FIRST_YEAR, on.year + 1)))
    answer = PlatformAnswer(False, None, None, PLATFORM_DOUBT, on)
    return Part("燕桂芳", Sex.FEMALE, history, {"platform_answer": answer})


def _in_hospital(on: date) -> Part:
    history = History(_adult(on, 71), records=_paid(*range(FIRST_YEAR, on.year + 1)))
    return Part("召德山", Sex.MALE, history, {"in_hospital_since": on - timedelta(days=3)})


def _rare_name(on: date) -> Part:
    return Part("䶮𠮷堃", Sex.MALE, History(_adult(on, 35), records=_paid(*range(FIRST_YEAR, on.year + 1))))


def _namesake_older(on: date) -> Part:
    return Part("王秀英", Sex.FEMALE, History(_adult(on, 69), records=_paid(*range(FIRST_YEAR, on.year + 1))))


def _namesake_younger(on: date) -> Part:
    return Part("王秀英", Sex.FEMALE, History(_adult(on, 43), records=_paid(*range(FIRST_YEAR, on.year + 1))))


_PARTS: Mapping[Character, Callable[[date], Part]] = {
    Character.ACTIVE: _active,
    Character.ACTIVE_CHRONIC: _active_chronic,
    Character.WAITING_LATE: _waiting_late,
    Character.WAITING_AFTER_BREAK: _waiting_after_break,
    Character.WAITING_REPAIRED: _waiting_repaired,
    Character.WAITING_AFTER_LONG_BREAK: _waiting_after_long_break,
    Character.PENDING: _pending,
    Character.NOT_ENROLLED: _not_enrolled,
    Character.EMPLOYEE: _employee,
    Character.ELSEWHERE: _elsewhere,
    Character.EXEMPT_DIBAO: _exempt_dibao,
    Character.EXEMPT_TEKUN: _exempt_tekun,
    Character.NEWBORN: _newborn,
    Character.TRANSFERRED: _transferred,
    Character.PAID_SOME_DAY: _paid_some_day,
    Character.PLATFORM_SAYS_NO: _platform_says_no,
    Character.IN_HOSPITAL: _in_hospital,
    Character.RARE_NAME: _rare_name,
    Character.NAMESAKE_OLDER: _namesake_older,
    Character.NAMESAKE_YOUNGER: _namesake_younger,
}
