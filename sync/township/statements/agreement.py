"""月度核对: what a clinic itself said of its days, beside what the township holds of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.dates import end_of_month, first_of_month
from core.ids import ClinicCode
from core.money import Fen
from core.statement import StatementBook, Tally, ToldVisit
from core.township_ports import TownshipStore


class Agreement(StrEnum):
    """How the two sides stand about a day."""

    AGREES = "agrees"
    NOT_CLOSED = "not_closed"
    """The clinic has not closed the day: it said nothing that could be compared."""
    CHANGED_SINCE = "changed_since"
    """It was corrected or grew after the clinic closed it."""
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class DayAgreed:
    """A day with visits at either side."""

    clinic: ClinicCode
    day: date
    here: Tally
    there: Tally | None
    agreement: Agreement


def month_agreed(store: TownshipStore, book: StatementBook, month: int) -> Sequence[DayAgreed]:
    """Compare every day of a month, clinic by clinic."""
    first, last = first_of_month(month), end_of_month(month)
    return [
        one
        for clinic in store.clinics()
        for one in _days_agreed(book, clinic.code, book.told_visits(clinic.code, first, last), (first, last))
    ]


def _days_agreed(
    book: StatementBook, clinic: ClinicCode, visits: Sequence[ToldVisit], span: tuple[date, date]
) -> Sequence[DayAgreed]:
    here = _by_day(visits)
    closed = book.days_closed(clinic, *span)
    return [
        _day_agreed(book, clinic, day, here.get(day, Tally()), closed.get(day))
        for day in sorted({*here, *closed})
    ]


def _day_agreed(
    book: StatementBook, clinic: ClinicCode, day: date, here: Tally, closed: Mapping[str, int] | None
) -> DayAgreed:
    if closed is None:
        return DayAgreed(clinic, day, here, None, Agreement.NOT_CLOSED)
    there = Tally(closed["visits"], Fen(closed["total"]))
    if here == there:
        return DayAgreed(clinic, day, here, there, Agreement.AGREES)
    changed = book.changed_after(clinic, day, closed["position"])
    return DayAgreed(clinic, day, here, there, Agreement.CHANGED_SINCE if changed else Agreement.DIFFERS)


def _by_day(visits: Sequence[ToldVisit]) -> Mapping[date, Tally]:
    totals: dict[date, list[Fen]] = defaultdict(list)
    for one in visits:
        totals[one.day].append(one.visit.total)
    return {day: Tally(len(some), Fen(sum(some))) for day, some in totals.items()}
