"""What paying for missed years would change, and silence where it changes nothing."""

from datetime import date

import pytest

from core.policy.decision import decide
from core.policy.in_force import packs_of
from core.policy.what_if import repair_offers
from tests.core.policy.lives import SHELF, in_time, life, paid, repaired

TRAINING = packs_of(SHELF, "CN-23-TRAINING")


@pytest.mark.parametrize(("missed", "offered"), [(0, 0), (1, 0), (2, 1), (3, 2), (4, 0), (5, 1), (6, 2)])
def test_only_repairs_that_bring_the_date_forward_are_offered(missed: int, offered: int) -> None:
    year = 2025 + missed
    history = life(*in_time(2024, year))
    offers = repair_offers(TRAINING, history, year, date(year - 1, 11, 20))
    assert len(offers) == offered
    dates = [offer.benefit_date for offer in offers]
    assert dates == sorted(dates, reverse=True)
    assert all(day < offer.benefit_date_now for day, offer in zip(dates, offers, strict=True))


def test_an_offer_says_what_it_costs_and_gives() -> None:
    history = life(*in_time(2024, 2027))
    (offer,) = repair_offers(TRAINING, history, 2027, date(2026, 11, 20))
    assert (offer.years, offer.cost, offer.months) == ((2025,), 42000, 3)
    assert (offer.benefit_date_now, offer.benefit_date) == (date(2027, 5, 1), date(2027, 4, 1))


def test_an_offer_kept_gives_what_was_offered() -> None:
    history = life(*in_time(2024), paid(2028, "2028-02-20"))
    offer = repair_offers(TRAINING, history, 2028, date(2028, 3, 1))[-1]
    kept = life(*in_time(2024), paid(2028, "2028-02-20"), *(repaired(y, "2028-03-01") for y in offer.years))
    assert decide(TRAINING, kept, 2028, date(2028, 3, 1)).benefit_date == offer.benefit_date


def test_for_a_year_not_yet_paid_the_payment_is_assumed_on_both_sides() -> None:
    (offer,) = repair_offers(TRAINING, life(*in_time(2024)), 2027, date(2026, 11, 20))
    assert offer.benefit_date_now == date(2027, 5, 1)


def test_when_the_year_can_no_longer_be_paid_nothing_is_offered() -> None:
    assert repair_offers(TRAINING, life(*in_time(2024)), 2027, date(2028, 1, 1)) == ()


def test_for_a_child_not_yet_born_nothing_is_offered() -> None:
    assert repair_offers(TRAINING, life(birth="2027-05-01"), 2027, date(2026, 11, 20)) == ()


def test_years_repaired_already_are_not_offered_again() -> None:
    history = life(*in_time(2024, 2027), repaired(2025, "2026-11-15"))
    assert repair_offers(TRAINING, history, 2027, date(2026, 11, 20)) == ()
