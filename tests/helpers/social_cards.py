"""A social security card that is not there: it takes and gives the bytes a chip does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.identity.id_number import check_character
from ui.devices.vendor.makes import ReaderStop
from ui.devices.vendor.social_card import APPLICATION, Slot

NAME = "测试甲"
NUMBER = "11010119900307" + "002" + check_character("11010119900307002")
DONE, NOT_FOUND, NO_RECORD, NOT_ALLOWED = b"\x90\x00", b"\x6a\x82", b"\x6a\x83", b"\x69\x82"
ISSUER: Mapping[int, bytes] = {
    0x01: bytes(16),
    0x05: bytes.fromhex("20150701"),
    0x06: bytes.fromhex("20350630"),
    0x07: b"A12345678",
}
HOLDER: Mapping[int, bytes] = {
    0x08: NUMBER.encode(),
    0x09: NAME.encode("gbk").ljust(30, b"\0"),
    0x0A: b"2",
    0x0D: bytes.fromhex("19900307"),
}
THIRD: Mapping[int, bytes] = dict.fromkeys(HOLDER, b"")
"""Of a third generation: kept back from whoever has no key."""


@dataclass(slots=True)
class SocialChip:
    """A chip with its two files.

    Args:
        version: 1.00, 2.00 or 3.00.
        holder: records of the holder; an empty one is kept back from whoever has no key.
        wants_exact_lengths: it answers a wrong length with the right one and hands out on demand, as a card
            of the protocol T=0 does.
        knows_chosen_files: it reads out of the file that was chosen, and not by short names only.
        application: the name it goes by.
        pulled_after: it is taken out after so many commands; -1 never.
    """

    version: str = "2.00"
    issuer: Mapping[int, bytes] = field(default_factory=lambda: dict(ISSUER))
    holder: Mapping[int, bytes] = field(default_factory=lambda: dict(HOLDER))
    wants_exact_lengths: bool = False
    knows_chosen_files: bool = True
    application: bytes = APPLICATION
    pulled_after: int = -1
    heard: list[bytes] = field(default_factory=list)
    _chosen: int = 0
    _waiting: bytes = b""

    def transmit(self, command: bytes) -> bytes:
        """Answer a command."""
        if len(self.heard) == self.pulled_after:
            raise ReaderStop("card_not_readable")
        self.heard.append(command)
        if command[:2] == b"\x00\xc0":
            return self._waiting + DONE
        if command[:2] == b"\x00\xa4":
            return self._choose(command)
        return self._record(command) if command[:2] == b"\x00\xb2" else b"\x6d\x00"

    def _choose(self, command: bytes) -> bytes:
        wanted = command[5 : 5 + command[4]]
        if command[2] == 0x04:
            if wanted != self.application:
                return NOT_FOUND
            self._waiting = b"\x6f\x00"
            return b"\x61\x02" if self.wants_exact_lengths else self._waiting + DONE
        if wanted in (b"\xef\x05", b"\xef\x06") and self.knows_chosen_files:
            self._chosen = wanted[1]
            return DONE
        return NOT_FOUND

    def _record(self, command: bytes) -> bytes:
        _, _, number, where, length = command
        file = where >> 3 or self._chosen
        records = {0x05: {0x03: self.version.encode(), **self.issuer}, 0x06: self.holder}.get(file, {})
        if number not in records:
            return NO_RECORD if file else NOT_ALLOWED
        if not records[number]:
            return NOT_ALLOWED
        record = bytes([number, len(records[number])]) + records[number]
        if length != len(record) and self.wants_exact_lengths:
            return bytes([0x6C, len(record)])
        return record[:length] + DONE


@dataclass(slots=True)
class Readers:
    """The readers of a PC and the chips in them."""

    cards: Mapping[str, Slot | None]

    def names(self) -> Sequence[str]:
        """List them."""
        return list(self.cards)

    def card_in(self, name: str) -> Slot | None:
        """Give the chip in one."""
        return self.cards[name]
