"""What whoever looks after a township does when something was lost: its own past, or a device."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from core.dates import CHINA
from core.errors import Refusal
from core.ids import ClinicCode, DeviceId
from core.ports import Clock
from core.township_ports import TownshipStore
from core.township_rows import DeviceRow
from sync.township.enrolment import issue_code
from sync.township.judge import judge_waiting
from sync.township.lost_past import begin_epoch, thaw

Place = TypeVar("Place", contravariant=True)


@dataclass(frozen=True, slots=True)
class Caretaker(Generic[Place]):
    """The commands of a township about its own losses; `open_store` opens the township a place names."""

    open_store: Callable[[Place], AbstractContextManager[TownshipStore]]
    clock: Clock

    def restored(self, place: Place) -> Mapping[str, Any]:
        """Declare that the township was restored from an older copy."""
        with self.open_store(place) as store:
            epoch = begin_epoch(store, self.clock)
            return {"epoch": epoch.number, "clinics": len(store.clinics())}

    def devices(self, place: Place) -> Mapping[str, Any]:
        """List the PCs of every clinic and how far each life of their ledgers is held."""
        with self.open_store(place) as store:
            return {"devices": [_told(store, one) for one in _devices(store)]}

    def revoke(self, place: Place, device: str, keep: int | None) -> Mapping[str, Any]:
        """Shut a device out; `keep` is the last sequence of its ledger that counts, None for all here.

        Raises:
            Refusal: `device_not_listed`, `device_has_several_lives`.
        """
        with self.open_store(place) as store:
            (one,) = _named(store, [device])
            lives = store.device_lives(one.device)
            if keep is not None and len(lives) > 1:
                raise Refusal("device_has_several_lives", lives=len(lives))
            kept = {one.incarnation: one.sequence if keep is None else keep for one in lives}
            aside = store.revoke_device(one.device, kept, self.clock.now())
            counts = sum(
                min(life.sequence, store.last_good(one.device, life.incarnation) or 0) for life in lives
            )
            return {"device": device, "aside": aside, "kept": counts}

    def confirm(self, place: Place, devices: Sequence[str], clinics: Sequence[str] = ()) -> Mapping[str, Any]:
        """Let devices that were taken back after a loss be ones like any other, and judge what they brought.

        Named are devices, or clinics whose devices are meant that wait for it; all are confirmed or none.

        Raises:
            Refusal: `device_not_listed`, `clinic_unknown`, `no_device_to_confirm`.
        """
        with self.open_store(place) as store:
            found = [*_named(store, devices), *_waiting(store, clinics)]
            if not found:
                raise Refusal("no_device_to_confirm")
            chosen = {one.device: one for one in found}
            for device in chosen:
                store.confirm_device(device)
            of = dict.fromkeys(one.clinic for one in chosen.values())
            judged = sum(judge_waiting(store, self.clock, clinic) for clinic in of)
            return {"devices": list(chosen), "clinics": list(of), "judged": judged}

    def new_code(self, place: Place, clinic: str) -> Mapping[str, Any]:
        """Make a one-time code for a further or replaced PC of a clinic.

        Raises:
            Refusal: `clinic_unknown`.
        """
        with self.open_store(place) as store:
            issued = issue_code(store, ClinicCode(clinic), self.clock)
        until = issued.valid_until.astimezone(CHINA).isoformat(timespec="minutes")
        names = {"clinic": clinic, "clinic_name": issued.clinic.name}
        return {**names, "code": issued.code, "valid_until": until}

    def reconciled(self, place: Place, agreed: bool) -> Mapping[str, Any]:
        """Let settlements go on.

        Raises:
            Refusal: `clinics_not_heard`.
        """
        with self.open_store(place) as store:
            return {"silent": list(thaw(store, agreed))}


def _devices(store: TownshipStore) -> Iterator[DeviceRow]:
    for clinic in store.clinics():
        yield from store.devices(clinic.code)


def _named(store: TownshipStore, devices: Sequence[str]) -> Iterator[DeviceRow]:
    for device in devices:
        known = store.device(DeviceId(device))
        if known is None:
            raise Refusal("device_not_listed")
        yield known


def _waiting(store: TownshipStore, clinics: Sequence[str]) -> Iterator[DeviceRow]:
    for clinic in clinics:
        if store.clinic(ClinicCode(clinic)) is None:
            raise Refusal("clinic_unknown", clinic=clinic)
        yield from (one for one in store.devices(ClinicCode(clinic)) if one.returned and not one.revoked)


def _told(store: TownshipStore, device: DeviceRow) -> Mapping[str, Any]:
    lives = [{"life": one.incarnation, "events": one.sequence} for one in store.device_lives(device.device)]
    return {
        "device": device.device,
        "clinic": device.clinic,
        "enrolled_at": device.enrolled_at.astimezone(CHINA).isoformat(timespec="minutes"),
        "revoked": device.revoked,
        "returned": device.returned,
        "lives": lives,
    }
