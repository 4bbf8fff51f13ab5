"""价格公示: what the clinic charges for, as the catalogue in use has it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.catalogue.items import CatalogueItem, ItemKind
from core.clinic import Clinic
from core.errors import Refusal

_PAGE = 500
_CATALOGUE = "catalogue"


@dataclass(frozen=True, slots=True)
class PriceBoard:
    """Services and drugs with their prices, by name, and the version of the catalogue they stand in."""

    services: Sequence[CatalogueItem]
    drugs: Sequence[CatalogueItem]
    version: str


def price_board(clinic: Clinic) -> PriceBoard:
    """Give everything that has a price.

    Raises:
        Refusal: `no_prices_here`: no catalogue came yet.
    """
    services, drugs = (_priced(clinic, kind) for kind in (ItemKind.SERVICE, ItemKind.DRUG))
    if not services and not drugs:
        raise Refusal("no_prices_here")
    return PriceBoard(services, drugs, clinic.records.versions().get(_CATALOGUE, ""))


def _priced(clinic: Clinic, kind: ItemKind) -> Sequence[CatalogueItem]:
    return sorted(
        (one for one in _all(clinic, kind) if one.price), key=lambda one: (one.name, one.specification)
    )


def _all(clinic: Clinic, kind: ItemKind) -> Iterator[CatalogueItem]:
    last = ""
    while page := clinic.records.items_after(kind, last, _PAGE):
        yield from page
        last = page[-1].code
