"""证件号码: every number a person may bring to the desk, told by its form or by the doctor."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.errors import Refusal
from core.identity.id_number import (
    NUMBERS_OF_18,
    Concern,
    NumberKind,
    has_number_form,
    has_old_form,
    normalise_number,
    parse,
)
from core.identity.person import Sex

LONGEST_NUMBER = 20
"""Characters of the longest of them: a foreign passport, or what stands on an officer's card."""

_OLD_FOREIGNER = re.compile(r"[A-Z]{3}\d{12}", re.ASCII)
_OLD_WEIGHTS = (7, 3, 1)
_CHINESE_PASSPORT = re.compile(
    r"E\d{8}|E[A-Z]\d{7}|[PSD]E\d{7}|G\d{8}|1[45]\d{7}|K\d{8}|MA\d{7}", re.ASCII
)  # ordinary, official, older ordinary, Hong Kong, Macau
_ANY_PASSPORT = re.compile(r"[A-Z\d]{5,20}", re.ASCII)
_HOME_RETURN_PERMIT = re.compile(r"[HM]\d{8}(\d\d)?", re.ASCII)
_ALSO_A_PASSPORT = re.compile(r"[HM]\d{8}", re.ASCII)
"""What other countries write on passports as well."""
_TAIWAN_PERMIT = re.compile(r"\d{8}|\d{10}\([A-Z]\)", re.ASCII)
_BIRTH_CERTIFICATE = re.compile(r"[A-Z]\d{9}", re.ASCII)
_OFFICER = re.compile(r"\w[\w.]*")
"""Sources disagree on it: any letters, figures and dots."""

_BY_FORM = {
    NumberKind.OLD_FOREIGNER: _OLD_FOREIGNER,
    NumberKind.BIRTH_CERTIFICATE: _BIRTH_CERTIFICATE,
    NumberKind.HOME_RETURN_PERMIT: _HOME_RETURN_PERMIT,
    NumberKind.PASSPORT: _CHINESE_PASSPORT,
}
"""Forms that tell the kind, so that nobody has to be asked."""
_AS_TOLD = {
    **_BY_FORM,
    NumberKind.PASSPORT: _ANY_PASSPORT,
    NumberKind.TAIWAN_PERMIT: _TAIWAN_PERMIT,
    NumberKind.OFFICER: _OFFICER,
}
TO_CHOOSE = (NumberKind.TAIWAN_PERMIT, NumberKind.PASSPORT, NumberKind.OFFICER)
"""What a number alone does not tell: others are written alike."""


@dataclass(frozen=True, slots=True)
class Credential:
    """A number and what it says of its holder; only numbers of 18 characters tell birth and sex."""

    number: str
    kind: NumberKind
    birth_date: date | None = None
    sex: Sex = Sex.UNKNOWN
    concerns: tuple[Concern, ...] = ()

    @property
    def kind_told(self) -> str:
        """Give the kind as it is noted beside a number: nothing where the number tells it."""
        return "" if self.kind in NUMBERS_OF_18 else self.kind.value


def read_credential(
    text: str, on: date, kind: NumberKind | None = None, *, from_chip: bool = False
) -> Credential:
    """Read a number as it stands on a day; without a kind its form must tell it.

    Of one read `from_chip` a wrong check is only a concern.

    Raises:
        Refusal: `credential_form`, `credential_check`, or a code of `core.identity.id_number`.
    """
    number = normalise_number(text)
    told = kind or kind_by_form(number)
    if told is None or told not in _AS_TOLD:
        parsed = parse(text, on, from_chip=from_chip)
        return Credential(parsed.number, parsed.kind, parsed.birth_date, parsed.sex, parsed.concerns)
    if len(number) > LONGEST_NUMBER or not _AS_TOLD[told].fullmatch(number):
        raise Refusal("credential_form")
    if told is NumberKind.OLD_FOREIGNER and old_foreigner_check(number) != number[-1]:
        if not from_chip:
            raise Refusal("credential_check")
        return Credential(number, told, concerns=(Concern.CHECK_ON_CHIP,))
    return Credential(number, told)


def kinds_to_choose(number: str) -> tuple[NumberKind, ...]:
    """Give the kinds a normalised number may be of that its form does not tell; none where it tells all."""
    told = kind_by_form(number)
    if told is NumberKind.HOME_RETURN_PERMIT and _ALSO_A_PASSPORT.fullmatch(number):
        return (NumberKind.PASSPORT,)
    if told or has_number_form(number) or has_old_form(number) or len(number) > LONGEST_NUMBER:
        return ()
    return tuple(kind for kind in TO_CHOOSE if _AS_TOLD[kind].fullmatch(number))


def kind_by_form(number: str) -> NumberKind | None:
    """Tell a kind that is not of 18 characters by the form of a normalised number."""
    return next((kind for kind, form in _BY_FORM.items() if form.fullmatch(number)), None)


def key_of_number(number: str, kind: str = "") -> str:
    """Name a number as no number of another kind is spelt: with its kind where the form tells none."""
    return number if kind in ("", _told_kind(number)) else f"{number} as {kind}"


def keys_of_number(number: str, kind: str = "") -> Sequence[str]:
    """Name a number by all it may be: where neither form nor anybody tells the kind, any that is chosen."""
    unknown = bool(number) and not kind and _told_kind(number) is None
    others = [key_of_number(number, one.value) for one in TO_CHOOSE] if unknown else []
    return [*([key_of_number(number, kind)] if number else []), *others]


def key_outside(number: str, kind: str, name: str) -> str:
    """Name somebody who is in no roster: by the number, or by what they were called."""
    return f"outside:{key_of_number(number, kind) if number else name}"


def _told_kind(number: str) -> str | None:
    """Tell what the form says of the kind; of a number of an identity card it needs no word."""
    if has_number_form(number):
        return ""
    told = kind_by_form(number)
    return told.value if told else None


def has_chinese_form(passport: str) -> bool:
    """Tell whether a normalised passport number has a form of the mainland's, Hong Kong's or Macau's."""
    return _CHINESE_PASSPORT.fullmatch(passport) is not None


def old_foreigner_check(number: str) -> str:
    """Work out the last digit of an old 外国人永久居留证 from the 14 signs before it: A counts 10, Z 35."""
    values = (int(sign, 36) for sign in number[:14])
    return str(sum(value * _OLD_WEIGHTS[place % 3] for place, value in enumerate(values)) % 10)
