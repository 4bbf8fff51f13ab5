"""The national platform of the fake world: it never loses what it settled, whatever becomes of a township."""

import random
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from core.events import ResultKind
from core.ids import EventId
from core.settlement_ports import OutboxRow, SettlementBook, Step

_LATER = timedelta(hours=1)


@dataclass(slots=True)
class RememberingPlatform:
    """Settles a visit once; who asks again is told what was settled."""

    settled: dict[EventId, dict[str, Any]] = field(default_factory=dict)
    reversed: set[EventId] = field(default_factory=set)

    def settle(self, book: SettlementBook, row: OutboxRow, now: datetime, rng: random.Random) -> str:
        """Take a visit as far as it goes today; give what became of it."""
        fate = rng.random()
        if row.visit in self.reversed:
            return "reversed before"
        if row.visit in self.settled:
            return self._tell(book, row, now)
        if fate < 0.15:
            refused = replace(row, step=Step.NOT_PAYABLE)
            book.publish(refused, ResultKind.NOT_PAYABLE, {"reason": "not_insured_that_day"}, now)
            return "not payable"
        if fate < 0.9:
            self.settled[row.visit] = self._amounts(rng)
        if fate < 0.7:
            return self._tell(book, row, now)
        unknown = replace(row, step=Step.UNKNOWN, due=now + _LATER)
        book.publish(unknown, ResultKind.SETTLEMENT_UNKNOWN, {}, now)
        return "unknown"

    def _tell(self, book: SettlementBook, row: OutboxRow, now: datetime) -> str:
        book.publish(replace(row, step=Step.SETTLED), ResultKind.SETTLED, self.settled[row.visit], now)
        return "settled"

    def _amounts(self, rng: random.Random) -> dict[str, Any]:
        fund, cash = rng.randrange(5000), rng.randrange(5000)
        number = f"S{len(self.settled) + 1}"
        return {"total": fund + cash, "fund": fund, "account": 0, "cash": cash, "settlement_id": number}
