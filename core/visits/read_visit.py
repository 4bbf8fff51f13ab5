"""A visit out of what somebody else wrote: every field is of its form, or the visit is not read at all."""

from collections.abc import Mapping
from typing import Any

from core.read_body import is_whole, read_body
from core.visits.companion import Companion
from core.visits.visit import OrderLine, Visit

_YEARS = range(2000, 2200)
_SHARES = range(2**40)
"""Bounds of a moment, and of a share in fen; beyond them no sum and no calendar holds."""


def read_visit(plain: Any) -> Visit:
    """Read the body of a visit, whichever program wrote it.

    Raises:
        ValueError: a field is missing or not of its form.
    """
    return read_body(plain, Visit.from_plain, _is_well_formed, "a visit")


def tells_amounts(facts: Mapping[str, Any]) -> bool:
    """Tell whether the facts of a settlement say what fund, account and cash bore, in a form that adds up."""
    return all(_is_share(facts.get(name)) for name in ("fund", "account", "cash"))


def _is_well_formed(visit: Visit) -> bool:
    patient = visit.patient
    texts = (
        *(patient.person_id, patient.id_number, patient.name, patient.number_kind),
        *visit.identity_check.overridden,
        *(visit.identity_check.lacking, visit.identity_check.words),
        *_texts_of(visit.companion),
        *visit.allergies,
        *visit.two_diseases,
        *(visit.doctor, visit.doctor_name, visit.complaint, visit.remark),
        *(visit.verdict.kind, visit.verdict.pack, visit.verdict.certainty),
    )
    readings = (visit.temperature_tenths, visit.systolic, visit.diastolic)
    split = visit.estimate
    shares = (split.fund, split.account, split.cash) if split else ()
    return (
        visit.visited_at.tzinfo is not None
        and visit.visited_at.year in _YEARS
        and all(isinstance(text, str) for text in texts)
        and all(_is_diagnosis(one.code, one.name, one.main) for one in visit.diagnoses)
        and all(reading is None or is_whole(reading) for reading in readings)
        and all(_is_line(line) for line in visit.lines)
        and isinstance(visit.pregnant, bool)
        and all(one.is_well_formed() for one in visit.checks)
        and visit.bedside.is_well_formed()
        and visit.payment.is_well_formed()
        and (visit.herbs is None or visit.herbs.is_well_formed())
        and all(map(_is_share, shares))
    )


def _texts_of(companion: Companion | None) -> tuple[object, ...]:
    return (companion.name, companion.id_number, companion.number_kind) if companion else ()


def _is_diagnosis(code: object, name: object, main: object) -> bool:
    return isinstance(code, str) and isinstance(name, str) and isinstance(main, bool)


def _is_line(line: OrderLine) -> bool:
    texts = (line.code, line.name, line.specification, line.unit, line.dose, line.frequency, line.route)
    numbers = (line.quantity, line.unit_price, line.own_pay_permille, line.days, line.group)
    return (
        all(isinstance(text, str) for text in (*texts, *line.trace_codes, line.no_trace_reason))
        and all(map(is_whole, numbers))
        and isinstance(line.split, bool)
        and isinstance(line.handling, str)
    )


def _is_share(value: object) -> bool:
    return is_whole(value) and value in _SHARES
