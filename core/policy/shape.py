"""Reading plain trees (from TOML or JSON) into a pack's dataclasses: strict about keys, types and units."""

from __future__ import annotations

import dataclasses
import functools
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from core.errors import Refusal
from core.money import Fen
from core.policy.window import DateExpression, WindowOverride, read_date_expression

FEN_IN_YUAN = 100
_MOST_DIGITS = 15
"""Digits before the point no amount or ratio of a pack has; more is a typing error."""
_OVERRIDE_KEYS = ("open", "close", "extended_close", "last_payment")


@dataclass(frozen=True, slots=True)
class Place:
    """Where in which file a value stands; in a partial tree missing keys are no fault."""

    file: str
    path: str = ""
    partial: bool = False

    def at(self, key: str) -> Place:
        """Go down one key."""
        return Place(self.file, f"{self.path}.{key}" if self.path else key, self.partial)

    def refuse(self, code: str, **facts: Any) -> Refusal:
        """Make the refusal that names file and key."""
        return Refusal(code, file=self.file, key=self.path, **facts)


Convert = Callable[[Any, Place], Any]


@dataclass(frozen=True, slots=True)
class Slot:
    """One key of a table: its name in the dataclass, its converter, and whether it may be left out."""

    name: str
    convert: Convert
    optional: bool


def read(shape: type[Any], tree: Any, place: Place) -> Any:
    """Read a tree into a dataclass.

    Raises:
        Refusal: `pack_key_unknown`, `pack_key_missing`, `pack_value_wrong_type`,
            `pack_value_not_allowed`, `pack_date_impossible`, each with file and key.
    """
    return converter(shape)(tree, place)


def slots_of(shape: Any) -> Mapping[str, Slot]:
    """Give the keys a table may have."""
    return _slots_of(shape)


def hints_of(shape: Any) -> Mapping[str, Any]:
    """Give the types of a dataclass's fields: worked out once, for a pack has thousands of tables."""
    return _hints_of(shape)


@functools.cache
def _hints_of(shape: Any) -> Mapping[str, Any]:
    return typing.get_type_hints(shape)


@functools.cache
def _slots_of(shape: Any) -> Mapping[str, Slot]:
    hints = hints_of(shape)
    return {
        field.metadata.get("key", field.name): Slot(
            field.name,
            converter(hints[field.name]),
            field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING,
        )
        for field in dataclasses.fields(shape)
        if not field.metadata.get("internal") and not field.metadata.get("rest")
    }


def converter(hint: Any) -> Convert:
    """Give the converter for a type."""
    return _converter(hint)


@functools.cache
def _converter(hint: Any) -> Convert:
    if hint in _SCALARS:
        return _SCALARS[hint]
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return functools.partial(_choice, hint)
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return functools.partial(_table, hint)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is types.UnionType or origin is typing.Union:
        inner = next(argument for argument in arguments if argument is not types.NoneType)
        return functools.partial(_nullable, converter(inner))
    if origin is tuple:
        return functools.partial(_list, converter(arguments[0]))
    return functools.partial(_mapping, arguments[0] is int, converter(arguments[1]))


def _table(shape: type[Any], tree: Any, place: Place) -> Any:
    if not isinstance(tree, Mapping):
        raise place.refuse("pack_value_wrong_type", expected="table")
    slots = slots_of(shape)
    rest = next((field.name for field in dataclasses.fields(shape) if field.metadata.get("rest")), "")
    found: dict[str, Any] = {}
    others: dict[str, Any] = {}
    for key, value in tree.items():
        slot = slots.get(key)
        if slot is not None:
            found[slot.name] = slot.convert(value, place.at(key))
        elif rest:
            others[key] = value
        else:
            raise place.at(str(key)).refuse("pack_key_unknown")
    if rest:
        found[rest] = converter(hints_of(shape)[rest])(others, place)
    if not place.partial:
        return shape(**found) if _complete(slots, found, place) else None
    return None


def _complete(slots: Mapping[str, Slot], found: Mapping[str, Any], place: Place) -> bool:
    for key, slot in slots.items():
        if not slot.optional and slot.name not in found:
            raise place.at(key).refuse("pack_key_missing")
    return True


