"""Bring visits in from another system, one plain record at a time."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from core.catalogue.items import CatalogueItem, ItemKind
from core.clinic import Clinic
from core.dates import china_day
from core.errors import Refusal
from core.identity.identity_check import BROUGHT_IN, CheckMethod, Lacking, ProofSaid
from core.identity.number_said import NumberSaid
from core.money import Fen
from core.policy.choices import Proof
from core.services.name_companion import companion_of
from core.services.receive_patient import Reception, check_identity, receive_number, receive_without_number
from core.services.record_visit import SavedVisit, record_visit
from core.services.visit_form import VisitForm
from core.visits.bedside import LIMITS, Bedside, CaseClass, Destination, Symptom
from core.visits.companion import Companion, CompanionRole
from core.visits.herb_sheet import HerbSheet
from core.visits.payment import WAYS, PaidBy, Payment
from core.visits.trace_codes import NoTrace
from core.visits.visit import Diagnosis, OrderLine, is_herb

_HALF_SIGN = re.compile("[\ud800-\udfff]")
_NO_SIGN = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\ud800-\udfff]")
"""Half signs, and control characters other than the breaks and tabs of a text."""
_FIELDS = {
    "id_number": str,
    "name": str,
    "complaint": str,
    "diagnoses": list,
    "lines": list,
    "onset_date": str,
    "temperature_tenths": int,
    "systolic": int,
    "diastolic": int,
    "remark": str,
    "proof": str,
    "proof_words": str,
    "pregnant": bool,
    "allergies": list,
    "payment": str,
    "family_fen": int,
    "herb_doses": int,
    "herb_method": str,
    "companion": dict,
}
_BEDSIDE: Mapping[str, type] = {
    **dict.fromkeys(LIMITS, int),
    "symptoms": list,
    **dict.fromkeys(("tcm", "destination", "referred_to", "referral_reason"), str),
    **dict.fromkeys(("case_class", "crowd", "workplace", "address", "phone"), str),
    **dict.fromkeys(("home_visit", "emergency", "reported"), bool),
}
_LINE_FIELDS = {
    "kind": str,
    "code": str,
    "quantity": int,
    "days": int,
    "dose": str,
    "frequency": str,
    "route": str,
    "trace_codes": list,
    "no_trace_reason": str,
    "split": bool,
    "group": int,
    "handling": str,
}
_COMPANION_FIELDS = {"role": str, "name": str, "id_number": str}


def bring_in_lines(clinic: Clinic, lines: Iterable[str]) -> Iterator[Mapping[str, Any]]:
    """Record one visit per JSON line; yield what became of each: `saved`, or the code and facts of a refusal.

    Raises:
        Hindrance: the ledger could not keep it; the lines before are kept.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            saved = bring_in(clinic, read_line(line))
        except Refusal as refusal:
            yield {"line": number, "outcome": refusal.code, "facts": refusal.facts}
        else:
            told = {"line": number, "outcome": "saved", "event_id": saved.event_id}
            yield told | ({"day_in_doubt": True} if saved.day_in_doubt else {})


def read_line(line: str) -> Mapping[str, Any]:
    """Read one line of the file.

    Raises:
        Refusal: `brought_in_not_utf8`, `brought_in_not_json`.
    """
    if _HALF_SIGN.search(line):
        raise Refusal("brought_in_not_utf8")
    try:
        plain = json.loads(line)
    except (ValueError, RecursionError) as wrong:
        raise Refusal("brought_in_not_json") from wrong
    if not isinstance(plain, dict):
        raise Refusal("brought_in_not_json")
    return plain


def bring_in(clinic: Clinic, plain: Mapping[str, Any]) -> SavedVisit:
    """Record one visit as docs/record-format.md describes it, at today's prices and verdict.

    Raises:
        Refusal: `brought_in_field` naming the field, or what recording a visit refuses.
        Hindrance: the ledger could not keep it.
    """
    form = form_of(clinic, plain)
    check = check_identity(clinic, CheckMethod.NUMBER_TYPED, BROUGHT_IN)
    return record_visit(clinic, _received(clinic, plain), check, form)


def form_of(clinic: Clinic, plain: Mapping[str, Any]) -> VisitForm:
    """Make what a doctor would have written of a plain record.

    Raises:
        Refusal: `brought_in_field` naming the field; what naming a companion refuses.
    """
    _check(plain, {**_FIELDS, **_BEDSIDE})
    herbs = _herbs(plain)
    lines = tuple(_line(clinic, line, herbs) for line in plain.get("lines", []))
    if herbs is not None and not any(map(is_herb, lines)):
        raise Refusal("brought_in_field", field="herb_doses")
    return VisitForm(
        complaint=plain.get("complaint", ""),
        diagnoses=tuple(
            _diagnosis(clinic, c, place == 0) for place, c in enumerate(plain.get("diagnoses", []))
        ),
        lines=lines,
        onset_date=_day(plain.get("onset_date")),
        temperature_tenths=plain.get("temperature_tenths"),
        systolic=plain.get("systolic"),
        diastolic=plain.get("diastolic"),
        remark=plain.get("remark", ""),
        companion=_companion(plain.get("companion"), china_day(clinic.clock.now())),
        reasons=None,
        proof=_proof(plain.get("proof"), plain.get("proof_words", "")),
        pregnant=plain.get("pregnant", False),
        allergies=tuple(map(str, plain.get("allergies", []))),
        bedside=_bedside(plain),
        herbs=herbs,
        payment=_payment(plain),
    )


