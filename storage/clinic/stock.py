"""What lies on the shelf: a projection of ledger and visits in the file `cache`, caught up when read."""

import json
import logging
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from core.data_sets import DataSetName
from core.dates import CHINA
from core.errors import Refusal
from core.events import Event, EventType
from core.ids import EventId
from core.ports import EventCodec
from core.stock.book import PACE_DAYS, MoveState, OnShelf, StockCounts, StockDay, StockView
from core.stock.held import Held
from core.stock.move import MoveKind, StockMove, read_stock_move
from core.visits.corrections import superseded_ids
from storage.clinic.data_sets import DataSets
from storage.clinic.stock_rows import BOXES_TAKEN, FORGET_HELD, TOUCH, refresh_held
from storage.clinic.visits import Visits
from storage.sqlcipher import Database

_log = logging.getLogger(__name__)

KINDS = (EventType.STOCK_MOVED, EventType.STOCK_CANCELLED)
HEADS = """SELECT (SELECT coalesce(max(position), 0) FROM events),
    (SELECT coalesce(max(position), 0) FROM other_events),
    (SELECT count(*) FROM missing JOIN events e ON e.position = missing.position)"""
REFLECTED = "SELECT device, event_position, other_position, mended FROM stock_reflected WHERE only = 1"
TOUCHED = "SELECT EXISTS (SELECT 1 FROM stock_touched)"
_KEEP_REFLECTED = """INSERT OR REPLACE INTO stock_reflected
    (only, device, event_position, other_position, mended) VALUES (1, ?, ?, ?, ?)"""
_BEGIN_ANEW = (
    "DELETE FROM stock_moves",
    "DELETE FROM stock_cancelled",
    "DELETE FROM stock_lines",
    "DELETE FROM stock_boxes",
    FORGET_HELD,
)
_KEEP = """INSERT OR IGNORE INTO stock_moves (event_id, moment, document, partner, body)
    VALUES (?, ?, ?, ?, ?)"""
_KEEP_LINE = "INSERT OR IGNORE INTO stock_lines (code, moment, event_id) VALUES (?, ?, ?)"
_KEEP_BOX = "INSERT OR IGNORE INTO stock_boxes (box, event_id) VALUES (?, ?)"
_KEEP_CANCELLED = "INSERT OR IGNORE INTO stock_cancelled (event_id) VALUES (?)"
_TOUCH_CANCELLED = """INSERT OR IGNORE INTO stock_touched (code)
    SELECT code FROM stock_lines WHERE event_id = ?"""
ON_SHELF = """SELECT h.body, coalesce((SELECT sum(t.quantity) FROM stock_taken t
        JOIN visits v ON v.event_id = t.event_id WHERE t.code = h.code AND t.visited_at >= :since
        AND v.standing IN ('counts', 'disputed')), 0) AS used FROM stock_held h
    ORDER BY h.name, h.code LIMIT :limit OFFSET :offset"""
RUNNING_LOW = """SELECT h.body, coalesce((SELECT sum(t.quantity) FROM stock_taken t
        JOIN visits v ON v.event_id = t.event_id WHERE t.code = h.code AND t.visited_at >= :since
        AND v.standing IN ('counts', 'disputed')), 0) AS used FROM stock_held h
    WHERE h.quantity <= 0 OR h.quantity * :pace < used * :low
    ORDER BY h.name, h.code LIMIT :limit OFFSET :offset"""
EXPIRING = """SELECT h.body, coalesce((SELECT sum(t.quantity) FROM stock_taken t
        JOIN visits v ON v.event_id = t.event_id WHERE t.code = h.code AND t.visited_at >= :since
        AND v.standing IN ('counts', 'disputed')), 0) AS used FROM stock_held h
    WHERE h.expires <= :soon ORDER BY h.expires, h.code LIMIT :limit OFFSET :offset"""
