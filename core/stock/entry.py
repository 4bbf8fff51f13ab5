"""What is typed or read from a file before it becomes a movement: texts, made into lines or refused."""

import calendar
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from core.errors import Refusal
from core.stock.move import LONGEST_TEXT, MOST_UNITS, MoveKind, StockLine

_DAY = re.compile(r"^(\d{4})[-/.年]?(\d{1,2})(?:[-/.月]?(\d{1,2}))?[日月]?$", re.ASCII)
_YEARS = range(2000, 2200)
_BOX = re.compile(r"^\d{20}$", re.ASCII)
_BETWEEN_BOXES = re.compile(r"[\s,，;；、|]+")


@dataclass(frozen=True, slots=True)
class TypedLine:
    """A line as it was typed, or as it stands in a row of a file; `number` is the row's."""

    number: int
    code: str
    name: str
    specification: str
    batch: str
    expires: str
    quantity: str
    boxes: str = ""
    document: str = ""
    partner: str = ""


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """What became of a typed line: a line to be written down, or what is the matter with it."""

    typed: TypedLine
    line: StockLine | None
    stop: Refusal | None = None


@dataclass(frozen=True, slots=True)
class StockSheet:
    """A file as it was read: its rows, and the titles nobody asked for."""

    rows: tuple[TypedLine, ...]
    unknown_titles: tuple[str, ...] = ()


ReadStockSheet = Callable[[Path], StockSheet]
"""Reads a workbook or CSV file. Raises Refusal or Hindrance in plain codes."""


@dataclass(frozen=True, slots=True)
class StockEntry:
    """A document before it is written down."""

    kind: MoveKind
    on: date
    lines: tuple[StockLine, ...]
    document: str = ""
    partner: str = ""
    reason: str = ""

    def to_plain(self) -> dict[str, Any]:
        """Give it as a draft keeps it."""
        return {
            "kind": self.kind.value,
            "on": self.on.isoformat(),
            "document": self.document,
            "partner": self.partner,
            "reason": self.reason,
            "lines": [line.to_plain() for line in self.lines],
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "StockEntry":
        """Read what `to_plain` wrote."""
        return cls(
            MoveKind(plain["kind"]),
            date.fromisoformat(plain["on"]),
            tuple(StockLine.from_plain(line) for line in plain["lines"]),
            *(plain["document"], plain["partner"], plain["reason"]),
        )


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would write down: every row, and what its document says of itself."""

    lines: tuple[PreviewLine, ...]
    document: str = ""
    partner: str = ""
    unknown_titles: tuple[str, ...] = field(default=())

    @property
    def good(self) -> tuple[StockLine, ...]:
        """Give the lines that can be written down."""
        return tuple(one.line for one in self.lines if one.line)

    @property
    def bad(self) -> tuple[PreviewLine, ...]:
        """Give the rows that cannot."""
        return tuple(one for one in self.lines if one.stop)


def read_expiry(text: str) -> date | None:
    """Read a day of expiry: 2027-12-31, 20271231, 2027年12月31日; a month is good to its last day.

    Raises:
        Refusal: `stock_expiry_not_readable`.
    """
    text = "".join(text.split())
    if not text:
        return None
    found = _DAY.match(text)
    try:
        if found and int(found[1]) in _YEARS:
            year, month = int(found[1]), int(found[2])
            return date(year, month, int(found[3] or calendar.monthrange(year, month)[1]))
    except (ValueError, calendar.IllegalMonthError):
        pass
    raise Refusal("stock_expiry_not_readable")


def read_units(text: str, kind: MoveKind) -> int:
    """Read how many; nothing is a number in a count only.

    Raises:
        Refusal: `stock_quantity_not_readable`.
    """
    text = text.strip().removesuffix(".0")
    least = 0 if kind is MoveKind.COUNT else 1
    if not (text.isascii() and text.isdigit() and least <= int(text) <= MOST_UNITS):
        raise Refusal("stock_quantity_not_readable")
    return int(text)


def read_boxes(text: str) -> tuple[str, ...]:
    """Read the trace codes of some boxes.

    Raises:
        Refusal: `stock_box_not_a_code`, `stock_box_twice`.
    """
    boxes = tuple(part for part in _BETWEEN_BOXES.split(text) if part)
    if not all(map(_BOX.match, boxes)):
        raise Refusal("stock_box_not_a_code")
    if len(set(boxes)) < len(boxes):
        raise Refusal("stock_box_twice")
    return boxes


def require_short(*texts: str) -> None:
    """Refuse what no reader would take.

    Raises:
        Refusal: `stock_text_too_long`.
    """
    if any(len(text) > LONGEST_TEXT for text in texts):
        raise Refusal("stock_text_too_long", most=LONGEST_TEXT)
