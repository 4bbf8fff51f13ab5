"""Mutating canonical bytes as the values they are: what comes out is canonical again and is read further."""

from collections.abc import Callable
from random import Random
from typing import Any

from core.errors import Refusal
from sync.codec import decode, encode

Blind = Callable[[bytes, int], bytes]
"""Mutates bytes that are nothing but bytes, up to a length."""

_NUMBERS = (
    0,
    1,
    2,
    3,
    7,
    18,
    19,
    23,
    255,
    256,
    4096,
    2**16,
    10**6,
    4_000_000,
    2**31,
    2**53,
    2**62,
    2**63 - 1,
)
_TEXTS = ("", "0", "\0", "\x12", "长期", "2026-02-30", "9999-12-31", "X" * 300, "key", "content", "hello")
_LEAVES: tuple[Any, ...] = (None, True, False, b"", bytes(16), bytes(32), [], {}, [0, 0], [11, []], [13, 0])
_NESTED_AT = 0.5
_BLIND_AT = 0.1


def mutated(data: bytes, most: int, chance: Random, blind: Blind) -> bytes:
    """Change a value somewhere; bytes that are no value, and now and then any, are changed blindly."""
    try:
        content = decode(data)
    except Refusal:
        return blind(data, most)
    if chance.random() < _BLIND_AT:
        return blind(data, most)
    for _ in range(1 + chance.randrange(3)):
        content = _changed(content, chance, blind)
    try:
        written = encode(content)
    except (TypeError, RecursionError, UnicodeEncodeError):
        return blind(data, most)
    return written if len(written) <= most else blind(data, most)


def _changed(content: Any, chance: Random, blind: Blind) -> Any:
    """Go down to some place, and change what stands there."""
    if isinstance(content, list) and content and chance.random() < 0.85:
        place = chance.randrange(len(content))
        return [*content[:place], _changed(content[place], chance, blind), *content[place + 1 :]]
    if isinstance(content, dict) and content and chance.random() < 0.85:
        name = chance.choice(list(content))
        return {**content, name: _changed(content[name], chance, blind)}
    return _another(content, chance, blind)


def _another(content: Any, chance: Random, blind: Blind) -> Any:
    if chance.random() < 0.15:
        return _any_leaf(chance)
    match content:
        case bool() | None:
            return _any_leaf(chance)
        case int():
            return chance.choice((content + 1, content - 1, -content, 2 * content, chance.choice(_NUMBERS)))
        case str():
            text = blind(content.encode("utf-8", "replace"), 4096).decode("utf-8", "replace")
            return chance.choice((text, content + content, chance.choice(_TEXTS)))
        case bytes():
            return _other_bytes(content, chance, blind)
        case list():
            return _other_list(content, chance)
        case _:
            return _other_map(content, chance)


def _other_bytes(content: bytes, chance: Random, blind: Blind) -> bytes:
    """Change bytes, as the value they may hold or as bytes."""
    if chance.random() < _NESTED_AT:
        return mutated(content, 65536, chance, blind)
    return chance.choice((blind(content, 65536), bytes(len(content)), content + content, content[:-1]))


def _other_list(content: list[Any], chance: Random) -> list[Any]:
    place = chance.randrange(len(content) + 1)
    some = content[place : place + 1]
    return chance.choice(
        (
            content[:place] + content[place + 1 :],
            content[:place] + some * chance.choice((2, 3, 50)) + content[place + 1 :],
            [*content[:place], _any_leaf(chance), *content[place:]],
            content[::-1],
            [content],
        )
    )


def _other_map(content: dict[str, Any], chance: Random) -> dict[str, Any]:
    names = list(content)
    gone = chance.choice(names) if names else ""
    less = {name: value for name, value in content.items() if name != gone}
    return chance.choice((less, {**content, chance.choice(_TEXTS): _any_leaf(chance)}, {**less, "": 0}))


def _any_leaf(chance: Random) -> Any:
    return chance.choice((chance.choice(_LEAVES), chance.choice(_NUMBERS), chance.choice(_TEXTS)))
