"""目录下载: fetching the platform's catalogue part by part, and bringing the township's own to it."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Generic, Protocol, TypeVar

from core.catalogue.code_maps import national_items
from core.catalogue.items import CatalogueItem
from core.catalogue.national import CatalogueUpdate, updated
from core.catalogue.place import says_of
from core.console import AT_THE_MACHINE
from core.dates import china_day
from core.errors import Refusal
from core.import_rows import ImportMark
from core.ports import Clock
from core.township_ports import TownshipStore
from core.township_rows import RowChange
from sync.township.imports.looking import Doubts, catalogue_doubts
from sync.township.publishing import publish_sets
from sync.township.settlement.fetching import Downloading
from sync.township.settlement.institutions import Institutions
from sync.township.settlement.settling import AtPlatform, platform_of

Place = TypeVar("Place", contravariant=True)
Tell = Callable[[str], None]
"""Hears how far a download is: a part and its page."""


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

    def fetch(self, place: Place, asked: Download, tell: Tell) -> Mapping[str, Any]:
        """Fetch what is new, telling how far it is, and tell or do what that changes in the catalogue here.

        Raises:
            Refusal: those of `platform_of`; `catalogue_would_lose_many`: nothing was changed.
            Hindrance: `platform_not_reachable`, `catalogue_not_given` with `told`, `download_overtaken`: what
                came before is kept.
        """
        with self.open_store(place) as store:
            with platform_of(store, asked, self.clock) as (platform, desk):
                rows = self._fetched(store, Institutions(store, platform, desk, self.clock), tell)
            return {"rows": rows, **self._apply(store, asked)}

    def _fetched(self, store: TownshipStore, institutions: Institutions, tell: Tell) -> int:
        number = store.ask_to_download(AT_THE_MACHINE, self.clock.now()).number
        work = Downloading(store, institutions, self.clock)
        while work.step():
            if work.download and work.download.part:
                tell(f"{work.download.part} {work.download.page}/{work.download.pages or '?'}")
        (done,) = store.catalogue_downloads(number + 1, 1)
        if work.stopped:
            raise work.stopped
        return done.rows

    def _apply(self, store: TownshipStore, asked: Download) -> Mapping[str, Any]:
        offer = offer_of(store, china_day(self.clock.now()))
        told = {
            **asdict(offer.change),
            **{name: [_named(one) for one in items] for name, items in offer.lists.items()},
            "in_force": False,
        }
        if asked.preview or not offer.changes:
            return told
        put_in_force(store, offer, ImportMark(self.clock.now(), AT_THE_MACHINE), asked.agreed)
        publish_sets(store, self.clock)
        return {**told, "in_force": True}


@dataclass(frozen=True, slots=True)
class Offer:
    """What was downloaded changes in the township's catalogue: as an import would, with what looks wrong."""

    update: CatalogueUpdate
    change: RowChange
    doubts: Doubts

    @property
    def changes(self) -> bool:
        """Tell whether anything would be otherwise."""
        return bool(self.change.changed or self.change.gone)

    @property
    def lists(self) -> Mapping[str, Sequence[CatalogueItem]]:
        """Give what somebody should know of, by name."""
        update = self.update
        return {
            "withdrawn": update.withdrawn,
            "unknown": update.unknown,
            "unclear": update.unclear,
            "dearer": update.dearer,
        }


def offer_of(store: TownshipStore, on: date) -> Offer:
    """Work out what the platform's catalogue, and what the own place says, change in the township's."""
    items, maps = list(store.catalogue()), store.code_maps()
    codes = {one.national for one in national_items(items, maps)}
    update = updated(items, maps, store.national_rows(codes), says_of(codes, on, store.place_rows))
    change = store.compare_catalogue(update.items)
    return Offer(update, change, [*catalogue_doubts(change), *_ceiling_doubts(update)])


def _ceiling_doubts(update: CatalogueUpdate) -> Doubts:
    """Ask where desks could not save what they saved before: the ceiling may be of another unit."""
    return [Refusal("catalogue_above_ceiling", count=len(update.dearer))] if update.dearer else []


def put_in_force(store: TownshipStore, offer: Offer, mark: ImportMark, agreed: bool) -> None:
    """Make the catalogue be what was offered, as an import that can be undone; sending it out is not done.

    Raises:
        Refusal: a doubt nobody agreed to: nothing was changed.
    """
    if not agreed:
        for doubt in offer.doubts:
            raise doubt
    store.replace_catalogue(offer.update.items, mark)


def _named(item: CatalogueItem) -> Mapping[str, str]:
    return {"code": item.code, "name": item.name}
