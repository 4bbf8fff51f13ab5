"""The rows stock is worked out from: what visits handed out, and what lies there after all of it."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date

from core.catalogue.items import ItemKind
from core.ids import EventId
from core.ports import EventCodec
from core.stock.held import Change, Held, held_after, of_drug
from core.stock.move import MoveKind, StockMove
from core.visits.visit import Visit
from storage.sqlcipher import Database

TOUCH = "INSERT OR IGNORE INTO stock_touched (code) VALUES (?)"
FORGET_TAKEN = (
    "INSERT OR IGNORE INTO stock_touched (code) SELECT code FROM stock_held",
    "DELETE FROM stock_taken",
)
"""When the list of visits begins anew."""
FORGET_HELD = "DELETE FROM stock_held"
TOUCH_CORRECTED = """INSERT OR IGNORE INTO stock_touched (code)
    SELECT code FROM stock_taken WHERE event_id IN (
        SELECT event_id FROM supersessions UNION SELECT target FROM supersessions)"""
_KEEP_TAKEN = """INSERT OR IGNORE INTO stock_taken (code, visited_at, event_id, day, quantity, boxes)
    VALUES (?, ?, ?, ?, ?, ?)"""
ALL_TOUCHED = "SELECT code FROM stock_touched ORDER BY code"
MOVES_OF = """SELECT l.moment, l.event_id, m.body FROM stock_lines l
    JOIN stock_moves m ON m.event_id = l.event_id
    WHERE l.code = ? AND l.event_id NOT IN (SELECT event_id FROM stock_cancelled)
    ORDER BY l.moment, l.event_id"""
TAKEN_OF = """SELECT t.visited_at, t.event_id, t.day, t.quantity, t.boxes FROM stock_taken t
    JOIN visits v ON v.event_id = t.event_id
    WHERE t.code = ? AND t.visited_at > ? AND v.standing IN ('counts', 'disputed')
    ORDER BY t.visited_at, t.event_id"""
BOXES_TAKEN = """SELECT json_each.value FROM stock_taken t
    JOIN visits v ON v.event_id = t.event_id
    JOIN json_each(t.boxes)
    WHERE t.code IN (SELECT value FROM json_each(?)) AND t.boxes <> ''
        AND v.standing IN ('counts', 'disputed')
        AND json_each.value IN (SELECT value FROM json_each(?))"""
_KEEP_HELD = """INSERT OR REPLACE INTO stock_held (code, name, quantity, expires, body)
    VALUES (?, ?, ?, ?, ?)"""
_DROP_HELD = "DELETE FROM stock_held WHERE code = ?"


def keep_taken(database: Database, event_id: EventId, visit: Visit, at: tuple[str, str]) -> None:
    """Keep what a visit handed out; `at` is its day and its moment."""
    day, moment = at
    counts: Counter[str] = Counter()
    boxes: dict[str, list[str]] = {}
    for line in visit.lines:
        if line.kind is ItemKind.DRUG and line.quantity > 0:
            counts[line.code] += line.quantity
            boxes.setdefault(line.code, []).extend(line.trace_codes)
    rows = [
        (code, moment, event_id, day, count, json.dumps(boxes[code]) if boxes[code] else "")
        for code, count in counts.items()
    ]
    database.conn.executemany(_KEEP_TAKEN, rows)
    database.conn.executemany(TOUCH, [(code,) for code in counts])


def refresh_held(database: Database, codec: EventCodec) -> None:
    """Work out anew what is there of the drugs something happened to."""
    for (code,) in database.execute(ALL_TOUCHED).fetchall():
        held = held_after(_changes(database, codec, code))
        if held is None:
            database.execute(_DROP_HELD, (code,))
        else:
            database.execute(_KEEP_HELD, _row(codec, held))
    database.execute("DELETE FROM stock_touched")


def _row(codec: EventCodec, held: Held) -> tuple[str, str, int, str | None, bytes]:
    expires = held.expires.isoformat() if held.expires else None
    return held.code, held.name, held.quantity, expires, codec.encode(held.to_plain())


def _changes(database: Database, codec: EventCodec, code: str) -> Iterator[Change]:
    """Give what happened to a drug in order; what was handed out before the last count is in it."""
    moves = [
        ((moment, event_id), StockMove.from_plain(codec.recall(body)))
        for moment, event_id, body in database.execute(MOVES_OF, (code,)).fetchall()
    ]
    if not moves:
        return
    counted = max((at[0] for at, move in moves if move.kind is MoveKind.COUNT), default="")
    found = [(at, Change(move.kind, move.on, of_drug(move.lines, code))) for at, move in moves]
    for moment, event_id, day, quantity, boxes in database.execute(TAKEN_OF, (code, counted)).fetchall():
        codes = tuple(json.loads(boxes)) if boxes else ()
        change = Change(None, date.fromisoformat(day), quantity=quantity, trace_codes=codes)
        found.append(((moment, event_id), change))
    found.sort(key=lambda one: one[0])
    yield from (change for _, change in found)
