"""The county's signatures: each covers a label and the county's own key, but no township and no epoch."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from core.county import CountyLabel
from core.county_pack import CountyCheck
from core.errors import Refusal
from sync.codec import CborCodec, encode
from sync.envelope import public_half


def sign_for_county(private: bytes, label: CountyLabel, payload: bytes) -> bytes:
    """Sign with the county's raw Ed25519 private key."""
    signed = _signed(public_half(private), label, payload)
    return Ed25519PrivateKey.from_private_bytes(private).sign(signed)


def require_county(public: bytes, label: CountyLabel, payload: bytes, signature: bytes) -> None:
    """Verify with the county's raw Ed25519 public key.

    Raises:
        Refusal: `county_signature_wrong`.
    """
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _signed(public, label, payload))
    except (InvalidSignature, ValueError) as error:
        raise Refusal("county_signature_wrong") from error


def pack_check() -> CountyCheck:
    """Give what a signed pack is read with."""
    return CountyCheck(
        CborCodec(),
        lambda public, payload, signature: require_county(public, CountyLabel.PACK, payload, signature),
    )


def _signed(public: bytes, label: CountyLabel, payload: bytes) -> bytes:
    return encode([label.value, public, payload])
