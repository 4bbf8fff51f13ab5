"""Cases as files: a person, a day and a pack in, the answer out, compared with what was expected."""

import difflib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar

from core.coverage.history import History
from core.errors import Refusal
from core.money import Fen
from core.policy.bill import Estimate
from core.policy.bill_cases import estimate_bill, estimate_plain, in_cny
from core.policy.check_cases import check_plain_visit, spoken_plain
from core.policy.check_visit import Spoken
from core.policy.contribution import YearlyPrice, price_of_person
from core.policy.decision import Decision, decide
from core.policy.fields import Fields
from core.policy.in_force import (
    PackOn,
    PackShelf,
    deep_merge,
    pack_in_force,
    packs_of,
    read_pack,
    tree_in_force,
)
from core.policy.incentives import CapDecision, YearOfCover, decide_cap
from core.policy.pack import Pack
from core.policy.shape import Place, converter
from core.policy.what_if import RepairOffer, repair_offers

ROOT_PACK = "CN"
Answer = TypeVar("Answer")
_KEYS = (
    *("id", "title", "base_pack", "param_overrides", "province_params", "target_year", "as_of", "person"),
    *("expected", "years", "repaired_years", "citation", "history_from_year"),
    *("on", "tier", "bill", "patient", "visit"),
)


@dataclass(frozen=True, slots=True)
class Case:
    """One case as it stands in the file, and its place there."""

    index: int
    plain: Mapping[str, Any]

    @property
    def id(self) -> Any:
        """Give the id the answer repeats."""
        given = self.plain.get("id")
        return float(given) if isinstance(given, Decimal) else given

    @property
    def about_cap(self) -> bool:
        """Tell a case of the critical-illness cap from one of the waiting period."""
        return "years" in self.plain

    @property
    def about_bill(self) -> bool:
        """Tell a case of the outpatient rules from one of the waiting period."""
        return "bill" in self.plain

    @property
    def about_visit(self) -> bool:
        """Tell a case of the checks of a visit from one of the waiting period."""
        return "visit" in self.plain


def read_cases(text: str) -> tuple[Case, ...]:
    """Read a file of cases: one case or an array of them.

    Raises:
        Refusal: `cases_not_readable`, `case_not_a_table`, `case_key_misspelt`.
    """
    try:
        plain = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise Refusal("cases_not_readable", reason=str(error)) from error
    rows = plain if isinstance(plain, list) else [plain]
    return tuple(case_of(index, row) for index, row in enumerate(rows))


def case_of(index: int, row: Any) -> Case:
    """Take one plain case for what it is.

    Raises:
        Refusal: `case_not_a_table`, `case_key_misspelt`, `case_value_wrong`.
    """
    if not isinstance(row, Mapping):
        raise Refusal("case_not_a_table", index=index)
    for key in row.keys() - set(_KEYS):
        meant = difflib.get_close_matches(key, _KEYS, n=1, cutoff=0.8)
        if meant:
            raise Refusal("case_key_misspelt", index=index, key=key, meant=meant[0])
    if not isinstance(row.get("id"), str | int | Decimal | None):
        raise Refusal("case_value_wrong", key="id", expected="text")
    return Case(index, row)


def decide_case(shelf: PackShelf, case: Case, default_pack: str = ROOT_PACK) -> Decision:
    """Decide a case of the waiting period.

    Raises:
        Refusal: any fault of the case, with its position and id among the facts.
    """
    return _within(case, lambda: decide(*_asked(shelf, case, default_pack)))


def offers_for_case(shelf: PackShelf, case: Case, default_pack: str = ROOT_PACK) -> tuple[RepairOffer, ...]:
    """Give the repairs that would bring a case's benefit date forward, paid on its day.

    Raises:
        Refusal: any fault of the case, with its position and id among the facts.
    """
    return _within(case, lambda: repair_offers(*_asked(shelf, case, default_pack)))


def price_for_case(shelf: PackShelf, case: Case, default_pack: str = ROOT_PACK) -> YearlyPrice:
    """Give what the year asked about costs the person of a case: on the day it was paid, or else asked.

    Raises:
        Refusal: any fault of the case, with its position and id among the facts.
    """

    def priced() -> YearlyPrice:
        packs, history, year, as_of = _asked(shelf, case, default_pack)
        day = decide(packs, history, year, as_of).paid_on or as_of
        return price_of_person(packs(day), history, year, day)

    return _within(case, priced)


