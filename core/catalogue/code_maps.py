"""目录对照: which national code each code of the township's own catalogue stands for."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.catalogue.items import CatalogueItem, ItemKind
from core.errors import Refusal
from core.ids import UserId
from core.import_rows import ImportMark
from core.township_rows import RowChange

LONGEST_OWN_CODE = 150
"""As the platform takes it."""
_MEDICINE = re.compile(r"[XZTC][0-9A-Z]{19,29}")
_SERVICE = re.compile(r"[0-9]{15}(-[0-9A-Za-z-]{1,34})?")
MAPPED_KINDS = (ItemKind.DRUG, ItemKind.SERVICE)


def is_national(kind: ItemKind, code: str) -> bool:
    """Tell whether a code has the form of a national one: 西药 X, 中成药 Z, 饮片 T, 耗材 C, or 15 digits."""
    form = _SERVICE if kind is ItemKind.SERVICE else _MEDICINE
    return form.fullmatch(code) is not None


@dataclass(frozen=True, slots=True)
class CodeMap:
    """An own code and the national one it stands for.

    Raises:
        Refusal: `code_kind_not_mapped`, `own_code_not_valid`, `national_code_not_valid`.
    """

    kind: ItemKind
    own: str
    national: str

    def __post_init__(self) -> None:
        if self.kind not in MAPPED_KINDS:
            raise Refusal("code_kind_not_mapped")
        if not self.own or len(self.own) > LONGEST_OWN_CODE or self.own != self.own.strip():
            raise Refusal("own_code_not_valid")
        if not is_national(self.kind, self.national):
            raise Refusal("national_code_not_valid")


@dataclass(frozen=True, slots=True)
class NationalItem:
    """An item of the catalogue with the national code it goes up under."""

    item: CatalogueItem
    national: str


class CodeMaps(Protocol):
    """The township's own codes beside the national ones; every method is one transaction."""

    def code_maps(self) -> Sequence[CodeMap]:
        """List what is mapped, by kind and own code."""
        ...

    def compare_code_maps(self, maps: Iterable[CodeMap]) -> RowChange:
        """Tell what `replace_code_maps` would do."""
        ...

    def replace_code_maps(self, maps: Iterable[CodeMap], mark: ImportMark | None = None) -> RowChange:
        """Make these all there is; with a mark it is an import, which can be undone."""
        ...

    def keep_code_map(self, mapped: CodeMap, user: UserId, at: datetime) -> None:
        """Map a code, in the place of what it was mapped to, with a line in the trail."""
        ...

    def remove_code_map(self, kind: ItemKind, own: str, user: UserId, at: datetime) -> None:
        """Take a mapping away, with a line in the trail.

        Raises:
            Refusal: `code_map_unknown`.
        """
        ...

    def codes_sent(self, institution: str) -> Mapping[tuple[ItemKind, str], str]:
        """Give the national codes an institution told the platform, by kind and own code."""
        ...

    def note_codes_sent(self, institution: str, sent: Sequence[CodeMap]) -> None:
        """Remember what an institution told the platform."""
        ...


def national_items(items: Collection[CatalogueItem], maps: Collection[CodeMap]) -> Sequence[NationalItem]:
    """Give the items of a catalogue that have a national code: their own, or the one it stands for."""
    known = {(one.kind, one.own): one.national for one in maps}
    found = []
    for item in items:
        if item.kind in MAPPED_KINDS:
            own = item.code if is_national(item.kind, item.code) else ""
            if national := known.get((item.kind, item.code), own):
                found.append(NationalItem(item, national))
    return found


def gaps(items: Collection[CatalogueItem], maps: Collection[CodeMap]) -> Sequence[CatalogueItem]:
    """List the items of a catalogue that have no national code."""
    known = {(one.kind, one.own) for one in maps}
    return [
        item
        for item in items
        if item.kind in MAPPED_KINDS
        and not is_national(item.kind, item.code)
        and (item.kind, item.code) not in known
    ]
