"""How a visit was paid is noted where it was not cash alone, and never more than it cost."""

from dataclasses import replace

import pytest

from core.errors import Refusal
from core.money import Fen
from core.visits.payment import IN_CASH, Payment, require_possible_payment
from core.visits.read_visit import read_visit
from tests.helpers.township_talk import a_visit


def test_cash_is_not_written_down_and_everything_else_comes_back() -> None:
    assert "payment" not in a_visit(payment=IN_CASH).to_plain()
    for one in (Payment("wechat"), Payment("cash", Fen(500)), Payment("alipay", Fen(1))):
        assert read_visit(a_visit(payment=one).to_plain()).payment == one


@pytest.mark.parametrize("plain", [{"way": 1}, {"way": "family"}, {"family": "1"}, {"family": True}])
def test_a_payment_of_another_form_is_no_visit(plain: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="form"):
        read_visit(a_visit().to_plain() | {"payment": plain})


def test_a_family_pays_no_more_than_it_cost() -> None:
    require_possible_payment(Payment(family=Fen(100)), 100)
    for family in (101, -1):
        with pytest.raises(Refusal, match="family_pays_more_than_total"):
            require_possible_payment(replace(IN_CASH, family=Fen(family)), 100)