def line_from(item: CatalogueItem, quantity: int, days: int = 0) -> OrderLine:
    """Order a catalogue item at its price with its usual dose, frequency and route."""
    return OrderLine(
        kind=item.kind,
        code=item.code,
        name=item.name,
        specification=item.specification,
        unit=item.unit,
        quantity=quantity,
        unit_price=item.price,
        fee_class=item.fee_class,
        own_pay_permille=item.own_pay_permille,
        dose=item.dose,
        frequency=item.frequency,
        route=item.route,
        days=days,
    )


def _received(clinic: Clinic, plain: Mapping[str, Any]) -> Reception:
    if plain.get("id_number"):
        return receive_number(clinic, plain["id_number"], plain.get("name", ""))
    return receive_without_number(clinic, plain.get("name", ""))


def _diagnosis(clinic: Clinic, code: Any, main: bool) -> Diagnosis:
    item = clinic.records.item(ItemKind.DIAGNOSIS, code) if isinstance(code, str) else None
    if item is None:
        raise Refusal("brought_in_field", field="diagnoses")
    return Diagnosis(item.code, item.name, main)


def _proof(told: str | None, words: str) -> ProofSaid | None:
    if told is None or told == Proof.DOCUMENT_SEEN.value:
        return ProofSaid() if told else None
    if told not in set(Lacking):
        raise Refusal("brought_in_field", field="proof")
    return ProofSaid(Lacking(told), words)


def _payment(plain: Mapping[str, Any]) -> Payment:
    way = plain.get("payment", PaidBy.CASH)
    if way not in WAYS:
        raise Refusal("brought_in_field", field="payment")
    return Payment(str(way), Fen(plain.get("family_fen", 0)))


def _herbs(plain: Mapping[str, Any]) -> HerbSheet | None:
    if "herb_doses" not in plain and "herb_method" not in plain:
        return None
    return HerbSheet(plain.get("herb_doses", 0), plain.get("herb_method", ""))


def _companion(plain: Mapping[str, Any] | None, today: date) -> Companion | None:
    if plain is None:
        return None
    _check(plain, _COMPANION_FIELDS)
    if plain.get("role") not in set(CompanionRole):
        raise Refusal("brought_in_field", field="role")
    said = NumberSaid(plain.get("id_number", ""), plain.get("name", ""))
    return companion_of(CompanionRole(plain["role"]), said, today)


def _bedside(plain: Mapping[str, Any]) -> Bedside:
    told = {name: plain[name] for name in _BEDSIDE if name in plain}
    for name, known in (
        ("symptoms", ["", *Symptom]),
        ("destination", ["", *Destination]),
        ("case_class", ["", *CaseClass]),
    ):
        given = told.get(name, "")
        if any(one not in known for one in (given if isinstance(given, list) else [given])):
            raise Refusal("brought_in_field", field=name)
    return Bedside.from_plain(told)


def _line(clinic: Clinic, plain: Any, herbs: HerbSheet | None) -> OrderLine:
    if not isinstance(plain, Mapping):
        raise Refusal("brought_in_field", field="lines")
    _check(plain, _LINE_FIELDS)
    kinds = {ItemKind.DRUG.value: ItemKind.DRUG, ItemKind.SERVICE.value: ItemKind.SERVICE}
    kind = kinds.get(plain.get("kind", ""))
    item = clinic.records.item(kind, plain.get("code", "")) if kind else None
    if item is None or "quantity" not in plain:
        raise Refusal("brought_in_field", field="lines")
    usual = line_from(item, plain["quantity"], plain.get("days", 0))
    if is_herb(usual):  # as the form writes them: a dose a day, and no box to scan
        days = plain.get("days", herbs.doses if herbs else 0)
        usual = replace(usual, days=days, no_trace_reason=NoTrace.NOT_ON_BOX.value)
    return replace(
        usual,
        dose=plain.get("dose", usual.dose),
        frequency=plain.get("frequency", usual.frequency),
        route=plain.get("route", usual.route),
        trace_codes=tuple(str(code) for code in plain.get("trace_codes", [])),
        no_trace_reason=plain.get("no_trace_reason", usual.no_trace_reason),
        split=plain.get("split", False),
        group=plain.get("group", 0),
        handling=plain.get("handling", ""),
    )


def _check(plain: Mapping[str, Any], fields: Mapping[str, type]) -> None:
    for name, value in plain.items():
        expected = fields.get(name)
        if expected is None or not isinstance(value, expected) or not _is_writable(value, expected):
            raise Refusal("brought_in_field", field=name)


def _is_writable(value: Any, expected: type = object) -> bool:
    """Tell what can be written down from a stray truth value and from what is no letter: JSON names both."""
    if isinstance(value, list):
        return all(_is_writable(one) for one in value)
    if isinstance(value, bool):
        return expected is bool
    return not (isinstance(value, str) and _NO_SIGN.search(value))


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise Refusal("brought_in_field", field="onset_date") from wrong
