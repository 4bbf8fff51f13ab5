"""The catalogue of training, found as the screens ask for it."""

from collections.abc import Callable, Sequence
from functools import cache

from core.catalogue.items import CatalogueItem, ItemKind
from core.training.catalogue import training_catalogue


@cache
def _rows() -> Sequence[CatalogueItem]:
    return training_catalogue()


class FakeCatalogue:
    """Rows in memory; `looked` is told of each search."""

    looked: Callable[[], None]

    def find_items(self, kind: ItemKind, text: str, limit: int) -> Sequence[CatalogueItem]:
        self.looked()
        return [
            one
            for one in _rows()
            if one.kind is kind and (text in one.name or one.initials.startswith(text) or text == one.code)
        ][:limit]

    def item(self, kind: ItemKind, code: str) -> CatalogueItem | None:
        return next((one for one in _rows() if one.kind is kind and one.code == code), None)

    def items_after(self, kind: ItemKind, code: str, limit: int) -> Sequence[CatalogueItem]:
        self.looked()
        rows = [one for one in _rows() if one.kind is kind and one.code > code]
        return sorted(rows, key=lambda one: one.code)[:limit]
