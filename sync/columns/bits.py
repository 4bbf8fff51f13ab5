"""What columns are made of: flags, numbers in planes of bytes, counts; each within its bound."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

from core.errors import Refusal


def refusal() -> Refusal:
    """Say that a column is not of its form."""
    return Refusal("message_not_understood", message="columns", field="column")


def flags_of(data: Any, count: int) -> list[bool]:
    """Unpack flags."""
    if not isinstance(data, bytes) or len(data) != (count + 7) // 8:
        raise refusal()
    number, spare = int.from_bytes(data, "big"), -count % 8
    if number & ((1 << spare) - 1):
        raise refusal()
    text = f"{number >> spare:0{count}b}" if count else ""
    return [sign == "1" for sign in text]


def packed(values: Sequence[int], bits: int) -> bytes:
    """Pack numbers of so many bits, the first into the highest bits; eight of them fill so many bytes."""
    data = bytearray()
    for at in range(0, len(values), 8):
        number = 0
        for value in values[at : at + 8]:
            number = number << bits | value
        spare = bits * (at + 8 - min(at + 8, len(values)))
        data += (number << spare).to_bytes(bits, "big")
    return bytes(data[: _bytes_of(len(values), bits)])


def unpacked(data: Any, bits: int, count: int) -> list[int]:
    """Take packed numbers apart."""
    if not isinstance(data, bytes) or len(data) != _bytes_of(count, bits):
        raise refusal()
    numbers, mask = [], (1 << bits) - 1
    for at in range(0, len(data), bits):
        eight = int.from_bytes(data[at : at + bits].ljust(bits, b"\0"), "big")
        numbers += [eight >> shift & mask for shift in range(7 * bits, -1, -bits)]
    if any(numbers[count:]):
        raise refusal()
    return numbers[:count]


def _bytes_of(count: int, bits: int) -> int:
    return (count * bits + 7) // 8


def whole(values: list[Any], least: int | None = None) -> list[int]:
    """Insist on whole numbers, none below the least."""
    if not set(map(type, values)) <= {int} or (least is not None and min(values, default=least) < least):
        raise refusal()
    return values


def plain_numbers(values: list[int]) -> list[int]:
    """Refuse numbers that no message can hold."""
    if values and not -(2**63) <= min(values) <= max(values) < 2**63:
        raise refusal()
    return values


def from_planes(planes: Any, width: int, count: int) -> list[int]:
    """Put numbers together of their bytes, which stand plane by plane."""
    if not isinstance(planes, bytes) or len(planes) != width * count:
        raise refusal()
    numbers = list(planes[:count])
    for plane in range(1, width):
        shift = 8 * plane
        for place, byte in enumerate(planes[plane * count : (plane + 1) * count]):
            numbers[place] |= byte << shift
    return numbers


def filled_slots(sizes: list[int], times: Counter[int], slots: int) -> list[int]:
    """Count for each run how many texts have so many, when a pattern of so many runs comes so many times."""
    ends = [0] * (slots + 1)
    for place, often in times.items():
        ends[sizes[place]] += often
    return list(accumulate(ends[:0:-1]))[::-1]


def all_texts(values: Iterator[str | None]) -> list[Any]:
    """Insist that every text could be written."""
    found = list(values)
    if None in found:
        raise refusal()
    return found


def in_bytes(name: str) -> tuple[int, bytes]:
    """Give the order of names in canonical bytes: shorter ones first."""
    data = name.encode()
    return len(data), data
