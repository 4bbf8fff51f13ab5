"""Packs with single parameters at another value: what a competent office might apply instead."""

import dataclasses
import fnmatch
import functools
import typing
from collections.abc import Mapping, Sequence
from typing import Any

from core.policy.pack import Pack
from core.policy.shape import Place, converter, hints_of, slots_of

EVERY = "*"
Choice = tuple[tuple[str, int], ...]
"""Parameter paths, each with the position of the value taken from the pack's alternatives for it."""


def variant(pack: Pack, choice: Choice) -> Pack:
    """Give the pack with some of its alternatives in place, made once and kept with the pack.

    Raises:
        Refusal: a path that does not exist, or a value that does not fit.
    """
    if not choice:
        return pack
    found = pack.variants.get(choice)
    if found is None:
        found = pack
        for path, index in choice:
            values = pack.alternatives.get(path, ())
            if index < len(values):
                found = with_value(found, path, values[index], pack.pack_id)
        found = pack.variants[choice] = dataclasses.replace(found, variants={})
    return found


def with_value(pack: Pack, path: str, value: object, file: str) -> Pack:
    """Give the pack with one parameter at another value; `*` means every element of a list.

    Raises:
        Refusal: a path that does not exist, or a value that does not fit.
    """
    changed: Pack = _assigned(pack, Pack, path.split("."), value, Place(file, path))
    return changed


def check_alternatives(pack: Pack, file: str) -> None:
    """Try every alternative of a pack once.

    Raises:
        Refusal: the path or value at fault, with file and key.
    """
    for path, values in pack.alternatives.items():
        for value in values:
            with_value(pack, path, value, file)


def check_paths(pack: Pack, file: str) -> None:
    """See that every path whose grade is told, or that is called unverified, exists.

    Raises:
        Refusal: `pack_key_unknown`.
    """
    told = pack.verification
    for path in (*told.by_path, *told.unverified):
        if path != EVERY and not _exists(Pack, tuple(path.split("."))):
            raise Place(file, f"verification.{path}").refuse("pack_key_unknown")


@functools.cache
def _exists(hint: Any, keys: tuple[str, ...]) -> bool:
    if not keys:
        return True
    arguments = typing.get_args(hint)
    if typing.get_origin(hint) is tuple:
        return _exists(arguments[0], keys[1:])
    if typing.get_origin(hint) is Mapping:
        return _exists(arguments[1], keys[1:])
    if arguments:
        return any(_exists(inner, keys) for inner in arguments)
    if not dataclasses.is_dataclass(hint):
        return False
    hints = hints_of(hint)
    return any(
        fnmatch.fnmatchcase(key, keys[0]) and _exists(hints[slot.name], keys[1:])
        for key, slot in slots_of(hint).items()
    )


def _assigned(thing: Any, hint: Any, keys: Sequence[str], value: object, place: Place) -> Any:
    if not keys:
        return converter(hint)(value, place)
    if isinstance(thing, tuple):
        return _assigned_in_list(thing, hint, keys, value, place)
    if isinstance(thing, dict):
        inner = typing.get_args(hint)[1]
        key: Any = int(keys[0]) if typing.get_args(hint)[0] is int and keys[0].isdecimal() else keys[0]
        if key not in thing:
            raise place.refuse("pack_key_unknown")
        return {**thing, key: _assigned(thing[key], inner, keys[1:], value, place)}
    slot = slots_of(type(thing)).get(keys[0]) if dataclasses.is_dataclass(thing) else None
    if slot is None:
        raise place.refuse("pack_key_unknown")
    inner = hints_of(type(thing))[slot.name]
    changed = _assigned(getattr(thing, slot.name), inner, keys[1:], value, place)
    fresh: dict[str, Any] = {slot.name: changed}
    fresh.update({f.name: {} for f in dataclasses.fields(thing) if f.metadata.get("internal")})
    return dataclasses.replace(thing, **fresh)


def _assigned_in_list(
    thing: tuple[Any, ...], hint: Any, keys: Sequence[str], value: object, place: Place
) -> Any:
    inner = typing.get_args(hint)[0]
    if keys[0] != EVERY and not (keys[0].isdecimal() and int(keys[0]) < len(thing)):
        raise place.refuse("pack_key_unknown")
    return tuple(
        _assigned(item, inner, keys[1:], value, place) if keys[0] in (EVERY, str(index)) else item
        for index, item in enumerate(thing)
    )