COUNTS = """SELECT count(*), coalesce(sum(h.quantity <= 0 OR h.quantity * :pace < :low
        * coalesce((SELECT sum(t.quantity) FROM stock_taken t
        JOIN visits v ON v.event_id = t.event_id WHERE t.code = h.code AND t.visited_at >= :since
        AND v.standing IN ('counts', 'disputed')), 0)), 0),
    coalesce(sum(h.expires <= :soon), 0) FROM stock_held h"""
HELD = "SELECT code, body FROM stock_held WHERE code IN (SELECT value FROM json_each(?))"
MOVES = """SELECT m.event_id, m.body, c.event_id IS NOT NULL FROM stock_moves m
    LEFT JOIN stock_cancelled c ON c.event_id = m.event_id
    ORDER BY m.moment DESC, m.event_id DESC LIMIT ? OFFSET ?"""
ONE = """SELECT m.event_id, m.body, c.event_id IS NOT NULL FROM stock_moves m
    LEFT JOIN stock_cancelled c ON c.event_id = m.event_id WHERE m.event_id = ?"""
DOCUMENT = """SELECT 1 FROM stock_moves WHERE document = ? AND partner = ?
    AND event_id NOT IN (SELECT event_id FROM stock_cancelled) LIMIT 1"""
BOXES = """SELECT box FROM stock_boxes WHERE box IN (SELECT value FROM json_each(?))
    AND event_id NOT IN (SELECT event_id FROM stock_cancelled)"""
_LISTS = {StockView.ALL: ON_SHELF, StockView.LOW: RUNNING_LOW, StockView.EXPIRING: EXPIRING}

