"""出入库: what was written about the drugs on the shelf beside what visits hand out; never edited."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from core.ids import UserId
from core.read_body import is_whole, read_body

MOST_LINES = 500
MOST_UNITS = 99_999
LONGEST_TEXT = 100
_MOST_TRACES = 1000
_YEARS = range(2000, 2200)


class MoveKind(StrEnum):
    """入库, 盘点, 退回药库, 报损."""

    RECEIPT = "receipt"
    COUNT = "count"
    RETURN = "return"
    LOSS = "loss"


TAKES_OUT = frozenset({MoveKind.RETURN, MoveKind.LOSS})


@dataclass(frozen=True, slots=True)
class StockLine:
    """A batch of a drug in a movement; `quantity` counts whole `unit`s, as an order line does.

    In a count it is what lies there, and `booked` what the books said when it was counted.
    """

    code: str
    name: str
    specification: str
    unit: str
    quantity: int
    batch: str = ""
    expires: date | None = None
    trace_codes: tuple[str, ...] = ()
    booked: int | None = None

    def to_plain(self) -> dict[str, Any]:
        """Give the line as text and whole numbers, without what it has nothing to say of."""
        told: dict[str, Any] = {
            "batch": self.batch,
            "expires": self.expires.isoformat() if self.expires else "",
            "trace_codes": list(self.trace_codes),
        }
        booked = {} if self.booked is None else {"booked": self.booked}
        return {
            "code": self.code,
            "name": self.name,
            "specification": self.specification,
            "unit": self.unit,
            "quantity": self.quantity,
            **{name: value for name, value in told.items() if value},
            **booked,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "StockLine":
        """Read what `to_plain` wrote."""
        expires = plain.get("expires")
        return cls(
            code=plain["code"],
            name=plain["name"],
            specification=plain["specification"],
            unit=plain["unit"],
            quantity=plain["quantity"],
            batch=plain.get("batch", ""),
            expires=date.fromisoformat(expires) if expires else None,
            trace_codes=tuple(plain.get("trace_codes", ())),
            booked=plain.get("booked"),
        )


@dataclass(frozen=True, slots=True)
class StockMove:
    """One document: what kind, of which day, by whom, and its lines.

    `on` is the day the goods came or went, `moved_at` when it was written down. `document` is the number on
    the paper, `partner` who delivered or took them back, `reason` why something was thrown away.
    """

    kind: MoveKind
    on: date
    moved_at: datetime
    by: UserId
    by_name: str
    lines: tuple[StockLine, ...]
    document: str = ""
    partner: str = ""
    reason: str = ""

    def to_plain(self) -> dict[str, Any]:
        """Give the body of the event `stock_moved`."""
        told = {"document": self.document, "partner": self.partner, "reason": self.reason}
        return {
            "kind": self.kind.value,
            "on": self.on.isoformat(),
            "moved_at": self.moved_at.isoformat(),
            "by": self.by,
            "by_name": self.by_name,
            "lines": [line.to_plain() for line in self.lines],
            **{name: value for name, value in told.items() if value},
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "StockMove":
        """Read what `to_plain` wrote.

        Raises:
            KeyError, ValueError, TypeError, AttributeError: a field is missing or not of its form.
        """
        return cls(
            kind=MoveKind(plain["kind"]),
            on=date.fromisoformat(plain["on"]),
            moved_at=datetime.fromisoformat(plain["moved_at"]),
            by=UserId(plain["by"]),
            by_name=plain["by_name"],
            lines=tuple(StockLine.from_plain(line) for line in plain["lines"]),
            document=plain.get("document", ""),
            partner=plain.get("partner", ""),
            reason=plain.get("reason", ""),
        )


def read_stock_move(plain: Any) -> StockMove:
    """Read the body of a movement, whichever program wrote it.

    Raises:
        ValueError: a field is missing or not of its form.
    """
    return read_body(plain, StockMove.from_plain, _is_well_formed, "a movement of stock")


def _is_well_formed(move: StockMove) -> bool:
    texts = (move.by, move.by_name, move.document, move.partner, move.reason)
    return (
        move.moved_at.tzinfo is not None
        and {move.moved_at.year, move.on.year} <= set(_YEARS)
        and all(isinstance(text, str) for text in texts)
        and 0 < len(move.lines) <= MOST_LINES
        and all(map(_is_line, move.lines))
    )


def _is_line(line: StockLine) -> bool:
    texts = (line.code, line.name, line.specification, line.unit, line.batch, *line.trace_codes)
    return (
        all(isinstance(text, str) for text in texts)
        and len(line.trace_codes) <= _MOST_TRACES
        and _is_count(line.quantity)
        and (line.booked is None or isinstance(line.booked, int))
        and (line.expires is None or line.expires.year in _YEARS)
    )


def _is_count(value: object) -> bool:
    return isinstance(value, int) and is_whole(value) and 0 <= value <= MOST_UNITS
