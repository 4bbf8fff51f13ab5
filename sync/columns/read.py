"""Columns back into values: every count is checked against a budget before anything is made of it."""

from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import Any

from sync.columns.bits import (
    all_texts,
    filled_slots,
    flags_of,
    from_planes,
    in_bytes,
    plain_numbers,
    refusal,
    unpacked,
    whole,
)
from sync.columns.form import (
    MAX_BITS,
    MAX_DEPTH,
    MAX_WIDTH,
    Kind,
    citizen_text,
    day_text,
    moment_text,
    slots_of,
    text_of,
)
from sync.slices import at_once

MOST_VALUES = 4_000_000
MOST_SIGNS = 32 * 1024 * 1024
_AT_ONCE = 1_000
"""Values read between two pauses: a few thousandths of a second."""
_PUT_AT_THE_COST_OF_ONE = 4
"""So many values are put into their maps while one is read."""

Slices = Generator[int, None, list[Any]]
"""Values read column by column; a pause gives the number of values since the last one."""


@dataclass(slots=True)
class Room:
    """What is left to unfold: values, and signs of texts whose runs of digits are put in."""

    values: int = MOST_VALUES
    signs: int = MOST_SIGNS

    def take(self, values: int, signs: int = 0) -> None:
        """Count before anything is made.

        Raises:
            Refusal: `message_not_understood`.
        """
        self.values -= values
        self.signs -= signs
        if self.values < 0 or self.signs < 0:
            raise refusal()


def read_columns(column: Any, count: int, room: Room | None = None) -> list[Any]:
    """Read a column of `count` values; all columns within it take of the same room.

    Raises:
        Refusal: `message_not_understood`.
    """
    return at_once(columns_in_slices(column, count, room))


def columns_in_slices(column: Any, count: int, room: Room | None = None) -> Slices:
    """Do the same, pausing between columns. The names of maps stand in the order of canonical bytes.

    Raises:
        Refusal: as `read_columns`.
    """
    return (yield from _Reader(room or Room()).values(column, count))


class _Absent:
    """Stands where a map has no such name."""


_ABSENT = _Absent()


