"""Write down what came in, what was counted, what went back and what was thrown away; and take it back."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from core.catalogue.items import ItemKind
from core.clinic import Clinic
from core.dates import china_day, whole_millisecond
from core.errors import Refusal
from core.events import EventType
from core.roles import Right
from core.services.append_event import append_event
from core.services.correct_visit import LONGEST_REASON
from core.stock.book import MoveState
from core.stock.entry import (
    Preview,
    PreviewLine,
    StockEntry,
    StockSheet,
    TypedLine,
    read_boxes,
    read_expiry,
    read_units,
    require_short,
)
from core.stock.held import Held, with_booked
from core.stock.move import MOST_LINES, MOST_UNITS, TAKES_OUT, MoveKind, StockLine, StockMove
from core.visits.corrections import cancellation_body

KEY = "stock:"
"""Beginning of the keys of open entries."""
_OLDEST = timedelta(days=366)
_FOUND = 20


def draft_key(kind: MoveKind) -> str:
    """Name the open entry of a kind."""
    return KEY + kind.value


def line_of(clinic: Clinic, kind: MoveKind, typed: TypedLine) -> StockLine:
    """Make a line of what was typed, with the words of the catalogue.

    Raises:
        Refusal: `stock_item_unknown`, `stock_item_ambiguous`, and what the readers of `core.stock.entry` say;
            `stock_more_boxes`.
    """
    require_short(typed.batch, typed.name, typed.code)
    known = _drug(clinic, typed)
    boxes = read_boxes(typed.boxes) if kind is not MoveKind.COUNT else ()
    quantity = read_units(typed.quantity or (str(len(boxes)) if boxes else ""), kind)
    if len(boxes) > quantity:
        raise Refusal("stock_more_boxes")
    return replace(
        known,
        quantity=quantity,
        batch=typed.batch.strip(),
        expires=read_expiry(typed.expires),
        trace_codes=boxes,
    )


def preview_sheet(clinic: Clinic, kind: MoveKind, on: date, sheet: StockSheet) -> Preview:
    """Say of every row of a file what would be written down, or why not; nothing is written yet."""
    lines, seen, batches = [], set[str](), set[tuple[str, str, date | None]]()
    for typed in sheet.rows:
        try:
            line = line_of(clinic, kind, typed)
            batch = (line.code, line.batch, line.expires)
            if seen.intersection(line.trace_codes):
                raise Refusal("stock_box_twice")
            if kind is MoveKind.COUNT and batch in batches:
                raise Refusal("stock_batch_twice")
            _require_fitting(clinic, kind, on, line)
        except Refusal as refusal:
            lines.append(PreviewLine(typed, None, refusal))
        else:
            seen.update(line.trace_codes)
            batches.add(batch)
            lines.append(PreviewLine(typed, line))
    if kind is MoveKind.COUNT:
        lines = _whole_drugs(lines)
    documents, partners = ({one.document for one in sheet.rows}, {one.partner for one in sheet.rows})
    return Preview(tuple(lines), _only(documents), _only(partners), sheet.unknown_titles)


def record_move(clinic: Clinic, entry: StockEntry) -> MoveState:
    """Append the movement to the ledger; when this returns, it is on the disk.

    Raises:
        Refusal: `not_permitted`, `stock_lines_missing`, `stock_lines_too_many`, `stock_day_impossible`,
            `stock_reason_missing`, `stock_text_too_long`, `stock_document_twice`, `stock_more_than_there`,
            `stock_box_twice`, `stock_box_known`, `stock_expired_already`, `stock_batch_twice`,
            `stock_quantity_not_readable`.
        Hindrance: the ledger could not keep it; nothing was kept, the draft is still there.
    """
    clinic.staff.require(Right.RECORD)
    require_possible(clinic, entry)
    lines = tuple(_counted(clinic, entry.lines)) if entry.kind is MoveKind.COUNT else entry.lines
    move = StockMove(
        kind=entry.kind,
        on=entry.on,
        moved_at=whole_millisecond(clinic.clock.now()),
        by=clinic.staff.user,
        by_name=clinic.staff.name,
        lines=lines,
        document=entry.document.strip(),
        partner=entry.partner.strip(),
        reason=entry.reason.strip(),
    )
    event = append_event(clinic, EventType.STOCK_MOVED, move.to_plain(), draft_key(entry.kind))
    return MoveState(event.header.event_id, move)


def cancel_move(clinic: Clinic, state: MoveState, reason: str) -> None:
    """Take a movement back that never was, or was written down wrong; it stands there crossed out.

    Raises:
        Refusal: `not_permitted`, `cancel_reason_missing`, `cancel_reason_too_long`, `stock_move_cancelled`.
        Hindrance: the ledger could not keep it.
    """
    clinic.staff.require(Right.CORRECT)
    why, now = reason.strip(), clinic.records.stock.move(state.event_id)
    if not why:
        raise Refusal("cancel_reason_missing")
    if len(why) > LONGEST_REASON:
        raise Refusal("cancel_reason_too_long", most=LONGEST_REASON)
    if now is None or now.cancelled:
        raise Refusal("stock_move_cancelled")
    append_event(clinic, EventType.STOCK_CANCELLED, cancellation_body(why, {state.event_id}))


def require_possible(clinic: Clinic, entry: StockEntry) -> None:
    """Let nothing into the books that cannot be.

    Raises:
        Refusal: as `record_move`.
    """
    today = china_day(clinic.clock.now())
    if not entry.lines:
        raise Refusal("stock_lines_missing")
    if len(entry.lines) > MOST_LINES:
        raise Refusal("stock_lines_too_many", most=MOST_LINES)
    if not today - _OLDEST <= entry.on <= today:
        raise Refusal("stock_day_impossible")
    require_short(entry.document, entry.partner, entry.reason)
    if entry.kind is MoveKind.LOSS and not entry.reason.strip():
        raise Refusal("stock_reason_missing")
    document, partner = entry.document.strip(), entry.partner.strip()
    if document and clinic.records.stock.has_document(document, partner):
        raise Refusal("stock_document_twice", document=document)
    for line in entry.lines:
        _require_fitting(clinic, entry.kind, entry.on, line)
    _require_once(entry)
    if entry.kind in TAKES_OUT:
        _require_there(clinic, entry.lines)


def _whole_drugs(lines: Sequence[PreviewLine]) -> list[PreviewLine]:
    """Refuse the other rows of a drug one row of which cannot be taken: a batch left out counts as none."""
    lacking = {one.typed.code or one.typed.name for one in lines if one.stop}
    return [
        PreviewLine(one.typed, None, Refusal("stock_count_incomplete"))
        if one.line and (one.typed.code or one.typed.name) in lacking
        else one
        for one in lines
    ]


def _require_fitting(clinic: Clinic, kind: MoveKind, on: date, line: StockLine) -> None:
    read_units(str(line.quantity), kind)
    if kind is MoveKind.RECEIPT and line.expires and line.expires < on:
        raise Refusal("stock_expired_already", item=line.name)
    if kind is MoveKind.RECEIPT and clinic.records.stock.boxes_known(line.trace_codes):
        raise Refusal("stock_box_known", item=line.name)


def _require_once(entry: StockEntry) -> None:
    boxes = [box for line in entry.lines for box in line.trace_codes]
    if len(set(boxes)) < len(boxes):
        raise Refusal("stock_box_twice")
    batches = [(line.code, line.batch, line.expires) for line in entry.lines]
    if entry.kind is MoveKind.COUNT and len(set(batches)) < len(batches):
        raise Refusal("stock_batch_twice")


def _require_there(clinic: Clinic, lines: Sequence[StockLine]) -> None:
    held = clinic.records.stock.held({line.code for line in lines})
    out: Counter[tuple[str, str, date | None]] = Counter()
    for line in lines:
        out[line.code, line.batch, line.expires] += line.quantity
    for (code, batch, expires), quantity in out.items():
        there = held[code].batches if code in held else ()
        if quantity > sum(one.quantity for one in there if (one.batch, one.expires) == (batch, expires)):
            name = next(line.name for line in lines if line.code == code)
            raise Refusal("stock_more_than_there", item=name)


def _counted(clinic: Clinic, lines: Sequence[StockLine]) -> Iterator[StockLine]:
    """Give what was counted beside what the books said; a batch nobody found any more is none."""
    held = clinic.records.stock.held({line.code for line in lines})
    found = {(line.code, line.batch, line.expires) for line in lines}
    for line in lines:
        yield with_booked(line, held.get(line.code))
    for code, one in held.items():
        for batch in one.batches:
            if (code, batch.batch, batch.expires) not in found:
                gone = _line(one, batch.batch, batch.expires)
                yield replace(gone, booked=min(batch.quantity, MOST_UNITS))


def _line(held: Held, batch: str, expires: date | None) -> StockLine:
    return StockLine(held.code, held.name, held.specification, held.unit, 0, batch, expires)


def _drug(clinic: Clinic, typed: TypedLine) -> StockLine:
    """Find which drug is meant, by its code or by a name and pack that only one has."""
    code = typed.code.strip()
    if code:
        item = clinic.records.item(ItemKind.DRUG, code)
        if item is not None:
            return StockLine(item.code, item.name, item.specification, item.unit, 0)
        held: Mapping[str, Held] = clinic.records.stock.held({code})
        if code in held:  # the catalogue lists it no more, and it still lies there
            return _line(held[code], "", None)
        raise Refusal("stock_item_unknown")
    name, pack = typed.name.strip(), "".join(typed.specification.split())
    found = [
        one
        for one in (clinic.records.find_items(ItemKind.DRUG, name, _FOUND) if name else ())
        if one.name == name and (not pack or "".join(one.specification.split()) == pack)
    ]
    if len(found) > 1:
        raise Refusal("stock_item_ambiguous")
    if not found:
        raise Refusal("stock_item_unknown")
    return StockLine(found[0].code, found[0].name, found[0].specification, found[0].unit, 0)


def _only(texts: set[str]) -> str:
    return texts.pop() if len(texts) == 1 else ""
