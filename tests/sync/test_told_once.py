"""The cash of a split follows from the lines; where it does not, it travels."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refusal
from sync.codec import encode
from sync.told_once import lacks_cash, with_cash, without_cash
from tests.sync.test_side_by_side import chain, rebuilt

LINES = [{"quantity": 2, "unit_price": 300}, {"quantity": 1, "unit_price": 50}]


def visit(cash: Any, lines: Any = None, **shares: Any) -> dict[str, Any]:
    split = {"fund": 400, "account": 0, "cash": cash} | shares
    return {"lines": LINES if lines is None else lines, "estimate": split}


def test_cash_that_follows_from_the_lines_stays_at_home() -> None:
    assert without_cash(visit(250))["estimate"] == {"fund": 400, "account": 0, "cash": None}
    assert with_cash(without_cash(visit(250))) == visit(250)


@pytest.mark.parametrize(
    "body",
    [
        visit(251),
        visit(True),
        visit("250"),
        visit(250, lines=7),
        visit(250, lines=[7]),
        visit(250, fund=None),
    ],
)
def test_cash_that_follows_from_nothing_travels(body: dict[str, Any]) -> None:
    assert without_cash(body) == body


@pytest.mark.parametrize("body", [visit(None, lines=7), visit(None, fund="4"), {"estimate": {"cash": None}}])
def test_cash_left_out_of_what_it_does_not_follow_from_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(Refusal, match="message_not_understood"):
        with_cash(body)


@pytest.mark.parametrize("body", [7, None, [], {}, {"estimate": None}, {"estimate": []}, {"estimate": {}}])
def test_what_has_no_split_is_left_alone(body: Any) -> None:
    assert (lacks_cash(body), without_cash(body), with_cash(body)) == (False, body, body)


SHARES = st.one_of(st.integers(-(2**63), 2**63 - 1), st.none(), st.booleans(), st.text(max_size=1))
BODIES = st.builds(
    lambda lines, split: {"lines": lines, "estimate": split, "visited_at": "2026-11-25T08:30:00+08:00"},
    st.lists(st.fixed_dictionaries({"quantity": st.integers(0, 9), "unit_price": SHARES}), max_size=3),
    st.fixed_dictionaries({}, optional={"fund": SHARES, "account": st.integers(0, 9), "cash": SHARES}),
)


@given(st.lists(BODIES, min_size=1, max_size=4))
def test_whatever_a_body_says_it_comes_back_to_the_bit(bodies: list[dict[str, Any]]) -> None:
    events = chain([encode(body) for body in bodies])
    assert rebuilt(events) == events
