"""Rows go down in small signed pieces and come out as they went in, or not at all."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data_sets import DataRow, DataSetName
from core.errors import Refusal
from core.events import Epoch
from core.ids import ClinicCode, TownshipCode
from sync.asks import MAX_CHUNK_BYTES
from sync.codec import compress, digest, encode
from sync.columns.write import write_columns
from sync.data_sets import (
    Edition,
    Manifest,
    digest_of,
    encode_manifest,
    pack_rows,
    read_manifest,
    row_of,
    unpack_rows,
)
from sync.envelope import Label, Signer, public_half, realm_of
from sync.protocol import Reader

EPOCH = Epoch(1, "ab" * 16, "")
TOWNSHIP = TownshipCode("T330111")
KEY = bytes(range(32))
SIGNER = Signer(KEY, realm_of(TOWNSHIP, EPOCH))
READER = Reader(public_half(KEY), TOWNSHIP, EPOCH, ClinicCode("C01"))
EDITION = Edition(DataSetName.ROSTER, "clinic:C01", 3, date(2026, 5, 1), date(2026, 6, 1))


def sign(payload: bytes) -> bytes:
    return SIGNER.statement(Label.MANIFEST, payload)


def rows_of(count: int, size: int, seed: int = 1) -> list[DataRow]:
    draw = Random(seed)
    rows = [row_of(f"P{number:05d}", {"n": number, "x": draw.randbytes(size)}) for number in range(count)]
    draw.shuffle(rows)
    return rows


def chunk_of(rows: Sequence[DataRow]) -> bytes:
    pairs = [{"key": row.key, "content": row.content} for row in rows]
    return compress(encode([len(pairs), write_columns(pairs)]))


def manifest_of(statement: bytes) -> Manifest:
    manifest = read_manifest(statement, READER)
    assert manifest is not None
    return manifest


@pytest.mark.parametrize(("count", "size"), [(0, 0), (1, 10), (5000, 30), (40, 20_000), (3000, 200)])
def test_rows_come_out_as_they_went_in(count: int, size: int) -> None:
    rows = rows_of(count, size)
    published, chunks = pack_rows(EDITION, rows, sign)
    manifest = manifest_of(published.manifest)
    assert published.chunks == tuple(name for name, _ in manifest.chunks)
    assert all(digest(chunk) == name and len(chunk) <= MAX_CHUNK_BYTES for name, chunk in chunks.items())
    assert unpack_rows(manifest, [chunks[name] for name in published.chunks]) == sorted(
        rows, key=lambda row: row.key
    )
    assert published.version == manifest.version
    assert (published.version.row_count, published.version.digest) == (count, digest_of(rows))


def test_chunks_are_well_filled() -> None:
    _, chunks = pack_rows(EDITION, rows_of(3000, 200), sign)
    sizes = sorted(len(chunk) for chunk in chunks.values())
    assert sum(sizes[1:]) / len(sizes[1:]) > 0.7 * MAX_CHUNK_BYTES


def test_the_same_rows_make_the_same_bytes() -> None:
    assert pack_rows(EDITION, rows_of(500, 50), sign) == pack_rows(
        EDITION, sorted(rows_of(500, 50), key=lambda row: row.key), sign
    )


def test_a_row_that_fits_no_chunk_is_refused() -> None:
    with pytest.raises(Refusal, match="data_row_too_large"):
        pack_rows(EDITION, rows_of(3, 40_000), sign)


def test_a_key_twice_is_refused() -> None:
    with pytest.raises(Refusal, match="data_row_repeated"):
        pack_rows(EDITION, [row_of("a", {"n": 1}), row_of("a", {"n": 2})], sign)


def test_a_manifest_of_another_clinic_is_refused() -> None:
    published, _ = pack_rows(replace(EDITION, scope="clinic:C02"), rows_of(3, 3), sign)
    with pytest.raises(Refusal, match="message_not_understood"):
        read_manifest(published.manifest, READER)


@pytest.mark.parametrize(
    "signer",
    [
        Signer(bytes(32), realm_of(TOWNSHIP, EPOCH)),
        Signer(KEY, realm_of(TownshipCode("T2"), EPOCH)),
        Signer(KEY, realm_of(TOWNSHIP, Epoch(1, "cd" * 16, ""))),
    ],
)
def test_a_manifest_of_another_hand_or_realm_is_refused(signer: Signer) -> None:
    rows = rows_of(3, 3)
    published, _ = pack_rows(EDITION, rows, lambda payload: signer.statement(Label.MANIFEST, payload))
    with pytest.raises(Refusal, match=r"signature_wrong|message_not_understood"):
        read_manifest(published.manifest, READER)


def test_a_set_this_program_does_not_know_is_passed_over() -> None:
    published, _ = pack_rows(EDITION, rows_of(3, 3), sign)
    payload = encode_manifest(manifest_of(published.manifest)).replace(b"froster", b"fnewish")
    assert read_manifest(sign(payload), READER) is None


@pytest.mark.parametrize("spoil", ["order", "lack", "more", "other"])
def test_rows_that_differ_from_the_manifest_are_refused(spoil: str) -> None:
    published, _ = pack_rows(EDITION, rows_of(4, 3), sign)
    rows = sorted(rows_of(4, 3), key=lambda row: row.key)
    spoilt = {
        "order": rows[::-1],
        "lack": rows[:3],
        "more": [*rows, row_of("P99999", {})],
        "other": [*rows[:3], row_of("P00003", {"n": 9})],
    }[spoil]
    with pytest.raises(Refusal, match="data_set_digest_differs"):
        unpack_rows(manifest_of(published.manifest), [chunk_of(spoilt)])


@given(st.binary(max_size=100))
@settings(max_examples=200)
def test_any_chunk_is_refused_calmly(content: bytes) -> None:
    manifest = manifest_of(pack_rows(EDITION, rows_of(1, 3), sign)[0].manifest)
    for chunk in (content, compress(content), compress(encode([content]))):
        with pytest.raises(Refusal):
            unpack_rows(manifest, [chunk])


def test_a_chunk_that_swells_is_refused_before_it_is_allocated() -> None:
    manifest = manifest_of(pack_rows(EDITION, rows_of(1, 3), sign)[0].manifest)
    with pytest.raises(Refusal, match="message_too_large"):
        unpack_rows(manifest, [compress(bytes(30_000_000))])
