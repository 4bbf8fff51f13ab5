"""Money is whole fen: what is written is read back, a share is rounded half up, nothing is lost."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refusal
from core.money import Fen, in_yuan, parse_yuan, share

AMOUNTS = st.integers(-(10**14) + 1, 10**14 - 1)


@given(AMOUNTS)
def test_what_is_written_is_read_back(amount: int) -> None:
    assert parse_yuan(in_yuan(amount)) == amount


@pytest.mark.parametrize(
    ("text", "fen"),
    [("12.5", 1250), ("12.50", 1250), ("0.05", 5), (" 7 ", 700), ("-3.10", -310), ("0", 0), ("-0.01", -1)],
)
def test_an_amount_is_read(text: str, fen: int) -> None:
    assert parse_yuan(text) == fen


@pytest.mark.parametrize(
    "text",
    ["", "1.234", "1,5", "1e3", "1.", ".5", "--1", "+1", "1 2", "1234567890123", "元", "12.5元", "1\n2"],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="amount_not_readable"):
        parse_yuan(text)


@pytest.mark.parametrize(("amount", "text"), [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (123456, "1234.56")])
def test_an_amount_is_written_with_two_decimals(amount: int, text: str) -> None:
    assert in_yuan(amount) == text


@given(st.integers(0, 10**9), st.integers(0, 1000), st.integers(1, 1000))
def test_a_share_is_the_nearest_fen_and_half_goes_up(amount: int, numerator: int, denominator: int) -> None:
    exact = Fraction(amount * numerator, denominator)
    taken = share(amount, numerator, denominator)
    assert -Fraction(1, 2) < taken - exact <= Fraction(1, 2)


@given(st.integers(0, 10**9), st.integers(0, 1000))
def test_the_share_of_a_debt_mirrors_that_of_the_amount(amount: int, numerator: int) -> None:
    assert share(-amount, numerator, 1000) == -share(amount, numerator, 1000)


@given(st.integers(0, 10**9), st.integers(0, 1000))
def test_a_part_is_never_more_than_the_whole(amount: int, numerator: int) -> None:
    assert 0 <= share(Fen(amount), numerator, 1000) <= amount
