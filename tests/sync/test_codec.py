"""Canonical bytes have one form per meaning, and nothing decoded can surprise or exhaust the reader."""

from datetime import UTC, datetime

import cbor2
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refusal
from core.events import NO_HASH, ClockTrust, EventHeader
from core.ids import ClinicCode, DeviceId, EventId, Incarnation, TownshipCode, UserId
from sync.codec import CborCodec, compress, decode, decompress, digest, encode, from_wire, open_event, to_wire

CODEC = CborCodec()
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)

HEADER = EventHeader(
    township=TownshipCode("T330111"),
    clinic=ClinicCode("C01"),
    device=DeviceId("11" * 16),
    incarnation=Incarnation("22" * 16),
    sequence=3,
    event_id=EventId("33" * 16),
    type="visit_recorded",
    versions={"roster": "4", "packs": "2"},
    user=UserId("wang"),
    device_time=datetime(2026, 5, 6, 9, 30, 0, 123000, tzinfo=UTC),
    clock_trust=ClockTrust.CONFIRMED,
    body_hash=digest(b"body"),
    previous_hash=NO_HASH,
)


@given(PLAIN)
def test_what_is_encoded_comes_back_the_same(content: object) -> None:
    assert decode(encode(content)) == content


@given(st.binary(max_size=200))
def test_any_bytes_decode_to_their_one_meaning_or_are_refused(data: bytes) -> None:
    try:
        content = decode(data)
    except Refusal as refusal:
        assert refusal.code == "bytes_not_canonical"
    else:
        assert encode(content) == data


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("1801", "a number longer than needed"),
        ("a2616201616101", "keys out of order"),
        ("a2616101616102", "a key twice"),
        ("9f01ff", "an array without a length"),
        ("7f6161ff", "a text in pieces"),
        ("0101", "something after the end"),
        ("81", "an array cut short"),
        ("c249400000000000000000", "a number of many bytes"),
        ("d82361 61".replace(" ", ""), "a regular expression"),
        ("f97e00", "not a number"),
        ("f93c00", "a fraction"),
        ("f7", "undefined"),
        ("a10101", "a key that is no text"),
        ("61ff", "a text that is no UTF-8"),
        ("9b7fffffffffffffff", "an array of more entries than there is memory"),
        ("5b7fffffffffffffff", "more bytes than there is memory"),
        ("81" * 100, "a tower"),
    ],
)
def test_another_form_is_refused(data: str, why: str) -> None:
    with pytest.raises(Refusal, match="bytes_not_canonical"):
        decode(bytes.fromhex(data))


@pytest.mark.parametrize("content", [1.5, 2**64, {1: 2}, {"a": {3}}, object()])
def test_what_is_not_plain_is_a_bug_of_the_caller(content: object) -> None:
    with pytest.raises(TypeError):
        encode(content)


def test_a_header_comes_back_the_same() -> None:
    assert CODEC.decode_header(CODEC.encode_header(HEADER)) == HEADER


@pytest.mark.parametrize("place", range(14))
def test_a_header_with_a_field_of_another_kind_is_refused(place: int) -> None:
    fields = decode(CODEC.encode_header(HEADER))
    wrongs: list[object] = [None, True, -1, b"", [], {"a": 1}]
    for wrong in wrongs:
        with pytest.raises(Refusal, match="bytes_not_canonical"):
            CODEC.decode_header(encode([*fields[:place], wrong, *fields[place + 1 :]]))


def test_an_event_whose_body_was_changed_is_refused() -> None:
    header = CODEC.encode_header(HEADER)
    assert open_event(header, b"body").header == HEADER
    with pytest.raises(Refusal, match="event_damaged"):
        open_event(header, b"bodY")


@given(st.binary(max_size=4000))
def test_the_wire_gives_back_what_it_was_given(message: bytes) -> None:
    message = encode([message])
    assert from_wire(to_wire(message), len(message)) == message


def test_the_wire_is_never_longer_than_the_message() -> None:
    assert len(to_wire(encode("a" * 1000))) < 100
    assert to_wire(encode(1)) == encode(1)


def test_a_bomb_is_refused_before_anything_is_allocated() -> None:
    bomb = compress(bytes(50_000_000))
    assert len(bomb) < 5_000
    with pytest.raises(Refusal, match="message_too_large"):
        decompress(bomb, 1_000_000)


def test_a_frame_that_hides_its_size_is_refused() -> None:
    hiding = zstandard.ZstdCompressor(write_content_size=False).compress(bytes(100))
    with pytest.raises(Refusal, match="message_too_large"):
        decompress(hiding, 1_000_000)


def test_a_frame_that_lies_about_its_size_is_refused() -> None:
    frame = bytearray(compress(b"a" * 300))
    frame[7:9] = (5000 - 256).to_bytes(2, "little")
    assert zstandard.get_frame_parameters(bytes(frame)).content_size == 5000
    with pytest.raises(Refusal, match="bytes_not_canonical"):
        decompress(bytes(frame), 1_000_000)


@given(st.binary(max_size=60))
def test_any_frame_decompresses_within_bounds_or_is_refused(data: bytes) -> None:
    try:
        assert len(from_wire(b"\x28\xb5\x2f\xfd" + data, 1000)) <= 1000
    except Refusal as refusal:
        assert refusal.code in ("bytes_not_canonical", "message_too_large")


def test_canonical_bytes_are_those_of_the_standard() -> None:
    assert encode({"b": 1, "a": [b"", None]}) == cbor2.dumps({"b": 1, "a": [b"", None]}, canonical=True)
