"""Keys of one purpose each, derived from the database key; nothing is sealed with the database key itself."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.secret import Secret

KEY_BYTES = 32


def subkey(key: Secret, purpose: str) -> bytearray:
    """Derive the key of one purpose from the database key; who is done with it wipes it."""
    derived = bytearray(KEY_BYTES)
    HKDF(SHA256(), KEY_BYTES, salt=None, info=f"cunzhen/1/{purpose}".encode()).derive_into(key, derived)
    return derived


def key_check(key: Secret) -> bytes:
    """Give what tells the right database key from another without revealing it."""
    return bytes(subkey(key, "vault-check"))
