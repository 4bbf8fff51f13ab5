"""What exists on a day, of what is known of a person: sorted once, then asked many times."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.coverage.history import (
    EmployeeCover,
    History,
    Identity,
    LifeEvent,
    MilitaryService,
    RepairPayment,
    ResidentPayment,
)
from core.dates import month_of

Months = tuple[int, int]
"""First and last numbered month, both included."""
_STILL_RUNNING = month_of(date.max)


@dataclass(frozen=True, slots=True)
class Known:
    """Payments made up to `as_of`, the earliest first; months of cover and service taken as given.

    Args:
        payments: coverage year to the day of its earliest payment.
        repairs: missed year to the day of its earliest repair.
    """

    birth: date
    as_of: date
    payments: Mapping[int, date]
    repairs: Mapping[int, date]
    employee: tuple[Months, ...]
    military: tuple[Months, ...]
    identities: tuple[Identity, ...]
    events: tuple[LifeEvent, ...]


def known_on(history: History, as_of: date) -> Known:
    """Sort a history as it is known on a day; payments on an unknown day are left out."""
    payments: dict[int, date] = {}
    repairs: dict[int, date] = {}
    employee: list[Months] = []
    military: list[Months] = []
    for record in history.records:
        if isinstance(record, ResidentPayment):
            _keep_earliest(payments, record.coverage_year, record.paid_on, as_of)
        elif isinstance(record, RepairPayment):
            _keep_earliest(repairs, record.coverage_year, record.paid_on, as_of)
        elif isinstance(record, EmployeeCover):
            employee.append(_span(record))
        else:
            military.append(_span(record))
    return Known(
        history.birth_date, as_of, payments, repairs, tuple(sorted(employee)), tuple(sorted(military)),
        history.identities, tuple(sorted(history.events, key=lambda event: event.on)),
    )  # fmt: skip


def last_month_up_to(spans: tuple[Months, ...], month: int) -> int | None:
    """Give the last covered month not after a month."""
    return max((min(last, month) for first, last in spans if first <= month), default=None)


def any_month_in(spans: tuple[Months, ...], first_asked: int, last_asked: int) -> bool:
    """Tell whether any covered month lies between two months, both included."""
    return any(first <= last_asked and first_asked <= last for first, last in spans)


def _span(record: EmployeeCover | MilitaryService) -> Months:
    return record.first, _STILL_RUNNING if record.last is None else record.last


def _keep_earliest(found: dict[int, date], year: int, paid: date | None, as_of: date) -> None:
    if paid is not None and paid <= as_of and (year not in found or paid < found[year]):
        found[year] = paid
