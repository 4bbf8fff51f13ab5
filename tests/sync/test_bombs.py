"""A few bytes that would unfold to more than any message is worth are refused before they do."""

from time import process_time
from typing import Any

import pytest

from core.data_sets import DataRow
from core.errors import Refusal
from sync import row_changes
from sync.codec import compress, decompress, encode
from sync.columns.read import Room, read_columns
from sync.county.introduction import read_introduction
from sync.row_changes import changed, row_of
from tests.helpers.spending import MEGABYTE, SECONDS, little_is_spent

MANY = 50_000
LONG_TEXT = "x" * MEGABYTE
LONG_ROW = {"name": "王", "note": [LONG_TEXT, {}]}
ROWS = [row_of(f"p{number}", {"name": "王", "note": []}) for number in range(3)]
SAME, MAPS, LISTS, NUMBERS, CHOICES, RUNS, SIGNS, MIXED, FOLLOWS = 0, 1, 4, 5, 7, 9, 10, 16, 18


def numbers(values: bytes) -> list[Any]:
    """Write small numbers, one byte each."""
    return [NUMBERS, 0, 1, values]


def one_long_text_among_many() -> tuple[Any, int]:
    lengths = [CHOICES, [0, MANY], numbers(bytes(MANY - 1) + b"\x01")]
    return [SIGNS, "x", lengths, bytes(MANY)], MANY


def as_many_types_as_values() -> tuple[Any, int]:
    places = numbers(bytes(MANY))
    return [MIXED, places, [[MANY, [SAME, None]], *([[0, [SAME, None]]] * MANY)]], MANY


def one_text_of_many_runs() -> tuple[Any, int]:
    places = numbers(bytes(MANY - 1) + b"\x01")
    return [RUNS, ["", "\0" * MANY], places, [[SAME, 7]] * MANY], MANY


@pytest.mark.parametrize("bomb", [one_long_text_among_many, as_many_types_as_values, one_text_of_many_runs])
def test_what_is_many_and_long_takes_no_longer_than_what_it_holds(bomb: Any) -> None:
    column, count = bomb()
    began = process_time()
    assert len(read_columns(column, count)) == count
    assert process_time() - began < SECONDS


def test_a_long_text_with_a_run_does_not_come_again_for_every_number() -> None:
    column = [RUNS, ["\0" + LONG_TEXT], [SAME, 0], [[NUMBERS, 0, 1, bytes(MANY)]]]
    with little_is_spent(), pytest.raises(Refusal, match="message_not_understood"):
        read_columns(column, MANY)


def test_what_a_column_within_another_unfolds_counts_with_the_rest() -> None:
    leads = [NUMBERS, 0, 1, bytes(range(250))]
    apart = [FOLLOWS, 0, [RUNS, ["\0号"], [SAME, 0], [leads]]]
    column = [MAPS, ["a", "b", "c"], [leads, apart, apart]]
    assert read_columns(column, 250, Room(values=10 * 250))[7] == {"a": 7, "b": "7号", "c": "7号"}
    with pytest.raises(Refusal, match="message_not_understood"):
        read_columns(column, 250, Room(values=10 * 250 - 1))


def nothing(changes: list[Any]) -> list[Any]:
    return [[0, [11, []]], [0, [11, []], [11, []]], changes]


CHANGES = {
    "the same long row comes many times": [
        [0, [11, []]],
        [MANY, [RUNS, ["k\0"], [SAME, 0], [[SAME, 1]]], [SAME, LONG_ROW]],
        [],
    ],
    "one place gets a long value many times": nothing(
        [[["content", "note"], 0, MANY, [SAME, 0], [SAME, LONG_ROW]]]
    ),
    "a list gets a long value put in many times": nothing(
        [[["content", "note"], 1, MANY, [SAME, 0], [SAME, 0], [SAME, 0], [SAME, [LONG_TEXT]]]]
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_changes_that_unfold_without_end_are_refused(what: str) -> None:
    records = [row.record for row in ROWS]
    with little_is_spent(), pytest.raises(Refusal, match="message_"):
        changed(records, CHANGES[what])


def test_all_columns_of_a_step_unfold_into_the_same_room(monkeypatch: pytest.MonkeyPatch) -> None:
    bounds = row_changes._Bounds
    monkeypatch.setattr(row_changes, "_Bounds", lambda: bounds(Room(values=2_000)))
    group = [["content", "note"], 0, 1, [SAME, 0], [LISTS, [SAME, 500], [SAME, 0]]]
    assert changed([row.record for row in ROWS], nothing([group] * 3))[0].content["note"] == [0] * 500
    with pytest.raises(Refusal, match="message_not_understood"):
        changed([row.record for row in ROWS], nothing([group] * 4))


def test_changes_of_many_rows_are_still_made() -> None:
    old = [row_of(f"{number:06d}", {"name": "王", "note": [number]}) for number in range(2_000)]
    group = [["content", "note"], 0, len(old), [6, 0, [SAME, 1]], [SAME, ["住址", {"of": "x" * 100}]]]
    new = changed([row.record for row in old], nothing([group]))
    assert new[-1] == DataRow("001999", new[-1].record, {"name": "王", "note": ["住址", {"of": "x" * 100}]})
    assert len(new) == len(old)


def test_a_frame_that_lies_about_its_size_is_refused_unread() -> None:
    frame = compress(bytes(20 * MEGABYTE), 1)
    with little_is_spent(), pytest.raises(Refusal, match="message_too_large"):
        decompress(frame, 2 * MEGABYTE)
    smaller = compress(encode(LONG_TEXT), 1)
    with little_is_spent(), pytest.raises(Refusal, match="message_too_large"):
        decompress(smaller, MEGABYTE)


def test_a_countys_file_that_nests_without_end_is_not_readable() -> None:
    with pytest.raises(Refusal, match="county_file_not_readable"):
        read_introduction(b"[" * 4_000)
