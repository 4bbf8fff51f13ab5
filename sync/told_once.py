"""What a visit's body says twice travels once: the moment it was written, and the last share of the bill."""

from typing import Any

from core.errors import Refusal
from sync.columns.form import moment_numbers


def visited_at(body: Any) -> int | None:
    """Give the moment a visit itself tells, in milliseconds: where it is the event's, it travels once."""
    told = isinstance(body, dict) and body.get("visited_at")
    numbers = moment_numbers(told) if isinstance(told, str) else None
    return numbers[0] // 1000 if numbers else None


def lacks_cash(body: Any) -> bool:
    """Tell whether the cash of a split is null: on the way that stands for what follows from the lines."""
    return _split(body).get("cash", 0) is None


def without_cash(body: Any) -> Any:
    """Leave the cash of a split out where it is what the lines cost less the other shares."""
    split = _split(body)
    if type(split.get("cash")) is not int or split["cash"] != _cash_due(body):
        return body
    return {**body, "estimate": {**split, "cash": None}}


def with_cash(body: Any) -> Any:
    """Put the cash back.

    Raises:
        Refusal: `message_not_understood`: it was left out where it does not follow from anything.
    """
    if not lacks_cash(body):
        return body
    due = _cash_due(body)
    if due is None:
        raise Refusal("message_not_understood", message="event", field="cash")
    return {**body, "estimate": {**_split(body), "cash": due}}


def _split(body: Any) -> dict[str, Any]:
    split = body.get("estimate") if isinstance(body, dict) else None
    return split if isinstance(split, dict) else {}


def _cash_due(body: dict[str, Any]) -> int | None:
    lines: Any = body.get("lines")
    split: Any = _split(body)
    if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
        return None
    costs = [(line.get("quantity"), line.get("unit_price")) for line in lines]
    shares: Any = (split.get("fund"), split.get("account"))
    if not all(type(one) is int for pair in (*costs, shares) for one in pair):
        return None
    due = int(sum(quantity * price for quantity, price in costs) - sum(shares))
    return due if -(2**63) <= due < 2**63 else None
