"""From one version of a data set to the next: rows that went, rows that came, and fields that changed.

Rows are named by their place in the old version, in ascending order of keys. What changed is written field by
field: for each path the places of the rows, and their new values side by side.
"""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.data_sets import DataRow
from core.errors import Refusal
from sync.codec import decode, encode, recall, rewrite
from sync.columns.read import Room, Slices, columns_in_slices
from sync.columns.write import write_columns
from sync.fields import Fields
from sync.slices import at_once

MOST_ROWS = 2_000_000
_SLICE = 50
"""Rows made between two pauses: a few thousandths of a second where all of them are new."""
MOST_BYTES = 128 * 1024 * 1024
"""Bound of the rows that come or change, and of the values put into them."""
_SET, _SPLICE = 0, 1
_KEY, _CONTENT = "key", "content"
Path = tuple[str, ...]
_wrong = Fields("changes", None).refusal


def row_of(key: str, content: Mapping[str, Any]) -> DataRow:
    """Make a row: its record is the canonical encoding of key and content."""
    return DataRow(key, encode([key, content]), content)


def row_read(key: str, content: Mapping[str, Any]) -> DataRow:
    """Make a row of what was read column by column, which has the order of canonical bytes already."""
    return DataRow(key, rewrite([key, content]), content)


def changes_between(old: Sequence[DataRow], new: Sequence[DataRow]) -> list[Any]:
    """Tell what makes the new rows of the old ones; both are in ascending order of keys."""
    places = {row.key: place for place, row in enumerate(old)}
    kept = {row.key for row in new}
    gone = [place for place, row in enumerate(old) if row.key not in kept]
    came = [row for row in new if row.key not in places]
    groups: dict[tuple[Path, int], _Group] = {}
    for row in new:
        place = places.get(row.key)
        if place is not None and old[place].record != row.record:
            for path, kind, value in _differences((_CONTENT,), old[place].content, row.content):
                groups.setdefault((path, kind), _Group()).add(place, value)
    return [
        [len(gone), write_columns(gone)],
        [len(came), write_columns([row.key for row in came]), write_columns([row.content for row in came])],
        [_written(path, kind, group) for (path, kind), group in groups.items()],
    ]


def changed(old: Sequence[bytes], changes: Any) -> list[DataRow]:
    """Make the new rows of the old ones' records; the result is in ascending order of keys.

    The records were verified when they were kept, and the digest of the new version covers them again.

    Raises:
        Refusal: `message_not_understood`: the changes are not of their form, or not those of these rows.
    """
    return at_once(changed_in_slices(old, changes))


def changed_in_slices(old: Sequence[bytes], changes: Any) -> Generator[int, None, list[DataRow]]:
    """Do the same, pausing now and then with a number of what was done."""
    gone, came, groups = _parts(changes, 3)
    bounds = _Bounds()
    contents: dict[int, Any] = {}
    for group in groups if isinstance(groups, list) else [None]:
        read = yield from _read_group(group, len(old), bounds)
        for number, (place, change) in enumerate(read, 1):
            if place not in contents:
                key, content = recall(old[place])
                contents[place] = {_KEY: key, _CONTENT: content}
            change.make(contents[place])
            if number % _SLICE == 0:
                yield 0
    count, column = _parts(gone, 2)
    lost = set((yield from bounds.numbers(column, _count(count), len(old))))
    rows: list[DataRow] = []
    for place, record in enumerate(old):
        if place not in lost:
            changed_one = contents.get(place)
            rows.append(bounds.row(**changed_one) if changed_one else _row(record))
        if place % _SLICE == 0:
            yield len(rows)
    count, keys, values = _parts(came, 3)
    more = yield from bounds.read(keys, _count(count))
    contents_of_more = yield from bounds.read(values, _count(count))
    for number, (key, content) in enumerate(zip(more, contents_of_more, strict=True), 1):
        rows.append(bounds.row(key, content))
        if number % _SLICE == 0:
            yield len(rows)
    return sorted(rows, key=lambda row: row.key)


