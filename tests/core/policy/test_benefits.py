"""Estimates: each rule by example, and parts that always add up."""

from datetime import date
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Refusal
from core.money import Fen
from core.policy.benefits import estimate
from core.policy.bill import (
    BenefitCode,
    BenefitStep,
    BillLine,
    Entitled,
    Estimate,
    ItemClass,
    Purpose,
    Registered,
    Used,
)
from core.policy.in_force import deep_merge, pack_in_force, read_pack, tree_in_force
from core.policy.pack import Pack
from tests.core.policy.lives import SHELF

ON = date(2026, 6, 1)
PACK = pack_in_force(SHELF, "CN-23-TRAINING", ON)
A, B, C = ItemClass.A, ItemClass.B, ItemClass.C


def with_tier(**over: object) -> Pack:
    tree = tree_in_force(SHELF, "CN-23-TRAINING", ON)
    return read_pack("here", deep_merge(tree, {"benefits": {"outpatient": {"village_clinic": over}}}))


def split(*lines: BillLine, pack: Pack = PACK, **patient: object) -> Estimate:
    found = estimate(pack, "village_clinic", lines, Entitled(**patient), ON)  # type: ignore[arg-type]
    assert found is not None
    return found


def test_class_a_is_shared_by_the_ratio() -> None:
    found = split(BillLine(Fen(1000), A))
    assert (found.fund, found.account, found.cash) == (600, 0, 400)


def test_of_class_b_the_own_share_comes_first() -> None:
    assert split(BillLine(Fen(1000), B, 100)).fund == 540


def test_class_c_is_all_own_expense() -> None:
    assert split(BillLine(Fen(1000), C)).fund == 0


def test_a_signed_contract_raises_the_ratio() -> None:
    assert split(BillLine(Fen(1000), A), signed=True).fund == 650


def test_the_general_consultation_fee_has_a_ratio_of_its_own() -> None:
    assert split(BillLine(Fen(1000), A, purpose=Purpose.GENERAL_FEE)).fund == 800


def test_the_visit_the_day_and_the_year_have_their_limits() -> None:
    big = BillLine(Fen(10000), A)
    assert split(big).fund == 4000
    assert split(big, used=Used(today=Fen(4500))).fund == 1500
    assert split(big, used=Used(this_year=Fen(39900))).fund == 100
    assert split(big, used=Used(this_year=Fen(50000))).fund == 0
    assert split(BillLine(Fen(500), A), used=Used(this_year=Fen(39900))).fund == 100


def test_a_deductible_is_taken_once_a_visit_or_once_a_year() -> None:
    by_visit = with_tier(deductible_basis="visit", deductible_cny=5)
    assert split(BillLine(Fen(1000), A), pack=by_visit).fund == 300
    by_year = with_tier(deductible_basis="year", deductible_cny=5)
    assert split(BillLine(Fen(1000), A), pack=by_year, used=Used(deductible=Fen(300))).fund == 480


def test_drugs_for_the_two_diseases_have_their_own_limit() -> None:
    drugs = BillLine(Fen(2000), A, purpose=Purpose.TWO_DISEASES)
    found = split(drugs, BillLine(Fen(1000), A), registered=Registered.HYPERTENSION)
    assert found.fund == 1200 + 600
    used_up = Used(two_diseases=Fen(25900))
    assert split(drugs, registered=Registered.HYPERTENSION, used=used_up).fund == 100
    assert split(drugs, registered=Registered.BOTH, used=used_up).fund == 1200


def test_without_registration_such_drugs_are_like_any_other() -> None:
    found = split(BillLine(Fen(2000), A, purpose=Purpose.TWO_DISEASES))
    assert found.fund == 1200
    assert BenefitCode.TWO_DISEASES not in [step.code for step in found.steps]


def test_the_account_pays_before_cash() -> None:
    found = split(BillLine(Fen(1000), A), account=Fen(150))
    assert (found.fund, found.account, found.cash) == (600, 150, 250)


