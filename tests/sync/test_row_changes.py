"""A version made of the one before and its changes is the version itself; changes that lie are refused."""

from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data_sets import DataRow
from core.errors import Refusal
from core.training.month import month_later
from core.training.township import make_township
from sync.codec import decode, encode
from sync.row_changes import changed, changes_between, row_of

ON = date(2026, 11, 25)
SMALL = st.one_of(st.integers(0, 9), st.sampled_from(["a", "2026-01-01"]), st.none())
CONTENT = st.fixed_dictionaries(
    {
        "n": SMALL,
        "deep": st.dictionaries(st.sampled_from(["x", "y"]), SMALL),
        "list": st.lists(SMALL, max_size=4),
    },
    optional={"more": SMALL},
)
ROWS = st.dictionaries(st.sampled_from("abcdefghij"), CONTENT).map(
    lambda rows: [row_of(key, rows[key]) for key in sorted(rows)]
)


def led(old: list[DataRow], new: list[DataRow]) -> list[DataRow]:
    return changed([row.record for row in old], decode(encode(changes_between(old, new))))


@given(ROWS, ROWS)
@settings(max_examples=300)
def test_changes_lead_from_any_rows_to_any_others(old: list[DataRow], new: list[DataRow]) -> None:
    assert led(old, new) == new


def test_a_month_of_a_village_weighs_a_hundredth_of_it() -> None:
    people = make_township(7, ON, villages=1, people=400).entries
    later = month_later(people, ON, 0.05, Random(2))
    old, new = ([row_of(one.person.person_id, one.to_plain()) for one in some] for some in (people, later))
    changes = encode(changes_between(old, new))
    assert led(old, new) == new
    assert len(changes) * 100 < sum(len(row.record) for row in new)


def test_only_what_changed_is_in_the_changes() -> None:
    old = [row_of("a", {"name": "王", "paid": [2024, 2025]}), row_of("b", {"name": "李", "paid": []})]
    new = [row_of("a", {"name": "王", "paid": [2024, 2025, 2026]}), row_of("b", {"name": "李", "paid": []})]
    assert "王".encode() not in encode(changes_between(old, new))


OLD = [row_of("a", {"n": 1, "list": [1, 2]}).record]
NOTHING: list[Any] = [[0, [0, None]], [0, [0, None], [0, None]], []]


def with_group(*group: Any) -> list[Any]:
    return [NOTHING[0], NOTHING[1], [list(group)]]


@pytest.mark.parametrize(
    "changes",
    [
        None,
        [],
        [[1, [0, 5]], NOTHING[1], []],
        [NOTHING[0], [1, [0, 7], [0, {}]], []],
        [NOTHING[0], [10**12, [0, "k"], [0, {}]], []],
        with_group(["content", "nobody"], 0, 1, [0, 0], [0, 1]),
        with_group(["content", "n", "deeper"], 0, 1, [0, 0], [0, 1]),
        with_group(["key"], 0, 1, [0, 0], [0, "b"]),
        with_group(["content", "n"], 0, 1, [0, 1], [0, 1]),
        with_group(["content", "list"], 1, 1, [0, 0], [0, 1], [0, 5], [4, [0, 0], [0, None]]),
        with_group(["content", "n"], 1, 1, [0, 0], [0, 0], [0, 0], [4, [0, 0], [0, None]]),
        with_group([], 0, 1, [0, 0], [0, 1]),
    ],
)
def test_changes_that_are_not_of_these_rows_are_refused(changes: Any) -> None:
    with pytest.raises(Refusal, match="message_not_understood"):
        changed(OLD, changes)


def test_no_changes_change_nothing() -> None:
    assert [row.record for row in changed(OLD, NOTHING)] == OLD