@dataclass(slots=True)
class _Bounds:
    """What one step may unfold to, in all its columns together."""

    room: Room = field(default_factory=Room)
    bytes_left: int = MOST_BYTES

    def read(self, column: Any, count: int) -> Slices:
        """Read a column."""
        return columns_in_slices(column, count, self.room)

    def numbers(self, column: Any, count: int, below: int) -> Slices:
        """Read a column of numbers from 0 on, below a bound."""
        values = yield from self.read(column, count)
        if not all(isinstance(one, int) and not isinstance(one, bool) and 0 <= one < below for one in values):
            raise _wrong("places")
        return values

    def own(self, value: Any) -> Any:
        """Give a value that nothing else shares, for others may be changed within it."""
        if not isinstance(value, dict | list):
            return value
        data = encode(value)
        self._take(len(data))
        return decode(data)

    def row(self, key: Any, content: Any) -> DataRow:
        """Make a row that came or was changed."""
        if not isinstance(key, str) or not isinstance(content, dict):
            raise _wrong("row")
        made = row_read(key, content)
        self._take(len(made.record))
        return made

    def _take(self, size: int) -> None:
        self.bytes_left -= size
        if self.bytes_left < 0:
            raise Refusal("message_too_large")


@dataclass(slots=True)
class _Group:
    """One path and one kind of change: the rows, and what each gets there."""

    places: list[int]
    values: list[Any]

    def __init__(self) -> None:
        self.places, self.values = [], []

    def add(self, place: int, value: Any) -> None:
        self.places.append(place)
        self.values.append(value)


@dataclass(frozen=True, slots=True)
class _Change:
    """What happens to the content of one row."""

    path: Path
    value: Any
    cut: tuple[int, int] | None = None

    def make(self, content: Any) -> None:
        """Change it in place."""
        try:
            for name in self.path[:-1]:
                content = content[name]
            if self.cut is None:
                if not isinstance(content, dict) or self.path[-1] not in content:
                    raise _wrong("path")
                content[self.path[-1]] = self.value
                return
            start, length = self.cut
            items = content[self.path[-1]]
            if not isinstance(items, list) or start + length > len(items):
                raise _wrong("path")
            items[start : start + length] = self.value
        except (KeyError, IndexError, TypeError) as error:
            raise _wrong("path") from error


def _differences(path: Path, old: Any, new: Any) -> Iterator[tuple[Path, int, Any]]:
    if isinstance(old, Mapping) and isinstance(new, Mapping) and old.keys() == new.keys():
        for name in sorted(new):
            if not _same(old[name], new[name]):
                yield from _differences((*path, name), old[name], new[name])
    elif isinstance(old, list) and isinstance(new, list):
        yield path, _SPLICE, _splice(old, new)
    else:
        yield path, _SET, new


def _same(old: Any, new: Any) -> bool:
    return encode([old]) == encode([new])


def _splice(old: list[Any], new: list[Any]) -> tuple[int, int, list[Any]]:
    """Give where lists begin to differ, how many of the old go there, and what comes."""
    start, end = 0, 0
    while start < min(len(old), len(new)) and _same(old[start], new[start]):
        start += 1
    while end < min(len(old), len(new)) - start and _same(old[-1 - end], new[-1 - end]):
        end += 1
    return start, len(old) - start - end, new[start : len(new) - end]


def _written(path: Path, kind: int, group: _Group) -> list[Any]:
    values = [(value,) for value in group.values] if kind == _SET else group.values
    columns = [list(column) for column in zip(*values, strict=True)]
    places = write_columns(group.places)
    return [list(path), kind, len(group.places), places, *(write_columns(column) for column in columns)]


def _read_group(
    group: Any, rows: int, bounds: _Bounds
) -> Generator[int, None, Iterator[tuple[int, _Change]]]:
    if not isinstance(group, list) or len(group) not in (5, 7):
        raise _wrong("group")
    names, kind, count = group[:3]
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise _wrong("path")
    if names[0] != _CONTENT:
        raise _wrong("path")
    if (kind, len(group)) not in ((_SET, 5), (_SPLICE, 7)) or isinstance(kind, bool):
        raise _wrong("kind")
    path, count = tuple(names), _count(count)
    places = yield from bounds.numbers(group[3], count, rows)
    if kind == _SET:
        values = yield from bounds.read(group[4], count)
        return ((place, _Change(path, bounds.own(one))) for place, one in zip(places, values, strict=True))
    starts = yield from bounds.numbers(group[4], count, MOST_ROWS)
    lengths = yield from bounds.numbers(group[5], count, MOST_ROWS)
    items = yield from bounds.read(group[6], count)
    if not all(isinstance(one, list) for one in items):
        raise _wrong("items")
    return (
        (place, _Change(path, bounds.own(one), (start, length)))
        for place, one, start, length in zip(places, items, starts, lengths, strict=True)
    )


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_ROWS:
        raise _wrong("count")
    return value


def _parts(value: Any, count: int) -> list[Any]:
    if not isinstance(value, list) or len(value) != count:
        raise _wrong("length")
    return value


def _row(record: bytes) -> DataRow:
    key, content = recall(record)
    return DataRow(key, record, content)
