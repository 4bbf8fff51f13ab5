"""What the staff of a township do with sticks: read those that clinics bring, write those they take home."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from core.errors import Refusal
from core.ports import Clock
from core.township_ports import TownshipStore
from sync.bundle import scan, write_member
from sync.bundle_file import bundles_in, found_bundle, new_bundle
from sync.envelope import Signer, realm_of
from sync.support import read_support
from sync.township.stick import StickDesk, devices_of

Place = TypeVar("Place", contravariant=True)


@dataclass(slots=True)
class _Reading:
    """What came of the bundles read so far."""

    desk: StickDesk
    events: int = 0
    carried: int = 0
    faults: list[str] = field(default_factory=list)

    def folder(self, folder: Path) -> None:
        for file in bundles_in(folder):
            try:
                self.file(file)
            except Refusal as refusal:
                self.faults.append(refusal.code)

    def file(self, file: Path) -> None:
        with found_bundle(file) as source:
            for member in list(scan(source)):
                try:
                    taken = self.desk.take(source, member)
                except Refusal as refusal:
                    self.faults.append(refusal.code)
                    continue
                self.carried += taken is None
                self.events += taken.events if taken else 0
                self.faults += taken.faults if taken else []


@dataclass(frozen=True, slots=True)
class StickOffice(Generic[Place]):
    """The commands; `open_store` opens the township a place names."""

    open_store: Callable[[Place], AbstractContextManager[TownshipStore]]
    clock: Clock

    def read(self, place: Place, file: Path) -> Mapping[str, Any]:
        """Take what clinics wrote; a member that cannot be taken is named, the others are taken all the same.

        Of a folder, such as the second copy a clinic keeps beside its backups, every bundle in it is read.

        Raises:
            Refusal: `bundle_missing`; of a single file `bundle_not_ours`, `bundle_damaged`,
                `bundle_of_newer_version`.
            Hindrance: `stick_not_readable`.
        """
        with self.open_store(place) as store:
            read = _Reading(StickDesk(store, self.clock))
            if file.is_dir():
                read.folder(file)
            else:
                read.file(file)
        return {"file": file.name, "events": read.events, "carried": read.carried, "faults": read.faults}

    def read_support(self, place: Place, file: Path) -> Mapping[str, Any]:
        """Open what a clinic wrote for whoever helps it; nothing is kept.

        Raises:
            Refusal: as `sync.support.read_support`; `bundle_missing`.
            Hindrance: `stick_not_readable`.
        """
        with self.open_store(place) as store, found_bundle(file) as source:
            return read_support(store, source)

    def write(self, place: Place, file: Path, clinics: Sequence[str]) -> Mapping[str, Any]:
        """Write what the devices of some clinics, or of all, lack.

        Raises:
            Refusal: `clinic_unknown`, `bundle_without_device`.
            Hindrance: `stick_not_writable`.
        """
        with self.open_store(place) as store:
            devices = list(devices_of(store, clinics))
            if not devices:
                raise Refusal("bundle_without_device")
            desk, township = StickDesk(store, self.clock), store.township()
            signer = Signer(township.keys.signing, realm_of(township.code, township.epoch))
            with new_bundle(file) as sink:
                for device in devices:
                    hands = (signer, device.sealing_key)
                    pieces = desk.pieces_for(device)
                    write_member(sink, desk.header_for(device), hands, pieces, secrets.token_bytes)
        return {"file": file.name, "devices": len(devices), "bytes": file.stat().st_size}
