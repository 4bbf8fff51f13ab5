"""The shape of input nodes: presence, type, length and code value of every field."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sync.platform_simulator.refused import Refused

Node = dict[str, Any]
"""Checked values by field name: text, Decimal or None."""
Dictionary = Mapping[str, frozenset[str]]
"""Code values by dictionary type, as transaction 1901 would give them."""

_KIND = re.compile(r"^(?P<letter>C|N|D|DT)(?P<length>\d+)?(?:,(?P<scale>\d+))?$")


@dataclass(frozen=True, slots=True)
class Field:
    """One line of the interface text."""

    name: str
    title: str
    letter: str
    length: int
    scale: int
    required: bool
    codes: str | None


def fields(text: str) -> tuple[Field, ...]:
    """Read a table of lines `name title kind Y|- [dictionary type]`, such as `psn_no 人员编号 C30 Y`."""
    return tuple(_field(line.split()) for line in text.strip().splitlines())


def _field(words: list[str]) -> Field:
    found = _KIND.match(words[2])
    if not found:
        raise ValueError(f"unknown kind {words[2]}")
    return Field(
        name=words[0],
        title=words[1],
        letter=found["letter"],
        length=int(found["length"] or 0),
        scale=int(found["scale"] or 0),
        required=words[3] == "Y",
        codes=words[4] if len(words) > 4 else None,
    )


def checked(layout: tuple[Field, ...], given: Any, dictionary: Dictionary, node: str) -> Node:
    """Check one object against its layout; fields the layout does not know are ignored."""
    if not isinstance(given, dict):
        raise Refused(f"FSI-输入节点{node}不存在或格式错误")
    return {field.name: _value(field, given.get(field.name), dictionary) for field in layout}


def _value(field: Field, given: Any, dictionary: Dictionary) -> Any:
    if given is None or given == "":
        if field.required:
            raise Refused(f"FSI-{field.title}不能为空[{field.name}]")
        return None
    value = _number(field, given) if field.letter == "N" else _text(field, given)
    if field.codes and value not in dictionary.get(field.codes, frozenset()):
        raise Refused(f"FSI-{field.title}的值不在字典{field.codes}内[{field.name}]")
    return value


def _number(field: Field, given: Any) -> Decimal:
    if isinstance(given, bool) or not isinstance(given, int | str | Decimal):
        raise Refused(f"FSI-{field.title}不是数值[{field.name}]")
    try:
        value = Decimal(given)
    except InvalidOperation:
        raise Refused(f"FSI-{field.title}不是数值[{field.name}]") from None
    if not value.is_finite() or abs(value) >= Decimal(10) ** (field.length - field.scale):
        raise Refused(f"FSI-{field.title}超出长度[{field.name}]")
    if value != round(value, field.scale):
        raise Refused(f"FSI-{field.title}小数位数超过{field.scale}位[{field.name}]")
    return value


def _text(field: Field, given: Any) -> str:
    if not isinstance(given, str):
        raise Refused(f"FSI-{field.title}不是字符型[{field.name}]")
    if field.letter == "C" and len(given) > field.length:
        raise Refused(f"FSI-{field.title}长度超过{field.length}[{field.name}]")
    if field.letter == "D":
        _parsed(field, given, "%Y-%m-%d")
    if field.letter == "DT":
        _parsed(field, given, "%Y-%m-%d %H:%M:%S")
    return given


def _parsed(field: Field, given: str, form: str) -> None:
    try:
        moment = datetime.strptime(given, form)  # noqa: DTZ007  civil time of China, as the interface writes it
    except ValueError:
        raise Refused(f"FSI-{field.title}日期格式错误[{field.name}]") from None
    if moment.strftime(form) != given:
        raise Refused(f"FSI-{field.title}日期格式错误[{field.name}]")


def day_of(text: str) -> date:
    """Give the day of a checked `D` or `DT` value."""
    return date.fromisoformat(text[:10])


def read_json(text: bytes | str) -> Any:
    """Read JSON with exact decimals; refuse what is none."""
    try:
        return json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError):
        raise Refused("FSI-报文不是合法的JSON") from None
