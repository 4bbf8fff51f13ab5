"""What tests of the township share: an open store, keys, a township, clinics, devices, events and people."""

import secrets
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from shutil import copyfile, copytree
from tempfile import TemporaryDirectory
from typing import Any

from core.coverage.enrolment import RosterEntry
from core.coverage.history import History
from core.errors import Refusal
from core.events import NO_HASH, ClockTrust, Epoch, Event, EventHeader, EventIds
from core.identity.person import Person, Sex
from core.ids import ClinicCode, DeviceId, EventId, Incarnation, PersonId, TownshipCode, UserId
from core.settlement_ports import SettlementBook, Step
from core.township_rows import ClinicRow, DeviceRow, OneTimeCode, StaffRow, Township, TownshipKeys
from storage.township.engines import TownshipDatabase, open_embedded
from storage.township.master_key import default_key_file
from storage.township.store import SqlTownshipStore
from sync.codec import CborCodec, event_hash

NOW = datetime(2026, 5, 6, 9, 30, tzinfo=UTC)
TOWNSHIP = TownshipCode("T330111")
CLINIC = ClinicCode("C01")
OTHER_CLINIC = ClinicCode("C02")
CODEC = CborCodec()


def a_township(code: TownshipCode = TOWNSHIP) -> Township:
    """Make a township with fresh keys; its TLS key is no real one."""
    epoch = Epoch(1, secrets.token_hex(16), "")
    keys = TownshipKeys(secrets.token_bytes(32), secrets.token_bytes(32), b"tls key")
    return Township(code, "青石镇卫生院", "H33011100001", "CN", epoch, keys)


def a_store(database: TownshipDatabase, code: TownshipCode = TOWNSHIP) -> SqlTownshipStore:
    """Set a township with two clinics up."""
    store = SqlTownshipStore(database, code, CODEC)
    store.create_township(a_township(code))
    for clinic, village in ((CLINIC, "上村"), (OTHER_CLINIC, "下村")):
        doctor = StaffRow(UserId("wang"), clinic, "王医生", "doctor")
        store.keep_clinic(ClinicRow(clinic, f"{village}卫生室", (village,)), [doctor])
    return store


def a_device(store: SqlTownshipStore, clinic: ClinicCode = CLINIC) -> DeviceRow:
    """Enrol a device with keys that sign nothing."""
    code = OneTimeCode(secrets.token_bytes(32), clinic, replace_year(NOW, 2027))
    device = DeviceRow(
        DeviceId(secrets.token_hex(16)), clinic, secrets.token_bytes(32), secrets.token_bytes(32), NOW
    )
    store.issue_code(code)
    store.redeem_code(code.secret_hash, device, NOW)
    return device


def replace_year(moment: datetime, year: int) -> datetime:
    """Give the same moment of another year."""
    return moment.replace(year=year)


@dataclass(slots=True)
class Writer:
    """A device's ledger in memory: it chains whatever it is told to write."""

    device: DeviceId
    clinic: ClinicCode = CLINIC
    township: TownshipCode = TOWNSHIP
    incarnation: Incarnation = field(default_factory=lambda: Incarnation(secrets.token_hex(16)))
    events: list[Event] = field(default_factory=list)
    ids: EventIds = field(default_factory=lambda: EventIds(secrets.token_bytes(16)))

    def write(self, body: bytes, kind: str = "visit_recorded", event_id: EventId | None = None) -> Event:
        """Append an event."""
        digest = CODEC.digest(body)
        header = EventHeader(
            township=self.township,
            clinic=self.clinic,
            device=self.device,
            incarnation=self.incarnation,
            sequence=len(self.events) + 1,
            event_id=event_id or self.ids.next_for(digest),
            type=kind,
            versions={"roster": "1"},
            user=UserId("wang"),
            device_time=NOW,
            clock_trust=ClockTrust.TRUSTED,
            body_hash=digest,
            previous_hash=self.events[-1].hash if self.events else NO_HASH,
        )
        header_bytes = CODEC.encode_header(header)
        event = Event(header, header_bytes, body, event_hash(header_bytes))
        self.events.append(event)
        return event

    def write_many(self, count: int) -> list[Event]:
        """Append events with bodies of their own."""
        return [self.write(CODEC.encode({"number": number})) for number in range(count)]

    def copy_of(self, length: int) -> "Writer":
        """Give another ledger with the same first events: what an old disk image would go on from."""
        return replace(self, events=self.events[:length], ids=EventIds(secrets.token_bytes(16)))


def a_person(number: int, village: str = "上村", name: str = "测试甲") -> RosterEntry:
    """Make a person of the roster, without a number."""
    born = date(1970, 1, 1)
    person = Person(PersonId(f"P{number:06d}"), "", name, Sex.FEMALE, born, village=village)
    return RosterEntry(person, History(born))


def code_of(caught: Any) -> str:
    """Give the reason code of a caught refusal."""
    assert isinstance(caught.value, Refusal)
    return caught.value.code


@cache
def _made_once() -> TemporaryDirectory[str]:
    folder = TemporaryDirectory()
    open_embedded(data_folder(Path(folder.name)), create=True).close()
    return folder


def fresh_embedded(data: Path) -> TownshipDatabase:
    """Open a new encrypted file and its key: a copy, for making the tables takes longer than most tests."""
    made = data_folder(Path(_made_once().name))
    copytree(made, data)
    copyfile(default_key_file(made), default_key_file(data))
    return open_embedded(data)


def data_folder(tmp_path: Path) -> Path:
    """Name a data folder that leaves room for its key beside it."""
    return tmp_path / "township"


def may_go(book: SettlementBook, now: datetime) -> set[EventId]:
    """List the visits that may go once the platform, asked about those that may not, held nothing of them."""
    for row in book.due(now, 99):
        if row.only_asked_about:
            book.save(replace(row, step=Step.SET_ASIDE))
    return {row.visit for row in book.due(now, 99)}
