"""药品追溯码: which drugs of some visits went without one, before anybody asks at the platform."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.catalogue.items import ItemKind
from core.dates import china_day
from core.ids import ClinicCode, EventId
from core.visits.visit import OrderLine, Visit, is_herb

_DIGITS = 20


class NoTrace(StrEnum):
    """Why a drug has no code: 拆零, none on the box, none that could be read, not scanned."""

    SPLIT_PACK = "split_pack"
    NOT_ON_BOX = "not_on_box"
    NOT_READABLE = "not_readable"
    NOT_SCANNED = "not_scanned"


class TraceFault(StrEnum):
    """What is wrong with the codes of a line.

    MISSING: there is none. FEWER: fewer than boxes were handed out. NOT_A_CODE: one is not 20 digits.
    TWICE: one stands on two lines of these visits, though every box has its own. Neither FEWER nor TWICE is
    wrong of a split pack (拆零).
    """

    MISSING = "missing"
    FEWER = "fewer"
    NOT_A_CODE = "not_a_code"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class UntracedLine:
    """A drug whose codes are not as they should be; `reason` is the desk's own word why there is none."""

    clinic: ClinicCode
    visit: EventId
    day: date
    code: str
    name: str
    quantity: int
    given: int
    fault: TraceFault
    reason: str
    uploaded: bool


@dataclass(frozen=True, slots=True)
class TracedVisit:
    """A visit that counts, and whether its lines have gone to the platform."""

    event_id: EventId
    visit: Visit
    uploaded: bool


def untraced_lines(clinic: ClinicCode, visits: Iterable[TracedVisit]) -> Sequence[UntracedLine]:
    """List the drug lines of some visits of a clinic whose codes are not as they should be, by day."""
    visits = sorted(visits, key=lambda one: (one.visit.visited_at, one.event_id))
    seen: set[str] = set()
    found = []
    for one in visits:
        for line in one.visit.lines:
            fault = _fault(line, seen)
            seen.update(() if line.split else line.trace_codes)
            if fault is not None:
                found.append(
                    UntracedLine(
                        clinic,
                        one.event_id,
                        china_day(one.visit.visited_at),
                        line.code,
                        line.name,
                        line.quantity,
                        len(line.trace_codes),
                        fault,
                        line.no_trace_reason,
                        one.uploaded,
                    )
                )
    return found


def goes_untraced(line: OrderLine) -> bool:
    """Tell whether a drug has no code and nobody said why."""
    return (
        line.kind is ItemKind.DRUG and not is_herb(line) and not line.trace_codes and not line.no_trace_reason
    )


def _fault(line: OrderLine, seen: set[str]) -> TraceFault | None:
    codes = line.trace_codes
    if line.kind is not ItemKind.DRUG or is_herb(line):
        return None
    if not codes:
        return TraceFault.MISSING
    if not all(len(code) == _DIGITS and code.isascii() and code.isdigit() for code in codes):
        return TraceFault.NOT_A_CODE
    if len(set(codes)) < len(codes) or (not line.split and seen.intersection(codes)):
        return TraceFault.TWICE
    return TraceFault.FEWER if len(codes) < line.quantity and not line.split else None
