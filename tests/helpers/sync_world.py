"""A clinic and a township with real stores, enrolled once and copied for whoever wants a fresh pair."""

import random
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from core.events import ClockTrust, Epoch, Event, EventDraft, EventIds, ResultKind
from core.ids import ClinicCode, EventId, TownshipCode, UserId
from core.ports import Ledger
from core.sync_ports import SyncStore
from core.township_ports import TownshipStore
from core.township_rows import ClinicRow, Finding, OneTimeCode, StaffRow, Township, TownshipKeys
from storage.clinic.desk import ClinicStore, Desk, create_clinic, open_clinic
from storage.clinic.key_slot import Cost
from storage.township.engines import TownshipDatabase, open_embedded
from storage.township.results import append_result
from storage.township.store import SqlTownshipStore
from sync import one_time_code
from sync.asks import Ask
from sync.client import SyncRun
from sync.codec import CborCodec
from sync.enrolment import EnrolRun
from sync.envelope import public_half
from sync.run import Chance
from sync.township.clinic_api import ClinicApi
from tests.helpers.tls import TLS_KEY, TLS_PIN

START = datetime(2026, 5, 6, 9, 30, tzinfo=UTC)
TOWNSHIP = TownshipCode("T330111")
CLINIC = ClinicCode("C01")
DOCTOR = UserId("wang")
PASSWORD = "synthetic-and-long"
CODEC = CborCodec()
CHEAP = Cost(memory_kib=64, passes=1)


