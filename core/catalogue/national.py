"""国家目录: the platform's own catalogue as it was downloaded, and what it changes in the township's."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from core.catalogue.code_maps import CodeMap, national_items
from core.catalogue.items import CatalogueItem, FeeClass
from core.money import Fen


@dataclass(frozen=True, slots=True)
class NationalRow:
    """A row of it; `fee_class` NONE where no grade is told. What is not `valid` was withdrawn."""

    code: str
    name: str
    specification: str = ""
    fee_class: FeeClass = FeeClass.NONE
    valid: bool = True


@dataclass(frozen=True, slots=True)
class CatalogueUpdate:
    """The township's catalogue as it would be, and what of it the platform withdrew or does not know.

    `unclear`: the place says two things of it at once, and none was taken. `dearer`: its price is above its
    new ceiling.
    """

    items: Sequence[CatalogueItem]
    withdrawn: Sequence[CatalogueItem]
    unknown: Sequence[CatalogueItem]
    unclear: Sequence[CatalogueItem]
    dearer: Sequence[CatalogueItem]


class NationalCatalogue(Protocol):
    """What was downloaded; every method is one transaction."""

    def national_version(self, part: str) -> str:
        """Give the newest version of a part that is here; empty before the first."""
        ...

    def take_national(self, part: str, version: str, rows: Iterable[NationalRow]) -> int:
        """Keep the rows of a version, in the place of what they change; tell how many."""
        ...

    def national_rows(self, codes: Collection[str]) -> Mapping[str, NationalRow]:
        """Give the rows of some codes."""
        ...


@dataclass(frozen=True, slots=True)
class PlaceSays:
    """What the own place says of a national code on a day; None: nothing.

    `twice`: it says two things at once, and none of them counts.
    """

    fee_class: FeeClass | None = None
    ceiling: Fen | None = None
    own_pay_permille: int | None = None
    twice: bool = False


def updated(
    items: Collection[CatalogueItem],
    maps: Collection[CodeMap],
    rows: Mapping[str, NationalRow],
    place: Mapping[str, PlaceSays],
) -> CatalogueUpdate:
    """Bring grades, ceilings, shares and specifications to what platform and place say; the withdrawn goes.

    Names, prices and units are the township's own and stay. Where nothing was downloaded nothing changes.
    """
    national = {(one.item.kind, one.item.code): one.national for one in national_items(items, maps)}
    kept, withdrawn, unknown, unclear, dearer = [], [], [], [], []
    for item in items:
        code = national.get((item.kind, item.code))
        row = rows.get(code) if code else None
        if row is None or code is None:
            kept.append(item)
            unknown += [item] if code else []
        elif row.valid:
            says = place.get(code, PlaceSays())
            new = _brought_to(item, row, says)
            kept.append(new)
            unclear += [item] if says.twice else []
            dearer += [new] if new.price > new.price_ceiling != item.price_ceiling else []
        else:
            withdrawn.append(item)
    return CatalogueUpdate(kept, withdrawn, unknown, unclear, dearer)


def _brought_to(item: CatalogueItem, row: NationalRow, says: PlaceSays) -> CatalogueItem:
    told = says.fee_class or row.fee_class
    general = item.fee_class is FeeClass.GENERAL_CONSULTATION  # a fee of this country's own, in no list
    fee_class = item.fee_class if general or told is FeeClass.NONE else told
    own_pay = item.own_pay_permille if fee_class is item.fee_class else _OWN_PAY[fee_class]
    return replace(
        item,
        fee_class=fee_class,
        own_pay_permille=own_pay if general or says.own_pay_permille is None else says.own_pay_permille,
        price_ceiling=item.price_ceiling if says.ceiling is None else says.ceiling,
        specification=item.specification or row.specification,
    )


_OWN_PAY: Mapping[FeeClass, int] = {FeeClass.A: 0, FeeClass.B: 100, FeeClass.C: 1000}
"""What the patient bears first where the place says no share of its own, permille."""
