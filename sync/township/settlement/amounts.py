"""Amounts between the platform's decimals in CNY and whole fen, and what a settlement came to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from core.money import Fen, in_yuan

_BEYOND_ANY_VISIT = 10**15
"""In fen; an amount with a million digits must not keep the worker busy."""


@dataclass(frozen=True, slots=True)
class Settled:
    """结算: what the platform made of a visit, in fen; `message` is the id of the message that settled it.

    `centre` clears it, as what `clearing` kind. `is_undone`: it was taken back since.
    """

    settlement: str
    message: str
    total: Fen
    fund: Fen
    account: Fen
    cash: Fen
    institution: Fen
    funds: Mapping[str, Fen]
    settled_at: datetime
    centre: str = ""
    clearing: str = ""
    is_undone: bool = False

    @property
    def adds_up(self) -> bool:
        """Say whether the shares make the total and the funds make their sum."""
        shares = self.fund + self.account + self.cash + self.institution
        return shares == self.total and sum(self.funds.values()) == self.fund

    def facts(self) -> dict[str, Any]:
        """Give the facts of the clinic's result."""
        return {
            "settlement_id": self.settlement,
            **self.shares(),
            "settled_at": self.settled_at.isoformat(),
        }

    def shares(self) -> dict[str, Any]:
        """Give who bore what."""
        return {
            "total": int(self.total),
            "fund": int(self.fund),
            "account": int(self.account),
            "cash": int(self.cash),
            "institution": int(self.institution),
            "funds": {fund: int(amount) for fund, amount in sorted(self.funds.items())},
        }


def fen_of(given: Any) -> Fen:
    """Read an amount as the platform writes it, number or text.

    Raises:
        ValueError: it is no amount, or a fraction of a fen.
    """
    try:
        fen = Decimal(given) * 100
        if not abs(fen) < _BEYOND_ANY_VISIT or fen != fen.to_integral_value():
            raise ValueError("not whole fen")
    except (ArithmeticError, TypeError) as error:
        raise ValueError("not an amount") from error
    return Fen(int(fen))


def yuan_of(fen: int) -> Decimal:
    """Write fen as an exact decimal in CNY."""
    return Decimal(in_yuan(fen))