@dataclass(slots=True)
class FakeClock:
    """A clock that only moves when told to."""

    at: datetime = START

    def now(self) -> datetime:
        return self.at

    def advance(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass(slots=True)
class PcClock:
    """The clock of the clinic's PC, which somebody may have set wrong."""

    world: "World"

    def now(self) -> datetime:
        return self.world.clock.now() + self.world.ahead


def _seconds(clock: FakeClock) -> float:
    return clock.now().timestamp()


def chance(seed: int = 7) -> Chance:
    """Give repeatable randomness and a stopwatch that stands still."""
    return Chance(random.Random(seed).randbytes, lambda: 0.0)


def make_township(folder: Path, draw: Callable[[int], bytes]) -> TownshipDatabase:
    """Set up a township with one clinic."""
    database = open_embedded(folder, create=True)
    store = SqlTownshipStore(database, TOWNSHIP, CODEC)
    keys = TownshipKeys(draw(32), draw(32), TLS_KEY)
    store.create_township(
        Township(TOWNSHIP, "青石镇卫生院", "H33011100001", "CN", Epoch(1, draw(16).hex(), ""), keys)
    )
    staff = [StaffRow(DOCTOR, CLINIC, "王医生", "doctor")]
    store.keep_clinic(ClinicRow(CLINIC, "上村卫生室", ("上村",)), staff)
    return database


def issue_code(store: TownshipStore, secret: bytes) -> str:
    """Give a one-time code for the clinic."""
    valid_until = START + timedelta(days=7)
    store.issue_code(OneTimeCode(one_time_code.secret_hash(secret), CLINIC, valid_until))
    return one_time_code.make(public_half(store.township().keys.signing), secret)


@dataclass(slots=True)
class Template:
    """Folders of an enrolled pair, made once."""

    folder: Path

    def make(self) -> None:
        """Enrol a clinic through the real messages."""
        draw = random.Random(1).randbytes
        database = make_township(self.folder / "township", draw)
        store = SqlTownshipStore(database, TOWNSHIP, CODEC)
        clock = FakeClock()
        api = ClinicApi(store, clock)
        run = EnrolRun(issue_code(store, draw(8)), "https://127.0.0.1:1", "test", draw)
        while request := run.prepare():
            run.absorb(api.handle(request.name.value, request.body, TLS_PIN), TLS_PIN)
        assert run.enrolled is not None
        desk = Desk(self.folder / "clinic", CODEC, clock, CHEAP)
        create_clinic(desk, run.enrolled.enrolment, run.enrolled.epoch, DOCTOR, PASSWORD)
        database.close()

    def copy(self, place: Path) -> "World":
        """Give a fresh copy of the pair."""
        shutil.copytree(self.folder, place, dirs_exist_ok=True)
        return World(place)


@dataclass(slots=True)
class World:
    """An open clinic and an open township with a clock between them; the PC's may be `ahead` of it."""

    folder: Path
    clock: FakeClock = field(default_factory=FakeClock)
    database: TownshipDatabase = field(init=False)
    township: SqlTownshipStore = field(init=False)
    clinic: ClinicStore = field(init=False)
    ids: EventIds = field(init=False)
    others: list[ClinicStore] = field(default_factory=list)
    ahead: timedelta = timedelta(0)

    def __post_init__(self) -> None:
        self.open_township()
        self.ids = EventIds(bytes(16))
        self.open_clinic()

    @property
    def store(self) -> SyncStore:
        """Give the clinic's store as the sync sees it."""
        return self.clinic.sync

    @property
    def desk(self) -> Desk:
        """Give the clinic's folder."""
        seconds = partial(_seconds, self.clock)
        return Desk(self.folder / "clinic", CODEC, PcClock(self), CHEAP, steady=seconds)

    def open_clinic(self) -> None:
        """Start the clinic's program."""
        self.clinic = open_clinic(self.desk, DOCTOR, PASSWORD)

    def answer(self, name: Ask, body: bytes) -> bytes:
        """Ask the township."""
        return ClinicApi(self.township, self.clock).handle(name.value, body, TLS_PIN)

    def new_round(self, random: Callable[[int], bytes]) -> SyncRun:
        """Begin a round."""
        return SyncRun(self.store, self.clock, random)

    def save(self, number: int, size: int = 0) -> str:
        """Save an event at the clinic and give its id."""
        return self.save_body(CODEC.encode({"number": number, "padding": bytes(size)}))

    def save_body(self, body: bytes, kind: str = "note") -> str:
        """Save an event of a type and give its id."""
        digest = CODEC.digest(body)
        draft = EventDraft(
            self.ids.next_for(digest), kind, body, {}, DOCTOR, self.clock.now(), ClockTrust.TRUSTED
        )
        return self.clinic.ledger.append(draft).header.event_id

    # --- the clinic's PC, as sync.sim.machines has it

    @property
    def sync(self) -> SyncStore:
        return self.clinic.sync

    @property
    def ledger(self) -> Ledger:
        return self.clinic.ledger

    def events(self) -> Sequence[Event]:
        found: list[Event] = []
        position = 0
        while some := self.clinic.ledger.events_from(position):
            found += [event for _, event in some]
            position = some[-1][0]
        return found

    def faults(self) -> Sequence[str]:
        return [fault.code for fault in self.clinic.verify()]

    def restart(self) -> None:
        self.clinic.close()
        self.open_clinic()

    def copy_disk(self) -> None:
        self.clinic.close()
        shutil.rmtree(self.folder / "image", ignore_errors=True)
        shutil.copytree(self.folder / "clinic", self.folder / "image")
        self.open_clinic()

    def put_disk_back(self) -> None:
        self.clinic.close()
        shutil.rmtree(self.folder / "clinic")
        shutil.copytree(self.folder / "image", self.folder / "clinic")
        self.open_clinic()

    # --- the township's server

    def open_township(self) -> None:
        """Start the township's server."""
        self.database = open_embedded(self.folder / "township")
        self.township = SqlTownshipStore(self.database, TOWNSHIP, CODEC)

    def copy_township(self) -> None:
        """Take a snapshot of the township's server."""
        self.database.close()
        shutil.rmtree(self.folder / "snapshot", ignore_errors=True)
        shutil.copytree(self.folder / "township", self.folder / "snapshot")
        self.open_township()

    def put_township_back(self) -> None:
        """Let the server be its snapshot again; nobody tells the program."""
        self.database.close()
        shutil.rmtree(self.folder / "township")
        shutil.copytree(self.folder / "snapshot", self.folder / "township")
        self.open_township()

    def close(self) -> None:
        """Close everything."""
        for store in self.others:
            store.close()
        self.clinic.close()
        self.database.close()


def report(store: SqlTownshipStore, event_id: str, reason: str, at: datetime = START) -> None:
    """Append a result to the clinic's stream, as settlement would."""
    kind = ResultKind.NEEDS_CORRECTION
    with store.database.writing() as connection:
        append_result(store, connection, Finding(CLINIC, EventId(event_id), kind, {"reason": reason}, at))


@dataclass(slots=True)
class Server:
    """The township's server, as sync.sim.machines has it: what it answered is durable."""

    world: World

    @property
    def store(self) -> SqlTownshipStore:
        """Give the open store."""
        return self.world.township

    def report(self, event: Event, reason: str, at: datetime) -> None:
        """Append a further result about an event."""
        report(self.store, event.header.event_id, reason, at)

    def restart(self) -> None:
        """Lose nothing."""

    def copy_disk(self) -> None:
        """Take a snapshot."""
        self.world.copy_township()

    def put_disk_back(self) -> None:
        """Be the snapshot again."""
        self.world.put_township_back()
