"""A township taking events in: chains checked, every event in its places, durable before the receipt."""

import sqlite3
from contextlib import closing
from pathlib import Path

from core.events import Event
from storage.township.engines import open_embedded
from tests.bench.figures import Figure, seconds_of
from tests.helpers.township_store import CODEC, Writer, a_device, a_store
from tests.helpers.township_talk import a_visit

EVENTS = 4_000
BATCH = 100
BUDGET = 15.0


def measure(folder: Path) -> list[Figure]:
    """Accept batches on the embedded store, and insert the same bytes in as many transactions."""
    with closing(open_embedded(folder / "accept", create=True)) as database:
        store = a_store(database)
        device = a_device(store)
        writer = Writer(device.device)
        for number in range(EVENTS):
            writer.write(CODEC.encode(a_visit(complaint=f"咳嗽 {number}").to_plain()))
        batches = [writer.events[first : first + BATCH] for first in range(0, EVENTS, BATCH)]

        def accept() -> None:
            for batch in batches:
                store.accept(device, writer.incarnation, batch)

        ours = seconds_of(accept)
        if store.counts().events != EVENTS:
            raise RuntimeError("not every event was accepted")
    floor = _bare(folder / "events.sqlite3", batches)
    return [
        Figure(
            what="events a township accepts, embedded store, batches of 100",
            ours=EVENTS / ours,
            unit="events/s",
            budget=BUDGET,
            floor=EVENTS / floor,
            floor_name="bare inserts of the same bytes, plain sqlite3, synchronous=FULL",
            faster_is_more=True,
        )
    ]


def _bare(path: Path, batches: list[list[Event]]) -> float:
    with closing(sqlite3.connect(path, isolation_level=None)) as plain:
        plain.execute("PRAGMA journal_mode = wal")
        plain.execute("PRAGMA synchronous = full")
        plain.execute("CREATE TABLE log (position INTEGER PRIMARY KEY, event TEXT, header BLOB, body BLOB)")

        def insert() -> None:
            for batch in batches:
                plain.execute("BEGIN IMMEDIATE")
                rows = [(one.header.event_id, one.header_bytes, one.body) for one in batch]
                plain.executemany("INSERT INTO log (event, header, body) VALUES (?, ?, ?)", rows)
                plain.execute("COMMIT")

        return seconds_of(insert)
