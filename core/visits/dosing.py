"""How many packs a prescription needs: dose, frequency and days against what one pack holds.

Only what can be read for certain is worked out: 适量, 必要时 or a pack without a strength is the doctor's.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from core.catalogue.items import ItemKind
from core.visits.visit import OrderLine

_MOST = 9999
_NUMBER = r"(\d{1,6}(?:\.\d{1,4})?)"
_COUNTED = "片|粒|袋|支|丸|枚|贴|瓶|揿|喷|滴"
_MEASURED: Mapping[str, tuple[str, Fraction]] = {
    "g": ("mg", Fraction(1000)),
    "克": ("mg", Fraction(1000)),
    "mg": ("mg", Fraction(1)),
    "毫克": ("mg", Fraction(1)),
    "μg": ("mg", Fraction(1, 1000)),
    "ug": ("mg", Fraction(1, 1000)),
    "微克": ("mg", Fraction(1, 1000)),
    "ml": ("ml", Fraction(1)),
    "毫升": ("ml", Fraction(1)),
    "l": ("ml", Fraction(1000)),
}
_UNIT = "|".join(sorted(_MEASURED, key=len, reverse=True))
_ONE = re.compile(f"{_NUMBER}\\s*({_UNIT}|{_COUNTED})", re.IGNORECASE)
_PACK = re.compile(
    f"(?:{_NUMBER}\\s*({_UNIT})\\s*[×*xX✕]\\s*)?{_NUMBER}\\s*({_UNIT}|{_COUNTED})?", re.IGNORECASE
)
_A_DAY: Mapping[str, Fraction] = {
    **dict.fromkeys(("每日一次", "每晚一次", "每早一次", "睡前一次", "qd", "qn", "qm"), Fraction(1)),
    **dict.fromkeys(("每日两次", "每日二次", "每12小时一次", "bid", "q12h"), Fraction(2)),
    **dict.fromkeys(("每日三次", "每8小时一次", "tid", "q8h"), Fraction(3)),
    **dict.fromkeys(("每日四次", "每6小时一次", "qid", "q6h"), Fraction(4)),
    **dict.fromkeys(("隔日一次", "qod"), Fraction(1, 2)),
    **dict.fromkeys(("每周一次", "qw"), Fraction(1, 7)),
}
"""频次 as catalogues and doctors write them, in doses a day."""


@dataclass(frozen=True, slots=True)
class _Amount:
    of: Fraction
    unit: str


def packs_needed(line: OrderLine) -> int | None:
    """Give how many whole packs last for the days of a drug's line; None where that cannot be read."""
    dose, often = _dose(line.dose), _A_DAY.get(line.frequency.strip().lower().replace("天", "日"))
    if line.kind is not ItemKind.DRUG or dose is None or often is None or line.days <= 0:
        return None
    held = next((one.of for one in _held(line.specification) if one.unit == dose.unit), None)
    if not held:
        return None
    needed = ceil(dose.of * often * line.days / held)
    return needed if 0 < needed <= _MOST else None


def herb_quantity(line: OrderLine, doses: int) -> int | None:
    """Give how many units of a herb so many doses (剂) take; None where that cannot be read."""
    dose, unit = _dose(line.dose), _dose(f"1{line.unit}")
    if dose is None or unit is None or dose.unit != unit.unit or doses <= 0:
        return None
    needed = ceil(dose.of * doses / unit.of)
    return needed if 0 < needed <= _MOST else None


def _dose(text: str) -> _Amount | None:
    found = _ONE.fullmatch(text.strip())
    return _amount(found[1], found[2]) if found else None


def _held(specification: str) -> list[_Amount]:
    """Give what a pack holds, counted and measured: 0.25g×24粒 is 24粒 and 6000 mg."""
    found = _PACK.fullmatch(specification.strip())
    if found is None:
        return []
    strength, unit, count, counted = found.groups()
    whole = [_amount(count, counted)] if counted else []
    if strength is None:
        return whole
    each = _amount(strength, unit)
    return [*whole, _Amount(each.of * Fraction(count), each.unit)]


def _amount(number: str, unit: str) -> _Amount:
    name, factor = _MEASURED.get(unit.lower(), (unit, Fraction(1)))
    return _Amount(Fraction(number) * factor, name)
