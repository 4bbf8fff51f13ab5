"""The fake world's machines with real stores inside: PCs and a server, copied from files prepared once."""

import os
import random
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from core.console_ports import ReviewDesk
from core.events import Event, Result, ResultKind
from core.ids import ClinicCode, EventId
from core.ports import Clock, Ledger, VisitState
from core.settlement_ports import SettlementBook
from core.settlement_questions import SettlementQuestions
from core.sync_ports import SyncStore
from core.township_ports import TownshipStore
from core.township_rows import Finding
from core.visits.visit import Visit
from storage.clinic.database import CACHE, LEDGER
from storage.clinic.desk import SENTINEL, ClinicStore, Desk, open_clinic
from storage.clinic.tail import TailCopy
from storage.township.engines import TownshipDatabase, open_embedded
from storage.township.questions import QuestionShelf
from storage.township.results import append_result
from storage.township.review import ReviewShelf
from storage.township.settlement_book import SqlSettlementBook
from storage.township.store import SqlTownshipStore
from sync.second_copy import seal_events
from sync.sim.machines import ClinicMachine, PowerCut, TownshipMachine
from sync.sim.plan import Plan
from sync.sim.platform import PlatformMachine
from sync.sim.simulation import live
from sync.sim.story import Story
from sync.township.settlement.institutions import Desk as SettlementDesk
from tests.helpers.sim_county import sign_epoch
from tests.helpers.sim_platform import SETTLING, SimulatedPlatform, visits_of_people
from tests.helpers.sim_prepared import ANEW, Prepared, a_desk, copy_folder, drawn_from
from tests.helpers.sync_world import (
    CODEC,
    DOCTOR,
    PASSWORD,
    START,
    TOWNSHIP,
)

_EVER = (START.date().replace(year=2000), START.date().replace(year=2100))
_WAL = "-wal"
_VISITS = visits_of_people()


@dataclass(slots=True)
class PcMachine:
    """Implements `sync.sim.machines.ClinicMachine`."""

    folder: Path
    clock: Clock
    name: str
    stage: "Stage"
    store: ClinicStore = field(init=False)
    clones: int = 0

    def __post_init__(self) -> None:
        self.stage.pcs.append(self)
        self.open()

    @property
    def desk(self) -> Desk:
        return a_desk(self.folder, self.clock, self.name)

    @property
    def sync(self) -> SyncStore:
        return self.store.sync

    @property
    def ledger(self) -> Ledger:
        return self.store.ledger

    def open(self) -> None:
        self.store = open_clinic(self.desk, DOCTOR, PASSWORD)

    def close(self) -> None:
        self.store.close()

    def shown(self) -> Sequence[VisitState]:
        return self.store.records.visits(*_EVER, 100_000)

    def events(self) -> Sequence[Event]:
        found: list[Event] = []
        position = 0
        while some := self.store.ledger.events_from(position):
            found += [event for _, event in some]
            position = some[-1][0]
        return found

    def results(self) -> Sequence[Result]:
        found: list[Result] = []
        while some := self.store.sync.word.results_from(found[-1].position if found else 0):
            found += some
        return found

    def faults(self) -> Sequence[str]:
        return [fault.code for fault in self.store.verify()]

    def restart(self) -> None:
        self.close()
        self.open()

    def cut_power(self, cut: PowerCut) -> None:
        """Leave the files as they lie: nothing is folded in, nothing flushed, and what was torn is there.

        The ledger is pressed onto the disk at every commit, so all of it stays. The cache is only at every
        folding in, and the sentinel before events leave the PC.
        """
        lying = self._files()
        self.close()
        if cut.cache_lost:
            lying.pop(CACHE + _WAL, None)
        if cut.torn:
            lying[LEDGER + _WAL] = lying.get(LEDGER + _WAL, b"") + cut.torn
        self._put(lying)
        if cut.sentinel_lost and (last := self.stage.flushed.get(str(self.desk.sentinel_path))):
            self.desk.sentinel_path.write_bytes(last)
        self.open()

    def _files(self) -> dict[str, bytes]:
        kept = (LEDGER, LEDGER + _WAL, CACHE, CACHE + _WAL)
        found = {name: self.folder / name for name in kept}
        return {name: path.read_bytes() for name, path in found.items() if path.exists()}

    def _put(self, files: Mapping[str, bytes]) -> None:
        for name in (LEDGER, CACHE):
            for ending in ("", _WAL, "-shm"):
                (self.folder / (name + ending)).unlink(missing_ok=True)
        for name, content in files.items():
            (self.folder / name).write_bytes(content)

    def spoil_cache(self, content: bytes) -> None:
        self.close()
        (self.folder / CACHE).write_bytes(content)
        self.open()

    @property
    def _image(self) -> Path:
        return self.folder.with_name(self.folder.name + ".image")

    def copy_disk(self) -> None:
        self.close()
        shutil.rmtree(self._image, ignore_errors=True)
        copy_folder(self.folder, self._image / "folder")
        shutil.copy(self.desk.sentinel_path, self._image / "sentinel")
        self.open()

    def put_disk_back(self, whole: bool) -> None:
        self.close()
        shutil.rmtree(self.folder)
        copy_folder(self._image / "folder", self.folder)
        if whole:
            shutil.copy(self._image / "sentinel", self.desk.sentinel_path)
        self.open()

    @property
    def second_copy(self) -> Path:
        return self._tail.folder

    @property
    def _tail(self) -> TailCopy:
        place = self.stage.sticks / self.folder.name
        place.mkdir(exist_ok=True)
        seal = partial(seal_events, self.clock, secrets.token_bytes, self.store.sync)
        return TailCopy(place, self.store.enrolment.clinic, CODEC, seal)

    def keep_copy(self) -> None:
        self._tail.catch_up(self.store.ledger, self.store.sync.word, self.store.key)

    def clone(self, same_machine: bool, clock: Clock) -> "PcMachine":
        self.clones += 1
        name = f"{self.folder.name}-copy{self.clones}"
        folder = self.folder.with_name(name)
        copy_folder(self._image / "folder", folder)
        shutil.copy(self._image / "sentinel", folder.with_name(name + SENTINEL))
        return PcMachine(folder, clock, self.name if same_machine else name, self.stage)


