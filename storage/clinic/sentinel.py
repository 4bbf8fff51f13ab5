"""The sentinel: a small sealed file beside, never inside, the data folder, that knows how far the ledger and
the audit trail in it were.

It is bound to the PC and to the device's keys. An old copy of the folder, or one on another PC, is found out
by it before the next save. Why it is written after the save, and flushed before anything leaves the PC:
docs/decisions.
"""

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from core.events import LedgerHead
from core.ids import Incarnation
from storage.clinic.held_files import content_of

_LABEL, _TRAIL_LABEL = b"cunzhen/1/sentinel\0", b"cunzhen/1/sentinel-audit\0"
_NONCE_BYTES = 12
_INCARNATION_BYTES = 16
_NUMBER_BYTES = 8
_HASH_BYTES = 32
_PLAIN_BYTES = _NUMBER_BYTES + _INCARNATION_BYTES + _NUMBER_BYTES + _HASH_BYTES
_TRAIL_BYTES = _NUMBER_BYTES + _NUMBER_BYTES + _HASH_BYTES
_SEAL_BYTES = _NONCE_BYTES + 16
_SLOTS = (0, 4096)
"""Where the two slots begin: a write torn by a power cut spoils one, the other tells the save before."""
_TRAIL_SLOTS = (8192, 12288)
"""The same for the audit trail; a program that does not know them leaves them alone."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a slot says; `turn` counts the writings, so that the newer slot is known."""

    turn: int
    head: LedgerHead


@dataclass(frozen=True, slots=True)
class TrailEnd:
    """The last line of the audit trail: its position and its hash."""

    position: int
    hash: bytes


@dataclass(slots=True)
class Sentinel:
    """The file at `path`; `key` comes from the device's keys, `machine` from `storage.clinic.machine`."""

    path: Path
    key: bytes = field(repr=False)
    machine: bytes = field(repr=False)
    broken: bool = False
    """Whether the last writing failed: an older copy could then go unnoticed here, not at the township."""
    _file: IO[bytes] | None = None
    _turn: int = 0
    _trail_turn: int = 0
    _unflushed: bool = False

    @property
    def exists(self) -> bool:
        """Tell whether there is a file, readable or not."""
        return self.path.exists()

    def read(self) -> LedgerHead | None:
        """Give what it remembers; None when it is missing, of another PC or device, or damaged."""
        try:
            content = content_of(self.path)
        except OSError:
            return None
        marks = [mark for mark in (self._mark(content, place) for place in _SLOTS) if mark]
        if not marks:
            return None
        newest = max(marks, key=lambda mark: mark.turn)
        self._turn = newest.turn
        return newest.head

    def trail(self) -> TrailEnd | None:
        """Give where the audit trail ended; None as `read`, and of before it was remembered."""
        try:
            content = content_of(self.path)
        except OSError:
            return None
        found = [self._opened(content, place, _TRAIL_LABEL, _TRAIL_BYTES) for place in _TRAIL_SLOTS]
        if not (newest := max((plain for plain in found if plain), default=b"")):
            return None
        self._trail_turn = int.from_bytes(newest[:_NUMBER_BYTES], "big")
        position, last = newest[_NUMBER_BYTES : 2 * _NUMBER_BYTES], newest[2 * _NUMBER_BYTES :]
        return TrailEnd(int.from_bytes(position, "big"), last)

    def note(self, head: LedgerHead) -> None:
        """Remember where the ledger stands now; not flushed, and no failure here may undo a save."""
        self._turn += 1
        self._write(_SLOTS[self._turn % 2], self._sealed(_plain(Mark(self._turn, head)), _LABEL))

    def note_trail(self, end: TrailEnd) -> None:
        """Remember where the audit trail ends now, in the same way."""
        self._trail_turn += 1
        numbers = b"".join(one.to_bytes(_NUMBER_BYTES, "big") for one in (self._trail_turn, end.position))
        self._write(_TRAIL_SLOTS[self._trail_turn % 2], self._sealed(numbers + end.hash, _TRAIL_LABEL))

    def _write(self, place: int, sealed: bytes) -> None:
        try:
            if self._file is None:
                self._file = self._opened_file()
            self._file.seek(place)
            self._file.write(sealed)
            self._unflushed, self.broken = True, False
        except OSError:
            self._let_go()
            self.broken = True

    def flush(self) -> None:
        """Press what was noted onto the disk: called before events leave the PC, and at the end."""
        if self._file is None or not self._unflushed:
            return
        try:
            os.fsync(self._file.fileno())
            self._unflushed = False
        except OSError:
            self.broken = True

    def close(self) -> None:
        """Flush and close."""
        self.flush()
        self._let_go()

    def _opened_file(self) -> IO[bytes]:
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        return os.fdopen(handle, "r+b", buffering=0)

    def _let_go(self) -> None:
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
            self._file = None

    def _sealed(self, plain: bytes, label: bytes) -> bytes:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + ChaCha20Poly1305(self.key).encrypt(nonce, plain, label + self.machine)

    def _opened(self, content: bytes, place: int, label: bytes, size: int) -> bytes | None:
        sealed = content[place : place + size + _SEAL_BYTES]
        nonce = sealed[:_NONCE_BYTES]
        try:
            return ChaCha20Poly1305(self.key).decrypt(nonce, sealed[_NONCE_BYTES:], label + self.machine)
        except (InvalidTag, ValueError):
            return None

    def _mark(self, content: bytes, place: int) -> Mark | None:
        plain = self._opened(content, place, _LABEL, _PLAIN_BYTES)
        if plain is None:
            return None
        incarnation_end = _NUMBER_BYTES + _INCARNATION_BYTES
        sequence_end = incarnation_end + _NUMBER_BYTES
        head = LedgerHead(
            Incarnation(plain[_NUMBER_BYTES:incarnation_end].hex()),
            int.from_bytes(plain[incarnation_end:sequence_end], "big"),
            plain[sequence_end:],
        )
        return Mark(int.from_bytes(plain[:_NUMBER_BYTES], "big"), head)


def _plain(mark: Mark) -> bytes:
    return (
        mark.turn.to_bytes(_NUMBER_BYTES, "big")
        + bytes.fromhex(mark.head.incarnation)
        + mark.head.sequence.to_bytes(_NUMBER_BYTES, "big")
        + mark.head.hash
    )