def decide_cap_case(shelf: PackShelf, case: Case, default_pack: str = ROOT_PACK) -> CapDecision:
    """Decide a case of the critical-illness cap.

    Raises:
        Refusal: any fault of the case, with its position and id among the facts.
    """
    return _within(case, lambda: _decide_cap(shelf, case, default_pack))


def estimate_case(shelf: PackShelf, case: Case, default_pack: str = ROOT_PACK) -> Estimate:
    """Estimate a case of the outpatient rules.

    Raises:
        Refusal: any fault of the case, with its position and id among the facts.
    """
    return _within(
        case, lambda: estimate_bill(case_packs(shelf, case.plain, default_pack), case.plain, case.index)
    )


def check_visit_case(shelf: PackShelf, case: Case, default_pack: str = ROOT_PACK) -> Sequence[Spoken]:
    """Ask the checks about the visit of a case.

    Raises:
        Refusal: any fault of the case, with its position and id among the facts.
    """
    packs = partial(case_packs, shelf, case.plain, default_pack)
    return _within(case, lambda: check_plain_visit(packs(), case.plain, case.index))


def answer_plain(case: Case, decision: Decision) -> dict[str, Any]:
    """Write a decision by the field names of the case form."""
    return {
        "id": case.id,
        "status": decision.status.value,
        "reason": decision.reason.value,
        "fixed_months": decision.fixed_months,
        "variable_months": decision.variable_months,
        "total_months": decision.total_months,
        "waiting_start": _iso(decision.waiting_start),
        "benefit_date": _iso(decision.benefit_date),
        "missed_years": list(decision.missed_years),
        "repair_cost_cny": in_cny(decision.repair_cost),
        "flags": [flag.value for flag in decision.flags],
        "certainty": decision.certainty.value,
        "earliest_benefit_date": _iso(decision.earliest_benefit),
        "latest_benefit_date": _iso(decision.latest_benefit),
        "doubts": [
            {"parameter": d.path, "value": d.value, "status": d.status.value, "benefit_date": _iso(d.benefit)}
            for d in decision.doubts
        ],
        "missing": [{"item": item.kind.value, "year": item.year} for item in decision.missing],
        "explanation": [
            {"step": s.code.value, "rule": s.rule, "article": s.article.value,
             "inputs": dict(s.inputs), "result": s.result}
            for s in decision.steps
        ],
        "pack_id": decision.pack.pack_id,
        "pack_version": decision.pack.effective_from.isoformat(),
    }  # fmt: skip


def cap_plain(case: Case, decision: CapDecision) -> dict[str, Any]:
    """Write a cap decision by the field names of the case form, amounts in CNY."""
    return {
        "id": case.id,
        "continuous_years": len(decision.continuous),
        "continuous_bonus_cny": in_cny(decision.continuous_bonus),
        "zero_claim_years": len(decision.zero_claims),
        "zero_claim_bonus_cny": in_cny(decision.zero_claim_bonus),
        "total_bonus_cny": in_cny(decision.total_bonus),
        "penalty_cny": in_cny(decision.penalty),
        "effective_cap_cny": in_cny(decision.effective_cap),
    }


def case_packs(shelf: PackShelf, case: Mapping[str, Any], default_pack: str) -> PackOn:
    """Give the packs a case asks for: a pack by code or whole parameters, with overrides laid over.

    Raises:
        Refusal: an unknown pack, or a fault in the parameters with its key.
    """
    overrides = _table(case, "param_overrides")
    if case.get("province_params") is not None:
        base, over = ROOT_PACK, deep_merge(_table(case, "province_params"), overrides)
    else:
        base, over = case.get("base_pack") or default_pack, overrides
    if not isinstance(base, str):
        raise Refusal("case_value_wrong", key="base_pack", expected="text")
    if not over:
        return packs_of(shelf, base)
    laid_over: dict[int, Pack] = {}

    def pack_on(on: date) -> Pack:
        version = id(pack_in_force(shelf, base, on))  # the shelf keeps each of them for good
        if version not in laid_over:
            tree = deep_merge(
                tree_in_force(shelf, base, on), {k: v for k, v in over.items() if k != "parent"}
            )
            laid_over[version] = read_pack("param_overrides", tree)
        return laid_over[version]

    return pack_on


