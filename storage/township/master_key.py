"""The master key of a township service: 32 bytes in a file outside the data folder, and what it seals."""

import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.errors import Hindrance, Refusal

KEY_BYTES = 32
_NONCE_BYTES = 12


def default_key_file(data: Path) -> Path:
    """Name the key file beside a data folder."""
    return data.with_name(f"{data.name}.key")


def read_master_key(key_file: Path, data: Path, create: bool) -> bytes:
    """Read the master key, or make it for a new store.

    Raises:
        Refusal: `master_key_inside_data`, `master_key_missing`, `master_key_not_readable`.
        Hindrance: `store_not_writable`.
    """
    if key_file.resolve().is_relative_to(data.resolve()):
        raise Refusal("master_key_inside_data")
    try:
        key = key_file.read_bytes()
    except FileNotFoundError:
        if not create:
            raise Refusal("master_key_missing", file=str(key_file)) from None
        return _make(key_file)
    except OSError as error:
        raise Refusal("master_key_not_readable", file=str(key_file)) from error
    if len(key) != KEY_BYTES:
        raise Refusal("master_key_not_readable", file=str(key_file))
    return key


def _make(key_file: Path) -> bytes:
    key = secrets.token_bytes(KEY_BYTES)
    try:
        key_file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        return key_file.read_bytes()  # another process of this service made it first
    except OSError as error:
        raise Hindrance("store_not_writable") from error
    return key


def derive(master_key: bytes, purpose: str, size: int = KEY_BYTES) -> bytes:
    """Derive a key for one purpose."""
    return HKDF(SHA256(), size, salt=None, info=f"cunzhen/1/{purpose}".encode()).derive(master_key)


class Sealer:
    """Seals small secrets so that a copy of the tables alone gives nothing away."""

    def __init__(self, master_key: bytes) -> None:
        self._cipher = AESGCM(derive(master_key, "township-keys"))
        self._seed = derive(master_key, "township-seeds")

    def seed(self, purpose: str, size: int) -> bytes:
        """Give secret bytes for one purpose: the same on every process that holds the master key."""
        return derive(self._seed, purpose, size)

    def seal(self, secret: bytes, place: str) -> bytes:
        """Seal a secret for one place; it opens nowhere else."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, secret, place.encode())

    def unseal(self, sealed: bytes, place: str) -> bytes:
        """Open what `seal` made.

        Raises:
            Refusal: `master_key_wrong`.
        """
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place.encode())
        except InvalidTag:
            raise Refusal("master_key_wrong") from None
