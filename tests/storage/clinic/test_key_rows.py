"""Search keys are written in the order of their index, in pieces nobody waits long for."""

from collections.abc import Callable
from operator import itemgetter
from random import Random

import pytest

from storage.clinic.key_rows import SLICE, Key, _merged, _runs


def keys_like(how: str) -> list[Key]:
    draw = Random(3)
    kinds: dict[str, Callable[[int], str]] = {
        "all different": lambda _: f"{draw.randrange(10**9):09d}",
        "few names": lambda _: draw.choice("abcdefg"),
        "one name": lambda _: "wxm",
        "in order": lambda row: f"{row:06d}",
    }
    return [(kinds[how](row), row) for row in range(1, 20_001)]


@pytest.mark.parametrize("how", ["all different", "few names", "one name", "in order"])
def test_keys_come_in_order_and_the_rows_of_one_key_too(how: str) -> None:
    keys = keys_like(how)
    parts = list(_merged(list(_runs(keys))))
    assert [key for part in parts for key in part] == sorted(keys, key=itemgetter(0))
    assert [key for part in parts for key in part] == sorted(keys)


def test_no_piece_is_much_longer_than_a_slice_where_keys_differ() -> None:
    parts = list(_merged(list(_runs(keys_like("all different")))))
    assert max(map(len, parts)) < 2 * SLICE


@pytest.mark.parametrize("count", [0, 1, 249, 250, 251, 6_000, 6_001])
def test_however_few_there_are_all_come(count: int) -> None:
    keys = keys_like("all different")[:count]
    assert [key for part in _merged(list(_runs(keys))) for key in part] == sorted(keys)
