"""药品追溯码: the drugs of a month's visits that went without one, clinic by clinic."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from typing import Any, Generic, TypeVar

from core.dates import end_of_month, first_of_month
from core.errors import Refusal
from core.events import ResultKind
from core.ids import ClinicCode
from core.statement import StatementBook, ToldVisit
from core.township_ports import TownshipStore
from core.township_rows import ClinicRow
from core.visits.trace_codes import TracedVisit, TraceFault, UntracedLine, untraced_lines
from sync.township.books import TownshipBooks
from sync.township.statements.month import month_named

Place = TypeVar("Place", contravariant=True)


@dataclass(frozen=True, slots=True)
class ClinicUntraced:
    """A clinic, and what of its month went without a code."""

    clinic: ClinicRow
    lines: Sequence[UntracedLine]

    @property
    def waiting(self) -> int:
        """Count those that were not uploaded yet: they can still be seen to."""
        return sum(not one.uploaded for one in self.lines)

    @property
    def counts(self) -> Mapping[TraceFault, int]:
        """Count them by what is wrong."""
        return Counter(one.fault for one in self.lines)


@dataclass(frozen=True, slots=True)
class TraceCodes(Generic[Place]):
    """The deed at the township's machine."""

    open_books: Callable[[Place], AbstractContextManager[tuple[TownshipStore, TownshipBooks]]]

    def list(self, place: Place, month: str, clinic: str | None) -> Mapping[str, Any]:
        """List what of a month went without a code, of one clinic or of all.

        Raises:
            Refusal: `month_not_readable`, `clinic_unknown`.
        """
        with self.open_books(place) as (store, book):
            found = untraced(store, book, month_named(month), ClinicCode(clinic) if clinic else None)
        clinics = [
            {
                "clinic": one.clinic.code,
                "name": one.clinic.name,
                "lines": len(one.lines),
                "waiting": one.waiting,
                "faults": {fault.value: count for fault, count in sorted(one.counts.items())},
            }
            for one in found
        ]
        return {
            "month": month,
            "clinics": clinics,
            "lines": [_told(line) for one in found for line in one.lines],
        }


def untraced(
    store: TownshipStore, book: StatementBook, month: int, clinic: ClinicCode | None = None
) -> Sequence[ClinicUntraced]:
    """Give the clinics of a township, or one of them, with what of a month went without a code.

    Raises:
        Refusal: `clinic_unknown`.
    """
    clinics = [one for one in store.clinics() if clinic in (None, one.code)]
    if clinic is not None and not clinics:
        raise Refusal("clinic_unknown", clinic=clinic)
    span = first_of_month(month), end_of_month(month)
    return [untraced_of(one, book.told_visits(one.code, *span)) for one in clinics]


def untraced_of(clinic: ClinicRow, visits: Sequence[ToldVisit]) -> ClinicUntraced:
    """Give what of some visits of a clinic went without a code."""
    return ClinicUntraced(clinic, untraced_lines(clinic.code, map(_traced, visits)))


def _traced(one: ToldVisit) -> TracedVisit:
    return TracedVisit(one.event_id, one.visit, bool(one.told) and one.told[-1][0] == ResultKind.SETTLED)


def _told(line: UntracedLine) -> Mapping[str, Any]:
    return {**asdict(line), "day": line.day.isoformat(), "fault": line.fault.value}
