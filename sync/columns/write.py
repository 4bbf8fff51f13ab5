"""Values into columns: for each column the form that will weigh least once it is compressed.

A writer is free in its choices; a reader takes any of them. The same values always give the same columns.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain, pairwise
from math import gcd, log2
from typing import Any

from sync.columns.bits import packed
from sync.columns.form import Kind, citizen_parts, day_number, moment_numbers, runs_of

_FEW = 2
"""Texts that repeat at least so often, on average, are written once and pointed at."""
_MANY = 128
"""So many texts are worth an alphabet of their own; fewer are left to the dictionary."""
_MOST_PATTERNS = 64
_PAGE = 256
"""Texts longer than this on average are no numbers with something around them: no runs are sought there."""
_WIDEST = 2**63
_FEW_NUMBERS = 6
"""Fewer are left to the dictionary, which knows what single visits look like."""
_SHARED_CODE, _SHARED_CODE_BITS, _STEPS_THEMSELVES = 1.2, 64, 32
"""How much worse a code for all of a message is than one of a column's own, found by trying rosters and days;
and the bits it takes to say that numbers are steps."""


def write_columns(values: Sequence[Any]) -> list[Any]:
    """Write values as one column; whoever reads it must know how many there are."""
    return _Writer().column(list(values))


def bits_of(flags: Sequence[bool]) -> bytes:
    """Pack flags into bytes, the first in the highest bit."""
    number = 0
    for flag in flags:
        number = number << 1 | flag
    spare = -len(flags) % 8
    return (number << spare).to_bytes((len(flags) + 7) // 8, "big")


class _Writer:
    """Writes a column and all within it; remembers plain ones in order to point at them."""

    def __init__(self) -> None:
        self._seen: dict[tuple[Any, ...], int] = {}
        self._few: list[tuple[int, list[Any]]] = []
        self._count = 0

    def column(self, values: list[Any]) -> list[Any]:
        if not values:
            return [Kind.SAME, None]
        kinds = {_kind(value) for value in values}
        if len(kinds) == 1:
            kind = kinds.pop()
            if kind is dict:
                return self._maps(values)
            if kind is list:
                lengths = self.column([len(one) for one in values])
                return [Kind.LISTS, lengths, self.column(list(chain.from_iterable(values)))]
            return self._leaf(kind, values)
        if type(None) in kinds:
            here = [value is not None for value in values]
            return [Kind.NOT_NULL, bits_of(here), self.column([one for one in values if one is not None])]
        return self._mixed(values)

    def _mixed(self, values: list[Any]) -> list[Any]:
        parts: dict[type, list[Any]] = {}
        which = []
        for value in values:
            parts.setdefault(_kind(value), []).append(value)
            which.append(list(parts).index(_kind(value)))
        return [Kind.MIXED, self.column(which), [[len(one), self.column(one)] for one in parts.values()]]

    def _maps(self, values: list[Mapping[str, Any]]) -> list[Any]:
        names = sorted({name for one in values for name in one})
        columns = []
        for name in names:
            here = [name in one for one in values]
            held = self.column([one[name] for one in values if name in one])
            columns.append(held if all(here) else [Kind.PRESENT, bits_of(here), held])
        return [Kind.MAPS, names, columns]

    def _leaf(self, kind: type, values: list[Any]) -> list[Any]:
        if all(value == values[0] for value in values):
            return [Kind.SAME, values[0]]
        place = self._seen.setdefault((kind, *values), self._count)
        if place < self._count:
            return [Kind.AGAIN, place]
        self._count += 1
        followed = self._followed(values)
        if followed is not None:
            return followed
        if len(set(values)) < len(values):
            self._few.append((place, values))
        if kind is bool:
            return [Kind.TRUTHS, bits_of(values)]
        if kind is int:
            return self._numbers(values)
        return self._texts(values) if kind is str else self._blobs(values)

    def _followed(self, values: list[Any]) -> list[Any] | None:
        """Write only what goes with each of an earlier column's values, where that decides these ones."""
        for place, leads in self._few:
            if len(leads) != len(values):
                continue
            along = dict(zip(leads, values, strict=True))
            if all(_alike(along[lead], value) for lead, value in zip(leads, values, strict=True)):
                return [Kind.FOLLOWS, place, self._apart(list(along.values()))]
        return None

    def _apart(self, values: list[Any]) -> list[Any]:
        """Write values that belong to another column by themselves."""
        return _Writer().column(values)

    def _blobs(self, values: list[bytes]) -> list[Any]:
        return [Kind.BLOBS, self._within([len(one) for one in values]), b"".join(values)]

    def _within(self, values: list[int]) -> list[Any]:
        """Write numbers that belong to another column: nobody points at them."""
        if not values or all(value == values[0] for value in values):
            return [Kind.SAME, values[0] if values else None]
        return self._numbers(values)

    def _numbers(self, values: list[int]) -> list[Any]:
        least = min(values)
        reach = max(values) - least
        if reach >= _WIDEST:
            return [Kind.PLAIN, values]
        factor = gcd(*values)
        if factor > 1:
            return [Kind.TIMES, factor, self._within([value // factor for value in values])]
        steps = [after - before for before, after in pairwise(values)]
        if _least_weight(steps) + _STEPS_THEMSELVES < _least_weight(values):
            return [Kind.STEPS, values[0], self._within(steps)]
        if _packs(values):
            bits = reach.bit_length()
            return [Kind.PACKED, least, bits, packed([value - least for value in values], bits)]
        width = (reach.bit_length() + 7) // 8
        return [Kind.NUMBERS, least, width, _planes([value - least for value in values], width)]

    def _texts(self, values: list[str]) -> list[Any]:
        days = [day_number(value) for value in values]
        if None not in days:
            return [Kind.DAYS, self._within([day for day in days if day is not None])]
        moments = [moment_numbers(value) for value in values]
        if None not in moments:
            known = [one for one in moments if one is not None]
            return [
                Kind.MOMENTS,
                self._within([one[0] for one in known]),
                self._within([one[1] for one in known]),
            ]
        distinct = list(dict.fromkeys(values))
        if len(distinct) * _FEW <= len(values):
            places = {value: place for place, value in enumerate(distinct)}
            return [Kind.CHOICES, distinct, self._within([places[value] for value in values])]
        return self._citizens(values) or self._runs(values) or self._signs(values)

    def _citizens(self, values: list[str]) -> list[Any] | None:
        taken = [citizen_parts(value) for value in values]
        if None in taken:
            return None
        areas, births, sequences = zip(*(one for one in taken if one is not None), strict=True)
        return [
            Kind.CITIZENS,
            self.column(list(areas)),
            self.column(list(births)),
            self._within(list(sequences)),
        ]

    def _runs(self, values: list[str]) -> list[Any] | None:
        if sum(map(len, values)) > _PAGE * len(values):
            return None
        for widths in (True, False):
            taken = [runs_of(value, widths=widths) for value in values]
            if None in taken:
                return None
            known = [one for one in taken if one is not None]
            patterns = list(dict.fromkeys(pattern for pattern, _ in known))
            if len(patterns) <= _MOST_PATTERNS and len(patterns) * _FEW <= len(values):
                places = {pattern: place for place, pattern in enumerate(patterns)}
                which = self._within([places[pattern] for pattern, _ in known])
                most = max(len(numbers) for _, numbers in known)
                slots = [
                    self._within([numbers[slot] for _, numbers in known if slot < len(numbers)])
                    for slot in range(most)
                ]
                return [Kind.RUNS, patterns, which, slots]
        return None

    def _signs(self, values: list[str]) -> list[Any]:
        if len(values) < _MANY:
            return [Kind.PLAIN, values]
        counts = Counter(chain.from_iterable(values))
        alphabet = sorted(counts, key=lambda sign: (-counts[sign], sign))
        places = {sign: place for place, sign in enumerate(alphabet)}
        longest = max(map(len, values))
        if longest * 4 > 64 + 8 * len(values) or len(alphabet) * 2 > sum(map(len, values)):
            return [Kind.PLAIN, values]  # long or without repetition: left to the compression
        turned = [places[value[at]] for at in range(longest) for value in values if at < len(value)]
        width = 1 if len(alphabet) <= 256 else 3
        lengths = self._within([len(value) for value in values])
        return [Kind.SIGNS, "".join(alphabet), lengths, _planes(turned, width)]


def _alike(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)


def _kind(value: Any) -> type:
    if isinstance(value, Mapping):
        return dict
    return list if isinstance(value, list | tuple) else type(value)


def _planes(values: list[int], width: int) -> bytes:
    """Write numbers as planes: all lowest bytes, then all next bytes, and so on."""
    return b"".join(bytes(value >> 8 * plane & 255 for value in values) for plane in range(width))


def _packs(values: Sequence[int]) -> bool:
    """Tell whether numbers weigh no more bit by bit; that leaves the compression nothing to find in them."""
    return len(values) >= _FEW_NUMBERS and _packed_weight(values) <= _compressed_weight(values)


def _least_weight(values: Sequence[int]) -> float:
    return _packed_weight(values) if _packs(values) else _compressed_weight(values)


def _packed_weight(values: Sequence[int]) -> int:
    return len(values) * (max(values) - min(values)).bit_length() if values else 0


def _compressed_weight(values: Sequence[int]) -> float:
    """Estimate the bits numbers need as planes under an entropy code that all of a message shares."""
    return _weight(values) * _SHARED_CODE + _SHARED_CODE_BITS


def _weight(values: Sequence[int]) -> float:
    """Estimate the bits numbers need as planes under an entropy code, with the code itself."""
    if not values:
        return 0.0
    least = min(values)
    reach = max(values) - least
    total, plane = 0.0, 0
    while reach >> 8 * plane:
        counts = Counter((value - least) >> 8 * plane & 255 for value in values)
        total += sum(count * log2(len(values) / count) for count in counts.values()) + 4 * len(counts)
        plane += 1
    return total
