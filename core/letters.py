"""Numbers as letters that are read out, written on paper and typed: five bits a letter, in groups of five.

The letters cannot be taken for one another. The last two check the rest: one wrong letter, two wrong letters
or two letters swapped never pass, and one wrong letter is located.
"""

import unicodedata
from collections.abc import Sequence

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BITS = 5
"""Bits of a letter."""
CHECKS = 2
"""Letters of the check."""
GROUP = 5

_MISREAD = str.maketrans("OIL", "011")
_FIELD = 0b100101
"""x^5 + x^2 + 1: the letters are the elements of the field with 32 elements."""


def written(number: int, letters: int) -> str:
    """Write a number in so many letters and its check."""
    values = [number >> BITS * place & 31 for place in reversed(range(letters))]
    return in_groups("".join(ALPHABET[one] for one in (*values, *_checks(values))))


def in_groups(signs: str) -> str:
    """Part letters as they are read out."""
    return "-".join(signs[start : start + GROUP] for start in range(0, len(signs), GROUP))


def letters_of(text: str) -> list[int]:
    """Read letters as they were heard or typed: case, width, spaces, dashes and O, I, L do not matter.

    A sign that is no letter of the alphabet (U) stays in its place as a wrong one, -1.
    """
    plain = unicodedata.normalize("NFKC", text).upper()  # a Chinese input method types full-width letters
    return [ALPHABET.find(one) for one in "".join(filter(str.isalnum, plain)).translate(_MISREAD)]


def checked(letters: Sequence[int]) -> int | None:
    """Give the number of letters with their check; None where the check does not agree."""
    if any(one < 0 for one in letters) or any(_syndromes(letters)):
        return None
    number = 0
    for letter in letters[:-CHECKS]:
        number = number << BITS | letter
    return number


def wrong_group(letters: Sequence[int]) -> int:
    """Give the group of the wrong letter, from 1, if one letter is wrong; 0 when more must be."""
    foreign = [place for place, letter in enumerate(letters) if letter < 0]
    if foreign:
        return foreign[0] // GROUP + 1
    plain, weighted = _syndromes(letters)
    if not plain or not weighted:
        return 0
    from_end = (_LOG[weighted] - _LOG[plain]) % 31
    return (len(letters) - 1 - from_end) // GROUP + 1 if from_end < len(letters) else 0


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


def _syndromes(letters: Sequence[int]) -> tuple[int, int]:
    plain = weighted = 0
    for from_end, letter in enumerate(reversed(letters)):
        plain ^= letter
        weighted ^= _times(letter, from_end)
    return plain, weighted


def _checks(values: Sequence[int]) -> tuple[int, int]:
    """Find the last two letters: last + before = plain, last + x * before = weighted."""
    plain, weighted = _syndromes([*values, 0, 0])
    before = _divided(plain ^ weighted, _LOG[_EXP[1] ^ 1])
    return before, plain ^ before


def _divided(one: int, power: int) -> int:
    return _times(one, -power)
