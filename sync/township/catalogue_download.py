"""目录下载: fetching the platform's catalogue part by part, and bringing the township's own to it."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from typing import Any, Generic, Protocol, TypeVar

from core.catalogue.code_maps import national_items
from core.catalogue.national import CatalogueUpdate, updated
from core.console import AT_THE_MACHINE
from core.errors import Hindrance
from core.import_rows import ImportMark
from core.ports import Clock
from core.township_ports import TownshipStore
from sync.township.imports.looking import catalogue_doubts
from sync.township.publishing import publish_sets
from sync.township.settlement.answers import NoAnswer, NotReached, PlatformRefused
from sync.township.settlement.institutions import Institutions
from sync.township.settlement.national_catalogues import NationalCatalogues
from sync.township.settlement.settling import AtPlatform, platform_of

Place = TypeVar("Place", contravariant=True)
_MOST_VERSIONS = 1000


class Download(AtPlatform, Protocol):
    """Where the platform answers; whether only to look, and whether somebody agreed to what looks wrong."""

    @property
    def preview(self) -> bool:
        """Whether the township's own catalogue stays as it is."""
        ...

    @property
    def agreed(self) -> bool:
        """Whether many items may go."""
        ...


@dataclass(frozen=True, slots=True)
class CatalogueDownload(Generic[Place]):
    """The deed at the township's machine; run again at any time, it goes on where it stopped."""

    open_store: Callable[[Place], AbstractContextManager[TownshipStore]]
    clock: Clock

    def fetch(self, place: Place, asked: Download) -> Mapping[str, Any]:
        """Fetch what is new, and tell or do what that changes in the township's catalogue.

        Raises:
            Refusal: those of `platform_of`; `catalogue_would_lose_many`: nothing was changed.
            Hindrance: `platform_not_reachable`, `catalogue_not_given` with `told`: what came before is kept.
        """
        with self.open_store(place) as store:
            with platform_of(store, asked, self.clock) as (platform, desk):
                institutions = Institutions(store, platform, desk, self.clock)
                rows = _fetch(store, institutions)
            return {"rows": rows, **self._apply(store, asked)}

    def _apply(self, store: TownshipStore, asked: Download) -> Mapping[str, Any]:
        update = update_of(store)
        change = store.compare_catalogue(update.items)
        told = {
            **asdict(change),
            "withdrawn": [_named(one.code, one.name) for one in update.withdrawn],
            "unknown": [_named(one.code, one.name) for one in update.unknown],
            "in_force": False,
        }
        if asked.preview or not (change.changed or change.gone):
            return told
        if not asked.agreed:
            for doubt in catalogue_doubts(change):
                raise doubt
        store.replace_catalogue(update.items, ImportMark(self.clock.now(), AT_THE_MACHINE))
        publish_sets(store, self.clock)
        return {**told, "in_force": True}


def update_of(store: TownshipStore) -> CatalogueUpdate:
    """Work out what the platform's catalogue changes in the township's."""
    items, maps = list(store.catalogue()), store.code_maps()
    codes = {one.national for one in national_items(items, maps)}
    return updated(items, maps, store.national_rows(codes))


def _fetch(store: TownshipStore, institutions: Institutions) -> int:
    rows = 0
    try:
        catalogues = NationalCatalogues(institutions.signed_in(institutions.desk.institution))
        for part in institutions.desk.province.catalogues:
            for _ in range(_MOST_VERSIONS):
                held = store.national_version(part)
                found = catalogues.fetch(part, held)
                if found is None or found.version == held:
                    break
                rows += store.take_national(part, found.version, found.rows)
    except NotReached as error:
        raise Hindrance("platform_not_reachable") from error
    except NoAnswer as error:
        raise Hindrance("catalogue_not_given", told="") from error
    except PlatformRefused as refused:
        raise Hindrance("catalogue_not_given", told=refused.told) from refused
    return rows


def _named(code: str, name: str) -> Mapping[str, str]:
    return {"code": code, "name": name}
