"""All visits of some days, read page by page."""

from collections.abc import Iterator
from datetime import date

from core.ports import Records, VisitState

_PAGE = 200
CANCELLED = "cancelled"
"""State of a visit that was crossed out: it is listed and counts nowhere."""


def visits_between(records: Records, first: date, last: date) -> Iterator[VisitState]:
    """Give the visits of some days, both included, crossed out ones among them; newest first."""
    seen = 0
    while page := records.visits(first, last, _PAGE, seen):
        yield from page
        seen += len(page)
