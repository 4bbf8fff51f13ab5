"""公民身份号码 (GB 11643) and residence permits of the same form: read from what was typed, or refused."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import mul
from typing import NewType

from core.dates import age_on
from core.errors import Refusal
from core.identity.person import Sex
from core.reference.counties import CODE_DIGITS, known_counties

IdNumber = NewType("IdNumber", str)
"""18 characters with a possible birth date and the right check character; made by `parse` only."""

LENGTH, OLD_LENGTH = 18, 15
_FORM = re.compile(r"^[1-9]\d{16}[\dX]$", re.ASCII)
_OLD_FORM = re.compile(r"^[1-9]\d{14}$", re.ASCII)
_FILLING = re.compile(
    r"[\s\-\u00ad\u061c\u2010-\u2015\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2212\ufeff\U000e0000-\U000e007f]+"
)
"""What people and copied tables put between digits: spaces, hyphens of all lengths, invisible marks."""
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_CENTURY_OF_OLD = "19"
_PERMITS = frozenset({"81", "82", "83"})
_FOREIGNER = "9"
_OLDEST = 120
_SHOWN = 4


class NumberKind(StrEnum):
    """Whose number it is; the first three have 18 characters, the others are read by `credentials`."""

    CITIZEN = "citizen"
    RESIDENCE_PERMIT = "residence_permit"
    FOREIGNER = "foreigner"
    OLD_FOREIGNER = "old_foreigner"
    PASSPORT = "passport"
    HOME_RETURN_PERMIT = "home_return_permit"
    TAIWAN_PERMIT = "taiwan_permit"
    BIRTH_CERTIFICATE = "birth_certificate"
    OFFICER = "officer"


NUMBERS_OF_18 = frozenset({NumberKind.CITIZEN, NumberKind.RESIDENCE_PERMIT, NumberKind.FOREIGNER})
"""What needs no word beside it: the number tells its kind."""


class Concern(StrEnum):
    """What is odd about a number and yet no reason to refuse it."""

    REGION_UNKNOWN = "id_number_region_unknown"
    OLDER_THAN_ANYONE = "id_number_older_than_anyone"
    SEX_DIFFERS = "id_number_sex_differs"
    NAME_DIFFERS = "card_name_differs"
    CHECK_ON_CHIP = "id_number_check_on_chip"


def normalise_number(text: str) -> str:
    """Bring a number into one form: plain digits, upper-case X, nothing between them."""
    if text.isascii() and text.isalnum():  # nothing to leave out, nothing to narrow
        return text.upper()
    return _FILLING.sub("", unicodedata.normalize("NFKC", text)).upper()


@dataclass(frozen=True, slots=True)
class ParsedNumber:
    """A number and what it says of its holder; `concerns` are for a second look and refuse nothing."""

    number: IdNumber
    kind: NumberKind
    birth_date: date
    sex: Sex
    concerns: tuple[Concern, ...] = ()


def parse(text: str, on: date, *, from_chip: bool = False) -> ParsedNumber:
    """Read an 18-digit number as it stands on a day; a 15-digit one becomes 18.

    A chip was written by whoever gives the numbers out: of one read `from_chip` a wrong check character is
    only a concern.

    Raises:
        Refusal: `id_number_length`, `id_number_characters`, `id_number_birth_date`, `id_number_in_future`,
            `id_number_check`.
    """
    number = normalise_number(text)
    if has_old_form(number):
        number = lengthened(number)
    if len(number) != LENGTH:
        raise Refusal("id_number_length")
    if not _FORM.match(number):
        raise Refusal("id_number_characters")
    birth = _birth_date(number)
    if birth is None:
        raise Refusal("id_number_birth_date")
    if birth > on:
        raise Refusal("id_number_in_future")
    concerns = _concerns(number, birth, on)
    if check_character(number) != number[-1]:
        if not from_chip:
            raise Refusal("id_number_check")
        concerns = (*concerns, Concern.CHECK_ON_CHIP)
    sex = Sex.MALE if int(number[16]) % 2 else Sex.FEMALE
    return ParsedNumber(IdNumber(number), _kind_of(number), birth, sex, concerns)


def has_number_form(number: str) -> bool:
    """Tell whether a normalised text is written as an identity card's number is, whatever it says."""
    return _FORM.match(number) is not None


def has_old_form(number: str) -> bool:
    """Tell whether a normalised text is written as a number of 15 digits was."""
    return _OLD_FORM.match(number) is not None


def lengthened(old: str) -> str:
    """Make the 18-digit number of a 15-digit one, which was given in the twentieth century only."""
    longer = old[:6] + _CENTURY_OF_OLD + old[6:]
    return longer + check_character(longer)


def check_character(number: str) -> str:
    """Work out the 18th character from the first 17 digits (ISO 7064, MOD 11-2)."""
    total = sum(map(mul, _WEIGHTS, number.encode("ascii"))) - ord("0") * sum(_WEIGHTS)
    return _CHECKS[total % len(_CHECKS)]


def mask_number(number: str) -> str:
    """Hide all but what two people of one name are told apart by: `2399**********1234`.

    Of anything too short to hide its middle only the last four characters stay.
    """
    shown = _SHOWN if len(number) >= OLD_LENGTH else 0
    kept = number[-_SHOWN:] if len(number) > _SHOWN else ""
    return number[:shown] + "*" * (len(number) - shown - len(kept)) + kept


def _birth_date(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def _kind_of(number: str) -> NumberKind:
    if number[:2] in _PERMITS:
        return NumberKind.RESIDENCE_PERMIT
    return NumberKind.FOREIGNER if number.startswith(_FOREIGNER) else NumberKind.CITIZEN


def _concerns(number: str, birth: date, on: date) -> tuple[Concern, ...]:
    """The code of an abolished county is valid for life, so an unknown one only asks for a second look."""
    found = []
    if _kind_of(number) is NumberKind.CITIZEN and number[:CODE_DIGITS] not in known_counties():
        found.append(Concern.REGION_UNKNOWN)
    if age_on(birth, on) > _OLDEST:
        found.append(Concern.OLDER_THAN_ANYONE)
    return tuple(found)
