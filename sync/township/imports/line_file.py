"""JSONL: an object a line, its names the titles; what a person's object lists under 缴费记录 are payments."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import IO, Any

from core.errors import Refusal

NESTED = "缴费记录"
_LONGEST_LINE = 2**20
_LOOKED_AT = 500
"""So many lines say which titles there are."""


def objects_in(file: IO[bytes]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Read the objects with the numbers of their lines.

    Raises:
        Refusal: `table_file_broken`.
    """
    at = number = 0
    while True:
        if file.tell() != at:  # the people and the payments of one file are read side by side
            file.seek(at)
        line = file.readline(_LONGEST_LINE + 1)
        if not line:
            return
        at, number = at + len(line), number + 1
        if len(line) > _LONGEST_LINE:
            raise Refusal("table_file_broken")
        if not line.strip():
            continue
        try:
            read = json.loads(line.decode("utf-8-sig"))
        except (ValueError, RecursionError):
            raise Refusal("table_file_broken") from None
        if not isinstance(read, dict):
            raise Refusal("table_file_broken")
        yield number, read


def people_in(file: IO[bytes]) -> Iterator[tuple[int, Sequence[Any]]]:
    """Lay the objects out as rows under their titles, which are the first row."""
    return _laid_out(((number, one) for number, one in objects_in(file)), leave_out=NESTED)


def payments_in(file: IO[bytes]) -> Iterator[tuple[int, Sequence[Any]]]:
    """Lay out what the objects list under 缴费记录, each with whose it is."""
    return _laid_out(
        (number, {**_whose(one), **payment}) for number, one in objects_in(file) for payment in _nested(one)
    )


def _nested(one: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    found = one.get(NESTED, [])
    if not isinstance(found, list) or not all(isinstance(payment, dict) for payment in found):
        raise Refusal("table_file_broken")
    return found


def _whose(one: Mapping[str, Any]) -> Mapping[str, Any]:
    return {title: value for title, value in one.items() if title in ("人员编号", "证件号码")}


def _laid_out(
    objects: Iterator[tuple[int, Mapping[str, Any]]], leave_out: str = ""
) -> Iterator[tuple[int, Sequence[Any]]]:
    first = list(islice(objects, _LOOKED_AT))
    titles = list(dict.fromkeys(title for _, one in first for title in one if title != leave_out))
    if titles:
        yield 0, titles
    for number, one in chain(first, objects):
        yield number, [_cell(one.get(title)) for title in titles]


def _cell(value: Any) -> Any:
    if value is None or (isinstance(value, str | int | float) and not isinstance(value, bool)):
        return value
    raise Refusal("table_file_broken")