@dataclass(slots=True)
class ServerMachine:
    """Implements `sync.sim.machines.TownshipMachine`: what it answered is durable."""

    folder: Path
    clock: Clock
    database: TownshipDatabase
    anew: Path
    store: TownshipStore = field(init=False)
    book: SettlementBook = field(init=False)
    review: ReviewDesk = field(init=False)
    questions: SettlementQuestions = field(init=False)
    beneath: SqlTownshipStore = field(init=False)

    def __post_init__(self) -> None:
        self.beneath = SqlTownshipStore(self.database, TOWNSHIP, CODEC)
        self.store = self.beneath
        self.book = SqlSettlementBook(self.database, TOWNSHIP, CODEC)
        self.review = ReviewShelf(self.database, TOWNSHIP, CODEC)
        self.questions = QuestionShelf(self.database, TOWNSHIP, CODEC)

    def report(self, clinic: ClinicCode, event: EventId, told: tuple[ResultKind, Mapping[str, Any]]) -> None:
        with self.database.writing() as connection:
            finding = Finding(clinic, event, *told, self.clock.now())
            append_result(self.beneath, connection, finding)

    def restart(self) -> None:
        self.database.close()

    def found_anew(self) -> None:
        self.database.close()
        shutil.rmtree(self.folder)
        copy_folder(self.anew, self.folder)

    @property
    def _snapshot(self) -> Path:
        return self.folder.with_name("snapshot")

    def copy_disk(self) -> None:
        self.database.close()
        shutil.rmtree(self._snapshot, ignore_errors=True)
        copy_folder(self.folder, self._snapshot)

    def put_disk_back(self) -> None:
        self.database.close()
        shutil.rmtree(self.folder)
        copy_folder(self._snapshot, self.folder)


@dataclass(slots=True)
class Stage:
    """One place where lives are lived one after the other; its server's statements are made once for all.

    Implements `sync.sim.machines.Machines`.
    """

    prepared: Prepared
    place: Path
    visits: Sequence[Visit] = _VISITS
    settling: SettlementDesk = SETTLING
    database: TownshipDatabase | None = None
    pcs: list[PcMachine] = field(default_factory=list)
    flushed: dict[str, bytes] = field(default_factory=dict)
    national: SimulatedPlatform | None = None

    @property
    def sticks(self) -> Path:
        return self.place / "sticks"

    def moment(self) -> datetime:
        return START

    def township(self, clock: Clock) -> TownshipMachine:
        folder = self.place / "township"
        copy_folder(self.prepared.folder / "township", folder)
        self.sticks.mkdir()
        if self.database is None:
            self.database = open_embedded(folder)
        return ServerMachine(folder, clock, self.database, self.prepared.folder / ANEW)

    def sign_epoch(self, exported: Path, files: tuple[Path, Path], clock: Clock) -> None:
        sign_epoch(exported, files, clock)

    def platform(self, clock: Clock) -> PlatformMachine:
        self.national = SimulatedPlatform(self.prepared.folder / "platform", clock)
        return self.national

    def pc(self, clinic: int, number: int, clock: Clock) -> ClinicMachine:
        name = f"{clinic}-{number}"
        copy_folder(self.prepared.folder / name, self.place / name)
        sentinel = self.place / (name + SENTINEL)
        shutil.copy(self.prepared.folder / sentinel.name, sentinel)
        self.flushed[str(sentinel)] = sentinel.read_bytes()
        return PcMachine(self.place / name, clock, name, self)

    @contextmanager
    def life(self, seed: int) -> Iterator["Stage"]:
        """Let one life be lived here; what is drawn comes from its seed, and its files go with it."""
        self.place.mkdir()
        try:
            with (
                drawn_from(random.Random(f"{seed} draws").randbytes),
                patch.object(os, "fsync", partial(self._flushed_to, os.fsync)),
            ):
                yield self
        finally:
            for pc in self.pcs:
                with suppress(Exception):  # one that broke open is closed already
                    pc.close()
            if self.database:
                self.database.close()
            if self.national:
                self.national.close()
            self.pcs.clear()
            self.flushed.clear()
            shutil.rmtree(self.place)

    def _flushed_to(self, flush: Callable[[int], None], handle: int) -> None:
        """Remember what a sentinel held when it was pressed onto the disk."""
        flush(handle)
        path = Path(f"/proc/self/fd/{handle}").readlink()
        if path.name.endswith(SENTINEL):
            self.flushed[str(path)] = path.read_bytes()


_MEMORY = Path("/dev/shm")  # noqa: S108 -- files of the fake world need no disk under them


@contextmanager
def a_stage() -> Iterator[Stage]:
    """Prepare the files and give a place to live lives on."""
    folder = Path(tempfile.mkdtemp(prefix="cunzhen-sim-", dir=_MEMORY if _MEMORY.is_dir() else None))
    try:
        prepared = Prepared(folder / "prepared")
        prepared.folder.mkdir()
        prepared.make()
        yield Stage(prepared, folder / "life")
    finally:
        shutil.rmtree(folder)


def live_seed(stage: Stage, plan: Plan) -> Story:
    """Live a plan on a stage.

    Raises:
        Broken: what did not hold.
    """
    with stage.life(plan.seed):
        return live(plan, stage)