class _Reader:
    def __init__(self, room: Room) -> None:
        self._room = room
        self._depth = 0
        self._since_pause = 0
        self._leaves: list[list[Any]] = []
        self._read: Mapping[int, Callable[[list[Any], int], Slices]] = {
            Kind.MAPS: self._maps,
            Kind.PRESENT: self._present,
            Kind.NOT_NULL: self._not_null,
            Kind.LISTS: self._lists,
            Kind.AGAIN: self._again,
            Kind.MIXED: self._mixed,
        }
        self._read_leaf: Mapping[int, Callable[[list[Any], int], list[Any]]] = {
            Kind.NUMBERS: _numbers,
            Kind.STEPS: self._steps,
            Kind.TIMES: self._times,
            Kind.CHOICES: self._choices,
            Kind.DAYS: self._days,
            Kind.RUNS: self._runs,
            Kind.SIGNS: self._signs,
            Kind.PLAIN: _plain,
            Kind.BLOBS: self._blobs,
            Kind.TRUTHS: lambda column, count: flags_of(_only(column), count),
            Kind.MOMENTS: self._moments,
            Kind.CITIZENS: self._citizens,
            Kind.FOLLOWS: self._follows,
            Kind.PACKED: _packed,
        }

    def values(self, column: Any, count: int, *, within: bool = False, of_a_name: bool = False) -> Slices:
        """Read a column; one that is written within another is not pointed at.

        Only that of a name of maps may leave places out: anywhere else nothing plain would stand there.
        """
        if not isinstance(column, list) or not column or type(column[0]) is not int:
            raise refusal()
        if column[0] == Kind.PRESENT and not of_a_name:
            raise refusal()
        self._room.take(count)
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise refusal()
        values = yield from self._of_kind(column, count, within)
        self._depth -= 1
        yield from self._rest_after(count)
        return values

    def _rest_after(self, read: int) -> Generator[int, None, None]:
        self._since_pause += read
        if self._since_pause >= _AT_ONCE:
            yield self._since_pause
            self._since_pause = 0

    def _of_kind(self, column: list[Any], count: int, within: bool) -> Slices:
        kind = column[0]
        if kind == Kind.SAME:
            return [_only(column)] * count
        if kind in self._read_leaf:
            place = len(self._leaves)
            if not within:
                self._leaves.append([])
            values = self._read_leaf[kind](column, count)
            if not within:
                self._leaves[place] = values
            return values
        if kind not in self._read or within:
            raise refusal()
        return (yield from self._read[kind](column, count))

    # --- columns of columns

    def _maps(self, column: list[Any], count: int) -> Slices:
        names, columns = _parts(column, 2)
        if not isinstance(names, list) or not isinstance(columns, list) or len(names) != len(columns):
            raise refusal()
        if not all(isinstance(name, str) for name in names) or len(set(names)) != len(names):
            raise refusal()
        found = {}
        for name, one in zip(names, columns, strict=True):
            found[name] = yield from self.values(one, count, of_a_name=True)
        maps: list[dict[str, Any]] = [{} for _ in range(count)]
        for name in sorted(names, key=in_bytes):
            for here, value in zip(maps, found[name], strict=True):
                if value is not _ABSENT:
                    here[name] = value
            yield from self._rest_after(count // _PUT_AT_THE_COST_OF_ONE)
        return maps

    def _present(self, column: list[Any], count: int) -> Slices:
        return (yield from self._where(column, count, _ABSENT))

    def _not_null(self, column: list[Any], count: int) -> Slices:
        return (yield from self._where(column, count, None))

    def _where(self, column: list[Any], count: int, otherwise: object) -> Slices:
        bits, held = _parts(column, 2)
        here = flags_of(bits, count)
        values = iter((yield from self.values(held, sum(here))))
        return [next(values) if flag else otherwise for flag in here]

    def _lists(self, column: list[Any], count: int) -> Slices:
        lengths, items = _parts(column, 2)
        sizes = whole((yield from self.values(lengths, count)), 0)
        values = iter((yield from self.values(items, sum(sizes))))
        return [list(islice(values, size)) for size in sizes]

    def _again(self, column: list[Any], count: int) -> Slices:
        yield from ()
        return self._earlier(_only(column), count)

    def _earlier(self, place: Any, count: int) -> list[Any]:
        """Give the values of an earlier leaf column, whole by now, with as many values."""
        if type(place) is not int or not 0 <= place < len(self._leaves):
            raise refusal()
        values = self._leaves[place]
        if len(values) != count:
            raise refusal()
        return values

    def _mixed(self, column: list[Any], count: int) -> Slices:
        which, parts = _parts(column, 2)
        places = whole((yield from self.values(which, count)), 0)
        if not isinstance(parts, list):
            raise refusal()
        found: list[Iterator[Any]] = []
        counted = Counter(places)
        for place, part in enumerate(parts):
            if not isinstance(part, list) or len(part) != 2 or part[0] != counted[place]:
                raise refusal()
            found.append(iter((yield from self.values(part[1], int(part[0])))))
        if any(place >= len(found) for place in places):
            raise refusal()
        return [next(found[place]) for place in places]

    # --- leaves

    def _numbers_within(self, column: Any, count: int) -> list[int]:
        return whole(at_once(self.values(column, count, within=True)))

    def _steps(self, column: list[Any], count: int) -> list[Any]:
        first, steps = _parts(column, 2)
        if not count:
            raise refusal()
        return plain_numbers(list(accumulate([*whole([first]), *self._numbers_within(steps, count - 1)])))

    def _times(self, column: list[Any], count: int) -> list[Any]:
        factor, numbers = _parts(column, 2)
        whole([factor], 1)
        return plain_numbers([factor * number for number in self._numbers_within(numbers, count)])

    def _choices(self, column: list[Any], count: int) -> list[Any]:
        choices, which = _parts(column, 2)
        places = whole(self._numbers_within(which, count), 0)
        if not isinstance(choices, list) or any(place >= len(choices) for place in places):
            raise refusal()
        return [choices[place] for place in places]

    def _days(self, column: list[Any], count: int) -> list[Any]:
        numbers = self._numbers_within(_only(column), count)
        known = dict.fromkeys(numbers)  # thousands of payments fall on some hundred days
        written = dict(zip(known, all_texts(map(day_text, known)), strict=True))
        return [written[number] for number in numbers]

    def _moments(self, column: list[Any], count: int) -> list[Any]:
        moments, offsets = _parts(column, 2)
        pairs = zip(self._numbers_within(moments, count), self._numbers_within(offsets, count), strict=True)
        return all_texts(moment_text(*pair) for pair in pairs)

    def _citizens(self, column: list[Any], count: int) -> list[Any]:
        areas, births, sequences = _parts(column, 3)
        parts = zip(
            self._texts_of(areas, count),
            self._texts_of(births, count),
            whole(self._numbers_within(sequences, count), 0),
            strict=True,
        )
        return all_texts(citizen_text(*one) for one in parts)

    def _follows(self, column: list[Any], count: int) -> list[Any]:
        place, apart = _parts(column, 2)
        leads = self._earlier(place, count)
        if any(isinstance(lead, list | dict) for lead in leads):
            raise refusal()
        known = list(dict.fromkeys(leads))
        values = dict(zip(known, read_columns(apart, len(known), self._room), strict=True))
        return [values[lead] for lead in leads]

    def _texts_of(self, column: Any, count: int) -> list[str]:
        values = at_once(self.values(column, count))
        if not all(isinstance(one, str) for one in values):
            raise refusal()
        return values

    def _runs(self, column: list[Any], count: int) -> list[Any]:
        patterns, which, slots = _parts(column, 3)
        if not isinstance(patterns, list) or not all(isinstance(one, str) for one in patterns):
            raise refusal()
        places = whole(self._numbers_within(which, count), 0)
        if any(place >= len(patterns) for place in places) or not isinstance(slots, list):
            raise refusal()
        sizes = [slots_of(pattern) for pattern in patterns]
        if max(sizes, default=0) > len(slots):
            raise refusal()
        times = Counter(places)
        self._room.take(0, sum(len(patterns[place]) * often for place, often in times.items()))
        waiting = [
            iter(whole(self._numbers_within(one, filled), 0))
            for one, filled in zip(slots, filled_slots(sizes, times, len(slots)), strict=True)
        ]
        return [
            text_of(patterns[place], [next(waiting[slot]) for slot in range(sizes[place])])
            for place in places
        ]

    def _signs(self, column: list[Any], count: int) -> list[Any]:
        alphabet, lengths, planes = _parts(column, 3)
        sizes = whole(self._numbers_within(lengths, count), 0)
        if not isinstance(alphabet, str):
            raise refusal()
        width = 1 if len(alphabet) <= 256 else 3
        total = sum(sizes)
        self._room.take(total)
        places = iter(from_planes(planes, width, total))
        texts: list[list[str]] = [[] for _ in sizes]
        longer = list(zip(texts, sizes, strict=True))
        try:
            for at in range(max(sizes, default=0)):
                longer = [one for one in longer if one[1] > at]
                for text, _ in longer:
                    text.append(alphabet[next(places)])
        except IndexError as error:
            raise refusal() from error
        return ["".join(text) for text in texts]

    def _blobs(self, column: list[Any], count: int) -> list[Any]:
        lengths, data = _parts(column, 2)
        sizes = whole(self._numbers_within(lengths, count), 0)
        if not isinstance(data, bytes) or sum(sizes) != len(data):
            raise refusal()
        ends = list(accumulate(sizes))
        return [data[end - size : end] for end, size in zip(ends, sizes, strict=True)]


def _only(column: list[Any]) -> Any:
    if len(column) != 2:
        raise refusal()
    return column[1]


def _parts(column: list[Any], count: int) -> list[Any]:
    if len(column) != count + 1:
        raise refusal()
    return column[1:]


def _plain(column: list[Any], count: int) -> list[Any]:
    values = _only(column)
    if not isinstance(values, list) or len(values) != count:
        raise refusal()
    return values


def _numbers(column: list[Any], count: int) -> list[Any]:
    least, width, planes = _parts(column, 3)
    (low, size) = whole([least, width])
    if not 1 <= size <= MAX_WIDTH:
        raise refusal()
    return plain_numbers([low + number for number in from_planes(planes, size, count)])


def _packed(column: list[Any], count: int) -> list[Any]:
    least, bits, data = _parts(column, 3)
    (low, size) = whole([least, bits])
    if not 1 <= size <= MAX_BITS:
        raise refusal()
    return plain_numbers([low + number for number in unpacked(data, size, count)])
