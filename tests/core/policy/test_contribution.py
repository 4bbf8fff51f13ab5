"""What a year costs a person, and which part of it is paid for them."""

from datetime import date

import pytest

from core.money import Fen
from core.policy.contribution import price_for, price_of_person
from core.policy.in_force import pack_in_force, read_pack, tree_in_force
from core.policy.pack import Pack
from tests.core.policy.lives import SHELF, life

ON = date(2025, 11, 1)
PACK = pack_in_force(SHELF, "CN-23-TRAINING", ON)


def with_subsidies(*rules: dict[str, object]) -> Pack:
    return read_pack("here", {**tree_in_force(SHELF, "CN-23-TRAINING", ON), "subsidies": list(rules)})


@pytest.mark.parametrize(
    ("identities", "subsidy", "category"),
    [
        ((), 0, ""),
        (("clergy",), 0, ""),
        (("dibao",), 24000, "dibao"),
        (("tekun",), 40000, "tekun"),
        (("dibao", "tekun"), 40000, "tekun"),
    ],
)
def test_a_subsidy_is_taken_off_the_personal_contribution(
    identities: tuple[str, ...], subsidy: int, category: str
) -> None:
    """38号 二(二): 分类资助."""
    price = price_for(PACK, 2026, identities, ON)
    assert (price.personal, price.fiscal) == (40000, 70000)
    assert (price.subsidy, price.to_pay, price.category) == (subsidy, 40000 - subsidy, category)


def test_a_fixed_subsidy_is_never_more_than_the_contribution() -> None:
    pack = with_subsidies({"members": ["dibao"], "mode": "fixed", "amount_cny": 900})
    assert price_for(pack, 2026, ("dibao",), ON).to_pay == 0


@pytest.mark.parametrize(
    ("on", "to_pay"), [("2025-09-30", 400), ("2025-10-01", 300), ("2025-12-31", 300), ("2026-01-01", 400)]
)
def test_a_subsidy_holds_from_its_first_day_to_its_last(on: str, to_pay: int) -> None:
    rule = {
        "members": ["dibao"],
        "mode": "fixed",
        "amount_cny": 100,
        "from": "2025-10-01",
        "to": "2025-12-31",
    }
    price = price_for(with_subsidies(rule), 2026, ("dibao",), date.fromisoformat(on))
    assert price.to_pay == Fen(to_pay * 100)


def test_a_year_without_an_amount_has_no_price() -> None:
    price = price_for(PACK, 2040, ("dibao",), ON)
    assert (price.personal, price.fiscal, price.subsidy, price.to_pay) == (None, None, None, None)


def test_an_identity_counts_on_the_days_it_is_held() -> None:
    identity = {"category": "tekun", "from": "2025-10-01", "to": "2025-12-31"}
    person = life(identities=[identity])
    assert price_of_person(PACK, person, 2026, date(2025, 12, 31)).to_pay == 0
    assert price_of_person(PACK, person, 2026, date(2026, 1, 1)).to_pay == 40000


def test_the_published_amounts_of_jiangxi_are_in_its_pack() -> None:
    price = price_for(pack_in_force(SHELF, "CN-36", ON), 2026, ("dibao",), ON)
    assert (price.personal, price.fiscal, price.subsidy, price.to_pay) == (40000, 70000, 32000, 8000)
