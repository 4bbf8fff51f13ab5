"""Data sets on their way down: rows into signed manifests and small compressed chunks, and back.

A version comes as a snapshot, in chunks of rows written column by column, and as steps from the versions
before: a step is one frame of changes, cut into chunks. The manifest names the chunks of both.
"""

import hashlib
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from core.data_sets import DataRow, DataSetName, DataSetVersion
from core.errors import Refusal
from core.township_rows import PublishedSet
from sync.asks import MAX_CHUNK_BYTES, verified
from sync.codec import compress, decode, decompress, digest, encode
from sync.columns.read import Room, Slices, columns_in_slices
from sync.columns.write import write_columns
from sync.envelope import Label, realm_of
from sync.fields import Fields
from sync.protocol import Reader
from sync.row_changes import MOST_ROWS, changed_in_slices, changes_between, row_read
from sync.row_changes import row_of as row_of
from sync.slices import at_once

MAX_CHUNK_CONTENT_BYTES = 1024 * 1024
"""Bound of a chunk, decompressed."""
MAX_STEP_CONTENT_BYTES = 16 * 1024 * 1024
MOST_STEPS = 12
"""A year of months."""
_MAX_CHUNKS = 4096
_MAX_CHUNK_VALUES = 1_000_000
_MAX_CHUNK_RECORDS = 32 * 1024 * 1024
"""Bounds of what the columns of one chunk unfold to: values, and bytes of records."""
_FIRST_SLICE_BYTES = 800 * 1024
_MAX_SLICE_BYTES = 8 * 1024 * 1024
_BUILT_ONCE_LEVEL = 19

_UNPACKED_AT_ONCE, _DIGEST_AT_ONCE = 50, 2_000
"""Rows between two pauses, while they are unpacked and while they are looked through."""

Pieces = tuple[tuple[bytes, int], ...]
"""Chunks in order: the hash that names each, and its size."""


