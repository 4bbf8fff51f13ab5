"""What two public libraries make of the same numbers: where they agree with the rule we agree with them."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from id_validator import validator
from stdnum.cn import ric

from core.errors import Refusal
from core.identity.id_number import check_character, parse

ON = date(2026, 6, 1)
FIRST = st.builds(
    "{}{:%Y%m%d}{:03d}".format,
    st.sampled_from(["110101", "330127", "650102"]),
    st.dates(date(1985, 1, 1), date(2014, 12, 31)),
    st.integers(1, 999),
)


def ours(number: str) -> bool:
    try:
        parse(number, ON)
    except Refusal:
        return False
    return True


@settings(max_examples=50)
@given(FIRST, st.sampled_from("0123456789X"))
def test_stdnum_agrees_on_citizens_of_known_counties(first: str, last: str) -> None:
    assert ours(first + last) == ric.is_valid(first + last)
    assert check_character(first) == ric.calc_check_digit(first + last)


@pytest.mark.parametrize("last", "017X")
def test_id_validator_agrees_on_them_too(last: str) -> None:
    for first in ("11010119900307002", "33012720101231019"):
        assert ours(first + last) == bool(validator.is_valid(first + last))


def test_old_numbers_are_lengthened_alike() -> None:
    old = "110101850307002"
    assert parse(old, ON).number == validator.upgrade_id(old)


@pytest.mark.parametrize(
    ("number", "stdnum", "id_validator"),
    [
        ("810000199408230021", False, True),
        ("830000199201300022", False, True),
        ("911124198108030024", False, False),
    ],
    ids=["Hong Kong", "Taiwan", "foreigner of 2023"],
)
def test_we_read_what_they_do_not(number: str, stdnum: bool, id_validator: bool) -> None:
    assert ours(number)
    assert (ric.is_valid(number), bool(validator.is_valid(number))) == (stdnum, id_validator)


def test_we_refuse_a_birth_that_is_still_to_come() -> None:
    first = "11010120990101002"
    number = first + check_character(first)
    assert (ours(number), ric.is_valid(number), bool(validator.is_valid(number))) == (False, True, False)