def test_a_pack_without_numbers_gives_no_estimate() -> None:
    national = pack_in_force(SHELF, "CN", ON)
    assert estimate(national, "village_clinic", [BillLine(Fen(1000), A)], Entitled(), ON) is None


def test_ratios_of_the_two_diseases_may_differ_by_class() -> None:
    tree = tree_in_force(SHELF, "CN-23-TRAINING", ON)
    by_class = {"benefits": {"two_diseases": {"ratio": None, "ratio_class_a": 0.6, "ratio_class_b": 0.5}}}
    pack = read_pack("here", deep_merge(tree, by_class))
    drugs = [BillLine(Fen(1000), one, purpose=Purpose.TWO_DISEASES) for one in (A, B)]
    assert split(*drugs, pack=pack, registered=Registered.DIABETES).fund == 600 + 500


def test_a_tier_without_a_ratio_gives_no_estimate() -> None:
    assert estimate(with_tier(ratio=None), "village_clinic", [BillLine(Fen(1000), A)], Entitled(), ON) is None


def test_an_estimate_names_the_pack_it_stands_on() -> None:
    assert split(BillLine(Fen(1), A)).pack == "CN-23-TRAINING@2025-01-01"


def with_rules(**over: object) -> Pack:
    tree = tree_in_force(SHELF, "CN-23-TRAINING", ON)
    return read_pack("here", deep_merge(tree, {"benefits": over}))


CRITICAL = {"threshold_cny": 100, "ratio": 0.5}
HELPED = {"members": ["dibao"], "ratio": 0.5, "annual_cap_cny": 30}


def test_above_the_yearly_threshold_critical_illness_insurance_takes_a_share() -> None:
    pack = with_rules(critical_illness=CRITICAL)
    drugs = BillLine(Fen(10000), A)
    assert split(drugs, pack=pack).critical_illness == 0
    found = split(drugs, pack=pack, used=Used(borne=Fen(6000)))
    assert (found.pooled, found.critical_illness, found.cash) == (4000, 1000, 5000)


def test_medical_assistance_helps_members_up_to_its_cap() -> None:
    pack = with_rules(assistance=[HELPED, {"members": ["tekun"], "ratio": 1}])
    drugs = BillLine(Fen(1000), A)
    assert split(drugs, pack=pack).assistance == 0
    assert split(drugs, pack=pack, identities=frozenset({"dibao"})).assistance == 200
    assert split(drugs, pack=pack, identities=frozenset({"dibao", "tekun"})).assistance == 400
    nearly_used = Used(assistance=Fen(2950))
    assert split(drugs, pack=pack, identities=frozenset({"dibao"}), used=nearly_used).assistance == 50


def test_assistance_looks_only_at_what_lies_within_the_rules() -> None:
    pack = with_rules(assistance=[{"members": ["tekun"], "ratio": 1}])
    found = split(BillLine(Fen(1000), A), BillLine(Fen(700), C), pack=pack, identities=frozenset({"tekun"}))
    assert (found.assistance, found.cash) == (400, 700)


def test_relatives_accounts_pay_after_the_own_one() -> None:
    found = split(BillLine(Fen(1000), A), account=Fen(150), family=Fen(200))
    assert (found.account, found.family, found.cash) == (150, 200, 50)


def test_what_is_above_the_permitted_price_is_the_institutions() -> None:
    found = split(BillLine(Fen(1000), A, above_price=Fen(100)))
    assert (found.institution, found.pooled, found.cash) == (100, 540, 360)


def test_insulin_has_a_cap_of_its_own_alone_and_beside_hypertension() -> None:
    drugs = BillLine(Fen(90000), A, purpose=Purpose.TWO_DISEASES)
    assert split(drugs, registered=Registered.DIABETES).pooled == 36000
    assert split(drugs, registered=Registered.DIABETES_INSULIN).pooled == 48000
    added = with_rules(two_diseases={"cap_both_cny": None})
    many = BillLine(Fen(200000), A, purpose=Purpose.TWO_DISEASES)
    assert split(many, pack=added, registered=Registered.BOTH).pooled == 26000 + 36000
    assert split(many, pack=added, registered=Registered.BOTH_INSULIN).pooled == 26000 + 48000


