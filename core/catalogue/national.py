"""国家目录: the platform's own catalogue as it was downloaded, and what it changes in the township's."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from core.catalogue.code_maps import CodeMap, national_items
from core.catalogue.items import CatalogueItem, FeeClass


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
    """The township's catalogue as it would be, and what of it the platform withdrew or does not know."""

    items: Sequence[CatalogueItem]
    withdrawn: Sequence[CatalogueItem]
    unknown: Sequence[CatalogueItem]


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


def updated(
    items: Collection[CatalogueItem], maps: Collection[CodeMap], rows: Mapping[str, NationalRow]
) -> CatalogueUpdate:
    """Bring grades and specifications of a catalogue to what the platform says; what it withdrew goes.

    Names, prices and units are the township's own and stay. Where nothing was downloaded nothing changes.
    """
    national = {(one.item.kind, one.item.code): one.national for one in national_items(items, maps)}
    kept, withdrawn, unknown = [], [], []
    for item in items:
        code = national.get((item.kind, item.code))
        row = rows.get(code) if code else None
        if row is None:
            kept.append(item)
            unknown += [item] if code else []
        elif row.valid:
            kept.append(_brought_to(item, row))
        else:
            withdrawn.append(item)
    return CatalogueUpdate(kept, withdrawn, unknown)


def _brought_to(item: CatalogueItem, row: NationalRow) -> CatalogueItem:
    general = item.fee_class is FeeClass.GENERAL_CONSULTATION  # a fee of this country's own, in no list
    fee_class = item.fee_class if general or row.fee_class is FeeClass.NONE else row.fee_class
    own_pay = item.own_pay_permille if fee_class is item.fee_class else _OWN_PAY[fee_class]
    specification = item.specification or row.specification
    return replace(item, fee_class=fee_class, own_pay_permille=own_pay, specification=specification)


_OWN_PAY: Mapping[FeeClass, int] = {FeeClass.A: 0, FeeClass.B: 100, FeeClass.C: 1000}
"""What the patient bears first until the place's own share (1319) is entered, permille."""
