"""Estimates: each rule by example, and parts that always add up."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from core.money import Fen
from core.policy.benefits import (
    BenefitCode,
    BillLine,
    Entitled,
    Estimate,
    ItemClass,
    Purpose,
    Registered,
    Used,
    estimate,
)
from core.policy.in_force import deep_merge, pack_in_force, read_pack, tree_in_force
from core.policy.pack import Pack
from tests.core.policy.lives import SHELF

PACK = pack_in_force(SHELF, "CN-23-TRAINING", date(2026, 6, 1))
A, B, C = ItemClass.A, ItemClass.B, ItemClass.C


def with_tier(**over: object) -> Pack:
    tree = tree_in_force(SHELF, "CN-23-TRAINING", date(2026, 6, 1))
    return read_pack("here", deep_merge(tree, {"benefits": {"outpatient": {"village_clinic": over}}}))


def split(*lines: BillLine, pack: Pack = PACK, **patient: object) -> Estimate:
    found = estimate(pack, "village_clinic", lines, Entitled(**patient))  # type: ignore[arg-type]
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
    national = pack_in_force(SHELF, "CN", date(2026, 6, 1))
    assert estimate(national, "village_clinic", [BillLine(Fen(1000), A)], Entitled()) is None


def test_ratios_of_the_two_diseases_may_differ_by_class() -> None:
    tree = tree_in_force(SHELF, "CN-23-TRAINING", date(2026, 6, 1))
    by_class = {"benefits": {"two_diseases": {"ratio": None, "ratio_class_a": 0.6, "ratio_class_b": 0.5}}}
    pack = read_pack("here", deep_merge(tree, by_class))
    drugs = [BillLine(Fen(1000), one, purpose=Purpose.TWO_DISEASES) for one in (A, B)]
    assert split(*drugs, pack=pack, registered=Registered.DIABETES).fund == 600 + 500


def test_a_tier_without_a_ratio_gives_no_estimate() -> None:
    assert estimate(with_tier(ratio=None), "village_clinic", [BillLine(Fen(1000), A)], Entitled()) is None


def test_an_estimate_names_the_pack_it_stands_on() -> None:
    assert split(BillLine(Fen(1), A)).pack == "CN-23-TRAINING@2025-01-01"


FENS = st.integers(0, 500_00).map(Fen)
LINES = st.lists(
    st.builds(BillLine, FENS, st.sampled_from(ItemClass), st.integers(0, 1000), st.sampled_from(Purpose)),
    max_size=8,
)
PATIENTS = st.builds(
    Entitled, st.booleans(), st.sampled_from(Registered), FENS, st.builds(Used, FENS, FENS, FENS, FENS)
)


@settings(max_examples=150, deadline=None)
@given(LINES, PATIENTS, st.sampled_from(["village_clinic", "township"]))
def test_the_parts_always_add_up_and_none_is_negative(
    lines: list[BillLine], patient: Entitled, tier: str
) -> None:
    found = estimate(PACK, tier, lines, patient)
    assert found is not None
    assert found.fund + found.account + found.cash == found.total == sum(line.amount for line in lines)
    assert min(found.fund, found.account, found.cash) >= 0
    results = {step.code: step.result for step in found.steps}
    assert (results[BenefitCode.FUND], results[BenefitCode.CASH]) == (found.fund, found.cash)
