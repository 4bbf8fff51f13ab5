"""Values written side by side come back as they were, and columns that lie are refused before they unfold."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Refusal
from core.training.township import make_township
from sync.codec import decode, encode, rewrite
from sync.columns.form import Kind
from sync.columns.read import Room, read_columns
from sync.columns.write import write_columns

DAYS = st.dates().map(date.isoformat)
MOMENTS = st.datetimes(timezones=st.timezones()).map(lambda moment: moment.isoformat())
TEXTS = st.one_of(
    st.text(max_size=12), DAYS, MOMENTS, st.from_regex(r"[A-Z]{0,2}[0-9]{0,25}号?", fullmatch=True)
)
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(-(2**63), 2**63 - 1), st.binary(max_size=9), TEXTS)
NAMES = st.sampled_from(["a", "b", "zz", "name", "paid_on", ""])
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(NAMES, inner, max_size=4)),
    max_leaves=12,
)


def there_and_back(values: list[Any]) -> list[Any]:
    return read_columns(decode(encode(write_columns(values))), len(values))


@given(
    st.one_of(st.lists(VALUES, max_size=12), *(st.lists(one, max_size=12) for one in (LEAVES, TEXTS, DAYS)))
)
@settings(max_examples=400)
def test_whatever_is_plain_comes_back_to_the_bit(values: list[Any]) -> None:
    back = there_and_back(values)
    assert encode(back) == encode(values)
    assert rewrite(back) == encode(values), "names did not come in the order of canonical bytes"


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([7, 7, 7], Kind.SAME),
        ([5, 900, 3, 77, 1], Kind.NUMBERS),
        (list(range(1000, 9000, 7)), Kind.STEPS),
        ([372, 0, 511, 44, 90, 213, 5], Kind.PACKED),
        (["男", "女", "男", "男", "女", "男"], Kind.CHOICES),
        (["2026-01-31", "2026-02-01", "1950-12-31"], Kind.DAYS),
        (["2026-01-31T08:00:00+08:00", "2026-01-31T08:00:00.000120+08:00"], Kind.MOMENTS),
        ([f"演示村{n % 7}组{n:04d}号" for n in range(40)], Kind.RUNS),
        ([chr(0x4E00 + n) + chr(0x5E00 + n % 9) * (1 + n % 2) for n in range(200)], Kind.SIGNS),
        ([b"ab", b"", b"c"], Kind.BLOBS),
        ([True, False, True], Kind.TRUTHS),
        ([1, "a", None, 2], Kind.NOT_NULL),
        ([1, "a", 2], Kind.MIXED),
        ([[1], [], [2, 3]], Kind.LISTS),
        ([{"a": 1}, {"a": 2, "b": 3}], Kind.MAPS),
    ],
)
def test_each_kind_of_column_is_chosen_where_it_belongs(values: list[Any], kind: int) -> None:
    assert write_columns(values)[0] == kind
    assert there_and_back(values) == values


@given(
    st.integers(-(2**63), 2**63 - 1),
    st.integers(0, 63).flatmap(lambda bits: st.lists(st.integers(0, 2**bits), min_size=6, max_size=20)),
)
@settings(max_examples=200)
def test_numbers_come_back_however_they_are_written(least: int, above: list[int]) -> None:
    numbers = [min(least + number, 2**63 - 1) for number in above]
    assert there_and_back(numbers) == numbers


def test_a_citizens_number_costs_its_sequence_where_the_birthday_is_known() -> None:
    people = make_township(7, date(2026, 11, 25), villages=1, people=60).entries
    rows = [{"birth": one.person.birth_date.isoformat(), "number": one.person.id_number} for one in people]
    _, names, columns = write_columns(rows)
    number = dict(zip(names, columns, strict=True))["number"]
    assert (number[0], number[2]) == (Kind.CITIZENS, [Kind.AGAIN, 0])
    assert there_and_back(rows) == rows


def test_what_another_column_decides_is_written_once_for_each_of_its_values() -> None:
    rows = [{"code": f"X{n % 3}", "name": ["甲", "乙", "丙"][n % 3], "price": 100 + n % 3} for n in range(12)]
    _, names, columns = write_columns(rows)
    followed = [dict(zip(names, columns, strict=True))[name] for name in ("name", "price")]
    assert [column[:2] for column in followed] == [[Kind.FOLLOWS, 0]] * 2
    assert there_and_back(rows) == rows


def test_a_column_that_follows_itself_is_refused() -> None:
    with pytest.raises(Refusal, match="message_not_understood"):
        read_columns([Kind.FOLLOWS, 0, [Kind.SAME, 1]], 2)


def test_a_number_that_is_no_valid_citizens_number_comes_back_all_the_same() -> None:
    numbers = ["239999199013451234", "23999919900101123X", "1" * 18, "239999190002301234"]
    assert there_and_back(numbers) == numbers


@pytest.mark.parametrize(
    ("column", "count"),
    [
        ([Kind.SAME, 0], 10**9),
        ([Kind.LISTS, [Kind.SAME, 10**6], [Kind.SAME, 0]], 1000),
        ([Kind.LISTS, [Kind.SAME, -1], [Kind.SAME, 0]], 2),
        ([Kind.SIGNS, "a", [Kind.SAME, 10**7], b""], 3),
        ([Kind.NUMBERS, 0, 1, b"abc"], 4),
        ([Kind.NUMBERS, 0, 9, bytes(9)], 1),
        ([Kind.PACKED, 0, 3, b"\x50\x01"], 3),
        ([Kind.PACKED, 0, 3, b"\x50"], 3),
        ([Kind.PACKED, 0, 0, b""], 3),
        ([Kind.PACKED, 0, 65, bytes(9)], 1),
        ([Kind.PACKED, 1, 63, b"\xff" * 7 + b"\xfe"], 1),
        ([Kind.PACKED, 0, 64, bytes(8)], 10**9),
        ([Kind.CHOICES, ["a"], [Kind.NUMBERS, 0, 1, b"\0\1"]], 2),
        ([Kind.AGAIN, 0], 2),
        ([Kind.DAYS, [Kind.AGAIN, 0]], 2),
        ([Kind.DAYS, [Kind.SAME, 10**9]], 2),
        ([Kind.MOMENTS, [Kind.SAME, 2**62], [Kind.SAME, 0]], 2),
        ([Kind.RUNS, ["\0\0"], [Kind.SAME, 0], [[Kind.SAME, 1]]], 2),
        ([Kind.MAPS, ["a", "a"], [[Kind.SAME, 1], [Kind.SAME, 1]]], 2),
        ([Kind.TRUTHS, b"\xff"], 2),
        ([Kind.MIXED, [Kind.SAME, 3], []], 2),
        ([Kind.PRESENT, b"\x80", [Kind.SAME, 1]], 2),
        ([Kind.LISTS, [Kind.SAME, 2], [Kind.PRESENT, b"\x80", [Kind.SAME, 1]]], 1),
        ([True, 0], 1),
        ([99, 0], 1),
        (0, 1),
    ],
)
def test_a_column_that_lies_is_refused(column: Any, count: int) -> None:
    with pytest.raises(Refusal, match="message_not_understood"):
        read_columns(column, count)


def test_columns_within_columns_come_to_an_end() -> None:
    column: list[Any] = [Kind.SAME, 1]
    for _ in range(200):
        column = [Kind.LISTS, [Kind.SAME, 1], column]
    with pytest.raises(Refusal, match="message_not_understood"):
        read_columns(column, 1)


SPOILT = st.recursive(
    st.one_of(st.integers(-3, 300), st.binary(max_size=6), st.text(max_size=3), st.none(), st.booleans()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.tuples(st.integers(0, 20), inner, inner).map(list),
        st.tuples(st.integers(0, 20), inner).map(list),
    ),
    max_leaves=16,
)


@given(SPOILT, st.integers(0, 6))
@settings(max_examples=600, deadline=None)
def test_any_column_is_read_or_refused_and_nothing_else(column: Any, count: int) -> None:
    try:
        values = read_columns(column, count, Room(values=10_000))
        assert len(values) == count
        encode(values)  # plain, whatever the column was
    except Refusal as refusal:
        assert refusal.code == "message_not_understood"
