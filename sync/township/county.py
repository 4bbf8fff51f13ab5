"""The township and its county: whose keys it trusts, told to it by file and compared by people."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from core.county import CountyKeys
from core.data_sets import DataSetName
from core.dates import china_day
from core.errors import Refusal
from core.import_rows import ImportKind, ImportMark
from core.ports import Clock
from core.services.adopt_pack import renew_shipped
from core.township_ports import TownshipStore
from sync.codec import CborCodec
from sync.county.introduction import read_introduction
from sync.township.imports.looking import Files, look_at
from sync.township.publishing import publish_sets
from sync.township.recovery import export_recovery, import_recovery

Place = TypeVar("Place", contravariant=True)
Compared = Callable[[CountyKeys], bool]
"""Tells whether somebody compared the fingerprint and found it right."""


@dataclass(frozen=True, slots=True)
class TownshipCounty(Generic[Place]):
    """The commands of a township that concern its county; `open_store` opens the township a place names."""

    open_store: Callable[[Place], AbstractContextManager[TownshipStore]]
    clock: Clock

    def trust_county(self, place: Place, file: Path, compared: Compared) -> Mapping[str, Any]:
        """Take a county's keys over from its public file.

        Raises:
            Refusal: `county_file_not_readable`, `county_signature_wrong`, `county_not_confirmed`,
                `county_already_trusted`, `township_not_set_up`.
        """
        keys = read_introduction(file.read_bytes())
        if not compared(keys):
            raise Refusal("county_not_confirmed", fingerprint=keys.fingerprint)
        with self.open_store(place) as store:
            trust(store, keys)
        return {"name": keys.name, "fingerprint": keys.fingerprint}

    def adopt_pack(self, place: Place, file: Path, preview: bool = False) -> Mapping[str, Any]:
        """Put a package of the county in force and up for the clinics, or only tell what that would do.

        Raises:
            Refusal: as `core.services.adopt_pack.adopt_pack`; the former packs stay.
        """
        with self.open_store(place) as store:
            now = self.clock.now()
            looked = look_at(ImportKind.PACK, store, Files((file,), china_day(now)))
            change, _ = looked.compare()
            told = {**looked.told["pack"], "change": asdict(change)}
            if preview:
                return {**told, "imported": False, "published": False}
            looked.put_in_force(ImportMark(now))
            published = publish_sets(store, self.clock)
        changed = any(name is DataSetName.PACKS for name, _ in published)
        return {**told, "imported": True, "published": changed}

    def export_recovery(self, place: Place, out: Path) -> Mapping[str, Any]:
        """Sign what the county needs to answer forgotten passwords; as `sync.township.recovery`."""
        with self.open_store(place) as store:
            return export_recovery(store, self.clock, out)

    def import_recovery(self, place: Place, file: Path) -> Mapping[str, Any]:
        """Take over the county's word that it holds the pairs; as `sync.township.recovery`."""
        with self.open_store(place) as store:
            return import_recovery(store, self.clock, file)


def renew_packs(store: TownshipStore, clock: Clock) -> None:
    """After an update of the program put its own packs up anew, unless the county's no longer fit them.

    Raises:
        Hindrance: what the store says.
    """
    former = store.packs()
    try:
        renew_shipped(store, CborCodec())
    except Refusal:
        return
    if store.packs() != former:
        publish_sets(store, clock)


def trust(store: TownshipStore, keys: CountyKeys) -> None:
    """Trust a county from now on; another one is too late once a device carries the first.

    Raises:
        Refusal: `county_already_trusted`, `township_not_set_up`.
    """
    present = store.county()
    if present == keys:
        return
    if present is not None and any(store.devices(clinic.code) for clinic in store.clinics()):
        raise Refusal("county_already_trusted", name=present.name)
    store.trust_county(keys)
    renew_shipped(store, CborCodec())
