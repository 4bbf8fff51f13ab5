"""现有库存: what lies there of a drug by batch, worked out from movements and from what visits handed out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from core.stock.move import TAKES_OUT, MoveKind, StockLine

_LATER_THAN_ANY = date.max


@dataclass(frozen=True, slots=True)
class Batch:
    """What lies there of one batch, and which of its boxes were scanned when they came."""

    batch: str
    expires: date | None
    quantity: int

    def to_plain(self) -> dict[str, Any]:
        """Give the batch as text and a number."""
        expires = self.expires.isoformat() if self.expires else ""
        return {"batch": self.batch, "expires": expires, "quantity": self.quantity}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Batch":
        """Read what `to_plain` wrote."""
        expires = plain["expires"]
        return cls(plain["batch"], date.fromisoformat(expires) if expires else None, plain["quantity"])


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed how much of a drug is there; a count's lines are all of that drug at once.

    `kind` is None for what a visit handed out: nobody says of which batch, its boxes may tell.
    """

    kind: MoveKind | None
    on: date
    lines: tuple[StockLine, ...] = ()
    quantity: int = 0
    trace_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """A drug on the shelf: its batches, those that expire first in front.

    `lacking` is how much more was handed out than the books know of: a receipt nobody wrote down.
    """

    code: str
    name: str
    specification: str
    unit: str
    batches: tuple[Batch, ...]
    lacking: int = 0

    @property
    def quantity(self) -> int:
        """Tell how much is there by the books; below nothing where more went out than came in."""
        return sum(one.quantity for one in self.batches) - self.lacking

    @property
    def expires(self) -> date | None:
        """Tell when the first of it expires."""
        return min((one.expires for one in self.batches if one.expires), default=None)

    def to_plain(self) -> dict[str, Any]:
        """Give the drug as text and numbers."""
        return {
            "code": self.code,
            "name": self.name,
            "specification": self.specification,
            "unit": self.unit,
            "batches": [one.to_plain() for one in self.batches],
            "lacking": self.lacking,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Held":
        """Read what `to_plain` wrote."""
        words = (plain["code"], plain["name"], plain["specification"], plain["unit"])
        return cls(*words, tuple(map(Batch.from_plain, plain["batches"])), plain["lacking"])


@dataclass(slots=True)
class _Shelf:
    """The batches of one drug while they are gone through in order."""

    there: dict[tuple[str, date | None], int] = field(default_factory=dict)
    boxes: dict[str, tuple[str, date | None]] = field(default_factory=dict)
    lacking: int = 0

    def put(self, line: StockLine) -> None:
        """Put a batch there; what was handed out before its receipt was written comes off it."""
        covered = min(self.lacking, line.quantity)
        self.lacking -= covered
        place = (line.batch, line.expires)
        self.there[place] = self.there.get(place, 0) + line.quantity - covered
        self.boxes |= dict.fromkeys(line.trace_codes, place)

    def counted(self, lines: Iterable[StockLine]) -> None:
        """Let what was counted be what is there."""
        self.there, self.lacking = {}, 0
        for line in lines:
            self.put(line)

    def take(self, quantity: int, first: Iterable[tuple[str, date | None]], on: date) -> None:
        """Take from some batches, then from what expires first of what has not expired, then from any."""
        for place in first:
            quantity -= self._from(place, min(1, quantity))
        for place in sorted(self.there, key=lambda one: _order(one, on)):
            quantity -= self._from(place, quantity)
        self.lacking += quantity

    def take_batch(self, line: StockLine, on: date) -> None:
        """Take from the batch a movement names."""
        taken = self._from((line.batch, line.expires), line.quantity)
        self.take(line.quantity - taken, (), on)

    def _from(self, place: tuple[str, date | None], most: int) -> int:
        taken = min(self.there.get(place, 0), most)
        if taken:
            self.there[place] -= taken
        return taken


def held_after(changes: Iterable[Change]) -> Held | None:
    """Work out what is there of one drug after changes in order; None where nothing was written about it.

    What was handed out before the first count, or before the day of the first receipt, does not matter.
    """
    shelf, known, changes = _Shelf(), None, tuple(changes)
    first = next((one for one in changes if one.kind is not None), None)
    since = first.on if first and first.kind is not MoveKind.COUNT else date.max
    for change in changes:
        if change.kind is None:
            if known or change.on >= since:
                places = [shelf.boxes[one] for one in change.trace_codes if one in shelf.boxes]
                shelf.take(change.quantity, places, change.on)
            continue
        known = change.lines[0]
        if change.kind is MoveKind.COUNT:
            shelf.counted(change.lines)
            continue
        for line in change.lines:
            if change.kind in TAKES_OUT:
                shelf.take_batch(line, change.on)
            else:
                shelf.put(line)
    return _held(known, shelf) if known else None


def of_drug(lines: Iterable[StockLine], code: str) -> tuple[StockLine, ...]:
    """Give the lines of a movement that are about a drug."""
    return tuple(line for line in lines if line.code == code)


def with_booked(line: StockLine, held: Held | None) -> StockLine:
    """Note beside what was counted what the books said of that batch."""
    there = held.batches if held else ()
    booked = sum(one.quantity for one in there if (one.batch, one.expires) == (line.batch, line.expires))
    return replace(line, booked=booked)


def _held(known: StockLine, shelf: _Shelf) -> Held:
    batches = [Batch(*place, count) for place, count in shelf.there.items() if count]
    batches.sort(key=lambda one: (one.expires or _LATER_THAN_ANY, one.batch))
    words = (known.code, known.name, known.specification, known.unit)
    return Held(*words, tuple(batches), shelf.lacking)


def _order(place: tuple[str, date | None], on: date) -> tuple[bool, date, str]:
    batch, expires = place
    return expires is not None and expires < on, expires or _LATER_THAN_ANY, batch