def test_where_no_registration_is_asked_for_everybody_has_the_drugs() -> None:
    open_to_all = with_rules(two_diseases={"registration_required": False})
    drugs = BillLine(Fen(90000), A, purpose=Purpose.TWO_DISEASES)
    assert split(drugs, pack=open_to_all).pooled == 26000


def test_the_two_diseases_may_have_a_deductible() -> None:
    pack = with_rules(two_diseases={"deductible_cny": 10})
    drugs = BillLine(Fen(2000), A, purpose=Purpose.TWO_DISEASES)
    assert split(drugs, pack=pack, registered=Registered.BOTH).pooled == 600
    paid = Used(diseases_deductible=Fen(1000))
    assert split(drugs, pack=pack, registered=Registered.BOTH, used=paid).pooled == 1200


def in_emergency(*suspends: str) -> Pack:
    tree = tree_in_force(SHELF, "CN-23-TRAINING", ON)
    relief = {
        "from": "2026-06-01", "to": "2026-06-30", "citation": "模拟通知", "suspends": list(suspends),
    }  # fmt: skip
    return read_pack("here", {**tree, "emergency_overrides": [relief]})


@pytest.mark.parametrize(
    ("limit", "used"),
    [
        ("per_visit_cap", Used()),
        ("per_day_cap", Used(today=Fen(5900))),
        ("annual_cap", Used(this_year=Fen(39900))),
    ],
)
def test_an_emergency_may_lift_a_cap(limit: str, used: Used) -> None:
    """有针对性免除医保目录、支付限额、用药量等限制性条款 (2020 opinion, 二(七))."""
    lines = [BillLine(Fen(7000), A)]
    every = ("per_visit_cap", "per_day_cap", "annual_cap")
    lifted = split(*lines, pack=in_emergency(*every), used=used)
    assert lifted.pooled == 4200
    kept = split(*lines, pack=in_emergency(*(one for one in every if one != limit)), used=used)
    assert kept.pooled < lifted.pooled
    assert BenefitCode.SUSPENDED in [step.code for step in lifted.steps]


def test_an_emergency_may_open_the_catalogue() -> None:
    lines = [BillLine(Fen(1000), C, own_pay) for own_pay in (0, 1000)]
    assert [split(line, pack=in_emergency("class_c_exclusion")).pooled for line in lines] == [600, 600]


def test_an_emergency_may_lift_the_limits_of_the_two_diseases_and_the_deductible() -> None:
    drugs = BillLine(Fen(90000), A, purpose=Purpose.TWO_DISEASES)
    lifted = in_emergency("two_diseases_cap")
    assert split(drugs, pack=lifted, registered=Registered.HYPERTENSION).pooled == 54000
    town = estimate(in_emergency("deductible"), "township", [BillLine(Fen(2000), A)], Entitled(), ON)
    assert town is not None and town.pooled == 1100


@pytest.mark.parametrize(
    ("on", "pooled"), [("2026-05-31", 0), ("2026-06-01", 600), ("2026-06-30", 600), ("2026-07-01", 0)]
)
def test_relief_holds_from_its_first_day_to_its_last(on: str, pooled: int) -> None:
    pack = in_emergency("class_c_exclusion")
    found = estimate(pack, "village_clinic", [BillLine(Fen(1000), C)], Entitled(), date.fromisoformat(on))
    assert found is not None and found.pooled == pooled


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"to": "2026-05-01"}, "pack_date_impossible"),
        ({"citation": " "}, "pack_value_not_allowed"),
        ({"suspends": []}, "pack_value_not_allowed"),
        ({"suspends": ["everything"]}, "pack_value_not_allowed"),
        ({"until": "2026-07-01"}, "pack_key_unknown"),
        ({"from": None}, "pack_date_impossible"),
    ],
)
def test_a_faulty_emergency_override_is_refused_with_its_key(fault: dict[str, object], code: str) -> None:
    tree = tree_in_force(SHELF, "CN-23-TRAINING", ON)
    relief = {"from": "2026-06-01", "to": "2026-06-30", "citation": "通知", "suspends": ["annual_cap"]}
    with pytest.raises(Refusal) as caught:
        read_pack("here", {**tree, "emergency_overrides": [{**relief, **fault}]})
    assert caught.value.code == code
    assert str(caught.value.facts["key"]).startswith("emergency_overrides.0")


