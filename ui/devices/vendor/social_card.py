"""社会保障卡 in a reader of smart cards: the commands a chip is given, and the records it answers with.

Runs in the helper process; what the records mean is `core.identity.social_card`.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

from core.identity.social_records import HOLDER, ISSUER, WANTED, key_of
from ui.devices.vendor.makes import Chip, ReaderStop

APPLICATION = bytes.fromhex("7378312E73682EC9E7BBE1B1A3D5CF")
"""The name the card's application goes by: `sx1.sh.` and 社会保障 as GBK."""
_DONE, _MORE, _LENGTH_WRONG = b"\x90\x00", 0x61, 0x6C
_STATUS_BYTES = 2
_MOST_ANSWERS = 4
"""How often a card may say that there is more, or another length: one that goes on is broken."""
_HEAD_BYTES = 2


class Slot(Protocol):
    """A card in a reader, while it lies there."""

    def transmit(self, command: bytes) -> bytes:
        """Give a command to the card, and its answer with the two status bytes behind it.

        Raises:
            ReaderStop: `card_not_readable`: it was taken out, or does not answer.
        """


class Terminals(Protocol):
    """The readers of smart cards at this PC."""

    def names(self) -> Sequence[str]:
        """List them.

        Raises:
            ReaderStop: `reader_not_there`.
        """

    def card_in(self, name: str) -> Slot | None:
        """Give the card in a reader; None where there is none, or none that answers."""


class SocialCards:
    """The handler: it looks into every reader for a social security card."""

    name = "pcsc"

    def __init__(self, terminals: Terminals) -> None:
        self._terminals = terminals
        self._names: Sequence[str] = ()
        self._slot: Slot | None = None

    def open(self) -> None:
        """See that there is a reader."""
        self._names = self._terminals.names()
        if not self._names:
            raise ReaderStop("reader_not_there")

    def sam_id(self) -> str:
        """Give what the readers are called: smart cards bring their security with them."""
        return ", ".join(self._names)

    def find(self) -> bool:
        """Look once for a social security card.

        Raises:
            ReaderStop: `social_card_unknown`: there are cards, and none of them is one.
        """
        slots = [slot for name in self._names if (slot := self._terminals.card_in(name))]
        self._slot = next((slot for slot in slots if _is_done(_said(slot, _by_name(APPLICATION)))), None)
        if slots and self._slot is None:
            raise ReaderStop("social_card_unknown")
        return self._slot is not None

    def read(self) -> Chip:
        """Read what the card gives to anybody; a record it keeps to itself is left out."""
        if self._slot is None:
            raise ReaderStop("card_not_readable")
        return Chip(records=dict(_records(self._slot)))

    def close(self) -> None:
        """Let the card go."""
        self._slot = None


def _records(slot: Slot) -> Iterable[tuple[str, bytes]]:
    for file in (ISSUER, HOLDER):
        _said(slot, _by_file(0xEF00 + file))
        for place, size in WANTED.items():
            if place[0] == file and (found := _record(slot, place, size)):
                yield key_of(place), found


def _record(slot: Slot, place: tuple[int, int], size: int) -> bytes:
    """Read a record of the chosen file; a card that knows none is asked by the file's short name."""
    file, number = place
    for where in (0x00, file << 3 | 4):
        answer = _said(slot, bytes([0x00, 0xB2, number, where, size + _HEAD_BYTES]))
        if _is_done(answer):
            return answer[:-_STATUS_BYTES]
    return b""


def _by_name(name: bytes) -> bytes:
    return bytes([0x00, 0xA4, 0x04, 0x00, len(name)]) + name


def _by_file(file: int) -> bytes:
    return bytes([0x00, 0xA4, 0x00, 0x00, 2]) + file.to_bytes(2, "big")


def _said(slot: Slot, command: bytes) -> bytes:
    """Give a command and fetch the whole answer, in the length the card wants it asked for."""
    answer, whole = slot.transmit(command), b""
    for _ in range(_MOST_ANSWERS):
        kind, left = answer[-_STATUS_BYTES:][:1], answer[-1:]
        if kind == bytes([_MORE]):
            whole += answer[:-_STATUS_BYTES]
            answer = slot.transmit(b"\x00\xc0\x00\x00" + left)
        elif kind == bytes([_LENGTH_WRONG]):
            answer = slot.transmit(command[:4] + left)
        else:
            break
    return whole + answer


def _is_done(answer: bytes) -> bool:
    return answer[-_STATUS_BYTES:] == _DONE
