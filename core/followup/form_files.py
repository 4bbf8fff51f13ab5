"""From a form's file to the form: every key is known, every number fits its field, or the file is refused."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from core.coverage.enrolment import ChronicDisease
from core.errors import Refusal
from core.followup.form import (
    BMI,
    CLASSIFICATION,
    DIASTOLIC,
    GLUCOSE,
    HEIGHT,
    NEXT_ON,
    ON,
    REFERRAL_REASON,
    SYSTOLIC,
    WAY,
    WEIGHT,
    Bound,
    Codes,
    Field,
    Form,
    Kind,
    Rules,
    Section,
)

SCHEMA = "follow-up-form/1"
USUAL = "3"
"""The edition in use where the township set no other."""
_NEEDED = (ON, NEXT_ON, WAY, SYSTOLIC, DIASTOLIC, HEIGHT, WEIGHT, BMI, CLASSIFICATION, REFERRAL_REASON)
_NEEDED_OF = {ChronicDisease.HYPERTENSION: _NEEDED, ChronicDisease.DIABETES: (*_NEEDED, GLUCOSE)}
_FIELD_KEYS: Mapping[str, type] = {
    **{"key": str, "label": str, "kind": str, "unit": str, "hint": str, "choices": dict, "alone": int},
    **{"places": int, "longest": int, "required": bool, "target": bool, "carry": bool, "on_paper": bool},
    **{"least": Decimal, "most": Decimal, "unless": dict, "when": dict},
}
_KEYS_OF = {
    Kind.CHOICE: {"choices"},
    Kind.CHOICES: {"choices", "alone"},
    Kind.NUMBER: {"least", "most", "places", "unit"},
    Kind.TEXT: {"longest"},
    Kind.DAY: set[str](),
    Kind.BMI: {"places", "unit"},
}
_OF_ALL = {"key", "label", "kind", "hint", "required", "unless", "when", "target", "carry", "on_paper"}
_NUMBERS = ("at_least", "above", "at_most", "below")
_HIGHEST_CODE = 9
"""Codes are typed as single digits, several of them without a sign between."""


@cache
def forms() -> Mapping[tuple[ChronicDisease, str], Form]:
    """Give the forms shipped with the program by disease and version, read once."""
    folder = Path(__file__).parent / "forms"
    read = [read_form(file.read_text("utf-8")) for file in sorted(folder.glob("*.json"))]
    return {(one.disease, one.version): one for one in read}


def form_of(disease: str, version: str) -> Form | None:
    """Give the form something was written on; None where this program does not know it."""
    known = disease in set(ChronicDisease)
    return forms().get((ChronicDisease(disease), version)) if known else None


def a_year(disease: str) -> int:
    """Give how many follow-ups face to face the usual form of a disease asks for; 0 where none is known."""
    form = form_of(disease, USUAL)
    return form.rules.a_year if form else 0


def form_in_use(disease: ChronicDisease, edition: str) -> Form:
    """Give the form of a disease in the edition that was set, or in the usual one."""
    return form_of(disease, edition) or forms()[disease, USUAL]


def read_form(text: str) -> Form:
    """Read the text of a form's file.

    Raises:
        Refusal: `follow_up_form_wrong`, naming the place.
    """
    try:
        plain = json.loads(text, parse_float=Decimal, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise Refusal("follow_up_form_wrong", place="json") from error
    keys = ("schema", "disease", "version", "title", "edition", "sources", "unconfirmed", "diagnoses")
    _exactly(plain, {*keys, "rules", "sections"}, "form")
    if plain["schema"] != SCHEMA or plain["disease"] not in set(ChronicDisease):
        raise _wrong("schema")
    disease = ChronicDisease(plain["disease"])
    sections = tuple(_section(one) for one in _list(plain["sections"], "sections"))
    fields = {field.key: field for section in sections for field in section.fields}
    if len(fields) != sum(len(section.fields) for section in sections):
        raise _wrong("key twice")
    if missing := set(_NEEDED_OF[disease]) - set(fields):
        raise _wrong(min(missing))
    for field in fields.values():
        for condition in (field.unless, field.when):
            _check_condition(condition or {}, fields)
    return Form(
        disease=disease,
        version=_text(plain["version"], "version"),
        title=_text(plain["title"], "title"),
        edition=_text(plain["edition"], "edition"),
        sources=_texts(plain["sources"], "sources"),
        unconfirmed=_texts(plain["unconfirmed"], "unconfirmed"),
        diagnoses=_texts(plain["diagnoses"], "diagnoses"),
        rules=_rules(plain["rules"], fields),
        sections=sections,
    )


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands there twice")
    return found


def _section(plain: Any) -> Section:
    _exactly(plain, {"title", "fields"}, "section")
    fields = tuple(_field(one) for one in _list(plain["fields"], "fields"))
    return Section(_text(plain["title"], "title"), fields)


def _field(plain: Any) -> Field:
    place = str(plain.get("key", "key")) if isinstance(plain, dict) else "field"
    if not isinstance(plain, dict) or not {"key", "label", "kind"} <= set(plain):
        raise _wrong(place)
    if plain["kind"] not in set(Kind):
        raise _wrong(place)
    kind = Kind(plain["kind"])
    own = _KEYS_OF[kind]
    if set(plain) - _OF_ALL - own or own - set(plain) - {"alone", "places"}:
        raise _wrong(place)
    for key, value in plain.items():
        if not _is_a(value, _FIELD_KEYS[key]):
            raise _wrong(place)
    places = plain.get("places", 0)
    given = {key: value for key, value in plain.items() if key not in ("kind", "least", "most", "choices")}
    given |= {key: _scaled(plain[key], places, place) for key in ("least", "most") if key in plain}
    given |= {key: _codes(plain[key], place) for key in ("unless", "when") if key in plain}
    choices = _choices(plain["choices"], place) if "choices" in plain else None
    return Field(**{**given, "kind": kind, "choices": choices})


def _choices(plain: Mapping[str, Any], place: str) -> Mapping[int, str]:
    codes = [str(code) for code in range(1, len(plain) + 1)]
    if list(plain) != codes or not 1 < len(codes) <= _HIGHEST_CODE:
        raise _wrong(place)
    return {int(code): _text(word, place) for code, word in plain.items()}


def _rules(plain: Any, fields: Mapping[str, Field]) -> Rules:
    numbers = ("a_year", "routine_months", "soon_days")
    _exactly(plain, {*numbers, "face_to_face", "satisfied", "danger", "adverse"}, "rules")
    if not all(_is_a(plain[key], int) and plain[key] > 0 for key in numbers):
        raise _wrong("rules")
    face_to_face, adverse = _codes(plain["face_to_face"], "rules"), _codes(plain["adverse"], "rules")
    for condition in (face_to_face, adverse):
        _check_condition(condition, fields)
    satisfied, danger = (
        tuple(_bound(one, fields) for one in _list(plain[key], key)) for key in ("satisfied", "danger")
    )
    return Rules(
        a_year=plain["a_year"],
        routine_months=plain["routine_months"],
        soon_days=plain["soon_days"],
        face_to_face=face_to_face,
        satisfied=satisfied,
        danger=danger,
        adverse=adverse,
    )


def _bound(plain: Any, fields: Mapping[str, Field]) -> Bound:
    field = fields.get(plain.get("field", "")) if isinstance(plain, dict) else None
    if field is None or not set(plain) <= {"field", "is", "from_age", "until_age", *_NUMBERS}:
        raise _wrong("bound")
    numbers = {key: _scaled(plain[key], field.places, field.key) for key in _NUMBERS if key in plain}
    codes = _codes({field.key: plain["is"]}, "is")[field.key] if "is" in plain else frozenset[int]()
    wanted = Kind.CHOICE if codes else Kind.NUMBER
    if field.kind is not wanted or bool(codes) == bool(numbers):
        raise _wrong(field.key)
    ages = {key: plain[key] for key in ("from_age", "until_age") if key in plain}
    if not all(_is_a(age, int) for age in ages.values()):
        raise _wrong(field.key)
    return Bound(field.key, codes=codes, **numbers, **ages)


def _codes(plain: Any, place: str) -> Codes:
    if not isinstance(plain, dict):
        raise _wrong(place)
    for codes in plain.values():
        if not isinstance(codes, list) or not codes or not all(_is_a(code, int) for code in codes):
            raise _wrong(place)
    return {key: frozenset(codes) for key, codes in plain.items()}


def _check_condition(condition: Codes, fields: Mapping[str, Field]) -> None:
    for key, codes in condition.items():
        field = fields.get(key)
        if field is None or field.kind is not Kind.CHOICE or not codes <= set(field.choices or ()):
            raise _wrong(key)


def _scaled(number: Any, places: int, place: str) -> int:
    """Count a number in units of the last place; none that falls between two of them."""
    if not _is_a(number, Decimal):
        raise _wrong(place)
    scaled = Decimal(number).scaleb(places)
    if scaled != int(scaled):
        raise _wrong(place)
    return int(scaled)


def _is_a(value: Any, kind: type) -> bool:
    if kind is bool:
        return isinstance(value, bool)
    if kind is Decimal:
        return isinstance(value, int | Decimal) and not isinstance(value, bool)
    return isinstance(value, kind) and not isinstance(value, bool)


def _exactly(plain: Any, keys: set[str], place: str) -> None:
    if not isinstance(plain, dict) or set(plain) != keys:
        raise _wrong(place)


def _list(plain: Any, place: str) -> Sequence[Any]:
    if not isinstance(plain, list) or not plain:
        raise _wrong(place)
    return plain


def _texts(plain: Any, place: str) -> tuple[str, ...]:
    return tuple(_text(one, place) for one in _list(plain, place))


def _text(plain: Any, place: str) -> str:
    if not isinstance(plain, str) or not plain.strip():
        raise _wrong(place)
    return plain


def _wrong(place: str) -> Refusal:
    return Refusal("follow_up_form_wrong", place=place)
