"""What the staff of a township do with sticks: read those that clinics bring, write those they take home."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Generic, TypeVar

from core.dates import china_day
from core.errors import Refusal
from core.ids import ClinicCode, DeviceId
from core.ports import Clock
from core.township_ports import TownshipStore
from sync import founding_code
from sync.bundle import Member, readable, write_member
from sync.bundle_file import bundles_in, found_bundle, new_bundle
from sync.enrolment import address_of
from sync.envelope import Signer, realm_of
from sync.support import read_support
from sync.township.founding import FoundingBundle
from sync.township.stick import StickDesk
from sync.township.stick_down import DownStick, devices_of
from sync.transport import Address

Place = TypeVar("Place", contravariant=True)


@dataclass(slots=True)
class _Told:
    """What came of the bundles read so far."""

    events: int = 0
    carried: int = 0
    new_devices: list[str] = field(default_factory=list)
    turned_away: list[Mapping[str, Any]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Reading:
    """Reads bundle after bundle."""

    desk: StickDesk
    taken: _Told = field(default_factory=_Told)

    def folder(self, folder: Path) -> None:
        for file in bundles_in(folder):
            try:
                self.file(file)
            except Refusal as refusal:
                self.taken.faults.append(refusal.code)

    def file(self, file: Path) -> None:
        with found_bundle(file) as source:
            members, newer = readable(source)
            self.taken.faults += newer
            for member in members:
                try:
                    self._member(source, member)
                except Refusal as refusal:
                    self.taken.faults.append(refusal.code)
                    if "device" in refusal.facts:
                        self.taken.turned_away.append(dict(refusal.facts))

    def _member(self, source: BinaryIO, member: Member) -> None:
        taken = self.desk.take(source, member)
        if taken is None:
            self.taken.carried += 1
            return
        self.taken.events += taken.events
        self.taken.faults += taken.faults
        self.taken.new_devices += [taken.new_device] if taken.new_device else []


@dataclass(frozen=True, slots=True)
class StickOffice(Generic[Place]):
    """The commands; `open_store` opens the township a place names."""

    open_store: Callable[[Place], AbstractContextManager[TownshipStore]]
    clock: Clock

    def read(self, place: Place, file: Path, by_hand: Sequence[str] = ()) -> Mapping[str, Any]:
        """Take what clinics wrote; a member that cannot be taken is named, the others are taken all the same.

        Of a folder, such as the second copy a clinic keeps beside its backups, every bundle in it is read.
        `by_hand` are PCs founded from a stick that somebody here knows, although their code is over or used.

        Raises:
            Refusal: `bundle_missing`; of a single file `bundle_not_ours`, `bundle_damaged`,
                `bundle_of_newer_version`.
            Hindrance: `stick_not_readable`.
        """
        with self.open_store(place) as store:
            read = _Reading(StickDesk(store, self.clock, frozenset(map(DeviceId, by_hand))))
            if file.is_dir():
                read.folder(file)
            else:
                read.file(file)
        return {"file": file.name, **asdict(read.taken)}

    def read_support(self, place: Place, file: Path) -> Mapping[str, Any]:
        """Open what a clinic wrote for whoever helps it; nothing is kept.

        Raises:
            Refusal: as `sync.support.read_support`; `bundle_missing`.
            Hindrance: `stick_not_readable`.
        """
        with self.open_store(place) as store, found_bundle(file) as source:
            return read_support(store, source)

    def write_first(self, place: Place, file: Path, clinic: str, address: str) -> Mapping[str, Any]:
        """Write what a clinic without a network begins with, and make its founding code.

        The code counts once all of the file is on the stick.

        Raises:
            Refusal: `clinic_unknown`, `address_not_understood`.
            Hindrance: `stick_not_writable`.
        """
        Address.parse(address)
        with self.open_store(place) as store:
            bundle = FoundingBundle.draw(store, ClinicCode(clinic), self.clock)
            with new_bundle(file) as sink:
                bundle.write(sink, address_of(address, store.township().code), secrets.token_bytes)
            bundle.issue()
        return {
            "file": file.name,
            "bytes": file.stat().st_size,
            "clinic": bundle.clinic.code,
            "clinic_name": bundle.clinic.name,
            "code": founding_code.write(bundle.code),
            "until": china_day(bundle.until).isoformat(),
        }

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
            desk, township = DownStick(store, self.clock), store.township()
            signer = Signer(township.keys.signing, realm_of(township.code, township.epoch))
            with new_bundle(file) as sink:
                for device in devices:
                    hands = (signer, device.sealing_key)
                    pieces = desk.pieces_for(device)
                    write_member(sink, desk.header_for(device), hands, pieces, secrets.token_bytes)
        return {"file": file.name, "devices": len(devices), "bytes": file.stat().st_size}
