"""Frames of the security module: against the published examples, and against noise."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.errors import Hindrance
from ui.devices.sam_frames import (
    MOST_BYTES,
    PREAMBLE,
    Command,
    Status,
    framed,
    reply_in,
    take_content,
    text_and_photo,
    text_and_photo_in,
    text_in,
)


@pytest.mark.parametrize(
    ("content", "after_preamble"),
    [
        (Command.STATUS.value, "00 03 11 FF ED"),
        (Command.FIND.value, "00 03 20 01 22"),
        (Command.SELECT.value, "00 03 20 02 21"),
        (Command.READ.value, "00 03 30 01 32"),
        (Status.FOUND.value + bytes(4), "00 08 00 00 9F 00 00 00 00 97"),
        (Status.DONE.value + bytes(8), "00 0C 00 00 90 00 00 00 00 00 00 00 00 9C"),
    ],
)
def test_frames_are_those_of_the_published_protocol(content: bytes, after_preamble: str) -> None:
    assert framed(content) == PREAMBLE + bytes.fromhex(after_preamble)


def test_the_answer_to_read_is_as_long_as_published() -> None:
    text, photo = bytes(256), b"p" * 1024
    frame = framed(Status.DONE.value + text_and_photo(text, photo))
    assert (len(frame), frame[5:14].hex(" ")) == (1295, "05 08 00 00 90 01 00 04 00")
    assert text_and_photo_in(frame[10:-1]) == (text, photo)


@example(b"x" * 10, [len(PREAMBLE) - 1])
@example(b"x" * (MOST_BYTES - 1), [])
@given(st.binary(min_size=1, max_size=1300), st.lists(st.integers(1, 40), max_size=40))
def test_a_frame_is_found_however_it_arrives(content: bytes, cuts: list[int]) -> None:
    frame, heard, found = framed(content), bytearray(), []
    for size in [*cuts, len(frame)]:
        piece, frame = frame[:size], frame[size:]
        heard += piece
        found += [one for one in [take_content(heard)] if one is not None]
    assert (found, bytes(heard)) == ([content], b"")


@given(st.binary(max_size=60).filter(lambda noise: 0xAA not in noise), st.binary(min_size=1, max_size=50))
def test_noise_before_a_frame_is_dropped(noise: bytes, content: bytes) -> None:
    assert take_content(bytearray(noise + framed(content))) == content


@given(st.binary(min_size=1, max_size=50), st.integers(0, 49), st.integers(1, 255))
def test_one_changed_byte_never_passes_for_the_content(content: bytes, place: int, change: int) -> None:
    frame = bytearray(framed(content))
    at = len(PREAMBLE) + 2 + place % (len(content) + 1)
    frame[at] ^= change
    with pytest.raises(Hindrance, match="reader_answer_damaged"):
        take_content(frame)


@given(st.binary(max_size=300))
def test_noise_alone_is_waited_through_or_refused(noise: bytes) -> None:
    heard = bytearray(noise)
    try:
        take_content(heard)
    except Hindrance as hindrance:
        assert hindrance.code == "reader_answer_damaged"


@pytest.mark.parametrize("length", [0, 1, 4097, 65535])
def test_an_impossible_length_is_not_waited_for_and_what_follows_is_heard(length: int) -> None:
    heard = bytearray(PREAMBLE + length.to_bytes(2, "big") + framed(b"next"))
    with pytest.raises(Hindrance, match="reader_answer_damaged"):
        take_content(heard)
    assert take_content(heard) == b"next"


@pytest.mark.parametrize("data", [b"", b"\x01\x00\x00\x00", bytes(3), b"\0\1\0\0xy"])
def test_an_answer_whose_parts_do_not_add_up_is_refused(data: bytes) -> None:
    with pytest.raises(Hindrance):
        text_in(data)
    with pytest.raises(Hindrance):
        reply_in(data[:2])
