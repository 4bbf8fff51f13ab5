"""收款: how the patient's cash share was paid, noted at the desk; no money moves here."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from core.errors import Refusal
from core.money import Fen
from core.read_body import is_whole


class PaidBy(StrEnum):
    """收款方式; `family` is 家庭共济账户, of which only an amount is noted."""

    CASH = "cash"
    WECHAT = "wechat"
    ALIPAY = "alipay"
    FAMILY = "family"


WAYS = (PaidBy.CASH, PaidBy.WECHAT, PaidBy.ALIPAY)
"""What the rest of a share is paid by."""


@dataclass(frozen=True, slots=True)
class Payment:
    """`family` fen came from the mutual-aid account of the family, the rest by `way`, a code of `PaidBy`."""

    way: str = PaidBy.CASH
    family: Fen = Fen(0)

    def to_plain(self) -> dict[str, Any]:
        """Give what is not simply cash."""
        told = {"way": str(self.way) if self.way != PaidBy.CASH else "", "family": int(self.family)}
        return {name: value for name, value in told.items() if value}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Payment":
        """Read what `to_plain` wrote; a way of a newer program stays as it is."""
        return cls(plain.get("way", PaidBy.CASH), Fen(plain.get("family", 0)))

    def is_well_formed(self) -> bool:
        """Tell whether every field is of its form."""
        is_way = isinstance(self.way, str) and self.way != PaidBy.FAMILY
        return is_way and is_whole(self.family)

    def shares(self, cash: int) -> Mapping[str, Fen]:
        """Divide what the patient bears in cash; the parts add up to it."""
        family = min(max(int(self.family), 0), cash) if cash > 0 else 0
        return {PaidBy.FAMILY.value: Fen(family), str(self.way): Fen(cash - family)}


IN_CASH = Payment()


def require_possible_payment(payment: Payment, total: int) -> None:
    """Refuse what nobody can have paid.

    Raises:
        Refusal: `family_pays_more_than_total`.
    """
    if not 0 <= payment.family <= total:
        raise Refusal("family_pays_more_than_total")
