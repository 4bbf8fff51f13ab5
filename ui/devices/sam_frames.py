"""The raw protocol of the security module (SAM) in every second-generation card reader: frames as bytes.

Request `AA AA AA 96 69 | length | command | check`, reply the same with three status bytes for the command.
The length counts what follows it; the check is XOR over all after the preamble.
"""

from dataclasses import dataclass
from enum import Enum

from core.errors import Hindrance

PREAMBLE = b"\xaa\xaa\xaa\x96\x69"
_LENGTH_BYTES, _CHECK_BYTES, _STATUS_BYTES = 2, 1, 3
MOST_BYTES = 4096
"""Longer than any reply, fingerprints included: a larger length is noise."""


class Command(Enum):
    """What the module is asked."""

    STATUS = b"\x11\xff"
    SAM_ID = b"\x12\xff"
    FIND = b"\x20\x01"
    SELECT = b"\x20\x02"
    READ = b"\x30\x01"


class Status(Enum):
    """What the module answers."""

    DONE = b"\0\0\x90"
    FOUND = b"\0\0\x9f"
    BAD_COMMAND = b"\0\0\x21"
    NOT_READ = b"\0\0\x41"
    NO_CARD = b"\0\0\x80"
    NOT_SELECTED = b"\0\0\x81"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its three status bytes and what came with them."""

    status: bytes
    data: bytes = b""


def framed(content: bytes) -> bytes:
    """Put a frame around content."""
    length = (len(content) + _CHECK_BYTES).to_bytes(_LENGTH_BYTES, "big")
    return PREAMBLE + length + content + bytes([_check(length + content)])


def take_content(heard: bytearray) -> bytes | None:
    """Take the first whole frame out of what was heard so far, noise before it too; None if it is not whole.

    Raises:
        Hindrance: `reader_answer_damaged`: the check or the length is wrong; the frame is taken out.
    """
    start = heard.find(PREAMBLE)
    if start < 0:
        del heard[: max(0, len(heard) - len(PREAMBLE) + 1)]
        return None
    del heard[:start]
    begin = len(PREAMBLE) + _LENGTH_BYTES
    if len(heard) < begin:
        return None
    length = int.from_bytes(heard[len(PREAMBLE) : begin], "big")
    if not _CHECK_BYTES < length <= MOST_BYTES:
        del heard[:begin]
        raise Hindrance("reader_answer_damaged")
    if len(heard) < begin + length:
        return None
    checked = bytes(heard[len(PREAMBLE) : begin + length])
    del heard[: begin + length]
    if _check(checked):
        raise Hindrance("reader_answer_damaged")
    return checked[_LENGTH_BYTES:-_CHECK_BYTES]


def reply_in(content: bytes) -> Reply:
    """Read a reply's content.

    Raises:
        Hindrance: `reader_answer_damaged`.
    """
    if len(content) < _STATUS_BYTES:
        raise Hindrance("reader_answer_damaged")
    return Reply(content[:_STATUS_BYTES], content[_STATUS_BYTES:])


def text_and_photo(text: bytes, photo: bytes) -> bytes:
    """Lay text block and photo out as the answer to READ holds them."""
    return len(text).to_bytes(2, "big") + len(photo).to_bytes(2, "big") + text + photo


def text_in(data: bytes) -> bytes:
    """Take the text block out of the answer to READ.

    Raises:
        Hindrance: `reader_answer_damaged`.
    """
    return text_and_photo_in(data)[0]


def text_and_photo_in(data: bytes) -> tuple[bytes, bytes]:
    """Take text block and photo out of the answer to READ.

    Raises:
        Hindrance: `reader_answer_damaged`.
    """
    length, photo = int.from_bytes(data[:2], "big"), int.from_bytes(data[2:4], "big")
    if len(data) != 4 + length + photo:
        raise Hindrance("reader_answer_damaged")
    return data[4 : 4 + length], data[4 + length :]


def _check(content: bytes) -> int:
    check = 0
    for byte in content:
        check ^= byte
    return check
