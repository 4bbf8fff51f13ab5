"""The one-time code a clinic is enrolled with: whom to trust, a secret, and a check against slips of the pen.

150 bits as 30 signs in six groups: 80 of the township key's fingerprint, 64 of secret, 6 of check.
"""

import hashlib

from core.errors import Refusal
from core.letters import ALPHABET, BITS, in_groups, letters_of

FINGERPRINT_BYTES = 10
SECRET_BYTES = 8

_SIGNS = 30
_CHECK_BITS = 6
_SECRET_LABEL = b"cunzhen/1/one-time-code"


def make(township_key: bytes, random: bytes) -> str:
    """Write a code for a raw Ed25519 public key and eight random bytes."""
    if len(random) != SECRET_BYTES:
        raise ValueError("a one-time code takes eight random bytes")
    content = fingerprint(township_key) + random
    number = int.from_bytes(content, "big") << _CHECK_BITS | _check(content)
    return in_groups("".join(ALPHABET[number >> BITS * place & 31] for place in reversed(range(_SIGNS))))


def parse(text: str) -> tuple[bytes, bytes]:
    """Give fingerprint and secret of a code as typed: case, width, spaces, dashes and O, I, L do not matter.

    Raises:
        Refusal: `code_not_readable`.
    """
    letters = letters_of(text)
    if len(letters) != _SIGNS or any(one < 0 for one in letters):
        raise Refusal("code_not_readable")
    number = 0
    for letter in letters:
        number = number << BITS | letter
    content = (number >> _CHECK_BITS).to_bytes(FINGERPRINT_BYTES + SECRET_BYTES, "big")
    if number & (1 << _CHECK_BITS) - 1 != _check(content):
        raise Refusal("code_not_readable")
    return content[:FINGERPRINT_BYTES], content[FINGERPRINT_BYTES:]


def fingerprint(township_key: bytes) -> bytes:
    """Give the part of a township key's hash that a code carries."""
    return hashlib.sha256(township_key).digest()[:FINGERPRINT_BYTES]


def secret_hash(secret: bytes) -> bytes:
    """Give what a township keeps of a code's secret."""
    return hashlib.sha256(_SECRET_LABEL + secret).digest()


def _check(content: bytes) -> int:
    return hashlib.sha256(content).digest()[0] >> 8 - _CHECK_BITS
