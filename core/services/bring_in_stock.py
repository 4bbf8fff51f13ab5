"""What a command line asks about stock: the shelf, the documents, a file brought in, one taken back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.clinic import Clinic
from core.dates import china_day
from core.errors import Refusal
from core.ids import EventId
from core.roles import Right
from core.services.move_stock import cancel_move, preview_sheet, record_move
from core.stock.book import MoveState, OnShelf, StockView
from core.stock.entry import Preview, StockEntry, StockSheet
from core.stock.move import MoveKind

_PAGE = 500


@dataclass(frozen=True, slots=True)
class StockOrder:
    """How a file is to be written down; `document` and `partner` where the file names none.

    `only_preview`: nothing is written. `good_only`: rows that cannot be taken do not hold up the others.
    """

    kind: MoveKind
    on: date | None = None
    document: str = ""
    partner: str = ""
    reason: str = ""
    only_preview: bool = False
    good_only: bool = False


def list_stock(clinic: Clinic, view: StockView) -> Mapping[str, Any]:
    """List what lies on the shelf."""
    book = clinic.records.stock
    day = book.day(china_day(clinic.clock.now()))
    bounds = {"low_days": day.low_days, "expiring_days": day.expiring_days}
    return {**book.counts(day).to_plain(), **bounds, "drugs": list(_drugs(clinic, view))}


def list_moves(clinic: Clinic, limit: int) -> Iterator[Mapping[str, Any]]:
    """List what was written, newest first."""
    for state in clinic.records.stock.moves(limit):
        yield {"event_id": state.event_id, "cancelled": state.cancelled, **state.move.to_plain()}


def bring_in_stock(clinic: Clinic, order: StockOrder, sheet: StockSheet) -> Mapping[str, Any]:
    """Write a file down as one movement, or say what would be.

    Raises:
        Refusal: `stock_rows_refused` where rows cannot be taken and nobody said to leave them out; as
            `record_move`.
        Hindrance: the ledger could not keep it; nothing was kept.
    """
    on = order.on or china_day(clinic.clock.now())
    preview = preview_sheet(clinic, order.kind, on, sheet)
    told = _told(preview)
    if order.only_preview:
        return {**told, "saved": False}
    if preview.bad and not order.good_only:
        raise Refusal("stock_rows_refused", rows=len(preview.bad))
    words = (order.document or preview.document, order.partner or preview.partner, order.reason)
    state = record_move(clinic, StockEntry(order.kind, on, preview.good, *words))
    return {**told, "saved": True, "event_id": state.event_id}


def cancel_by_id(clinic: Clinic, event_id: EventId, reason: str) -> Mapping[str, Any]:
    """Take back the movement of an event.

    Raises:
        Refusal: `stock_move_not_here`, and as `cancel_move`.
    """
    state: MoveState | None = clinic.records.stock.move(event_id)
    if state is None:
        raise Refusal("stock_move_not_here")
    cancel_move(clinic, state, reason)
    return {"event_id": event_id}


def in_columns(one: OnShelf) -> Mapping[str, Any]:
    """Give a drug of the list with its batches."""
    return {**one.held.to_plain(), "quantity": one.held.quantity, "lasts_days": one.lasts_days()}


def _drugs(clinic: Clinic, view: StockView) -> Iterator[Mapping[str, Any]]:
    seen, book = 0, clinic.records.stock
    day = book.day(china_day(clinic.clock.now()))
    clinic.staff.require(Right.LOOK_UP)
    while page := book.shelf(view, day, _PAGE, seen):
        yield from map(in_columns, page)
        seen += len(page)


def _told(preview: Preview) -> Mapping[str, Any]:
    rows = [
        {"row": one.typed.number, "name": one.typed.name, "outcome": one.stop.code, "facts": one.stop.facts}
        for one in preview.lines
        if one.stop
    ]
    return {
        "lines": [line.to_plain() for line in preview.good],
        "refused": rows,
        "document": preview.document,
        "partner": preview.partner,
        "unknown_titles": list(preview.unknown_titles),
    }