def _nullable(inner: Convert, value: Any, place: Place) -> Any:
    return None if value is None else inner(value, place)


def _list(inner: Convert, value: Any, place: Place) -> Any:
    if not isinstance(value, list | tuple):
        raise place.refuse("pack_value_wrong_type", expected="list")
    # Lists replace, they never merge: each element is whole even in a partial tree.
    return tuple(inner(item, Place(place.file, f"{place.path}.{index}")) for index, item in enumerate(value))


def _mapping(by_year: bool, inner: Convert, value: Any, place: Place) -> Any:
    if not isinstance(value, Mapping):
        raise place.refuse("pack_value_wrong_type", expected="table")
    return {_key(key, by_year, place): inner(item, place.at(str(key))) for key, item in value.items()}


def _key(key: Any, by_year: bool, place: Place) -> Any:
    if not by_year:
        return str(key)
    if not str(key).isdecimal():
        raise place.at(str(key)).refuse("pack_value_wrong_type", expected="year")
    return int(key)


def _choice(choices: type[StrEnum], value: Any, place: Place) -> Any:
    try:
        return choices(value)
    except ValueError:
        allowed = ", ".join(choice.value for choice in choices)
        raise place.refuse("pack_value_not_allowed", value=str(value), allowed=allowed) from None


def _flag(value: Any, place: Place) -> bool:
    if not isinstance(value, bool):
        raise place.refuse("pack_value_wrong_type", expected="boolean")
    return value


def _count(value: Any, place: Place) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise place.refuse("pack_value_wrong_type", expected="whole_number")
    if value < 0:
        raise place.refuse("pack_value_not_allowed", value=str(value), allowed=">= 0")
    return value


def _text(value: Any, place: Place) -> str:
    if not isinstance(value, str):
        raise place.refuse("pack_value_wrong_type", expected="text")
    return value


def _number(value: Any, place: Place) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise place.refuse("pack_value_wrong_type", expected="number")
    number = Decimal(str(value))
    if not number.is_finite() or number.adjusted() > _MOST_DIGITS:
        raise place.refuse("pack_value_not_allowed", value=str(value), allowed="0 ..")
    return number


def _ratio(value: Any, place: Place) -> Decimal:
    number = _number(value, place)
    if not 0 <= number <= 1:
        raise place.refuse("pack_value_not_allowed", value=str(value), allowed="0 .. 1")
    return number


def _yuan(value: Any, place: Place) -> Fen:
    fen = _number(value, place) * FEN_IN_YUAN
    if fen < 0 or fen != int(fen):
        raise place.refuse("pack_value_not_allowed", value=str(value), allowed=">= 0, 0.01")
    return Fen(int(fen))


def _day(value: Any, place: Place) -> date:
    try:
        return value if type(value) is date else date.fromisoformat(value)
    except (TypeError, ValueError):
        raise place.refuse("pack_date_impossible", value=str(value)) from None


def _expression(value: Any, place: Place) -> DateExpression:
    try:
        return read_date_expression(value)
    except (TypeError, ValueError):
        raise place.refuse("pack_date_impossible", value=str(value)) from None


def _override(value: Any, place: Place) -> WindowOverride:
    if not isinstance(value, Mapping):
        raise place.refuse("pack_value_wrong_type", expected="table")
    given: dict[str, DateExpression | None] = {}
    for key, day in value.items():
        if key not in _OVERRIDE_KEYS:
            raise place.at(str(key)).refuse("pack_key_unknown")
        nothing = day is None and key == "extended_close"
        given[key] = None if nothing else _expression(day, place.at(key))
    return WindowOverride(given)


def _anything(value: Any, _place: Place) -> Any:
    return value


_SCALARS: dict[Any, Convert] = {
    bool: _flag,
    int: _count,
    str: _text,
    Decimal: _ratio,
    Fen: _yuan,
    date: _day,
    DateExpression: _expression,
    WindowOverride: _override,
    object: _anything,
}
