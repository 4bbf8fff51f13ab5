"""目录对照: which own codes have no national one, mapping them, and telling the platform."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from core.catalogue.code_maps import CodeMap, gaps
from core.catalogue.items import ItemKind
from core.console import AT_THE_MACHINE
from core.errors import Refusal
from core.ports import Clock
from core.township_ports import TownshipStore
from sync.township.settlement.institutions import Institutions
from sync.township.settlement.sending_codes import send_codes
from sync.township.settlement.settling import AtPlatform, platform_of

Place = TypeVar("Place", contravariant=True)


@dataclass(frozen=True, slots=True)
class CodeDesk(Generic[Place]):
    """The deeds at the township's machine."""

    open_store: Callable[[Place], AbstractContextManager[TownshipStore]]
    clock: Clock

    def gaps(self, place: Place) -> Mapping[str, Any]:
        """List the items of the catalogue without a national code."""
        with self.open_store(place) as store:
            return _told(store)

    def map(self, place: Place, kind: str, own: str, national: str) -> Mapping[str, Any]:
        """Map an own code; without a national one, take its mapping away.

        Raises:
            Refusal: `code_kind_not_mapped`, `own_code_not_valid`, `national_code_not_valid`,
                `code_map_unknown`.
        """
        now = self.clock.now()
        with self.open_store(place) as store:
            if national:
                store.keep_code_map(CodeMap(kind_named(kind), own, national), AT_THE_MACHINE, now)
            else:
                store.remove_code_map(kind_named(kind), own, AT_THE_MACHINE, now)
            return _told(store)

    def send(self, place: Place, asked: AtPlatform) -> Mapping[str, Any]:
        """Tell the platform what it was not told yet, for each institution the township settles under.

        Raises:
            Refusal: those of `platform_of`.
            Hindrance: `platform_not_reachable`, `codes_not_taken` with `told` and `sent`: what went before
                is remembered.
        """
        with self.open_store(place) as store, platform_of(store, asked, self.clock) as (platform, desk):
            sent = send_codes(store, Institutions(store, platform, desk, self.clock), self.clock)
            return {"sent": sent, **_told(store)}


def kind_named(text: str) -> ItemKind:
    """Read the kind of a code.

    Raises:
        Refusal: `code_kind_not_mapped`.
    """
    if text not in set(ItemKind):
        raise Refusal("code_kind_not_mapped")
    return ItemKind(text)


def _told(store: TownshipStore) -> Mapping[str, Any]:
    maps = store.code_maps()
    missing = gaps(list(store.catalogue()), maps)
    return {
        "gaps": [{"kind": one.kind.value, "code": one.code, "name": one.name} for one in missing],
        "mapped": [{"kind": one.kind.value, "own": one.own, "national": one.national} for one in maps],
    }
