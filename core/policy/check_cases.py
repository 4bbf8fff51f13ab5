"""Cases about the checks of a visit: who was seen, what was written, and which checks speak."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.errors import Refusal
from core.money import Fen
from core.policy.check_rules import OnlySex
from core.policy.check_visit import Handed, LineAsked, Spoken, VisitAsked, check_visit
from core.policy.fields import Fields
from core.policy.in_force import PackOn
from core.policy.shape import Place, converter


def check_plain_visit(packs: PackOn, plain: Mapping[str, Any], index: int) -> Sequence[Spoken]:
    """Ask the checks about a visit given in plain values.

    Raises:
        Refusal: a fault of the case with its place.
    """
    fields = Fields(plain, "case", index)
    visit = _visit(fields)
    return check_visit(packs(visit.on).checks, visit)


def spoken_plain(case_id: Any, spoken: Sequence[Spoken]) -> dict[str, Any]:
    """Write what the checks say by the field names of the case form; `says` is each in one word."""
    return {
        "id": case_id,
        "says": [_in_a_word(one) for one in spoken],
        "spoken": [
            {
                "check": one.kind.value,
                "level": one.level.value,
                "lines": list(one.lines),
                "facts": dict(one.facts),
            }
            for one in spoken
        ],
    }


def _in_a_word(one: Spoken) -> str:
    """Write a check, its level and its lines as `over_supply confirm 1 2`."""
    return " ".join([one.kind.value, one.level.value, *map(str, one.lines)])


def _visit(case: Fields) -> VisitAsked:
    on, fields = case.day("on"), Fields(case.present("visit"), "visit", 0)
    quota, sex = fields.left_out("quota_left_cny"), fields.left_out("sex")
    visit = VisitAsked(
        on=on,
        diagnoses=_texts(fields, "diagnoses"),
        lines=tuple(_line(row, place) for place, row in enumerate(fields.rows("lines"))),
        sex="" if sex is None else fields.choice("sex", OnlySex).value,
        birth_date=fields.day_or_none("birth_date"),
        pregnant=fields.left_out("pregnant") is not None and fields.flag("pregnant"),
        emergency=fields.left_out("emergency") is not None and fields.flag("emergency"),
        allergies=_texts(fields, "allergies"),
        handed=tuple(_handed(row, place) for place, row in enumerate(fields.rows("handed"))),
        visits_today=_count(fields, "visits_today"),
        proof=_text(fields, "proof"),
        deceased_on=fields.day_or_none("deceased_on"),
        in_hospital_since=fields.day_or_none("in_hospital_since"),
        quota_left=None if quota is None else _yuan(quota, "quota_left_cny"),
    )
    fields.end()
    return visit


def _line(row: Any, index: int) -> LineAsked:
    fields = Fields(row, "line", index)
    ceiling, price = fields.left_out("ceiling_cny"), fields.left_out("price_cny")
    line = LineAsked(
        _text(fields, "code"),
        _text(fields, "name"),
        fields.left_out("service") is None or not fields.flag("service"),
        _count(fields, "days"),
        _yuan(price or 0, "price_cny"),
        None if ceiling is None else _yuan(ceiling, "ceiling_cny"),
        fields.left_out("herb") is not None and fields.flag("herb"),
        _count(fields, "boxes_repeated"),
    )
    fields.end()
    return line


def _handed(row: Any, index: int) -> Handed:
    fields = Fields(row, "handed", index)
    handed = Handed(_text(fields, "code"), _text(fields, "name"), fields.count("days"), fields.day("since"))
    fields.end()
    return handed


def _text(fields: Fields, key: str) -> str:
    return "" if fields.left_out(key) is None else fields.text(key)


def _count(fields: Fields, key: str) -> int:
    return 0 if fields.left_out(key) is None else fields.count(key)


def _texts(fields: Fields, key: str) -> tuple[str, ...]:
    found = fields.rows(key)
    if any(not isinstance(one, str) for one in found):
        raise Refusal("case_value_wrong", key=key, expected="text")
    return tuple(found)


def _yuan(value: Any, key: str) -> Fen:
    amount: Fen = converter(Fen)(value, Place("visit", key))
    return amount
