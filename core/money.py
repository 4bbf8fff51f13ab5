"""Money as whole fen (分); a fraction of a fen never exists."""

import re
from typing import NewType

from core.errors import Refusal

Fen = NewType("Fen", int)
"""An amount in 1/100 CNY. Sums and differences of fen are fen."""

_YUAN = re.compile(r"^(?P<sign>-?)(?P<yuan>\d{1,12})(?:\.(?P<cents>\d{1,2}))?$")


def parse_yuan(text: str) -> Fen:
    """Read an amount in CNY such as `12.5`; refuse more than two decimals.

    Raises:
        Refusal: `amount_not_readable`.
    """
    found = _YUAN.match(text.strip())
    if not found:
        raise Refusal("amount_not_readable")
    fen = int(found["yuan"]) * 100 + int((found["cents"] or "0").ljust(2, "0"))
    return Fen(-fen if found["sign"] else fen)


def in_yuan(amount: int) -> str:
    """Write an amount of fen in CNY with two decimals, `1250` as `12.50`."""
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100}.{abs(amount) % 100:02d}"


def share(amount: int, numerator: int, denominator: int) -> Fen:
    """Take a fraction of an amount, rounded half up to the fen, as bills are."""
    if amount < 0:
        return Fen(-share(-amount, numerator, denominator))
    return Fen((amount * numerator * 2 + denominator) // (denominator * 2))
