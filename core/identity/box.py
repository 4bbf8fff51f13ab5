"""The one box at the desk: what was typed, scanned or wedged into it, told by its content alone."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from core.errors import Refusal
from core.identity.credentials import kind_by_form
from core.identity.id_number import NumberKind, lengthened, normalise_number
from core.identity.name import without_marks

LONGEST_ASKED = 200
"""Signs that are searched for; only what a reader types is longer."""


class AskedKind(StrEnum):
    """What the desk is asked for."""

    NOTHING = "nothing"
    CARD_FRAME = "card_frame"
    ID_NUMBER = "id_number"
    DIGITS = "digits"
    BIRTH_CERTIFICATE = "birth_certificate"
    TRACE_CODE = "trace_code"
    INSURANCE_TOKEN = "insurance_token"  # noqa: S105  # the name of a kind
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked and its text in one form: numbers without filling, names as they were typed.

    An id number has the form of one and is not parsed yet; a card frame is given as hexadecimal digits. The
    text of an insurance token is never kept.
    """

    kind: AskedKind
    text: str

    @property
    def is_number(self) -> bool:
        """Tell whether it is a whole number of a document, which stands for one person."""
        return self.kind in (AskedKind.ID_NUMBER, AskedKind.BIRTH_CERTIFICATE)

    @property
    def certainty(self) -> int:
        """Tell how sure the form makes it: 0 what a person may type, 1 any long text, 2 what has a form."""
        if self.kind in (AskedKind.NOTHING, AskedKind.DIGITS, AskedKind.NAME):
            return 0
        return 1 if self.kind is AskedKind.INSURANCE_TOKEN else 2


_CITIZEN = re.compile(r"^\d{17}[\dX]$", re.ASCII)
_OLD_CITIZEN = re.compile(r"^[1-9]\d{7}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}$", re.ASCII)
_DIGITS = re.compile(r"^\d+X?$", re.ASCII)
_TRACE_CODE = re.compile(r"^\d{20}$", re.ASCII)
_GS1 = re.compile(r"^(?:\][A-Za-z]\d)?(?:\(01\)|01)(\d{14})\(?(?:10|11|17|21)\)?[!-~\x1d]+$", re.ASCII)
"""The code of a drug on a square of dots: article number, then batch, date or serial number."""
_CARD_FRAME = re.compile(r"^AAAAAA9669[0-9A-F]+$", re.ASCII)
_OPAQUE = re.compile(r"^[!-~]{20,}$", re.ASCII)
"""Printed characters without a space, longer than any number: the code a telephone shows."""
_TELEPHONE = re.compile(r"^(1[3-9]\d{9}|0\d{9,11})$", re.ASCII)
_FEWEST_DIGITS = 7
"""Passports have seven beside their letters."""
_SPOILT = re.compile(r"^[^\x00-\xff]{1,4}\d{7,9}$")
"""Letters of a barcode that an input method took for pinyin, and the digits it left."""


def read_box(text: str) -> Asked:
    """Tell what stands in the box; it is asked at every key, so nothing half typed is refused."""
    plain = without_marks(unicodedata.normalize("NFKC", text)).strip()
    number = normalise_number(text)
    if not number:
        return Asked(AskedKind.NOTHING, "")
    if _OLD_CITIZEN.match(number):
        return Asked(AskedKind.ID_NUMBER, lengthened(number))
    for form, kind in _FORMS:
        if form.match(number):
            return Asked(kind, number)
    if number[0].isalpha() and (by_form := kind_by_form(number)):
        certificate = by_form is NumberKind.BIRTH_CERTIFICATE
        return Asked(AskedKind.BIRTH_CERTIFICATE if certificate else AskedKind.ID_NUMBER, number)
    if _is_gs1(plain):
        return Asked(AskedKind.TRACE_CODE, plain)
    if _OPAQUE.match(plain):
        return Asked(AskedKind.INSURANCE_TOKEN, plain)
    return Asked(AskedKind.DIGITS, number) if _DIGITS.match(number) else Asked(AskedKind.NAME, plain)


_FORMS = (
    (_CITIZEN, AskedKind.ID_NUMBER),
    (_TRACE_CODE, AskedKind.TRACE_CODE),
    (_CARD_FRAME, AskedKind.CARD_FRAME),
)


def text_to_look_for(text: str) -> str:
    """Give what the roster is searched for.

    Raises:
        Refusal: `insurance_token_needs_line`, `trace_code_is_no_person`, `box_text_too_long`: the box holds
            no person's words.
    """
    asked = read_box(text)
    if asked.kind is AskedKind.INSURANCE_TOKEN:
        raise Refusal("insurance_token_needs_line")
    if asked.kind is AskedKind.TRACE_CODE:
        raise Refusal("trace_code_is_no_person")
    if len(asked.text) > LONGEST_ASKED:
        raise Refusal("box_text_too_long")
    return asked.text


def number_in(text: str) -> str:
    """Give what stands in the box where it may be the number of a document, its kind still to be chosen.

    The last digits of one, a telephone and a name are none; one that lost a digit can be mended.
    """
    asked = read_box(text)
    long_enough = sum(sign.isdigit() for sign in asked.text) >= _FEWEST_DIGITS and asked.text.isascii()
    whole = asked.is_number or (asked.certainty == 0 and long_enough and not _TELEPHONE.match(asked.text))
    return normalise_number(asked.text) if whole else ""


def spoilt_scan(text: str) -> bool:
    """Tell whether what came as fast as a scanner types has lost its letters to an input method."""
    return bool(_SPOILT.match(unicodedata.normalize("NFKC", text).strip()))


def scan_once(scan: str) -> str:
    """Give what a scanner sent twice in one go once: two numbers in a row would pass for a 医保码."""
    half = scan[: len(scan) // 2]
    return half if half * 2 == scan and read_box(half).certainty > 1 else scan


def _is_gs1(plain: str) -> bool:
    """Tell whether it begins with an article number (GTIN) whose last digit is right: 3, 1, 3, 1, mod 10."""
    found = _GS1.match(plain)
    return found is not None and sum(int(d) * (3, 1)[n % 2] for n, d in enumerate(found[1])) % 10 == 0
