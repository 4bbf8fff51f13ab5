"""目录: drugs, services and diagnoses as the township's catalogue lists them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from core.money import Fen


class ItemKind(StrEnum):
    """What a catalogue row is about."""

    DRUG = "drug"
    SERVICE = "service"
    DIAGNOSIS = "diagnosis"


class FeeClass(StrEnum):
    """甲乙丙类 of the national medical-insurance catalogue, and the general consultation fee."""

    A = "A"
    B = "B"
    C = "C"
    GENERAL_CONSULTATION = "general_consultation"
    NONE = ""


@dataclass(frozen=True, slots=True)
class CatalogueItem:
    """One row of the catalogue; a diagnosis has no price, unit or fee class.

    `own_pay_permille` is what the patient bears of a class B item before the fund shares the rest.
    `price` and `price_ceiling` are for one `unit`, in fen.
    """

    code: str
    kind: ItemKind
    name: str
    initials: str = ""
    specification: str = ""
    unit: str = ""
    price: Fen = Fen(0)
    price_ceiling: Fen = Fen(0)
    fee_class: FeeClass = FeeClass.NONE
    own_pay_permille: int = 0
    dose: str = ""
    frequency: str = ""
    route: str = ""

    def to_plain(self) -> dict[str, Any]:
        """Give the row as text and whole numbers."""
        return {
            "code": self.code,
            "kind": self.kind.value,
            "name": self.name,
            "initials": self.initials,
            "specification": self.specification,
            "unit": self.unit,
            "price": int(self.price),
            "price_ceiling": int(self.price_ceiling),
            "fee_class": self.fee_class.value,
            "own_pay_permille": self.own_pay_permille,
            "dose": self.dose,
            "frequency": self.frequency,
            "route": self.route,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "CatalogueItem":
        """Read what `to_plain` wrote."""
        return cls(
            code=plain["code"],
            kind=ItemKind(plain["kind"]),
            name=plain["name"],
            initials=plain["initials"],
            specification=plain["specification"],
            unit=plain["unit"],
            price=Fen(plain["price"]),
            price_ceiling=Fen(plain["price_ceiling"]),
            fee_class=FeeClass(plain["fee_class"]),
            own_pay_permille=plain["own_pay_permille"],
            dose=plain["dose"],
            frequency=plain["frequency"],
            route=plain["route"],
        )
