"""A user's place in the vault: a password opens the user's own key, and that opens the database key.

The step between lets a new database key be sealed to every user without anybody's password. Since a public
key lies in clear, the database key's holder endorses it: one that was slipped into the file is not carried
along.
"""

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import constant_time
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from core.ids import UserId
from storage.clinic.key_slot import Cost, Slot, wrap
from storage.clinic.subkey import subkey
from storage.secret import Secret, wiped

_KEY_BYTES = 32
_SEALED_BYTES = 2 * _KEY_BYTES + 16
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_LABEL = b"cunzhen/1/user\0"
_PARTS = {"public": _KEY_BYTES, "sealed": _SEALED_BYTES, "endorsed": _KEY_BYTES}


@dataclass(frozen=True, slots=True)
class UserSlot:
    """What the vault keeps for a user.

    `slot` holds the private key under the password, `sealed` the database key under `public`, and
    `endorsed` shows that whoever put `public` there held the database key.
    """

    slot: Slot
    public: bytes
    sealed: bytes
    endorsed: bytes

    def open(self, user: UserId, password: str) -> bytearray | None:
        """Give the database key, or None for a wrong password or a slot that was tampered with."""
        private = self.slot.open(user, password)
        if private is None:
            return None
        with wiped(private):
            try:
                own = X25519PrivateKey.from_private_bytes(private)
                return bytearray(_SUITE.decrypt(self.sealed, own, _LABEL + user.encode()))
            except (InvalidTag, ValueError):
                return None

    def carried(self, user: UserId, old: Secret, new: Secret) -> "UserSlot | None":
        """Give the slot for a new database key; None where the holder of the old one never made it."""
        if not constant_time.bytes_eq(self.endorsed, _endorsement(old, user, self.public)):
            return None
        return _sealed(self.slot, self.public, new, user)

    def to_plain(self) -> dict[str, Any]:
        """Give the slot as JSON holds it."""
        parts = {name: base64.b64encode(getattr(self, name)).decode() for name in _PARTS}
        return {"slot": self.slot.to_plain()} | parts

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "UserSlot":
        """Read what `to_plain` wrote.

        Raises:
            KeyError, ValueError, TypeError: not of that form.
        """
        parts = {name: base64.b64decode(plain[name]) for name in _PARTS}
        if any(len(parts[name]) != size for name, size in _PARTS.items()):
            raise ValueError("not a user's slot")
        return cls(Slot.from_plain(plain["slot"]), **parts)


def make_user_slot(key: Secret, user: UserId, password: str, cost: Cost) -> UserSlot:
    """Draw a user's own key, put it under the password, and seal the database key to it."""
    with wiped(bytearray(secrets.token_bytes(_KEY_BYTES))) as private:
        public = X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
        return _sealed(wrap(private, user, password, cost), public, key, user)


def _sealed(slot: Slot, public: bytes, key: Secret, user: UserId) -> UserSlot:
    sealed = _SUITE.encrypt(key, X25519PublicKey.from_public_bytes(public), _LABEL + user.encode())
    return UserSlot(slot, public, sealed, _endorsement(key, user, public))


def _endorsement(key: Secret, user: UserId, public: bytes) -> bytes:
    with wiped(subkey(key, "vault-user")) as own:
        seal = HMAC(own, SHA256())
        seal.update(public + user.encode())
        return seal.finalize()
