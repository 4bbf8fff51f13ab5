"""Counting a month's indicators of every clinic, and how those that are kept stand to the log of today."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Protocol

from core.dates import CHINA, end_of_month, first_of_month, month_text
from core.ids import ClinicCode
from core.ports import Clock
from core.prescription_review import PrescriptionReviews
from core.statement import StatementBook, ToldVisit
from core.supervision import (
    Flow,
    IndicatorBook,
    KeptIndicators,
    LogHeads,
    SupervisedVisit,
    indicators_of,
)
from core.supervision_ports import CheckBook, Place, VisitToCheck
from core.township_ports import TownshipStore
from core.visits.township_checks import Checked, TownshipCheck
from sync.township.checks import checks_of

_AT_ONCE = 500
_NO_HEADS = LogHeads(0, "", 0, "")


class SupervisionBooks(StatementBook, PrescriptionReviews, CheckBook, IndicatorBook, Protocol):
    """What indicators are counted from."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A clinic with the figures kept of a month; `newer` entries came since, whatever month they are of."""

    clinic: ClinicCode
    name: str
    last_contact: datetime | None
    kept: KeptIndicators | None
    newer: int


def count_month(store: TownshipStore, book: SupervisionBooks, month: int, clock: Clock) -> None:
    """Count a month of every clinic and keep it; what was not looked through is looked through first."""
    while store.mark_visits(None, _AT_ONCE):
        pass
    first, last = first_of_month(month), end_of_month(month)
    flows = book.flows(datetime.combine(first, time.min, CHINA), datetime.combine(last, time.max, CHINA))
    counted = []
    for clinic in store.clinics():
        # Before the visits are read: what comes between is counted and still told as newer.
        heads = book.log_heads().get(clinic.code, _NO_HEADS)
        visits = list(_supervised(store, book, clinic.code, book.told_visits(clinic.code, first, last)))
        figures = indicators_of(visits, flows.get(clinic.code, Flow()))
        counted.append(KeptIndicators(clinic.code, figures, heads, clock.now()))
    book.keep_indicators(month_text(month), counted)


def standings(store: TownshipStore, book: SupervisionBooks, month: int) -> Sequence[Standing]:
    """Give every clinic with what is kept of a month."""
    kept = {one.clinic: one for one in book.indicators(month_text(month))}
    heads = book.log_heads()
    return [
        Standing(
            one.code,
            one.name,
            one.last_contact,
            kept.get(one.code),
            _newer(kept.get(one.code), heads.get(one.code, _NO_HEADS)),
        )
        for one in store.clinics()
    ]


def _newer(kept: KeptIndicators | None, now: LogHeads) -> int:
    before = kept.heads if kept else _NO_HEADS
    return now.log_position - before.log_position + now.result_position - before.result_position


def _supervised(
    store: TownshipStore, book: SupervisionBooks, clinic: ClinicCode, visits: Sequence[ToldVisit]
) -> Iterator[SupervisedVisit]:
    for start in range(0, len(visits), _AT_ONCE):
        some = visits[start : start + _AT_ONCE]
        checked = checks_of(store, book, [VisitToCheck(clinic, one.event_id, one.visit) for one in some])
        arrived = book.arrivals(clinic, [one.event_id for one in some])
        reviewed = book.reviewed((clinic, one.event_id) for one in some)
        for one in some:
            place = clinic, one.event_id
            yield SupervisedVisit(
                one, arrived.get(one.event_id), _spoken(checked, place), reviewed.get(one.event_id)
            )


def _spoken(checked: Mapping[Place, Checked], place: Place) -> frozenset[TownshipCheck]:
    return frozenset(one.check for one in checked[place].spoken)
