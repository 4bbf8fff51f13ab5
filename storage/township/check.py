"""Checking that what the township holds still hashes, chain by chain, and that the file is whole."""

from collections.abc import Iterator, Sequence
from contextlib import suppress

from sqlalchemy import Connection, select, text

from core.errors import Hindrance, Refusal
from core.events import EVENT_LABEL, LOG_LABEL, NO_HASH, RESULT_LABEL
from core.township_rows import TrailStanding
from storage.township.set_tables import chunks, data_set_chunks
from storage.township.shelf import Shelf
from storage.township.tables import heads, incarnations, log, outbox, places, quarantine, results
from storage.township.trail import trail_standing

_TRAIL_BROKEN = "console_trail_broken"


class CheckShelf(Shelf):
    """The inspector of the township's tables."""

    __slots__ = ()

    def check(self) -> Sequence[str]:
        """Verify chains and integrity; give a reason code per fault, empty when sound."""
        with suppress(Hindrance):  # seals are read from the file alone, where a page may be half folded in
            self.database.fold_in()
        try:
            with self.database.reading() as connection:
                return sorted(set(self._faults(connection)))
        except Hindrance as hindrance:
            if hindrance.code != "township_file_damaged":
                raise
            return [hindrance.code]

    def _faults(self, connection: Connection) -> Iterator[str]:
        yield from self._file(connection)
        yield from self._device_chains(connection)
        yield from self._logs(connection)
        yield from self._result_streams(connection)
        yield from self._chunks(connection)
        yield from self._outbox(connection)
        broken_at = trail_standing(self, connection).broken_at
        if broken_at is not None:
            yield f"{_TRAIL_BROKEN} {broken_at}"

    def trail_standing(self) -> TrailStanding:
        """Go along the chain through the trail of deeds."""
        with self.database.reading() as connection:
            return trail_standing(self, connection)

    def _file(self, connection: Connection) -> Iterator[str]:
        if not self.database.embedded:
            return
        for pragma in ("cipher_integrity_check", "integrity_check"):
            said = [row[0] for row in connection.execute(text(f"pragma {pragma}"))]
            if said not in ([], ["ok"]):
                yield "township_file_damaged"

    def _device_chains(self, connection: Connection) -> Iterator[str]:
        bodies = self._bodies(connection)
        ordered = (
            select(places)
            .where(self.own(places))
            .order_by(places.c.device, places.c.incarnation, places.c.sequence)
        )
        last: dict[tuple[str, str], tuple[int, bytes]] = {}
        for row in connection.execute(ordered).yield_per(1000):
            key = (row.device, row.incarnation)
            sequence, previous = last.get(key, (0, NO_HASH))
            last[key] = (row.sequence, row.hash)
            try:
                header = self.codec.decode_header(row.header)
            except Refusal:
                yield "device_chain_broken"
                continue
            linked = (row.sequence, header.sequence, header.previous_hash) == (
                sequence + 1,
                sequence + 1,
                previous,
            )
            if not linked or self.codec.digest(EVENT_LABEL + row.header) != row.hash:
                yield "device_chain_broken"
            if header.body_hash not in bodies.get((header.clinic, row.event_id), ()):
                yield "event_body_damaged"
        yield from self._incarnation_heads(connection, last)

    def _bodies(self, connection: Connection) -> dict[tuple[str, str], set[bytes]]:
        bodies: dict[tuple[str, str], set[bytes]] = {}
        for table in (log, quarantine):
            mine = select(table.c.clinic, table.c.event_id, table.c.body).where(self.own(table))
            for row in connection.execute(mine).yield_per(1000):
                bodies.setdefault((row.clinic, row.event_id), set()).add(self.codec.digest(row.body))
        return bodies

    def _incarnation_heads(
        self, connection: Connection, last: dict[tuple[str, str], tuple[int, bytes]]
    ) -> Iterator[str]:
        rows = connection.execute(select(incarnations).where(self.own(incarnations)))
        if {(row.device, row.incarnation): (row.sequence, row.hash) for row in rows} != last:
            yield "device_chain_broken"

    def _logs(self, connection: Connection) -> Iterator[str]:
        same = (
            (log.c.township == places.c.township)
            & (log.c.device == places.c.device)
            & (log.c.incarnation == places.c.incarnation)
            & (log.c.sequence == places.c.sequence)
        )
        ordered = (
            select(log.c.clinic, log.c.position, log.c.log_hash, places.c.hash)
            .join(places, same, isouter=True)
            .where(self.own(log))
            .order_by(log.c.clinic, log.c.position)
        )
        reached: dict[str, tuple[int, bytes]] = {}
        for row in connection.execute(ordered).yield_per(1000):
            position, previous = reached.get(row.clinic, (0, NO_HASH))
            expected = self.codec.digest(LOG_LABEL + previous + (row.hash or b""))
            if (row.position, row.log_hash) != (position + 1, expected):
                yield "clinic_log_broken"
            reached[row.clinic] = (row.position, row.log_hash)
        for head in connection.execute(select(heads).where(self.own(heads))):
            if reached.get(head.clinic, (0, NO_HASH)) != (head.log_position, head.log_hash):
                yield "clinic_log_broken"

    def _result_streams(self, connection: Connection) -> Iterator[str]:
        ordered = select(results).where(self.own(results)).order_by(results.c.clinic, results.c.position)
        reached: dict[str, tuple[int, bytes]] = {}
        for row in connection.execute(ordered).yield_per(1000):
            position, previous = reached.get(row.clinic, (0, NO_HASH))
            sound = (row.position, row.previous_hash) == (position + 1, previous)
            if not sound or self.codec.digest(RESULT_LABEL + row.record) != row.hash:
                yield "clinic_results_broken"
            reached[row.clinic] = (row.position, row.hash)
        for head in connection.execute(select(heads).where(self.own(heads))):
            if reached.get(head.clinic, (0, NO_HASH)) != (head.result_position, head.result_hash):
                yield "clinic_results_broken"

    def _chunks(self, connection: Connection) -> Iterator[str]:
        held = set()
        for row in connection.execute(select(chunks).where(self.own(chunks))).yield_per(100):
            held.add(row.digest)
            if self.codec.digest(row.data) != row.digest:
                yield "chunk_damaged"
        named = select(data_set_chunks.c.digest).where(self.own(data_set_chunks)).distinct()
        if any(digest not in held for digest in connection.scalars(named)):
            yield "chunk_missing"

    def _outbox(self, connection: Connection) -> Iterator[str]:
        visits = select(log.c.clinic, log.c.event_id).where(self.own(log))
        known = {tuple(row) for row in connection.execute(visits)}
        rows = select(outbox.c.clinic, outbox.c.visit).where(self.own(outbox))
        if any(tuple(row) not in known for row in connection.execute(rows)):
            yield "outbox_without_visit"
