"""A key slot: 32 secret bytes wrapped under a password that is made expensive to guess."""

import base64
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from storage.clinic.password_rule import normalised_password
from storage.secret import Secret, wipe, wiped

_LABEL = b"cunzhen/1/slot\0"
_SALT_BYTES = 16
_NONCE_BYTES = 12
_KEY_BYTES = 32
_SEAL_BYTES = 16
_MEMORY_KIB, _PASSES, _LANES = range(8, 2**20 + 1), range(1, 65), range(1, 2)
"""What a guess may cost: a damaged file must not ask for more than the PC has."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess costs: Argon2id memory in KiB, passes and lanes."""

    memory_kib: int
    passes: int
    lanes: int = 1


DESK = Cost(memory_kib=64 * 1024, passes=3)
"""Measured in docs/decisions/0006: a 2 GB PC bears the memory, and its user the second."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A wrapped secret with everything needed to try a password on it."""

    cost: Cost
    salt: bytes
    nonce: bytes
    wrapped: bytes

    def open(self, user: str, password: str) -> bytearray | None:
        """Give the secret, or None for a wrong password."""
        secret = bytearray(_KEY_BYTES)
        with wiped(_wrapping_key(self.cost, self.salt, password)) as wrapping:
            try:
                ChaCha20Poly1305(wrapping).decrypt_into(
                    self.nonce, self.wrapped, _LABEL + user.encode(), secret
                )
            except InvalidTag:
                wipe(secret)
                return None
        return secret

    def to_plain(self) -> dict[str, Any]:
        """Give the slot as JSON holds it."""
        return {"cost": asdict(self.cost)} | {
            name: base64.b64encode(getattr(self, name)).decode() for name in ("salt", "nonce", "wrapped")
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Slot":
        """Read what `to_plain` wrote.

        Raises:
            KeyError, ValueError, TypeError: not of that form.
        """
        salt, nonce, wrapped = (base64.b64decode(plain[name]) for name in ("salt", "nonce", "wrapped"))
        if (len(salt), len(nonce), len(wrapped)) != (_SALT_BYTES, _NONCE_BYTES, _KEY_BYTES + _SEAL_BYTES):
            raise ValueError("not a slot")
        cost = Cost(**plain["cost"])
        if any(type(part) is not int for part in asdict(cost).values()):
            raise TypeError("not a cost")
        if cost.passes not in _PASSES or cost.lanes not in _LANES or cost.memory_kib not in _MEMORY_KIB:
            raise ValueError("not a cost")
        return cls(cost, salt, nonce, wrapped)


def wrap(secret: Secret, user: str, password: str, cost: Cost) -> Slot:
    """Make a user's slot with fresh salt and nonce."""
    salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    with wiped(_wrapping_key(cost, salt, password)) as wrapping:
        sealed = ChaCha20Poly1305(wrapping).encrypt(nonce, secret, _LABEL + user.encode())
    return Slot(cost, salt, nonce, sealed)


def decoy(cost: Cost) -> Slot:
    """Make a slot nobody can open: a name that is not there costs as much as a wrong password."""
    return wrap(secrets.token_bytes(_KEY_BYTES), "", secrets.token_hex(), cost)


def _wrapping_key(cost: Cost, salt: bytes, password: str) -> bytearray:
    derivation = Argon2id(
        salt=salt, length=_KEY_BYTES, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib
    )
    key = bytearray(_KEY_BYTES)
    derivation.derive_into(normalised_password(password).encode(), key)
    return key
