"""The stock of the fake desk: worked out each time anew from what was appended to its ledger."""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime

from core.catalogue.items import ItemKind
from core.dates import china_day
from core.events import EventDraft, EventType
from core.ids import EventId
from core.stock.book import PACE_DAYS, MoveState, OnShelf, StockCounts, StockDay, StockView
from core.stock.held import Change, Held, held_after, of_drug
from core.stock.move import MoveKind, read_stock_move
from core.visits.corrections import superseded_ids
from sync.codec import CborCodec
from tests.ui.fake_visits import FakeVisits

_CODEC = CborCodec()


@dataclass(frozen=True, slots=True)
class FakeStock:
    """Implements `core.stock.book.StockBook`."""

    appended: Sequence[EventDraft]
    visits: FakeVisits

    def day(self, on: date) -> StockDay:
        return StockDay(on)

    def shelf(self, view: StockView, day: StockDay, limit: int, offset: int = 0) -> Sequence[OnShelf]:
        drugs = [OnShelf(one, self._used(one.code, day)) for one in self._all().values()]
        fitting = [one for one in drugs if _fits(one, view, day)]
        return sorted(fitting, key=lambda one: one.held.name)[offset : offset + limit]

    def counts(self, day: StockDay) -> StockCounts:
        return StockCounts(*(len(self.shelf(view, day, 10**6)) for view in StockView))

    def held(self, codes: Collection[str]) -> Mapping[str, Held]:
        return {code: one for code, one in self._all().items() if code in codes}

    def moves(self, limit: int, offset: int = 0) -> Sequence[MoveState]:
        return self._states()[::-1][offset : offset + limit]

    def move(self, event_id: EventId) -> MoveState | None:
        return next((one for one in self._states() if one.event_id == event_id), None)

    def has_document(self, document: str, partner: str) -> bool:
        told = [(one.move.document, one.move.partner) for one in self._standing()]
        return (document, partner) in told

    def boxes_taken(self, drugs: Collection[str], trace_codes: Collection[str]) -> Set[str]:
        visits = [one.visit for one in self.visits if one.state != "cancelled"]
        lines = [line for visit in visits for line in visit.lines if line.code in drugs]
        return {box for line in lines for box in line.trace_codes}.intersection(trace_codes)

    def boxes_known(self, trace_codes: Collection[str]) -> Set[str]:
        received = [one.move for one in self._standing() if one.move.kind is MoveKind.RECEIPT]
        known = {box for move in received for line in move.lines for box in line.trace_codes}
        return known.intersection(trace_codes)

    def _states(self) -> list[MoveState]:
        cancelled = {
            target
            for one in self.appended
            if one.type == EventType.STOCK_CANCELLED
            for target in superseded_ids(_CODEC.decode(one.body))
        }
        return [
            MoveState(one.event_id, read_stock_move(_CODEC.decode(one.body)), one.event_id in cancelled)
            for one in self.appended
            if one.type == EventType.STOCK_MOVED
        ]

    def _standing(self) -> list[MoveState]:
        return [one for one in self._states() if not one.cancelled]

    def _all(self) -> dict[str, Held]:
        codes = {line.code for one in self._standing() for line in one.move.lines}
        return {code: held for code in codes if (held := held_after(self._changes(code)))}

    def _changes(self, code: str) -> list[Change]:
        found: list[tuple[datetime, Change]] = []
        for one in self._standing():
            if lines := of_drug(one.move.lines, code):
                found.append((one.move.moved_at, Change(one.move.kind, one.move.on, lines)))
        for at, quantity in self._taken(code):
            found.append((at, Change(None, china_day(at), quantity=quantity)))
        return [change for _, change in sorted(found, key=lambda one: one[0])]

    def _taken(self, code: str) -> list[tuple[datetime, int]]:
        return [
            (state.visit.visited_at, line.quantity)
            for state in self.visits
            if state.state != "cancelled"
            for line in state.visit.lines
            if line.kind is ItemKind.DRUG and line.code == code
        ]

    def _used(self, code: str, day: StockDay) -> int:
        return sum(quantity for at, quantity in self._taken(code) if china_day(at) >= day.since)


def _fits(one: OnShelf, view: StockView, day: StockDay) -> bool:
    held = one.held
    if view is StockView.LOW:
        return held.quantity <= 0 or held.quantity * PACE_DAYS < one.used * day.low_days
    if view is StockView.EXPIRING:
        return held.expires is not None and held.expires <= day.expiring_by
    return True
