"""Reading an answer of the platform: its yes or no, and the objects, lists and texts inside."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sync.township.settlement.answers import NoAnswer, PlatformRefused

Plain = Mapping[str, Any]
_LARGEST_MESSAGE = 4_000_000


def read_output(body: bytes) -> Plain:
    """Give what the platform puts out, or its no."""
    if len(body) > _LARGEST_MESSAGE:  # only files are larger
        raise NoAnswer("platform_answer_not_usable")
    try:
        answer = json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise NoAnswer("platform_answer_not_usable") from error
    if not isinstance(answer, dict) or "infcode" not in answer:
        raise NoAnswer("platform_answer_not_usable")
    if str(answer["infcode"]) != "0":
        raise PlatformRefused(str(answer.get("err_msg") or ""))
    output = answer.get("output")
    return output if isinstance(output, dict) else {}


def node_of(output: Plain, name: str) -> Plain:
    """Give an object that has to be there."""
    node = output.get(name)
    if not isinstance(node, dict):
        raise NoAnswer("platform_answer_not_usable")
    return node


def rows_of(output: Plain, name: str) -> Sequence[Plain]:
    """Give a list of objects; one that is left out is empty."""
    rows = output.get(name) or []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise NoAnswer("platform_answer_not_usable")
    return rows


def text_of(node: Plain, name: str) -> str:
    """Give a text that has to be there."""
    value = node.get(name)
    if not isinstance(value, str) or not value:
        raise NoAnswer("platform_answer_not_usable")
    return value