FENS = st.integers(0, 500_00).map(Fen)
LINES = st.lists(
    st.builds(
        BillLine, FENS, st.sampled_from(ItemClass), st.integers(0, 1000), st.sampled_from(Purpose),
        st.sampled_from([Fen(0), Fen(0), Fen(5), Fen(60000)]),
    ),
    max_size=8,
)  # fmt: skip
PATIENTS = st.builds(
    Entitled, st.booleans(), st.sampled_from(Registered), FENS,
    st.builds(Used, FENS, FENS, FENS, FENS, FENS, FENS, FENS), FENS,
    st.frozensets(st.sampled_from(["dibao", "tekun"])),
)  # fmt: skip
PACKS = [
    PACK,
    with_rules(critical_illness=CRITICAL, assistance=[HELPED, {"members": ["tekun"], "ratio": 1}]),
    in_emergency("annual_cap", "class_c_exclusion", "two_diseases_cap"),
    with_tier(deductible_basis="year", deductible_cny=30),
]


def recomputed(step: BenefitStep) -> int:
    """Work a step's result out again from what it says went in."""
    given = {key: int(value) for key, value in step.inputs.items() if isinstance(value, int)}
    ratio = Fraction(str(step.inputs.get("ratio", 0)))
    share_of = {
        BenefitCode.GENERAL_FEE: "amount", BenefitCode.RATIO: "amount", BenefitCode.ASSISTANCE: "borne",
    }  # fmt: skip
    if step.code in share_of:
        paid = floor(given[share_of[step.code]] * ratio + Fraction(1, 2))
        return min(paid, max(given["cap"] - given["used"], 0)) if "cap" in given else paid
    match step.code:
        case BenefitCode.TWO_DISEASES:
            return floor((given["amount"] - given["deductible"]) * ratio + Fraction(1, 2))
        case BenefitCode.CRITICAL_ILLNESS:
            above = given["borne"] - min(given["borne"], max(given["threshold"] - given["used"], 0))
            return floor(above * ratio + Fraction(1, 2))
        case BenefitCode.DEDUCTIBLE:
            return min(given["amount"], max(given["full"] - given["used"], 0))
        case BenefitCode.INSTITUTION:
            return given["amount"] - given["charged"]
        case BenefitCode.OWN_SHARE:
            return given["amount"] - given["inside"]
        case BenefitCode.ACCOUNT | BenefitCode.FAMILY:
            return min(given["left"], given["balance"])
        case BenefitCode.CASH:
            return given["left"] - given["account"] - given["family"]
        case BenefitCode.SUSPENDED:
            return 0
        case BenefitCode.POOLED | BenefitCode.FUND:
            return sum(given.values())
    return max(given["cap"] - given["used"], 0)


@settings(max_examples=200, deadline=None)
@given(LINES, PATIENTS, st.sampled_from(["village_clinic", "township"]), st.sampled_from(PACKS))
def test_the_parts_always_add_up_and_every_step_recomputes(
    lines: list[BillLine], patient: Entitled, tier: str, pack: Pack
) -> None:
    found = estimate(pack, tier, lines, patient, ON)
    assert found is not None
    parts = (
        *(found.pooled, found.critical_illness, found.assistance),
        *(found.account, found.family, found.institution, found.cash),
    )
    assert sum(parts) == found.total == sum(line.amount for line in lines)
    assert min(parts) >= 0
    assert found.fund == found.pooled + found.critical_illness + found.assistance
    results: dict[BenefitCode, int] = {}
    for step in found.steps:
        assert step.result == recomputed(step), step
        results[step.code] = step.result
    assert (results[BenefitCode.FUND], results[BenefitCode.CASH]) == (found.fund, found.cash)
