"""A clinic, its people and its papers, made small and cheap for the tests of the store."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from core.catalogue.items import CatalogueItem, FeeClass, ItemKind
from core.coverage.enrolment import RosterEntry
from core.coverage.history import History
from core.data_sets import DataRow, DataSetName, DataSetVersion
from core.events import (
    EVENT_LABEL,
    RESULT_LABEL,
    ClockTrust,
    Epoch,
    Event,
    EventDraft,
    EventIds,
    EventType,
    Receipt,
    Result,
    ResultKind,
)
from core.identity.identity_check import CheckMethod, IdentityCheck
from core.identity.person import Person, Sex
from core.ids import ClinicCode, DeviceId, EventId, PersonId, TownshipCode, UserId
from core.money import Fen
from core.ports import DeviceKeys, Enrolment
from core.visits.visit import Diagnosis, FundSplit, OrderLine, PatientOnVisit, VerdictOnVisit, Visit
from storage.clinic.desk import ClinicStore, Desk, create_clinic, open_clinic
from storage.clinic.key_slot import Cost
from sync.codec import CborCodec

TESTING = Cost(memory_kib=8, passes=1)
"""Far too cheap for a real disk, and quick enough for a test."""
CODEC = CborCodec()
EPOCH = Epoch(1, "aa" * 16, "")
DOCTOR = UserId("wang.doctor")
PASSWORD = "liang ge huangli ming cuiliu"
NOON = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
ENROLMENT = Enrolment(
    township=TownshipCode("T001"),
    township_name="青石镇卫生院",
    clinic=ClinicCode("C007"),
    clinic_name="柳树村卫生室",
    device=DeviceId("d0" * 16),
    address="https://127.0.0.1:8443",
    township_key=bytes(range(32)),
    tls_pin=bytes(range(32, 64)),
    keys=DeviceKeys(bytes(range(64, 96)), bytes(range(96, 128))),
)


@dataclass(slots=True)
class HandClock:
    """A clock the test turns by hand."""

    moment: datetime = NOON

    def now(self) -> datetime:
        return self.moment

    def pass_seconds(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


def desk_in(folder: Path, clock: HandClock | None = None) -> Desk:
    return Desk(folder, CODEC, clock or HandClock(), TESTING, reserve_bytes=0)


def new_clinic(folder: Path) -> ClinicStore:
    desk = desk_in(folder)
    create_clinic(desk, ENROLMENT, EPOCH, DOCTOR, PASSWORD)
    return open_clinic(desk, DOCTOR, PASSWORD)


def reopened(store: ClinicStore, folder: Path) -> ClinicStore:
    store.close()
    return open_clinic(desk_in(folder), DOCTOR, PASSWORD)


def person(number: int, name: str, id_number: str = "", village: str = "柳树村") -> Person:
    return Person(
        person_id=PersonId(f"p{number:06d}"),
        id_number=id_number,
        name=name,
        sex=Sex.FEMALE,
        birth_date=date(1970, 1, 1) + timedelta(days=number % 20_000),
        village=village,
        village_group="三组",
        household=f"h{number // 4}",
    )


def entry(of: Person) -> RosterEntry:
    return RosterEntry(of, History(of.birth_date))


def row(key: str, content: Mapping[str, Any]) -> DataRow:
    return DataRow(key, CODEC.encode([key, dict(content)]), content)


def roster_rows(people: Sequence[Person]) -> list[DataRow]:
    return [row(one.person_id, entry(one).to_plain()) for one in people]


def version_of(name: DataSetName, number: int, rows: Sequence[DataRow]) -> DataSetVersion:
    digest = hashlib.sha256(b"".join(one.record for one in sorted(rows, key=lambda one: one.key))).digest()
    return DataSetVersion(
        name, "clinic:C007", number, date(2026, 5, 31), date(2026, 7, 31), len(rows), digest
    )


def bring_roster(store: ClinicStore, people: Sequence[Person], number: int = 1) -> None:
    rows = roster_rows(people)
    store.sync.apply_data_set(version_of(DataSetName.ROSTER, number, rows), rows)


def bring_set(
    store: ClinicStore, name: DataSetName, contents: Mapping[str, Mapping[str, Any]], number: int = 1
) -> None:
    rows = [row(key, content) for key, content in contents.items()]
    store.sync.apply_data_set(version_of(name, number, rows), rows)


def visit_of(of: Person, at: datetime = NOON, fund: int = 1200) -> Visit:
    line = OrderLine(
        ItemKind.DRUG, "XA01", "阿莫西林胶囊", "0.25g*24", "盒", 2, Fen(1000), FeeClass.A, days=3
    )
    return Visit(
        patient=PatientOnVisit(of.person_id, of.id_number, of.name, of.sex, of.birth_date),
        identity_check=IdentityCheck(CheckMethod.NUMBER_TYPED, at),
        verdict=VerdictOnVisit("active", None, date(2026, 5, 31), "CN-23", "sure"),
        visited_at=at,
        doctor=DOCTOR,
        doctor_name="王医生",
        complaint="咳嗽三天",
        diagnoses=(Diagnosis("J06.900", "急性上呼吸道感染", True),),
        lines=(line,),
        estimate=FundSplit(Fen(fund), Fen(0), Fen(2000 - fund)),
    )


@dataclass(slots=True)
class Pen:
    """Writes visits as the desk would, each with an id of its own."""

    ids: EventIds = field(default_factory=lambda: EventIds(b"a start of 16 b."))

    def draft(self, visit: Visit) -> EventDraft:
        return self.draft_of(CODEC.encode(visit.to_plain()), visit.visited_at)

    def draft_of(self, body: bytes, at: datetime = NOON, kind: str = EventType.VISIT_RECORDED) -> EventDraft:
        event_id = self.ids.next_for(CODEC.digest(body))
        return EventDraft(event_id, kind, body, {"roster": "1.1"}, DOCTOR, at, ClockTrust.TRUSTED)


def receipt_for(event: Event, epoch: Epoch = EPOCH) -> Receipt:
    return Receipt(
        device=event.header.device,
        incarnation=event.header.incarnation,
        sequence=event.header.sequence,
        hash=event.hash,
        epoch=epoch,
        log_position=event.header.sequence,
        log_hash=bytes(32),
        at=NOON,
        signed=b"signed",
    )


@dataclass(slots=True)
class Stream:
    """The township's stream of results for this clinic."""

    position: int = 0
    hash: bytes = bytes(32)

    def next(self, event_id: EventId, kind: ResultKind, **facts: Any) -> Result:
        self.position += 1
        record = CODEC.encode([1, "C007", self.position, self.hash, event_id, kind.value, 0, facts])
        result = Result(
            self.position,
            event_id,
            kind,
            NOON,
            facts,
            self.hash,
            record,
            CODEC.digest(RESULT_LABEL + record),
        )
        self.hash = result.hash
        return result


def chain_holds(events: Sequence[Event]) -> bool:
    """Recompute a chain from its bytes, without the code under test."""
    before = bytes(32)
    for number, event in enumerate(events, start=1):
        whole = CODEC.digest(EVENT_LABEL + event.header_bytes) == event.hash
        placed = event.header.sequence == number and event.header.previous_hash == before
        if not (whole and placed and CODEC.digest(event.body) == event.header.body_hash):
            return False
        before = event.hash
    return True


def item(kind: ItemKind, code: str, name: str, initials: str = "") -> CatalogueItem:
    return CatalogueItem(code, kind, name, initials, price=Fen(100), price_ceiling=Fen(200))


def bring_catalogue(store: ClinicStore, items: Sequence[CatalogueItem], number: int = 1) -> None:
    contents = {f"{one.kind.value}:{one.code}": one.to_plain() for one in items}
    bring_set(store, DataSetName.CATALOGUE, contents, number)


def other_epoch(number: int) -> Epoch:
    return replace(EPOCH, number=number, epoch_id=f"{number:032x}", predecessor=EPOCH.epoch_id)
