"""忘记密码: what is read out on the telephone when a password is forgotten, both ways, and its check.

The clinic reads a challenge, the county answers with a response that opens one recovery slot once. Both are
letters that cannot be taken for one another, in groups of five, with two check letters: one wrong letter,
two wrong letters or two letters swapped never pass, and one wrong letter is located. What opens a slot is
made in `storage/recovery.py`.
"""

import hashlib
import unicodedata
from dataclasses import dataclass, field

from core.errors import Refusal
from core.ids import DeviceId, UserId

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SLOTS = 8
"""Recovery slots of a pair."""
RESPONSE_BITS = 100
GROUP = 5

_BITS = 5
_CHECKS = 2
_MISREAD = str.maketrans("OIL", "011")
_DEVICE_BITS, _NUMBER_BITS, _SLOT_BITS, _USER_BITS = 30, 12, 3, 20
_CHALLENGE_LETTERS = (_DEVICE_BITS + _NUMBER_BITS + _SLOT_BITS + _USER_BITS) // _BITS
_RESPONSE_LETTERS = RESPONSE_BITS // _BITS
RESPONSE_SIGNS = _RESPONSE_LETTERS + _CHECKS
"""Letters of a response with its check."""
_DEVICE_LABEL, _USER_LABEL = b"cunzhen/1/recovery-device\0", b"cunzhen/1/recovery-user\0"
_FIELD = 0b100101
"""x^5 + x^2 + 1: the letters are the elements of the field with 32 elements."""


@dataclass(frozen=True, slots=True)
class RecoveryPair:
    """The public half of the pair a device made its recovery slots with; numbers rise by one from 1."""

    device: DeviceId
    number: int
    public: bytes


def held_setting(device: DeviceId) -> str:
    """Name the township's setting that carries the county's word about a device's pair."""
    return f"recovery_held:{device}"


@dataclass(frozen=True, slots=True)
class SlotPlace:
    """Which slot of which pair of which device."""

    device: DeviceId
    number: int
    slot: int


@dataclass(frozen=True, slots=True)
class Challenge:
    """What the county needs to know, short enough to be read out: tags stand for device and user."""

    device_tag: int
    number: int
    slot: int
    user_tag: int

    def is_of(self, pair: RecoveryPair) -> bool:
        """Tell whether a pair is the one meant."""
        return (self.device_tag, self.number) == (device_tag(pair.device), pair.number % 2**_NUMBER_BITS)


@dataclass(frozen=True, slots=True)
class Response:
    """The hundred bits that open a slot."""

    code: int = field(repr=False)


def challenge_for(place: SlotPlace, user: UserId) -> Challenge:
    """Make the challenge of a slot and the user who forgot the password."""
    number = place.number % 2**_NUMBER_BITS
    return Challenge(device_tag(place.device), number, place.slot, user_tag(place.device, user))


def device_tag(device: DeviceId) -> int:
    """Give the short name of a device: 30 bits of a hash of its id."""
    return _tag(_DEVICE_LABEL, device, _DEVICE_BITS)


def user_tag(device: DeviceId, user: UserId) -> int:
    """Give the short name of a user of a device: 20 bits of a hash."""
    return _tag(_USER_LABEL, f"{device}\0{unicodedata.normalize('NFC', user)}", _USER_BITS)


def write_challenge(challenge: Challenge) -> str:
    """Write a challenge as it is read out: three groups of five."""
    number = challenge.device_tag
    for part, bits in (
        (challenge.number, _NUMBER_BITS),
        (challenge.slot, _SLOT_BITS),
        (challenge.user_tag, _USER_BITS),
    ):
        number = number << bits | part
    return _written(number, _CHALLENGE_LETTERS)