def _asked(shelf: PackShelf, case: Case, default_pack: str) -> tuple[PackOn, History, int, date]:
    fields = Fields(case.plain, "case", case.index)
    history = History.from_plain(_person(case, fields.present("person")))
    packs = case_packs(shelf, case.plain, default_pack)
    return packs, history, fields.year("target_year"), fields.day("as_of")


def _person(case: Case, person: Any) -> Any:
    """Let a case say beside the person from which year on the records are complete."""
    since = case.plain.get("history_from_year")
    return (
        {**person, "history_from_year": since}
        if since is not None and isinstance(person, Mapping)
        else person
    )


def _decide_cap(shelf: PackShelf, case: Case, default_pack: str) -> CapDecision:
    fields = Fields(case.plain, "case", case.index)
    target = fields.year("target_year")
    years = [_year(row, index) for index, row in enumerate(fields.rows("years"))]
    if len({one.year for one in years}) < len(years):
        raise Refusal("cap_year_twice")
    repaired = fields.rows("repaired_years")
    if any(not isinstance(year, int) or isinstance(year, bool) for year in repaired):
        raise Refusal("case_value_wrong", key="repaired_years", expected="YYYY")
    pack = case_packs(shelf, case.plain, default_pack)(date(target, 1, 1))
    return decide_cap(pack.critical_illness, years, repaired, target)


def _year(row: Any, index: int) -> YearOfCover:
    fields = Fields(row, "year", index)
    year = YearOfCover(
        fields.year("year"),
        fields.flag("insured"),
        _yuan(fields.left_out("fund_paid_cny"), index, "fund_paid_cny"),
        _yuan(fields.left_out("critical_paid_cny"), index, "critical_paid_cny"),
        fields.left_out("bonus_used") is not None and fields.flag("bonus_used"),
    )
    fields.end()
    return year


def _yuan(value: Any, index: int, key: str) -> Fen:
    amount: Fen = converter(Fen)(0 if value is None else value, Place(f"years.{index}", key))
    return amount


def _table(case: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = case.get(key)
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise Refusal("case_value_wrong", key=key, expected="table")
    return value


def _within(case: Case, work: Callable[[], Answer]) -> Answer:
    try:
        return work()
    except Refusal as refusal:
        refusal.facts.update(case=case.index, id=case.id)
        raise


@dataclass(frozen=True, slots=True)
class CaseResult:
    """How a case came out: the keys that differ, each with what was expected and what came."""

    case: Case
    differences: Mapping[str, tuple[Any, Any]]
    refusal: Refusal | None = None

    @property
    def passed(self) -> bool:
        """Tell whether everything expected came."""
        return not self.differences and self.refusal is None


def check_cases(shelf: PackShelf, pack_id: str) -> Sequence[CaseResult]:
    """Run the cases of every version of a pack.

    Raises:
        Refusal: `pack_unknown`, or a case file that cannot be read.
    """
    versions = shelf.versions.get(pack_id)
    if not versions:
        raise Refusal("pack_unknown", pack=pack_id)
    texts = [text for source in versions for _name, text in sorted(source.cases.items())]
    return [_result(shelf, case, pack_id) for text in texts for case in read_cases(text)]


def _result(shelf: PackShelf, case: Case, pack_id: str) -> CaseResult:
    try:
        if case.about_cap:
            found = cap_plain(case, decide_cap_case(shelf, case, pack_id))
        elif case.about_bill:
            found = estimate_plain(case.id, estimate_case(shelf, case, pack_id))
        elif case.about_visit:
            found = spoken_plain(case.id, check_visit_case(shelf, case, pack_id))
        else:
            found = answer_plain(case, decide_case(shelf, case, pack_id))
    except Refusal as refusal:
        return CaseResult(case, {}, refusal)
    expected = _table(case.plain, "expected")
    differing = {key: (want, found.get(key)) for key, want in expected.items() if want != found.get(key)}
    return CaseResult(case, differing)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
