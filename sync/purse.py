"""How much of the township's byte budget is left to one round; only what may wait waits for it."""

from dataclasses import dataclass
from datetime import datetime

from core.calling import days_of_month
from core.data_sets import DataSetName
from core.sync_ports import CONNECTION_BYTES, CallStore

MAY_WAIT = frozenset({DataSetName.CATALOGUE, DataSetName.ROSTER_THIN})
"""Visits, results, the village's own roster, packs, people and settings never wait."""


@dataclass(slots=True)
class Purse:
    """What may still be spent, None without a budget; `moved` is what this round has spent so far."""

    left: int | None = None
    moved: int = 0

    @property
    def empty(self) -> bool:
        """Tell whether the budget of the day or of the month is spent."""
        return self.left is not None and self.moved >= self.left


def purse_for(store: CallStore, now: datetime) -> Purse:
    """See what is left of today's and of this month's budget."""
    settings = store.call_settings()
    first, today = days_of_month(now)
    left = [
        budget - store.spent(since, today)
        for budget, since in ((settings.bytes_a_day, today), (settings.bytes_a_month, first))
        if budget
    ]
    return Purse(max(0, min(left) - CONNECTION_BYTES) if left else None)
