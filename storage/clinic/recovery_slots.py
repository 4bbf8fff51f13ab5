"""The vault's recovery slots: the database key once more, eight times, each for one answer of the county."""

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from core.ids import DeviceId
from core.recovery import SLOTS, RecoveryPair, Response, SlotPlace
from storage.recovery import response_of, slot_key
from storage.secret import Secret, wiped

_KEY_BYTES = 32
_NONCE_BYTES = 12
_SEALED_BYTES = _KEY_BYTES + 16
_LABEL = b"cunzhen/1/recovery\0"


@dataclass(frozen=True, slots=True)
class RecoverySlots:
    """A pair's slots that were not used yet, by number.

    `announced`: the public half stands in the ledger and travels. `held`: the county signed that it has it.
    """

    pair: RecoveryPair
    slots: Mapping[int, bytes]
    announced: bool = False
    held: bool = False

    @property
    def next_slot(self) -> SlotPlace | None:
        """Give the slot the next challenge is about."""
        return self.place(min(self.slots)) if self.slots else None

    def place(self, slot: int) -> SlotPlace:
        """Name one of the slots."""
        return SlotPlace(self.pair.device, self.pair.number, slot)

    def open(self, slot: int, response: Response) -> bytearray | None:
        """Give the database key, or None for a wrong answer."""
        sealed, key = self.slots[slot], bytearray(_KEY_BYTES)
        with wiped(slot_key(response, self.place(slot))) as opening:
            try:
                ChaCha20Poly1305(opening).decrypt_into(
                    sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _label(self.pair), key
                )
            except InvalidTag:
                return None
        return key

    def without(self, slot: int) -> "RecoverySlots":
        """Give the slots that are left once one was used."""
        return replace(self, slots={number: one for number, one in self.slots.items() if number != slot})

    def to_plain(self) -> dict[str, Any]:
        """Give the slots as JSON holds them."""
        return {
            "device": self.pair.device,
            "number": self.pair.number,
            "public": self.pair.public.hex(),
            "slots": {str(number): base64.b64encode(one).decode() for number, one in self.slots.items()},
            "announced": self.announced,
            "held": self.held,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "RecoverySlots":
        """Read what `to_plain` wrote.

        Raises:
            KeyError, ValueError, TypeError: not of that form.
        """
        device, number, public = DeviceId(plain["device"]), plain["number"], bytes.fromhex(plain["public"])
        slots = {int(one): base64.b64decode(sealed) for one, sealed in dict(plain["slots"]).items()}
        if (
            not isinstance(device, str)
            or not isinstance(number, int)
            or number < 1
            or len(public) != _KEY_BYTES
        ):
            raise ValueError("not a pair")
        if any(
            one not in range(SLOTS) or len(sealed) != _NONCE_BYTES + _SEALED_BYTES
            for one, sealed in slots.items()
        ):
            raise ValueError("not recovery slots")
        pair = RecoveryPair(device, number, public)
        return cls(pair, slots, plain["announced"] is True, plain["held"] is True)


def make_slots(key: Secret, county: bytes, device: DeviceId, number: int) -> RecoverySlots:
    """Draw a pair, seal the database key for eight answers of the county, and forget the private half.

    Args:
        county: the county's public recovery key.
    """
    with wiped(bytearray(secrets.token_bytes(_KEY_BYTES))) as private:
        public = X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
        pair = RecoveryPair(device, number, public)
        slots = {slot: _sealed(key, private, county, pair, slot) for slot in range(SLOTS)}
    return RecoverySlots(pair, slots)


def _sealed(key: Secret, private: Secret, county: bytes, pair: RecoveryPair, slot: int) -> bytes:
    place = SlotPlace(pair.device, pair.number, slot)
    nonce = secrets.token_bytes(_NONCE_BYTES)
    with wiped(slot_key(response_of(private, county, place), place)) as opening:
        return nonce + ChaCha20Poly1305(opening).encrypt(nonce, key, _label(pair))


def _label(pair: RecoveryPair) -> bytes:
    return _LABEL + pair.public
