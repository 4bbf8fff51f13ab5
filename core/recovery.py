"""忘记密码: what is read out on the telephone when a password is forgotten, both ways, and its check.

The clinic reads a challenge, the county answers with a response that opens one recovery slot once. Both are
letters with a check (`core/letters.py`). What opens a slot is made in `storage/recovery.py`.
"""

import hashlib
import unicodedata
from dataclasses import dataclass, field

from core.errors import Refusal
from core.ids import DeviceId, UserId
from core.letters import BITS, CHECKS, checked, letters_of, written, wrong_group

SLOTS = 8
"""Recovery slots of a pair."""
RESPONSE_BITS = 100

_DEVICE_BITS, _NUMBER_BITS, _SLOT_BITS, _USER_BITS = 30, 12, 3, 20
_CHALLENGE_LETTERS = (_DEVICE_BITS + _NUMBER_BITS + _SLOT_BITS + _USER_BITS) // BITS
_RESPONSE_LETTERS = RESPONSE_BITS // BITS
RESPONSE_SIGNS = _RESPONSE_LETTERS + CHECKS
"""Letters of a response with its check."""
_DEVICE_LABEL, _USER_LABEL = b"cunzhen/1/recovery-device\0", b"cunzhen/1/recovery-user\0"
_ANSWER_LABEL = b"cunzhen/1/recovery-answer\0"


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
    """The hundred bits that open a slot, or what is read out in their place for one challenge."""

    code: int = field(repr=False)

    def told_to(self, challenge: Challenge) -> "Response":
        """Cover the bits for the challenge they answer, or uncover what was read out for it.

        A slot does not know whose password was forgotten. With another user's name typed beside it, an answer
        comes out of its cover as something that opens nothing.
        """
        read_out = write_challenge(challenge).replace("-", "").encode()
        cover = hashlib.sha256(_ANSWER_LABEL + read_out).digest()
        return Response(self.code ^ int.from_bytes(cover, "big") >> 8 * len(cover) - RESPONSE_BITS)


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
    return written(number, _CHALLENGE_LETTERS)


def read_challenge(text: str) -> Challenge:
    """Read a challenge as it was typed.

    Raises:
        Refusal: `challenge_length_wrong`, `challenge_group_wrong`, `challenge_check_wrong`.
    """
    signs = letters_of(text)
    if len(signs) != _CHALLENGE_LETTERS + CHECKS:
        raise Refusal("challenge_length_wrong", letters=len(signs))
    number = checked(signs)
    if number is None:
        if group := wrong_group(signs):
            raise Refusal("challenge_group_wrong", group=group)
        raise Refusal("challenge_check_wrong")
    rest, user = number >> _USER_BITS, number & 2**_USER_BITS - 1
    rest, slot = rest >> _SLOT_BITS, rest & 2**_SLOT_BITS - 1
    return Challenge(rest >> _NUMBER_BITS, rest & 2**_NUMBER_BITS - 1, slot, user)


def write_response(response: Response) -> str:
    """Write a response as it is read out: four groups of five, and the check."""
    return written(response.code, _RESPONSE_LETTERS)


def read_response(text: str) -> Response:
    """Read a response as it was typed.

    Raises:
        Refusal: `response_length_wrong`, `response_group_wrong`, `response_check_wrong`.
    """
    signs = letters_of(text)
    if len(signs) != RESPONSE_SIGNS:
        raise Refusal("response_length_wrong", letters=len(signs))
    number = checked(signs)
    if number is None:
        if group := wrong_group(signs):
            raise Refusal("response_group_wrong", group=group)
        raise Refusal("response_check_wrong")
    return Response(number)


def response_signs(text: str) -> int:
    """Count the letters of a response that is being typed."""
    return len(letters_of(text))


def _tag(label: bytes, name: str, bits: int) -> int:
    return int.from_bytes(hashlib.sha256(label + name.encode()).digest()[:8], "big") >> 64 - bits