@dataclass(frozen=True, slots=True)
class Edition:
    """Which version of which set is packed, and the days it speaks for.

    Scope is `clinic:<code>` or `township`.
    """

    name: DataSetName
    scope: str
    version: int
    as_of: date
    valid_until: date


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a township signs about a version: count, digest, and the chunks with their sizes in order.

    `steps` lead here from the versions before: the last from the one just before this, and so on back.
    """

    version: DataSetVersion
    chunks: Pieces
    steps: tuple[Pieces, ...] = ()

    def steps_from(self, held: int) -> tuple[Pieces, ...] | None:
        """Give the steps that lead from a version held to this one, if they weigh less than the snapshot."""
        missing = self.version.version - held
        if held < 1 or not 0 < missing <= len(self.steps):
            return None
        steps = self.steps[-missing:]
        return steps if sum(map(weight_of, steps)) < weight_of(self.chunks) else None


def weight_of(pieces: Pieces) -> int:
    """Add up the sizes of chunks."""
    return sum(size for _, size in pieces)


def digest_of(rows: Iterable[DataRow]) -> bytes:
    """Give the digest of a set: over all records in ascending order of their keys."""
    return digest(b"".join(row.record for row in sorted(rows, key=_key)))


@dataclass(frozen=True, slots=True)
class Before:
    """The version a new one follows: its manifest and its rows in ascending order of keys."""

    manifest: Manifest
    rows: Sequence[DataRow]


def pack_rows(
    edition: Edition, rows: Iterable[DataRow], sign: Callable[[bytes], bytes], before: Before | None = None
) -> tuple[PublishedSet, dict[bytes, bytes]]:
    """Pack a version: what to publish, and its new chunks by digest.

    Args:
        edition: what the set is called.
        rows: in any order, keys unique.
        sign: wraps and signs a payload; `Signer.statement` with the label `manifest`.
        before: the version this one follows, of the same epoch; a step leads from there.

    Raises:
        Refusal: `data_row_too_large`, `data_row_repeated`.
    """
    ordered = sorted(rows, key=_key)
    for one, other in pairwise(ordered):
        if one.key == other.key:
            raise Refusal("data_row_repeated", set=edition.name.value)
    chunks = {digest(chunk): chunk for chunk in _chunks(ordered)}
    version = DataSetVersion(
        name=edition.name,
        scope=edition.scope,
        version=edition.version,
        as_of=edition.as_of,
        valid_until=edition.valid_until,
        row_count=len(ordered),
        digest=digest_of(ordered),
    )
    sized = tuple((name, len(chunk)) for name, chunk in chunks.items())
    steps: tuple[Pieces, ...] = ()
    if before is not None:
        pieces = _cut(compress(encode(changes_between(before.rows, ordered)), _BUILT_ONCE_LEVEL))
        chunks |= pieces
        steps = (*before.manifest.steps, tuple((name, len(piece)) for name, piece in pieces.items()))
        steps = _worth_their_weight(steps, weight_of(sized))
    manifest = Manifest(version, sized, steps)
    signed = sign(encode_manifest(manifest))
    return PublishedSet(version, signed, tuple(names_in(manifest))), chunks


def names_in(manifest: Manifest) -> list[bytes]:
    """List the chunks a manifest names, each once."""
    pieces = [*manifest.chunks, *(piece for step in manifest.steps for piece in step)]
    return list(dict.fromkeys(name for name, _ in pieces))


def encode_manifest(manifest: Manifest) -> bytes:
    """Write the payload of a manifest."""
    version = manifest.version
    return encode(
        [
            version.name.value,
            version.scope,
            version.version,
            version.as_of.isoformat(),
            version.valid_until.isoformat(),
            version.row_count,
            version.digest,
            _pieces_plain(manifest.chunks),
            [_pieces_plain(step) for step in manifest.steps],
        ]
    )


def decode_manifest(payload: bytes) -> Manifest | None:
    """Read the payload of a manifest; None for a set this program does not know.

    Raises:
        Refusal: `message_not_understood`, `bytes_not_canonical`.
    """
    fields = Fields.of_list(payload, "manifest", 9)
    name = fields.text(0)
    if name not in list(DataSetName):
        return None
    steps = Fields("steps", fields.items(8, MOST_STEPS))
    version = DataSetVersion(
        name=DataSetName(name),
        scope=fields.text(1),
        version=fields.number(2, least=1),
        as_of=fields.day(3),
        valid_until=fields.day(4),
        row_count=fields.number(5, most=MOST_ROWS),
        digest=fields.hash(6),
    )
    return Manifest(
        version,
        _read_pieces(fields, 7),
        tuple(_read_pieces(steps, place) for place in range(len(steps.content))),
    )


def read_manifest(statement: bytes, reader: Reader) -> Manifest | None:
    """Read and verify a manifest that is for this clinic; None for a set this program does not know.

    Raises:
        Refusal: `signature_wrong`, `message_not_understood`, `bytes_not_canonical`.
    """
    payload = verified(statement, reader.key, Label.MANIFEST, realm_of(reader.township, reader.epoch))
    manifest = decode_manifest(payload)
    if manifest and manifest.version.scope not in (f"clinic:{reader.clinic}", "township"):
        raise Refusal("message_not_understood", message="manifest", field="scope")
    return manifest


def unpack_rows(manifest: Manifest, chunks: Sequence[bytes]) -> list[DataRow]:
    """Put a version together from its verified chunks; count and digest agree with the manifest.

    Raises:
        Refusal: `data_set_digest_differs`, `message_not_understood`, `bytes_not_canonical`,
            `message_too_large`.
    """
    return at_once(unpack_in_slices(manifest, chunks))


def unpack_in_slices(manifest: Manifest, chunks: Sequence[bytes]) -> Generator[int, None, list[DataRow]]:
    """Do the same, pausing now and then with a number of what was done.

    Raises:
        Refusal: as `unpack_rows`.
    """
    rows: list[DataRow] = []
    for chunk in chunks:
        pairs = yield from _pairs(chunk)
        for number, row in enumerate(_rows(pairs)):
            rows.append(row)
            if number % _UNPACKED_AT_ONCE == 0:
                yield len(rows)
        if len(rows) > manifest.version.row_count:
            break
    return (yield from _whole(manifest, rows))


def step_in_slices(
    manifest: Manifest, held: Sequence[bytes], steps: Sequence[Sequence[bytes]]
) -> Generator[int, None, list[DataRow]]:
    """Put a version together from the records of one before and the verified chunks of the steps from there.

    Raises:
        Refusal: as `unpack_rows`.
    """
    rows: list[DataRow] = []
    records = held
    for step in steps:
        rows = yield from changed_in_slices(
            records, decode(decompress(b"".join(step), MAX_STEP_CONTENT_BYTES))
        )
        records = [row.record for row in rows]
    return (yield from _whole(manifest, rows))


def _whole(manifest: Manifest, rows: list[DataRow]) -> Generator[int, None, list[DataRow]]:
    version, found, ascending = manifest.version, hashlib.sha256(), True
    for start in range(0, len(rows), _DIGEST_AT_ONCE):
        some = rows[start : start + _DIGEST_AT_ONCE]
        found.update(b"".join([row.record for row in some]))
        ascending = ascending and all(
            one.key < other.key for one, other in pairwise(rows[max(0, start - 1) : start + _DIGEST_AT_ONCE])
        )
        yield len(rows)
    if not ascending or len(rows) != version.row_count or found.digest() != version.digest:
        raise Refusal("data_set_digest_differs", set=version.name.value)
    return rows


def _pairs(chunk: bytes) -> Slices:
    fields = Fields("chunk", decode(decompress(chunk, MAX_CHUNK_CONTENT_BYTES))).as_list(2)
    count = fields.number(0, most=_MAX_CHUNK_VALUES)
    return (yield from columns_in_slices(fields.content[1], count, Room(_MAX_CHUNK_VALUES)))


def _rows(pairs: list[Any]) -> Iterator[DataRow]:
    taken = 0
    for pair in pairs:
        row = Fields("row", pair).as_map()
        made = row_read(row.text("key"), row.mapping("content"))
        taken += len(made.record)
        if taken > _MAX_CHUNK_RECORDS:
            raise Refusal("message_too_large")
        yield made


def _chunks(rows: Sequence[DataRow]) -> Iterator[bytes]:
    """Cut rows into chunks: fill each nearly to its bound, halving where a guess was too bold."""
    start, room = 0, _FIRST_SLICE_BYTES
    sizes = [len(row.record) for row in rows]
    while start < len(rows):
        end = _slice_end(sizes, start, room)
        some = [{"key": row.key, "content": row.content} for row in rows[start:end]]
        chunk = compress(encode([len(some), write_columns(some)]), _BUILT_ONCE_LEVEL)
        if len(chunk) <= MAX_CHUNK_BYTES:
            yield chunk
            start = end
            room = min(_MAX_SLICE_BYTES, room * MAX_CHUNK_BYTES // max(1, len(chunk)) * 19 // 20)
        elif end - start == 1:
            raise Refusal("data_row_too_large", bytes=len(chunk))
        else:
            room = sum(sizes[start:end]) * MAX_CHUNK_BYTES // len(chunk) * 9 // 10


def _cut(frame: bytes) -> dict[bytes, bytes]:
    pieces = [frame[start : start + MAX_CHUNK_BYTES] for start in range(0, len(frame), MAX_CHUNK_BYTES)]
    return {digest(piece): piece for piece in pieces}


def _worth_their_weight(steps: tuple[Pieces, ...], snapshot: int) -> tuple[Pieces, ...]:
    """Leave the oldest steps out that together weigh more than the snapshot, or are too many."""
    steps, total = steps[-MOST_STEPS:], 0
    for place in range(len(steps) - 1, -1, -1):
        total += weight_of(steps[place])
        if total >= snapshot:
            return steps[place + 1 :]
    return steps


def _pieces_plain(pieces: Pieces) -> list[Any]:
    return [list(one) for one in pieces]


def _read_pieces(fields: Fields, place: int) -> Pieces:
    pieces = Fields("chunks", fields.items(place, _MAX_CHUNKS))
    pairs = [pieces.within(one, "chunk").as_list(2) for one in range(len(pieces.content))]
    return tuple((one.hash(0), one.number(1, 1, MAX_CHUNK_BYTES)) for one in pairs)


def _slice_end(sizes: Sequence[int], start: int, room: int) -> int:
    end, taken = start, 0
    while end < len(sizes) and (end == start or taken + sizes[end] <= room):
        taken += sizes[end]
        end += 1
    return end


def _key(row: DataRow) -> str:
    return row.key
