"""Amounts in capitals, as the rules for notes and bills have them written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.wording.capitals import in_capitals


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (100, "壹元整"),
        (1_000, "壹拾元整"),
        (10_450, "壹佰零肆元伍角整"),
        (32_504, "叁佰贰拾伍元零肆分"),
        (168_032, "壹仟陆佰捌拾元叁角贰分"),
        (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
        (10_700_053, "壹拾万柒仟元伍角叁分"),
        (10_000_100, "壹拾万零壹元整"),
        (100_000_000, "壹佰万元整"),
        (10_000_000_100, "壹亿零壹元整"),
        (600_010_000, "陆佰万零壹佰元整"),
        (-250, "负贰元伍角整"),
    ],
)
def test_an_amount_is_written_in_capitals(amount: int, said: str) -> None:
    assert in_capitals(amount) == said


@given(st.integers(0, 10**14))
def test_no_capital_stands_for_two_amounts_and_no_zero_stands_twice(amount: int) -> None:
    said = in_capitals(amount)
    assert "零零" not in said
    assert _read(said) == amount


def _read(said: str) -> int:
    """Read capitals back, place by place."""
    yuan, total, group, digit = 0, 0, 0, 0
    for sign in said:
        if sign in "零壹贰叁肆伍陆柒捌玖":
            digit = "零壹贰叁肆伍陆柒捌玖".index(sign)
            continue
        if sign in "拾佰仟":
            group += digit * 10 ** ("拾佰仟".index(sign) + 1)
        elif sign == "万":
            total += (group + digit) * 10_000
            group = 0
        elif sign == "亿":
            total = (total + group + digit) * 10**8
            group = 0
        elif sign == "元":
            yuan = (total + group + digit) * 100
        elif sign in "角分":
            yuan += digit * (10 if sign == "角" else 1)
        digit = 0
    return yuan
