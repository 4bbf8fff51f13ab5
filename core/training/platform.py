"""What the platform simulator is told of the synthetic township: people, their cover, the price catalogue."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from core.catalogue.items import CatalogueItem, FeeClass, ItemKind
from core.coverage.enrolment import LookUp, RosterEntry, RosterScope
from core.coverage.verdict import Verdict, VerdictKind, give_verdict
from core.dates import first_of_month, year_end
from core.identity.person import Sex
from core.money import in_yuan
from core.policy.in_force import PackShelf
from core.training.characters import PLATFORM_DOUBT
from core.training.township import COUNTY, TrainingTownship

_RESIDENT, _EMPLOYEE = "390", "310"
_NORMAL, _STOPPED = "1", "2"
_OTHER_COUNTY = "239998"
_WAITING, _NOT_PAID = "待遇等待期内", "未查询到本年度参保缴费记录"
_DRUG_KINDS, _TREATMENT_KIND, _GENERAL_FEE_KIND = {"X": "09", "T": "10", "Z": "11"}, "08", "12"
_GRADES = {FeeClass.A: "01", FeeClass.B: "02", FeeClass.C: "03", FeeClass.GENERAL_CONSULTATION: "01"}


def platform_people(township: TrainingTownship, packs: PackShelf) -> list[dict[str, Any]]:
    """Give the people file: the roster's people, each with the cover that our own law gives."""
    scope = RosterScope(township.on, year_end(township.on.year), township.pack)
    return [
        _person(entry, give_verdict(LookUp(entry, scope), packs, township.on)) for entry in township.entries
    ]


def platform_items(catalogue: Iterable[CatalogueItem]) -> list[dict[str, Any]]:
    """Give the `items` of the parameters file: what the platform thinks of each drug and service."""
    return [
        {
            "code": item.code,
            "name": item.name,
            "charge_kind": _charge_kind(item),
            "grade": _GRADES[item.fee_class],
            "selfpay_ratio": f"{item.own_pay_permille / 1000:.2f}",
            "ceiling": in_yuan(item.price_ceiling),
        }
        for item in catalogue
        if item.kind is not ItemKind.DIAGNOSIS
    ]


def _charge_kind(item: CatalogueItem) -> str:
    if item.kind is ItemKind.DRUG:
        return _DRUG_KINDS[item.code[0]]
    return _GENERAL_FEE_KIND if item.fee_class is FeeClass.GENERAL_CONSULTATION else _TREATMENT_KIND


def _person(entry: RosterEntry, verdict: Verdict) -> dict[str, Any]:
    person, balances = entry.person, entry.balances
    return {
        "psn_no": f"{COUNTY}{int(person.person_id[1:]):014d}",
        "certno": person.id_number,
        "name": person.name,
        "gend": "1" if person.sex is Sex.MALE else "2",
        "brdy": person.birth_date.isoformat(),
        "naty": person.ethnicity,
        "insurances": [_insurance(entry, verdict)],
        "used_this_year_fen": int(balances.outpatient_used) if balances else 0,
    }


def _insurance(entry: RosterEntry, verdict: Verdict) -> dict[str, Any]:
    employee, on = verdict.employee, verdict.on
    row = {
        "insutype": _RESIDENT,
        "status": _NORMAL,
        "admdvs": COUNTY,
        "benefit_end": year_end(on.year).isoformat(),
    }
    if employee is not None:
        begin = first_of_month(employee.first)
        return {**row, "insutype": _EMPLOYEE, "benefit_begin": begin.isoformat(), "benefit_end": None}
    if verdict.kind is VerdictKind.ELSEWHERE:
        return {**row, "admdvs": _OTHER_COUNTY, "benefit_begin": date(on.year, 1, 1).isoformat()}
    doubted = entry.platform_answer is not None and not entry.platform_answer.entitled
    begin_or_none = verdict.benefit_date
    if doubted or begin_or_none is None:
        return {**row, "status": _STOPPED, "reason": PLATFORM_DOUBT if doubted else _NOT_PAID}
    if begin_or_none > on:
        row["reason"] = _WAITING
    in_year = begin_or_none.year == on.year
    return {**row, "benefit_begin": begin_or_none.isoformat() if in_year else None}
