"""Cases about a bill: who the patient is, the lines, and the split the outpatient rules give."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from core.coverage.history import IdentityCategory
from core.errors import Refusal
from core.money import Fen
from core.policy.benefits import PER_MILLE, estimate
from core.policy.bill import BillLine, Entitled, Estimate, ItemClass, Purpose, Registered, Used
from core.policy.fields import Fields
from core.policy.in_force import PackOn
from core.policy.shape import FEN_IN_YUAN, Place, converter


def estimate_bill(packs: PackOn, plain: Mapping[str, Any], index: int) -> Estimate:
    """Estimate a bill given in plain values.

    Raises:
        Refusal: `benefits_unknown` where the pack has no numbers for such an institution, or a fault of the
            case with its place.
    """
    fields = Fields(plain, "case", index)
    on, tier = fields.day("on"), fields.text("tier")
    lines = [_line(row, place) for place, row in enumerate(fields.rows("bill"))]
    patient = _patient(fields.left_out("patient"))
    pack = packs(on)
    found = estimate(pack, tier, lines, patient, on)
    if found is None:
        raise Refusal("benefits_unknown", pack=pack.pack_id, tier=tier)
    return found


def estimate_plain(case_id: Any, found: Estimate) -> dict[str, Any]:
    """Write an estimate by the field names of the case form, amounts in CNY."""
    return {
        "id": case_id,
        "estimate": True,
        "total_cny": in_cny(found.total),
        "pooled_fund_cny": in_cny(found.pooled),
        "critical_illness_cny": in_cny(found.critical_illness),
        "medical_assistance_cny": in_cny(found.assistance),
        "account_cny": in_cny(found.account),
        "family_mutual_aid_cny": in_cny(found.family),
        "institution_cny": in_cny(found.institution),
        "cash_cny": in_cny(found.cash),
        "explanation": [
            {"step": step.code.value, "inputs": dict(step.inputs), "result_fen": step.result}
            for step in found.steps
        ],
        "pack": found.pack,
    }


def in_cny(amount: Fen | None) -> int | float | None:
    """Write fen in CNY: a whole number where it is one."""
    if amount is None:
        return None
    return amount // FEN_IN_YUAN if amount % FEN_IN_YUAN == 0 else amount / FEN_IN_YUAN


def _line(row: Any, index: int) -> BillLine:
    fields = Fields(row, "bill", index)
    place = Place("bill", f"{index}")
    own: Decimal = converter(Decimal)(fields.left_out("own_pay_ratio") or 0, place.at("own_pay_ratio"))
    purpose = Purpose.ORDINARY
    if fields.left_out("purpose") is not None:
        purpose = fields.choice("purpose", Purpose)
    line = BillLine(
        _yuan(fields.present("amount_cny"), place.at("amount_cny")),
        fields.choice("class", ItemClass),
        int(own * PER_MILLE),
        purpose,
        _yuan(fields.left_out("above_price_cny"), place.at("above_price_cny")),
    )
    fields.end()
    return line


def _patient(plain: Any) -> Entitled:
    fields = Fields({} if plain is None else plain, "patient", 0)
    place = Place("patient")
    registered = Registered.NONE
    if fields.left_out("registered") is not None:
        registered = fields.choice("registered", Registered)
    patient = Entitled(
        fields.left_out("signed") is not None and fields.flag("signed"),
        registered,
        _yuan(fields.left_out("account_cny"), place.at("account_cny")),
        _used(fields.left_out("used")),
        _yuan(fields.left_out("family_cny"), place.at("family_cny")),
        frozenset(_category(one, index) for index, one in enumerate(fields.rows("identities"))),
    )
    fields.end()
    return patient


def _used(plain: Any) -> Used:
    fields = Fields({} if plain is None else plain, "used", 0)
    place = Place("used")
    keys = ("this_year", "today", "deductible", "two_diseases", "borne", "assistance", "diseases_deductible")
    amounts = {key: _yuan(fields.left_out(f"{key}_cny"), place.at(f"{key}_cny")) for key in keys}
    fields.end()
    return Used(**amounts)


def _category(plain: Any, index: int) -> str:
    return Fields({"category": plain}, "identity", index).choice("category", IdentityCategory).value


def _yuan(value: Any, place: Place) -> Fen:
    amount: Fen = converter(Fen)(0 if value is None else value, place)
    return amount
