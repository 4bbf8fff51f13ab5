"""What the doctor wrote into the form of a visit, and what is missing or impossible in it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from core.catalogue.items import ItemKind
from core.clinic import Clinic
from core.errors import Refusal
from core.identity.identity_check import ProofSaid
from core.visits.bedside import NOTHING, Bedside, require_possible
from core.visits.companion import Companion
from core.visits.herb_sheet import HerbSheet, require_possible_herbs
from core.visits.payment import IN_CASH, Payment, require_possible_payment
from core.visits.visit import LONGEST_HANDLING, MOST_GROUPS, Diagnosis, OrderLine, is_herb

_MOST = 99_999
"""Boxes or days of a line: more is a slip of the hand, or a number that no longer fits where it travels."""
_LIMITS = {"temperature_tenths": (300, 450), "systolic": (40, 300), "diastolic": (20, 200)}
"""What a thermometer (tenths of a degree) or a cuff (mmHg) can show on a living person."""


@dataclass(frozen=True, slots=True)
class VisitForm:
    """What the doctor wrote; vitals are tenths of a degree and mmHg, None where not taken.

    Args:
        reasons: why to go on where a check asks for it, by `Spoken.key`; None where nobody could be asked:
            then what the checks say is noted and stops nothing.
        proof: what is said where the identity check is weaker than demanded.
    """

    complaint: str
    diagnoses: tuple[Diagnosis, ...]
    lines: tuple[OrderLine, ...]
    onset_date: date | None = None
    temperature_tenths: int | None = None
    systolic: int | None = None
    diastolic: int | None = None
    remark: str = ""
    companion: Companion | None = None
    pregnant: bool = False
    allergies: tuple[str, ...] = ()
    reasons: Mapping[str, str] | None = field(default_factory=dict)
    proof: ProofSaid | None = None
    bedside: Bedside = NOTHING
    herbs: HerbSheet | None = None
    payment: Payment = IN_CASH


def require_complete(clinic: Clinic, form: VisitForm, day: date, stands: Collection[OrderLine] = ()) -> None:
    """See that a visit of that day can be kept; lines that stand there already keep the price they had.

    Raises:
        Refusal: `visit_without_diagnosis`, `visit_main_diagnosis_unclear`, `line_quantity_not_positive`,
            `line_count_impossible`, `line_group_impossible`, `line_handling_impossible`,
            `price_above_ceiling`, `vitals_out_of_range`, `blood_pressure_swapped`, `onset_in_future`; what
            `core.visits.bedside.require_possible`, `require_possible_herbs` and `require_possible_payment`
            refuse.
    """
    if not form.diagnoses:
        raise Refusal("visit_without_diagnosis")
    if sum(diagnosis.main for diagnosis in form.diagnoses) != 1:
        raise Refusal("visit_main_diagnosis_unclear")
    if form.onset_date and form.onset_date > day:
        raise Refusal("onset_in_future")
    for vital, (low, high) in _LIMITS.items():
        value = getattr(form, vital)
        if value is not None and not low <= value <= high:
            raise Refusal("vitals_out_of_range", vital=vital)
    if form.systolic is not None and form.diastolic is not None and form.systolic <= form.diastolic:
        raise Refusal("blood_pressure_swapped")
    require_possible(form.bedside)
    require_possible_herbs(form.herbs)
    require_possible_payment(form.payment, sum(line.amount for line in form.lines))
    _require_possible(clinic, form.lines, stands)


def _require_possible(clinic: Clinic, lines: Sequence[OrderLine], stands: Collection[OrderLine]) -> None:
    for place, line in enumerate(lines, start=1):
        if line.quantity <= 0:
            raise Refusal("line_quantity_not_positive", line=place)
        if line.quantity > _MOST or not 0 <= line.days <= _MOST:
            raise Refusal("line_count_impossible", line=place)
        _require_possible_use(line, place)
        item = clinic.records.item(line.kind, line.code)
        if item and line.unit_price > item.price_ceiling and not _had_its_price(line, stands):
            raise Refusal("price_above_ceiling", line=place)


def _require_possible_use(line: OrderLine, place: int) -> None:
    given_together = line.kind is ItemKind.DRUG and not is_herb(line)
    if not 0 <= line.group <= (MOST_GROUPS if given_together else 0):
        raise Refusal("line_group_impossible", line=place, most=MOST_GROUPS)
    if len(line.handling) > (LONGEST_HANDLING if is_herb(line) else 0):
        raise Refusal("line_handling_impossible", line=place, most=LONGEST_HANDLING)


def _had_its_price(line: OrderLine, stands: Collection[OrderLine]) -> bool:
    return any((one.code, one.unit_price) == (line.code, line.unit_price) for one in stands)
