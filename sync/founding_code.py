"""建站码: the code on paper that opens a founding bundle and has its PC admitted once.

180 bits as 40 letters in two lines of four groups, each line with its own check: 80 of the township key's
fingerprint, 100 of secret. Whoever has the bundle without the paper has nothing; whoever has the paper cannot
make a bundle of another township pass.
"""

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.errors import Refusal
from core.letters import CHECKS, GROUP, checked, letters_of, written, wrong_group
from sync.one_time_code import FINGERPRINT_BYTES, fingerprint

SECRET_BYTES = 13
"""A hundred bits; the four highest of the first byte are zero."""

_SECRET_BITS = 100
_LINES = 2
_LETTERS = 18
"""Letters of a line without its check."""
_LINE = _LETTERS + CHECKS
_LINE_BITS = 5 * _LETTERS
_SEALING = b"cunzhen/1/founding-seal"
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class FoundingCode:
    """What the paper says: which township, and the secret."""

    fingerprint: bytes
    secret: bytes = field(repr=False)

    @classmethod
    def draw(cls, township_key: bytes, random: bytes) -> "FoundingCode":
        """Make a code for a raw Ed25519 public key and thirteen random bytes."""
        if len(random) != SECRET_BYTES:
            raise ValueError("a founding code takes thirteen random bytes")
        return cls(fingerprint(township_key), bytes([random[0] & 15]) + random[1:])

    def is_of(self, township_key: bytes) -> bool:
        """Tell whether a raw Ed25519 public key is the township's the code names."""
        return fingerprint(township_key) == self.fingerprint


def write(code: FoundingCode) -> str:
    """Write a code: two lines of four groups, parted by a space."""
    number = int.from_bytes(code.fingerprint) << _SECRET_BITS | int.from_bytes(code.secret)
    lines = (number >> _LINE_BITS, number & (1 << _LINE_BITS) - 1)
    return " ".join(written(line, _LETTERS) for line in lines)


def read(text: str) -> FoundingCode:
    """Read a code as it was typed.

    Raises:
        Refusal: `founding_code_length_wrong`, `founding_code_group_wrong`, `founding_code_line_wrong`.
    """
    letters = letters_of(text)
    if len(letters) != _LINES * _LINE:
        raise Refusal("founding_code_length_wrong", letters=len(letters))
    number = 0
    for line in range(_LINES):
        part = letters[line * _LINE : (line + 1) * _LINE]
        read_line = checked(part)
        if read_line is None:
            if group := wrong_group(part):
                raise Refusal("founding_code_group_wrong", group=line * _LINE // GROUP + group)
            raise Refusal("founding_code_line_wrong", line=line + 1)
        number = number << _LINE_BITS | read_line
    secret = number & (1 << _SECRET_BITS) - 1
    return FoundingCode((number >> _SECRET_BITS).to_bytes(FINGERPRINT_BYTES), secret.to_bytes(SECRET_BYTES))


def sealing_key(secret: bytes) -> bytes:
    """Give the raw X25519 private key a founding bundle is sealed to."""
    return HKDF(SHA256(), _KEY_BYTES, salt=None, info=_SEALING).derive(secret)
