"""The one box at the desk: what was typed, scanned or wedged into it, told by its content alone."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from core.errors import Refusal
from core.identity.id_number import lengthened, normalise_number


class AskedKind(StrEnum):
    """What the desk is asked for."""

    NOTHING = "nothing"
    ID_NUMBER = "id_number"
    DIGITS = "digits"
    BIRTH_CERTIFICATE = "birth_certificate"
    TRACE_CODE = "trace_code"
    INSURANCE_TOKEN = "insurance_token"  # noqa: S105  # the name of a kind
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked and its text in one form: numbers without filling, names as they were typed.

    An id number has the form of one and is not parsed yet. The text of an insurance token is never kept.
    """

    kind: AskedKind
    text: str


_CITIZEN = re.compile(r"^\d{17}[\dX]$", re.ASCII)
_OLD_CITIZEN = re.compile(r"^[1-9]\d{7}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}$", re.ASCII)
_DIGITS = re.compile(r"^\d+X?$", re.ASCII)
_BIRTH_CERTIFICATE = re.compile(r"^[A-Z]\d{9}$", re.ASCII)
_TRACE_CODE = re.compile(r"^8\d{19}$", re.ASCII)
_OPAQUE = re.compile(r"^[!-~]{20,}$", re.ASCII)
"""Printed characters without a space, longer than any number: the code a telephone shows."""


def read_box(text: str) -> Asked:
    """Tell what stands in the box; it is asked at every key, so nothing half typed is refused."""
    plain = unicodedata.normalize("NFKC", text).strip()
    number = normalise_number(text)
    if not number:
        return Asked(AskedKind.NOTHING, "")
    if _OLD_CITIZEN.match(number):
        return Asked(AskedKind.ID_NUMBER, lengthened(number))
    for form, kind in _FORMS:
        if form.match(number):
            return Asked(kind, number)
    if _OPAQUE.match(plain):
        return Asked(AskedKind.INSURANCE_TOKEN, plain)
    return Asked(AskedKind.DIGITS, number) if _DIGITS.match(number) else Asked(AskedKind.NAME, plain)


_FORMS = (
    (_CITIZEN, AskedKind.ID_NUMBER),
    (_TRACE_CODE, AskedKind.TRACE_CODE),
    (_BIRTH_CERTIFICATE, AskedKind.BIRTH_CERTIFICATE),
)


def text_to_look_for(text: str) -> str:
    """Give what the roster is searched for.

    Raises:
        Refusal: `insurance_token_needs_line`, `trace_code_is_no_person`: the box holds no person's words.
    """
    asked = read_box(text)
    if asked.kind is AskedKind.INSURANCE_TOKEN:
        raise Refusal("insurance_token_needs_line")
    if asked.kind is AskedKind.TRACE_CODE:
        raise Refusal("trace_code_is_no_person")
    return asked.text
