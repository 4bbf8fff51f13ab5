"""Everything that reads bytes of somebody else's making, each as one function of bytes, and where to begin.

Whatever the bytes, a reader gives a value or refuses; anything else raised is a bug. The fuzzer mutates what
the conformance vectors hold; what it once found is kept and read again by the tests.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from io import BytesIO
from pathlib import Path
from typing import Any

from core.county_pack import content_of
from core.data_sets import DataSetName, DataSetVersion
from core.errors import Refusal
from core.events import Epoch
from core.ids import ClinicCode, EventId, TownshipCode
from core.policy.loader import load_shelf, packaged_sources
from sync import one_time_code
from sync.again_messages import decode_again, decode_again_answer
from sync.asks import MAX_MESSAGE_BYTES
from sync.bundle import MAGIC, Member, pieces_of, scan
from sync.codec import CborCodec, compress, decode, digest, encode, from_wire
from sync.columns.form import Kind
from sync.columns.read import Room, read_columns
from sync.columns.write import write_columns
from sync.county.introduction import read_introduction
from sync.county.recovery_export import read_export
from sync.data_sets import Manifest, decode_manifest, row_of, step_in_slices, unpack_rows
from sync.envelope import Label, Signer, public_half, read_request, read_statement, realm_of
from sync.introduction import decode_enrol, decode_enrol_answer, decode_identity_ask, read_identity
from sync.ledger_messages import decode_events, decode_events_answer, read_fork, read_receipt
from sync.log_messages import check_log, decode_log_answer, decode_log_ask
from sync.protocol import (
    Reader,
    decode_chunk_answer,
    decode_chunk_ask,
    decode_hello,
    decode_hello_answer,
    decode_no,
    decode_results_answer,
    decode_results_ask,
    read_results,
)
from sync.recovery_messages import (
    decode_give_back,
    decode_give_back_answer,
    decode_prove,
    decode_prove_answer,
)
from sync.row_changes import changed, changes_between
from sync.slices import at_once
from tests.helpers import identity_decoders as desk

VECTORS = Path(__file__).parents[1] / "sync" / "vectors"
_CODEC = CborCodec()
_TOWNSHIP, _CLINIC, _EPOCH = TownshipCode("T330111"), ClinicCode("C01"), Epoch(1, "11" * 16, "")
_KEY = bytes(range(32))
_SIGNER = Signer(_KEY, realm_of(_TOWNSHIP, _EPOCH))
_READER = Reader(public_half(_KEY), _TOWNSHIP, _EPOCH, _CLINIC)
_OFFERED = tuple(EventId(f"{number:032x}") for number in range(3))
_ON = date(2026, 5, 6)
_OLD = [row_of(f"p{number}", {"name": "王", "years": [2024, 2025], "flag": None}) for number in range(6)]
_MOST_VALUES = 200_000
_LONGEST_PACK = 40_000
_COLUMNS = ("sync.codec", "sync.fields", "sync.columns")
_MESSAGES = (
    *(*_COLUMNS, "sync.asks", "sync.envelope", "sync.protocol", "sync.introduction", "sync.heads"),
    *("sync.ledger_messages", "sync.log_messages", "sync.recovery_messages", "sync.again_messages"),
    *("sync.event_columns", "sync.result_columns", "sync.derived_ids", "sync.told_once"),
)
_SETS = (*_COLUMNS, "sync.data_sets", "sync.row_changes")
_PACKS = ("core.policy.loader", "core.policy.shape", "core.policy.in_force", "core.policy.variation")
_COUNTY = ("sync.codec", "sync.county", "core.county_pack")


@dataclass(frozen=True, slots=True)
class Decoder:
    """A reader of bytes, and where mutating begins.

    Args:
        canonical: the bytes are one canonical value.
        through: the modules whose branches the fuzzer looks at.
    """

    read: Callable[[bytes], object]
    seeds: Callable[[], Iterator[bytes]]
    canonical: bool = True
    through: tuple[str, ...] = _MESSAGES


def survives(name: str, data: bytes) -> str:
    """Let a reader read; tell the code it refused with, or nothing.

    Raises:
        Exception: a bug.
    """
    try:
        DECODERS[name].read(data)
    except Refusal as refusal:
        return refusal.code
    return ""


# --- the readers


def _any_of(*readers: Callable[[], object]) -> None:
    """Let each read; that one refuses keeps no other from it."""
    for reader in readers:
        with suppress(Refusal):
            reader()


def _frame(data: bytes) -> object:
    message = from_wire(data, MAX_MESSAGE_BYTES)
    _any_of(lambda: read_request(message), lambda: read_statement(message), lambda: decode_no(message))
    return message


def _question(payload: bytes) -> None:
    _any_of(
        *(
            partial(reader, payload)
            for reader in (
                *(decode_identity_ask, decode_enrol, decode_hello, decode_events, decode_results_ask),
                *(decode_chunk_ask, decode_prove, decode_give_back, decode_log_ask, decode_again),
            )
        )
    )


def _answer(payload: bytes) -> None:
    told = decode(payload)
    nonce = told[1] if isinstance(told, list) and len(told) == 3 and isinstance(told[1], bytes) else b""

    def log() -> None:
        check_log(decode_log_answer(payload, nonce), _TOWNSHIP, _CLINIC, 0)

    def results() -> None:
        part = decode_results_answer(payload, nonce)
        if part is not None:
            read_results(part, _READER, 0, bytes(32))

    _any_of(
        lambda: decode_hello_answer(payload, nonce, _OFFERED),
        lambda: decode_events_answer(payload, nonce),
        results,
        lambda: decode_chunk_answer(payload, nonce),
        lambda: decode_prove_answer(payload, nonce),
        lambda: decode_give_back_answer(payload, nonce),
        log,
        lambda: decode_again_answer(payload, nonce),
        lambda: decode_enrol_answer(payload, nonce),
    )


def _signed(payload: bytes) -> None:
    """Read what the township signed, whatever it signed."""

    def told(label: Label) -> bytes:
        return _SIGNER.statement(label, payload)

    _any_of(
        lambda: read_receipt(told(Label.RECEIPT), _READER.key, _TOWNSHIP, _EPOCH),
        lambda: read_fork(told(Label.FORK), _READER.key, _TOWNSHIP, _EPOCH),
        lambda: read_export(told(Label.RECOVERY_PAIRS)),
        lambda: read_identity(told(Label.IDENTITY), bytes(16)),
    )


def _columns(data: bytes) -> object:
    told = decode(data)
    if not isinstance(told, list) or len(told) != 2 or type(told[0]) is not int:
        raise Refusal("bytes_not_canonical")
    return read_columns(told[1], max(0, told[0]), Room(_MOST_VALUES))


def _chunk(data: bytes) -> object:
    return unpack_rows(_manifest(), [compress(data, 1)])


def _changes(data: bytes) -> object:
    return changed([row.record for row in _OLD], decode(data))


def _step(data: bytes) -> object:
    records = [row.record for row in _OLD]
    return at_once(step_in_slices(_manifest(), records, [[data[:100], data[100:]]]))


def _bundle(data: bytes) -> None:
    for file in (data, data + digest(data)):  # the second reaches what lies behind a trailer that agrees
        _any_of(partial(_members, file))


def _members(file: bytes) -> None:
    source = BytesIO(file)
    for member in list(scan(source)):
        _any_of(partial(_opened, source, member))


def _opened(source: BytesIO, member: Member) -> list[Any]:
    return list(pieces_of(source, member, _recipient()))


def _pack(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    _any_of(
        lambda: load_shelf({"X/pack.toml": text}),
        lambda: load_shelf({"X/pack.json": text}),
        lambda: load_shelf({**_shipped_root(), "X/pack.toml": text}),
    )


def _county(data: bytes) -> None:
    _any_of(lambda: read_introduction(data), lambda: content_of(data, _CODEC), lambda: read_export(data))


def _code(data: bytes) -> object:
    return one_time_code.parse(data.decode("utf-8", "replace"))


def _header(data: bytes) -> object:
    return _CODEC.decode_header(data)


# --- what mutating begins with


@cache
def _vectors() -> Sequence[Mapping[str, Any]]:
    return [case for file in sorted(VECTORS.glob("*.json")) for case in json.loads(file.read_text("utf-8"))]


@cache
def _known() -> Sequence[bytes]:
    """Give all bytes of the vectors, and what lies within their wrappers."""
    found = dict.fromkeys(
        bytes.fromhex(text)
        for text in _texts(_vectors())
        if len(text) > 8 and len(text) % 2 == 0 and set(text) <= set("0123456789abcdef")
    )
    for data in list(found):
        with suppress(Refusal):
            found[read_request(data).payload] = None
        with suppress(Refusal):
            found[read_statement(data).payload] = None
    return list(found)


def _texts(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        yield from _texts(list(content.values()))
    elif isinstance(content, list):
        for one in content:
            yield from _texts(one)


def _payloads() -> Iterator[bytes]:
    yield from _known()


def _frames() -> Iterator[bytes]:
    for data in _known():
        yield data
        yield compress(data, 1)


def _of_kind(kind: str) -> Iterator[Mapping[str, Any]]:
    return (case for case in _vectors() if case["kind"] == kind)


def _column_seeds() -> Iterator[bytes]:
    texts = (
        {"left": n * 37 % 101, "note": f"第{n}号 {90 + n * 7 % 80}/{n % 60:03d}", "ill": n % 7 < 2}
        for n in range(60)
    )
    made = [{**one, "code": "abc"[n % 5 % 3] * 3, "name": "甲乙丙"[n % 5 % 3]} for n, one in enumerate(texts)]
    written = write_columns(made)
    yield encode([len(made), written])
    for value in (*_within(written), *_values_of(_known())):
        if isinstance(value, list) and value and type(value[0]) is int and 0 <= value[0] <= Kind.PACKED:
            for count in (1, 2, 3, 8):
                yield encode([count, value])


def _values_of(messages: Sequence[bytes]) -> Iterator[Any]:
    for data in messages:
        with suppress(Refusal):
            yield from _within(decode(data))


def _within(value: Any) -> Iterator[Any]:
    yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _within(one)


def _chunk_seeds() -> Iterator[bytes]:
    for case in _of_kind("chunk"):
        yield from_wire(bytes.fromhex(case["given"]["chunk"]), MAX_MESSAGE_BYTES)


def _change_seeds() -> Iterator[bytes]:
    new = [
        row_of("p0", {"name": "李", "years": [2024, 2026], "flag": True}),
        *_OLD[2:],
        row_of("q", {"name": "张"}),
    ]
    yield encode(changes_between(_OLD, new))
    yield encode(changes_between(_OLD, _OLD[:2]))


def _step_seeds() -> Iterator[bytes]:
    for data in _change_seeds():
        yield compress(data)


def _bundle_seeds() -> Iterator[bytes]:
    for case in _of_kind("bundle"):
        file = bytes.fromhex(case["given"]["file"])
        yield file
        yield file[:-32]
    yield MAGIC


def _pack_seeds() -> Iterator[bytes]:
    for text in packaged_sources().values():
        if len(text) < _LONGEST_PACK:
            yield text.encode()


def _county_seeds() -> Iterator[bytes]:
    yield from _known()
    for case in _of_kind("county_file"):
        yield json.dumps(case["expected"]["file"], ensure_ascii=False).encode()


def _code_seeds() -> Iterator[bytes]:
    for case in (*_of_kind("code"), *_of_kind("typed_code")):
        yield str(case["given"].get("typed") or case["expected"].get("code")).encode()


@cache
def _recipient() -> bytes:
    (case, *_) = _of_kind("bundle")
    return bytes.fromhex(case["given"]["recipient_private"])


@cache
def _shipped_root() -> Mapping[str, str]:
    return {name: text for name, text in packaged_sources().items() if name.startswith("CN/")}


@cache
def _manifest() -> Manifest:
    version = DataSetVersion(DataSetName.ROSTER, f"clinic:{_CLINIC}", 2, _ON, _ON, 1_000_000, bytes(32))
    return Manifest(version, ())


DECODERS: Mapping[str, Decoder] = {
    "frame": Decoder(_frame, _frames, canonical=False),
    "question": Decoder(_question, _payloads),
    "answer": Decoder(_answer, _payloads),
    "signed": Decoder(_signed, _payloads),
    "header": Decoder(_header, _payloads),
    "columns": Decoder(_columns, _column_seeds, through=_COLUMNS),
    "chunk": Decoder(_chunk, _chunk_seeds, through=_SETS),
    "changes": Decoder(_changes, _change_seeds, through=_SETS),
    "step": Decoder(_step, _step_seeds, canonical=False, through=_SETS),
    "manifest": Decoder(decode_manifest, _payloads, through=_SETS),
    "bundle": Decoder(_bundle, _bundle_seeds, canonical=False, through=("sync.bundle", "sync.codec")),
    "county": Decoder(_county, _county_seeds, through=_COUNTY),
    "pack": Decoder(_pack, _pack_seeds, canonical=False, through=_PACKS),
    "card": Decoder(desk.card, desk.card_seeds, canonical=False, through=("core.identity",)),
    "social": Decoder(
        desk.social, desk.social_seeds, canonical=False, through=("core.identity", "ui.devices")
    ),
    "number": Decoder(desk.number, desk.number_seeds, canonical=False, through=("core.identity",)),
    "reader": Decoder(
        desk.reader, desk.reader_seeds, canonical=False, through=("core.identity", "ui.devices")
    ),
    "code": Decoder(_code, _code_seeds, canonical=False, through=("sync.one_time_code",)),
}
