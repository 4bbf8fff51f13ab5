"""What core expects of the store about stock: a projection of the ledger."""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Protocol

from core.ids import EventId
from core.stock.held import Held
from core.stock.move import StockMove

PACE_DAYS = 28
"""How far back it is looked how much goes out."""
LOW_DAYS, EXPIRING_DAYS = 14, 90
"""A drug is low when it lasts less long than this at that pace, and expires soon within so many days."""
LOW_SETTING, EXPIRING_SETTING = "stock_low_days", "stock_expiring_days"
"""Settings the township may make instead."""
_MOST_DAYS = 3650


class StockView(StrEnum):
    """Which drugs are looked at: all that are kept, those that run out, those that expire."""

    ALL = "all"
    LOW = "low"
    EXPIRING = "expiring"


@dataclass(frozen=True, slots=True)
class StockDay:
    """The day the list is of, and the bounds that say what is low and what expires soon."""

    on: date
    low_days: int = LOW_DAYS
    expiring_days: int = EXPIRING_DAYS

    @property
    def expiring_by(self) -> date:
        """Tell the last day that still counts as soon."""
        return self.on + timedelta(days=self.expiring_days)

    @property
    def since(self) -> date:
        """Tell the first of the days that say how much goes out."""
        return self.on - timedelta(days=PACE_DAYS - 1)

    @classmethod
    def of(cls, on: date, settings: Mapping[str, Any]) -> "StockDay":
        """Take the bounds the township set, where they are such."""
        low = _days(settings.get(LOW_SETTING), LOW_DAYS)
        return cls(on, low, _days(settings.get(EXPIRING_SETTING), EXPIRING_DAYS))


@dataclass(frozen=True, slots=True)
class OnShelf:
    """A drug of the list: what is there, and how much went out in the days that are looked back."""

    held: Held
    used: int

    def lasts_days(self) -> int | None:
        """Tell how many days it lasts at that pace; None where nothing goes out."""
        return max(0, self.held.quantity) * PACE_DAYS // self.used if self.used else None


@dataclass(frozen=True, slots=True)
class StockCounts:
    """How many drugs are kept, how many of them run out, how many expire soon."""

    kept: int
    low: int
    expiring: int

    def to_plain(self) -> Mapping[str, int]:
        """Give the counts."""
        return {"kept": self.kept, "low": self.low, "expiring": self.expiring}


@dataclass(frozen=True, slots=True)
class MoveState:
    """A movement as it stands in the ledger."""

    event_id: EventId
    move: StockMove
    cancelled: bool = False


class StockBook(Protocol):
    """What lies on the shelf, and what was written about it."""

    def day(self, on: date) -> StockDay:
        """Give a day with the bounds in force."""
        ...

    def shelf(self, view: StockView, day: StockDay, limit: int, offset: int = 0) -> Sequence[OnShelf]:
        """List drugs by name; those that expire by the day they do."""
        ...

    def counts(self, day: StockDay) -> StockCounts:
        """Count the drugs of each view."""
        ...

    def held(self, codes: Collection[str]) -> Mapping[str, Held]:
        """Give what is there of some drugs; one nothing was written about is not among them."""
        ...

    def moves(self, limit: int, offset: int = 0) -> Sequence[MoveState]:
        """List what was written, newest first, cancelled ones too."""
        ...

    def move(self, event_id: EventId) -> MoveState | None:
        """Give one movement."""
        ...

    def has_document(self, document: str, partner: str) -> bool:
        """Tell whether a paper was written in already and still counts."""
        ...

    def boxes_taken(self, drugs: Collection[str], trace_codes: Collection[str]) -> Set[str]:
        """Tell which of some boxes visits that count handed out of some drugs."""
        ...

    def boxes_known(self, trace_codes: Collection[str]) -> Set[str]:
        """Tell which of some boxes were written into the books when they came, in what still counts."""
        ...


def _days(told: object, usual: int) -> int:
    is_such = isinstance(told, int) and not isinstance(told, bool) and 0 < told <= _MOST_DAYS
    return int(str(told)) if is_such else usual