_NOTHING = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Stock:
    """Implements `core.stock.book.StockBook`."""

    visits: Visits
    sets: DataSets
    codec: EventCodec

    def day(self, on: date) -> StockDay:
        """Give a day with the bounds in force."""
        told = self.sets.rows(DataSetName.SETTINGS)
        return StockDay.of(on, {name: content.get("value") for name, content in told.items()})

    def shelf(self, view: StockView, day: StockDay, limit: int, offset: int = 0) -> Sequence[OnShelf]:
        """List drugs by name; those that expire by the day they do."""
        self.catch_up()
        asked = {**_bounds(day), "limit": limit, "offset": offset}
        with self.visits.file.reading() as database:
            rows = database.execute(_LISTS[view], asked).fetchall()
        return [OnShelf(self._held(body), used) for body, used in rows]

    def counts(self, day: StockDay) -> StockCounts:
        """Count the drugs of each view."""
        self.catch_up()
        with self.visits.file.reading() as database:
            return StockCounts(*database.execute(COUNTS, _bounds(day)).fetchone())

    def held(self, codes: Collection[str]) -> Mapping[str, Held]:
        """Give what is there of some drugs."""
        self.catch_up()
        with self.visits.file.reading() as database:
            rows = database.execute(HELD, (json.dumps(sorted(codes)),)).fetchall()
        return {code: self._held(body) for code, body in rows}

    def moves(self, limit: int, offset: int = 0) -> Sequence[MoveState]:
        """List what was written, newest first."""
        return self._states(MOVES, (limit, offset))

    def move(self, event_id: EventId) -> MoveState | None:
        """Give one movement."""
        return next(iter(self._states(ONE, (event_id,))), None)

    def has_document(self, document: str, partner: str) -> bool:
        """Tell whether a paper was written in already and still counts."""
        self.catch_up()
        with self.visits.file.reading() as database:
            return database.execute(DOCUMENT, (document, partner)).fetchone() is not None

    def boxes_known(self, trace_codes: Collection[str]) -> Set[str]:
        """Tell which of some boxes came in already."""
        if not trace_codes:
            return set()
        self.catch_up()
        with self.visits.file.reading() as database:
            rows = database.execute(BOXES, (json.dumps(sorted(trace_codes)),)).fetchall()
        return {box for (box,) in rows}

    def boxes_taken(self, drugs: Collection[str], trace_codes: Collection[str]) -> Set[str]:
        """Tell which of some boxes were handed out already."""
        if not trace_codes:
            return set()
        self.visits.catch_up()
        asked = (json.dumps(sorted(drugs)), json.dumps(sorted(trace_codes)))
        with self.visits.file.reading() as database:
            rows = database.execute(BOXES_TAKEN, asked).fetchall()
        return {box for (box,) in rows}

    def catch_up(self) -> None:
        """Bring the projection to where ledger and visits stand; begin anew if it is of another past."""
        self.visits.catch_up()
        ledger = self.visits.told.ledger
        with ledger.file.reading() as database:
            heads = tuple(database.execute(HEADS).fetchone())
        device = ledger.enrolment.device
        with self.visits.file.reading() as database:
            reflected = database.execute(REFLECTED).fetchone()
            (touched,) = database.execute(TOUCHED).fetchone()
        if reflected == (device, *heads) and not touched:
            return
        before = tuple(reflected[1:]) if reflected and reflected[0] == device else _NOTHING
        with self.visits.file.writing() as database:
            if before[0] > heads[0] or before[1] > heads[1] or before[2] != heads[2]:
                before = _NOTHING
            if before == _NOTHING:
                for statement in _BEGIN_ANEW:
                    database.execute(statement)
            self._reflect_events(database, before)
            refresh_held(database, self.codec)
            database.execute(_KEEP_REFLECTED, (device, *heads))

    def _reflect_events(self, database: Database, before: tuple[int, ...]) -> None:
        ledger, others = self.visits.told.ledger, self.visits.told.others
        for kind in KINDS:
            for event in ledger.of_kind_from(kind, before[0]):
                self._reflect(database, event)
        position = before[1]
        while batch := others.events_from(position):
            position = batch[-1][0]
            for _, event in batch:
                if event.header.type in KINDS:
                    self._reflect(database, event)

    def _reflect(self, database: Database, event: Event) -> None:
        """Keep one event; one that nobody can read here changes nothing."""
        try:
            plain = self.codec.recall(event.body)
            if event.header.type == EventType.STOCK_CANCELLED:
                for target in sorted(superseded_ids(plain)):
                    database.execute(_KEEP_CANCELLED, (target,))
                    database.execute(_TOUCH_CANCELLED, (target,))
            else:
                _keep(database, event, read_stock_move(plain))
        except (KeyError, ValueError, TypeError, Refusal):
            _log.info("the body of event %s is not readable here", event.header.event_id)

    def _states(self, statement: str, parameters: tuple[Any, ...]) -> list[MoveState]:
        self.catch_up()
        with self.visits.file.reading() as database:
            rows = database.execute(statement, parameters).fetchall()
        recall = self.codec.recall
        return [
            MoveState(EventId(event_id), StockMove.from_plain(recall(body)), bool(cancelled))
            for event_id, body, cancelled in rows
        ]

    def _held(self, body: bytes) -> Held:
        return Held.from_plain(self.codec.recall(body))


def _bounds(day: StockDay) -> dict[str, Any]:
    since = datetime.combine(day.since, datetime.min.time(), CHINA)
    soon = day.expiring_by.isoformat()
    return {"since": moment_of(since), "soon": soon, "pace": PACE_DAYS, "low": day.low_days}


def moment_of(moment: datetime) -> str:
    """Write a moment so that moments sort as text."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _keep(database: Database, event: Event, move: StockMove) -> None:
    event_id, moment = event.header.event_id, moment_of(move.moved_at)
    database.execute(_KEEP, (event_id, moment, move.document, move.partner, event.body))
    codes = sorted({line.code for line in move.lines})
    database.conn.executemany(_KEEP_LINE, [(code, moment, event_id) for code in codes])
    database.conn.executemany(TOUCH, [(code,) for code in codes])
    if move.kind is MoveKind.RECEIPT:
        boxes = [(box, event_id) for line in move.lines for box in line.trace_codes]
        database.conn.executemany(_KEEP_BOX, boxes)
