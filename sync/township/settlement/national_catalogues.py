"""目录对照上传, 3301: telling the platform which national code each own code of an institution stands for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.catalogue.code_maps import NationalItem
from core.catalogue.items import ItemKind
from sync.township.settlement.national_interface import NationalInterface

MOST_AT_ONCE = 100
"""Rows the platform takes in one message."""


@dataclass(frozen=True, slots=True)
class NationalCatalogues:
    """One institution's codes.

    Raises:
        PlatformRefused: the platform said no, to all of a message.
        NoAnswer, NotReached: there is no usable answer; the same rows may be sent again.
    """

    interface: NationalInterface

    def send_codes(self, items: Sequence[NationalItem], since: date) -> None:
        """Send rows, at most `MOST_AT_ONCE`; what was told before is told again."""
        rows = [
            {
                "fixmedins_hilist_id": one.item.code,
                "fixmedins_hilist_name": one.item.name[:200],
                "list_type": self._list_type(one),
                "med_list_codg": one.national,
                "begndate": since.isoformat(),
                "spec": one.item.specification[:500],
            }
            for one in items
        ]
        self.interface.ask("3301", self.interface.new_id(), {"data": rows})

    def _list_type(self, one: NationalItem) -> str:
        kinds = self.interface.province.list_types
        return kinds["service"] if one.item.kind is ItemKind.SERVICE else kinds[one.national[0]]
