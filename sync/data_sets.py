"""Data sets on their way down: rows into signed manifests and small compressed chunks, and back."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from core.data_sets import DataRow, DataSetName, DataSetVersion
from core.errors import Refusal
from core.township_ports import PublishedSet
from sync.asks import MAX_CHUNK_BYTES, verified
from sync.codec import compress, decode, decompress, digest, encode
from sync.envelope import Label, realm_of
from sync.fields import Fields
from sync.protocol import Reader

MAX_CHUNK_CONTENT_BYTES = 1024 * 1024
"""Bound of a chunk, decompressed."""
_MAX_CHUNKS = 4096
_MAX_ROWS = 2_000_000
_FIRST_SLICE_BYTES = 160 * 1024
_BUILT_ONCE_LEVEL = 19


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
    """What a township signs about a version: count, digest, and the chunks with their sizes in order."""

    version: DataSetVersion
    chunks: tuple[tuple[bytes, int], ...]


def row_of(key: str, content: Mapping[str, Any]) -> DataRow:
    """Make a row: its record is the canonical encoding of key and content."""
    return DataRow(key, encode([key, content]), content)


def digest_of(rows: Iterable[DataRow]) -> bytes:
    """Give the digest of a set: over all records in ascending order of their keys."""
    return digest(b"".join(row.record for row in sorted(rows, key=_key)))


def pack_rows(
    edition: Edition, rows: Iterable[DataRow], sign: Callable[[bytes], bytes]
) -> tuple[PublishedSet, dict[bytes, bytes]]:
    """Pack a version: what to publish, and its chunks by digest.

    Args:
        edition: what the set is called.
        rows: in any order, keys unique.
        sign: wraps and signs a payload; `Signer.statement` with the label `manifest`.

    Raises:
        Refusal: `data_row_too_large`, `data_row_repeated`.
    """
    ordered = sorted(rows, key=_key)
    for one, other in pairwise(ordered):
        if one.key == other.key:
            raise Refusal("data_row_repeated", set=edition.name.value)
    chunks = {digest(chunk): chunk for chunk in _chunks([row.record for row in ordered])}
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
    manifest = sign(encode_manifest(Manifest(version, sized)))
    return PublishedSet(version, manifest, tuple(chunks)), chunks


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
            [list(one) for one in manifest.chunks],
        ]
    )


def decode_manifest(payload: bytes) -> Manifest | None:
    """Read the payload of a manifest; None for a set this program does not know.

    Raises:
        Refusal: `message_not_understood`, `bytes_not_canonical`.
    """
    fields = Fields.of_list(payload, "manifest", 8)
    name = fields.text(0)
    if name not in list(DataSetName):
        return None
    chunks = Fields("chunks", fields.items(7, _MAX_CHUNKS))
    pairs = [chunks.within(place, "chunk").as_list(2) for place in range(len(chunks.content))]
    version = DataSetVersion(
        name=DataSetName(name),
        scope=fields.text(1),
        version=fields.number(2, least=1),
        as_of=fields.day(3),
        valid_until=fields.day(4),
        row_count=fields.number(5, most=_MAX_ROWS),
        digest=fields.hash(6),
    )
    return Manifest(version, tuple((one.hash(0), one.number(1, 1, MAX_CHUNK_BYTES)) for one in pairs))


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
    rows: list[DataRow] = []
    for chunk in chunks:
        rows += _rows(chunk)
        if len(rows) > manifest.version.row_count:
            break
    ascending = all(one.key < other.key for one, other in pairwise(rows))
    version = manifest.version
    if not ascending or len(rows) != version.row_count or digest_of(rows) != version.digest:
        raise Refusal("data_set_digest_differs", set=version.name.value)
    return rows


def _rows(chunk: bytes) -> Iterator[DataRow]:
    records = decode(decompress(chunk, MAX_CHUNK_CONTENT_BYTES))
    if not isinstance(records, list) or not all(isinstance(one, bytes) for one in records):
        raise Refusal("message_not_understood", message="chunk", field="records")
    for record in records:
        fields = Fields.of_list(record, "row", 2)
        yield DataRow(fields.text(0), record, fields.mapping(1))


def _chunks(records: Sequence[bytes]) -> Iterator[bytes]:
    """Cut records into chunks: fill each nearly to its bound, halving where a guess was too bold."""
    start, room = 0, _FIRST_SLICE_BYTES
    while start < len(records):
        end = _slice_end(records, start, room)
        chunk = compress(encode(list(records[start:end])), _BUILT_ONCE_LEVEL)
        if len(chunk) <= MAX_CHUNK_BYTES:
            yield chunk
            start = end
            room = min(MAX_CHUNK_CONTENT_BYTES // 2, room * MAX_CHUNK_BYTES // max(1, len(chunk)) * 9 // 10)
        elif end - start == 1:
            raise Refusal("data_row_too_large", bytes=len(chunk))
        else:
            room = sum(map(len, records[start:end])) // 2


def _slice_end(records: Sequence[bytes], start: int, room: int) -> int:
    end, taken = start, 0
    while end < len(records) and (end == start or taken + len(records[end]) <= room):
        taken += len(records[end])
        end += 1
    return end


def _key(row: DataRow) -> str:
    return row.key
