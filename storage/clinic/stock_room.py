"""What the commands about stock do in a clinic's files."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.clinic import Clinic, SignIn
from core.ids import EventId
from core.services.bring_in_stock import StockOrder, bring_in_stock, cancel_by_id, list_moves, list_stock
from core.stock.book import StockView
from core.stock.entry import ReadStockSheet


@dataclass(frozen=True, slots=True)
class StockRoom:
    """Opens the clinic of whoever asks, and closes it again."""

    working: Callable[[SignIn], AbstractContextManager[Clinic]]
    read_sheet: ReadStockSheet

    def shelf(self, who: SignIn, view: StockView) -> Mapping[str, Any]:
        """List what lies there."""
        with self.working(who) as clinic:
            return list_stock(clinic, view)

    def moves(self, who: SignIn, limit: int) -> Iterator[Mapping[str, Any]]:
        """List what was written, newest first."""
        with self.working(who) as clinic:
            yield from list_moves(clinic, limit)

    def bring_in(self, who: SignIn, file: Path, order: StockOrder) -> Mapping[str, Any]:
        """Read a file and write it down, or only say what would be."""
        sheet = self.read_sheet(file)
        with self.working(who) as clinic:
            return bring_in_stock(clinic, order, sheet)

    def cancel(self, who: SignIn, event_id: EventId, reason: str) -> Mapping[str, Any]:
        """Take a movement back."""
        with self.working(who) as clinic:
            return cancel_by_id(clinic, event_id, reason)