def read_challenge(text: str) -> Challenge:
    """Read a challenge as it was typed.

    Raises:
        Refusal: `challenge_length_wrong`, `challenge_group_wrong`, `challenge_check_wrong`.
    """
    signs = _signs(text)
    if len(signs) != _CHALLENGE_LETTERS + _CHECKS:
        raise Refusal("challenge_length_wrong", letters=len(signs))
    number = _checked(signs)
    if number is None:
        if group := _wrong_group(signs):
            raise Refusal("challenge_group_wrong", group=group)
        raise Refusal("challenge_check_wrong")
    rest, user = number >> _USER_BITS, number & 2**_USER_BITS - 1
    rest, slot = rest >> _SLOT_BITS, rest & 2**_SLOT_BITS - 1
    return Challenge(rest >> _NUMBER_BITS, rest & 2**_NUMBER_BITS - 1, slot, user)


def write_response(response: Response) -> str:
    """Write a response as it is read out: four groups of five, and the check."""
    return _written(response.code, _RESPONSE_LETTERS)


def read_response(text: str) -> Response:
    """Read a response as it was typed.

    Raises:
        Refusal: `response_length_wrong`, `response_group_wrong`, `response_check_wrong`.
    """
    signs = _signs(text)
    if len(signs) != RESPONSE_SIGNS:
        raise Refusal("response_length_wrong", letters=len(signs))
    number = _checked(signs)
    if number is None:
        if group := _wrong_group(signs):
            raise Refusal("response_group_wrong", group=group)
        raise Refusal("response_check_wrong")
    return Response(number)


def response_signs(text: str) -> int:
    """Count the letters of a response that is being typed."""
    return len(_signs(text))


def _tag(label: bytes, name: str, bits: int) -> int:
    return int.from_bytes(hashlib.sha256(label + name.encode()).digest()[:8], "big") >> 64 - bits


def _written(number: int, letters: int) -> str:
    values = [number >> _BITS * place & 31 for place in reversed(range(letters))]
    signs = "".join(ALPHABET[one] for one in (*values, *_checks(values)))
    return "-".join(signs[start : start + GROUP] for start in range(0, len(signs), GROUP))


def _signs(text: str) -> list[int]:
    """Read letters as they were heard or typed: case, width, spaces, dashes and O, I, L do not matter.

    A sign that is no letter of the alphabet (U) stays in its place as a wrong one.
    """
    plain = unicodedata.normalize("NFKC", text).upper()
    return [ALPHABET.find(one) for one in "".join(filter(str.isalnum, plain)).translate(_MISREAD)]


def _checked(signs: list[int]) -> int | None:
    if any(one < 0 for one in signs) or any(_syndromes(signs)):
        return None
    number = 0
    for sign in signs[:-_CHECKS]:
        number = number << _BITS | sign
    return number


def _wrong_group(signs: list[int]) -> int:
    """Give the group of the wrong letter, from 1, if one letter is wrong; 0 when more must be."""
    foreign = [place for place, sign in enumerate(signs) if sign < 0]
    if foreign:
        return foreign[0] // GROUP + 1
    plain, weighted = _syndromes(signs)
    if not plain or not weighted:
        return 0
    from_end = (_LOG[weighted] - _LOG[plain]) % 31
    return (len(signs) - 1 - from_end) // GROUP + 1 if from_end < len(signs) else 0


# A Reed-Solomon code: the letters are coefficients of a polynomial that is zero at 1 and at x, so that any
# two wrong letters show. A letter's place from the end is its power.


def _powers() -> list[int]:
    powers = [1]
    for _ in range(30):
        doubled = powers[-1] << 1
        powers.append(doubled ^ _FIELD if doubled & 32 else doubled)
    return powers


_EXP = _powers()
_LOG = {value: power for power, value in enumerate(_EXP)}


def _times(one: int, power: int) -> int:
    return _EXP[(_LOG[one] + power) % 31] if one else 0


def _syndromes(signs: list[int]) -> tuple[int, int]:
    plain = weighted = 0
    for from_end, sign in enumerate(reversed(signs)):
        plain ^= sign
        weighted ^= _times(sign, from_end)
    return plain, weighted


def _checks(values: list[int]) -> tuple[int, int]:
    """Find the last two letters: last + before = plain, last + x * before = weighted."""
    plain, weighted = _syndromes([*values, 0, 0])
    before = _divided(plain ^ weighted, _LOG[_EXP[1] ^ 1])
    return before, plain ^ before


def _divided(one: int, power: int) -> int:
    return _times(one, -power)
