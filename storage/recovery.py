"""What opens a recovery slot: one hundred bits that device and county derive alike and never send each other.

The device has the private half of its pair only while it makes the slots; the county has the private half
of its recovery key. X25519 gives both the same secret, from which every slot gets its own bits.
"""

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.errors import Refusal
from core.recovery import RESPONSE_BITS, Response, SlotPlace
from storage.secret import Secret, wiped

_BYTES = -(-RESPONSE_BITS // 8)


def response_of(private: Secret, public: bytes, place: SlotPlace) -> Response:
    """Derive what opens a slot from one's own private half and the other's public half.

    Raises:
        Refusal: `recovery_key_not_usable`: a public half nobody drew.
    """
    try:
        shared = X25519PrivateKey.from_private_bytes(private).exchange(
            X25519PublicKey.from_public_bytes(public)
        )
    except ValueError as error:
        raise Refusal("recovery_key_not_usable") from error
    with wiped(bytearray(_BYTES)) as bits:
        _derivation("recovery-response", place, _BYTES).derive_into(shared, bits)
        return Response(int.from_bytes(bits, "big") >> 8 * _BYTES - RESPONSE_BITS)


def slot_key(response: Response, place: SlotPlace) -> bytearray:
    """Give the key a slot is sealed with; one hundred random bits need no expensive derivation."""
    key = bytearray(32)
    with wiped(bytearray(response.code.to_bytes(_BYTES, "big"))) as bits:
        _derivation("recovery-slot", place, len(key)).derive_into(bits, key)
    return key


def _derivation(purpose: str, place: SlotPlace, length: int) -> HKDF:
    info = f"cunzhen/1/{purpose}/{place.device}/{place.number}/{place.slot}"
    return HKDF(SHA256(), length, salt=None, info=info.encode())
