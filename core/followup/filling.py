"""What was typed into a form, read into values: each is of its field, or the field is named that is not.

Codes are typed as on paper, `24` ticks the second and the fourth; numbers as people write them.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta

from core.errors import Refusal
from core.followup.form import (
    BMI,
    DIASTOLIC,
    HEIGHT,
    SYSTOLIC,
    TARGET,
    WEIGHT,
    Field,
    Form,
    Kind,
    Value,
    Values,
    in_units,
    is_asked,
    is_required,
)

_BETWEEN = re.compile(r"[\s,、;/]+")
_NUMBER = re.compile(r"^(\d{1,5})(?:\.(\d{1,3}))?$")
_DAY = re.compile(r"^(?:(\d{4})\s*[-/.年])?\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$")
_SPOKEN = {"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "前天": -2, "明天": 1}
_POINTS = {0x3002: "."}
"""The full stop of a Chinese keyboard stands for the point of a number."""
_NO_SIGN = re.compile("[\\x00-\\x1f\\x7f-\\x9f\ud800-\udfff]")
"""Control characters and half signs: nothing a paper could hold."""


def fill(form: Form, typed: Mapping[str, str], today: date) -> Values:
    """Read what was typed into a form; what is empty, or not asked for beside the rest, is left out.

    Raises:
        Refusal: `follow_up_field_unknown`, `follow_up_field_missing`, `follow_up_not_readable`,
            `follow_up_out_of_range`, `follow_up_code_unknown`, `follow_up_none_and_others`,
            `follow_up_text_too_long`, `follow_up_pressure_swapped`.
    """
    known = {key for field in form.fields for key in field.keys}
    if unknown := sorted(set(typed) - known):
        raise Refusal("follow_up_field_unknown", field=unknown[0])
    found: dict[str, Value] = {}
    for field in form.fields:
        if not is_asked(field, found):
            continue
        for key in field.keys:
            text = plain_text(typed.get(key, ""))
            if text and field.kind is not Kind.BMI:
                found[key] = _read(field, text, today)
    for field in form.fields:
        if field.key not in found and is_required(field, found):
            raise Refusal("follow_up_field_missing", field=field.label)
    _require_order(found)
    return found | body_mass(found)


def readable(form: Form, typed: Mapping[str, str], today: date) -> Values:
    """Read what can be read of a form that is still being filled in."""
    found: dict[str, Value] = {}
    for field in form.fields:
        for key in field.keys if is_asked(field, found) else ():
            text = plain_text(typed.get(key, ""))
            if text and field.kind is not Kind.BMI:
                try:
                    found[key] = _read(field, text, today)
                except Refusal:
                    continue
    return found | body_mass(found)


def as_typed(form: Form, values: Values) -> dict[str, str]:
    """Write values as they would be typed."""
    written = {}
    for field in form.fields:
        for key in field.keys:
            if key in values:
                written[key] = _written(field, values[key])
    return written


def carried(form: Form, values: Values) -> dict[str, str]:
    """Give what a new form begins with: what seldom changes, as it was last time."""
    kept = {key for field in form.fields for key in field.keys if field.carry or key.endswith(TARGET)}
    return {key: text for key, text in as_typed(form, values).items() if key in kept and BMI not in key}


def body_mass(values: Mapping[str, Value]) -> dict[str, Value]:
    """Compute the body mass index and the one aimed at, in tenths, half up."""
    found: dict[str, Value] = {}
    height = values.get(HEIGHT)
    for ending in ("", TARGET):
        weight = values.get(WEIGHT + ending)
        if isinstance(height, int) and isinstance(weight, int) and height:
            square = height * height
            found[BMI + ending] = (2 * weight * 10**6 + square) // (2 * square)
    return found


def plain_text(text: str) -> str:
    """Bring full-width signs and spaces to the form they are read in."""
    return unicodedata.normalize("NFKC", text).translate(_POINTS).strip()


def _read(field: Field, text: str, today: date) -> Value:
    match field.kind:
        case Kind.CHOICE:
            codes = _codes(field, text)
            if len(codes) != 1:
                raise Refusal("follow_up_code_unknown", field=field.label)
            return codes[0]
        case Kind.CHOICES:
            return _codes(field, text)
        case Kind.DAY:
            return read_day(field, text, today).isoformat()
        case Kind.TEXT:
            return _text(field, text)
    return _number(field, text)


def _codes(field: Field, text: str) -> tuple[int, ...]:
    digits = _BETWEEN.sub("", text)
    if not (digits.isascii() and digits.isdecimal()):
        raise Refusal("follow_up_code_unknown", field=field.label)
    codes = tuple(sorted({int(digit) for digit in digits}))
    if not set(codes) <= set(field.choices or ()):
        raise Refusal("follow_up_code_unknown", field=field.label)
    if field.alone in codes and len(codes) > 1:
        raise Refusal("follow_up_none_and_others", field=field.label)
    return codes


def _number(field: Field, text: str) -> int:
    found = _NUMBER.match(text)
    decimals = (found[2] or "") if found else ""
    if not found or len(decimals) > field.places:
        raise Refusal("follow_up_not_readable", field=field.label)
    value = int(found[1] + decimals.ljust(field.places, "0"))
    if not field.least <= value <= field.most:
        bounds = (in_units(field.least, field.places), in_units(field.most, field.places))
        raise Refusal("follow_up_out_of_range", field=field.label, least=bounds[0], most=bounds[1])
    return value


def _text(field: Field, text: str) -> str:
    if _NO_SIGN.search(text):
        raise Refusal("follow_up_not_readable", field=field.label)
    if len(text) > field.longest:
        raise Refusal("follow_up_text_too_long", field=field.label, longest=field.longest)
    return text


def read_day(field: Field, text: str, today: date) -> date:
    """Read a day as it is written or spoken; one without its year is the one nearest to today."""
    if text in _SPOKEN:
        return today + timedelta(days=_SPOKEN[text])
    found = _DAY.match(text)
    if not found:
        raise Refusal("follow_up_not_readable", field=field.label)
    year, month, day = (int(part or 0) for part in found.groups())
    try:
        if year:
            return date(year, month, day)
        near = [date(today.year + away, month, day) for away in (-1, 0, 1)]
    except ValueError as error:
        raise Refusal("follow_up_not_readable", field=field.label) from error
    return min(near, key=lambda one: abs(one - today))


def _written(field: Field, value: Value) -> str:
    if isinstance(value, tuple):
        return "".join(map(str, value))
    if isinstance(value, int) and field.kind in (Kind.NUMBER, Kind.BMI):
        return in_units(value, field.places)
    return str(value)


def _require_order(values: Mapping[str, Value]) -> None:
    upper, lower = values.get(SYSTOLIC), values.get(DIASTOLIC)
    if isinstance(upper, int) and isinstance(lower, int) and upper <= lower:
        raise Refusal("follow_up_pressure_swapped")
