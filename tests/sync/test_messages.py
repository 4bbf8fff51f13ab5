"""Whatever bytes arrive: every decoder understands them or refuses, and never does anything else."""

import json
from collections.abc import Callable
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Refusal
from core.events import NO_HASH, Epoch
from core.ids import ClinicCode, TownshipCode
from sync.asks import MAX_MESSAGE_BYTES
from sync.codec import CborCodec, from_wire, open_event
from sync.data_sets import decode_manifest, read_manifest
from sync.envelope import Label, public_half, read_request, read_statement
from sync.introduction import decode_enrol, decode_enrol_answer, decode_identity_ask, read_identity
from sync.ledger_messages import decode_events, decode_events_answer, read_fork, read_receipt
from sync.protocol import (
    Reader,
    ResultsPart,
    decode_chunk_answer,
    decode_chunk_ask,
    decode_hello,
    decode_hello_answer,
    decode_no,
    decode_results_answer,
    decode_results_ask,
    read_result,
    read_results,
)

NONCE = bytes.fromhex("00112233445566778899aabbccddeeff")
KEY = bytes.fromhex("03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8")
DEVICE_KEY = public_half(bytes(range(32, 64)))
READER = Reader(KEY, TownshipCode("T330111"), Epoch(1, "a1" * 16, ""), ClinicCode("C01"))
REALM = (KEY, READER.township, READER.epoch)

DECODERS: dict[str, Callable[[bytes], Any]] = {
    "header": CborCodec().decode_header,
    "event": lambda data: open_event(data, b""),
    "wire": lambda data: from_wire(data, MAX_MESSAGE_BYTES),
    "statement": lambda data: read_statement(data).check(KEY, Label.ANSWER),
    "request": lambda data: read_request(data).check(DEVICE_KEY, Label.REQUEST),
    "identity ask": decode_identity_ask,
    "identity": lambda data: read_identity(data, NONCE),
    "enrol": decode_enrol,
    "enrol answer": lambda data: decode_enrol_answer(data, NONCE),
    "hello": decode_hello,
    "hello answer": lambda data: decode_hello_answer(data, NONCE),
    "events": decode_events,
    "events answer": lambda data: decode_events_answer(data, NONCE),
    "receipt": lambda data: read_receipt(data, *REALM),
    "fork": lambda data: read_fork(data, *REALM),
    "results ask": decode_results_ask,
    "results answer": lambda data: decode_results_answer(data, NONCE),
    "result": lambda data: read_result(data, READER.clinic),
    "results": lambda data: read_results(ResultsPart((data,), data), READER, 0, NO_HASH),
    "chunk ask": decode_chunk_ask,
    "chunk answer": lambda data: decode_chunk_answer(data, NONCE),
    "manifest": decode_manifest,
    "signed manifest": lambda data: read_manifest(data, READER),
    "no": decode_no,
}


def good_messages() -> list[bytes]:
    """Collect every message, payload and record of the vectors."""
    found = set()
    for file in sorted((Path(__file__).parent / "vectors").glob("*.json")):
        for case in json.loads(file.read_text(encoding="utf-8")):
            values = [_texts(value) for value in case["expected"].values()]
            found |= {bytes.fromhex(one) for one in chain(*values) if _is_hex(one)}
    return sorted(found | {inner for one in found for inner in _payload_of(one)})


def _texts(value: Any) -> list[str]:
    some = value if isinstance(value, list) else [value]
    return [one for one in some if isinstance(one, str)]


def _payload_of(message: bytes) -> list[bytes]:
    with suppress(Refusal):
        return [read_statement(message).payload]
    with suppress(Refusal):
        return [read_request(message).payload]
    return []


def _is_hex(text: str) -> bool:
    try:
        return bool(bytes.fromhex(text))
    except ValueError:
        return False


GOOD = good_messages()


@st.composite
def nearly_good(draw: st.DrawFn) -> bytes:
    """Change a few bytes of a good message, cut it or lengthen it."""
    message = bytearray(draw(st.sampled_from(GOOD)))
    for _ in range(draw(st.integers(0, 3))):
        message[draw(st.integers(0, len(message) - 1))] = draw(st.integers(0, 255))
    end = draw(st.integers(0, len(message)) | st.just(len(message)))
    return bytes(message[:end]) + draw(st.binary(max_size=3))


@pytest.mark.parametrize("name", DECODERS)
@given(message=st.binary(max_size=80) | nearly_good())
@settings(max_examples=120, deadline=None)
def test_any_bytes_are_understood_or_refused(name: str, message: bytes) -> None:
    try:
        DECODERS[name](message)
    except Refusal as refusal:
        assert refusal.code in {
            "bytes_not_canonical",
            "message_not_understood",
            "message_too_large",
            "signature_wrong",
            "event_damaged",
            "results_chain_broken",
        }


@pytest.mark.parametrize("name", DECODERS)
def test_every_decoder_understands_a_message_of_the_vectors(name: str) -> None:
    if name in ("event", "results", "identity ask"):
        return  # they want two halves that fit, or a message too plain to stand in a vector
    understood = 0
    for message in GOOD:
        try:
            DECODERS[name](message)
        except Refusal:
            continue
        understood += 1
    assert understood
