"""The store checks itself where it is installed: make a clinic, write, close, open again, verify."""

import hashlib
import tempfile
from datetime import datetime
from pathlib import Path

from core.errors import Hindrance
from core.events import ClockTrust, Epoch, EventDraft, EventIds
from core.ids import ClinicCode, DeviceId, TownshipCode, UserId
from core.ports import Clock, DeviceKeys, Enrolment, EventCodec
from storage.clinic.desk import Desk, create_clinic, open_clinic

_USER, _PASSWORD = UserId("selftest"), "self test of the store"
_NOTHING = bytes(32)


def check_store(codec: EventCodec, clock: Clock) -> None:
    """Go through a store's life in a folder that is removed again.

    Raises:
        Hindrance: `self_test_failed`; or whatever kept the store from working.
    """
    with tempfile.TemporaryDirectory(prefix="cunzhen-selftest-") as folder:
        desk = Desk(Path(folder) / "clinic", codec, clock)
        create_clinic(desk, _enrolment(), Epoch(1, _NOTHING[:16].hex(), ""), _USER, _PASSWORD)
        store = open_clinic(desk, _USER, _PASSWORD)
        store.ledger.append(_draft(codec, clock.now()))
        store.close()
        store = open_clinic(desk, _USER, _PASSWORD)
        faults, kept = store.verify(), store.ledger.head().sequence
        store.close()
    if faults or kept != 1:
        raise Hindrance("self_test_failed", part="store")


def _enrolment() -> Enrolment:
    return Enrolment(
        township=TownshipCode("SELFTEST"),
        township_name="",
        clinic=ClinicCode("SELFTEST"),
        clinic_name="",
        device=DeviceId(_NOTHING[:16].hex()),
        address="https://127.0.0.1",
        township_key=_NOTHING,
        tls_pin=_NOTHING,
        keys=DeviceKeys(_NOTHING, _NOTHING),
    )


def _draft(codec: EventCodec, at: datetime) -> EventDraft:
    body = codec.encode({"self_test": True})
    event_id = EventIds(_NOTHING).next_for(hashlib.sha256(body).digest())
    return EventDraft(event_id, "self_test", body, {}, _USER, at, ClockTrust.TRUSTED)
