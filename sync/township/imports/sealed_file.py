"""A file that lies on disk sealed, piece by piece: written once from front to back, read from anywhere."""

import io
import os
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from core.errors import Hindrance, Refusal

KEY_BYTES = 32
_PIECE = 2**16
_TAG = 16
_ON_DISK = _PIECE + _TAG
_PLACE_BYTES = 12


class SealedWriter:
    """Writes a file that is not there yet; the key is for this file alone."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._cipher = ChaCha20Poly1305(key)
        self._waiting = bytearray()
        self._pieces = 0
        self.size = 0
        try:
            descriptor = os.open(
                path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600
            )
            self._file = os.fdopen(descriptor, "wb")
        except OSError as error:
            raise Hindrance("store_not_writable") from error

    def write(self, data: bytes | bytearray | memoryview, /) -> int:
        """Take bytes.

        Raises:
            Hindrance: `disk_full`.
        """
        part = memoryview(data).cast("B")
        self._waiting += part
        self.size += len(part)
        while len(self._waiting) > _PIECE:  # the last piece is known by being the last
            self._seal(bytes(self._waiting[:_PIECE]), last=False)
            del self._waiting[:_PIECE]
        return len(part)

    def flush(self) -> None:
        """Do nothing: pieces are sealed whole."""

    def close(self) -> None:
        """Seal what waits as the last piece.

        Raises:
            Hindrance: `disk_full`.
        """
        if not self._file.closed:
            try:
                self._seal(bytes(self._waiting), last=True)
            finally:
                self._file.close()

    def abandon(self) -> None:
        """Leave the file as it is: somebody is about to remove it."""
        self._file.close()

    def _seal(self, piece: bytes, last: bool) -> None:
        try:
            self._file.write(self._cipher.encrypt(_place(self._pieces), piece, _ending(last)))
        except OSError as error:
            raise Hindrance("disk_full") from error
        self._pieces += 1


class SealedReader(io.RawIOBase):
    """Reads such a file; a changed, shortened or foreign one is refused."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._cipher = ChaCha20Poly1305(key)
        self._file: IO[bytes] = path.open("rb")
        on_disk = os.fstat(self._file.fileno()).st_size
        self._count = max(1, -(-on_disk // _ON_DISK))
        self.size = on_disk - self._count * _TAG
        self._at = 0
        self._held: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Say that it can be read from anywhere."""
        return True

    def tell(self) -> int:
        """Give the place."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: Any, /) -> int:
        """Read into a buffer.

        Raises:
            Refusal: `upload_damaged`.
        """
        view = memoryview(buffer).cast("B")
        number, start = divmod(self._at, _PIECE)
        if self._at >= self.size:
            return 0
        found = self._piece(number)[start : start + len(view)]
        view[: len(found)] = found
        self._at += len(found)
        return len(found)

    def close(self) -> None:
        """Close the file on disk."""
        self._file.close()
        super().close()

    def _piece(self, number: int) -> bytes:
        if self._held[0] != number:
            self._file.seek(number * _ON_DISK)
            try:
                ending = _ending(number == self._count - 1)
                opened = self._cipher.decrypt(_place(number), self._file.read(_ON_DISK), ending)
            except InvalidTag:
                raise Refusal("upload_damaged") from None
            self._held = (number, opened)
        return self._held[1]


def _place(number: int) -> bytes:
    return number.to_bytes(_PLACE_BYTES)


def _ending(last: bool) -> bytes:
    return b"last" if last else b"more"
