"""A clinic open on its real store with the synthetic village in it: what a service is given on a workday."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from core.catalogue.items import CatalogueItem
from core.clinic import Clinic
from core.coverage.enrolment import RosterEntry
from core.data_sets import DataRow, DataSetName, DataSetVersion
from core.dates import CHINA, china_day
from core.events import Epoch, EventIds
from core.ids import DeviceId, UserId
from core.policy.in_force import PackShelf
from core.policy.loader import load_shelf, packaged_sources, with_parents
from core.ports import DeviceKeys, Enrolment
from core.training.catalogue import training_catalogue
from core.training.township import PACK, TrainingTownship, make_township
from storage.clinic.desk import ClinicStore, Desk, create_clinic, open_clinic
from storage.clinic.key_slot import Cost
from sync.codec import CborCodec
from sync.data_sets import digest_of, row_of

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=CHINA)
TODAY = china_day(NOON)
VALID = timedelta(days=36)
PASSWORD = "synthetic-and-long"
CODEC = CborCodec()
CHEAP = Cost(memory_kib=8, passes=1)


@dataclass(slots=True)
class HandClock:
    """A clock that is set by hand."""

    moment: datetime = NOON

    def now(self) -> datetime:
        return self.moment


@cache
def village() -> TrainingTownship:
    """Give the village whose people sit at the desk."""
    return make_township(7, TODAY, villages=1, people=40)


@dataclass(slots=True)
class OpenDesk:
    """An open store and the clinic over it."""

    folder: Path
    clock: HandClock
    store: ClinicStore = field(init=False)
    clinic: Clinic = field(init=False)

    def __post_init__(self) -> None:
        self.open()

    def open(self) -> None:
        """Unlock the store."""
        home = village().clinics[0]
        self.store = open_clinic(Desk(self.folder, CODEC, self.clock, CHEAP), home.user, PASSWORD)
        self.seat()

    def seat(self) -> None:
        """Compose the clinic, as after a sync that changed packs."""
        self.clinic = Clinic(
            place=self.store.place(),
            staff=self.store.staff_member(village().clinics[0].user),
            records=self.store.records,
            ledger=self.store.ledger,
            drafts=self.store.drafts,
            audit=self.store.audit,
            packs=_packs(),
            codec=CODEC,
            clock=self.clock,
            watch=self.store.watch,
            ids=EventIds(b"a start of 16 b."),
        )

    def reopen(self) -> None:
        """Close and unlock again."""
        self.store.close()
        self.open()

    def bring_roster(
        self, entries: Iterable[RosterEntry], version: int = 2, valid_until: date = TODAY + VALID
    ) -> None:
        """Put another roster in force."""
        rows = [row_of(one.person.person_id, one.to_plain()) for one in entries]
        self._apply(DataSetName.ROSTER, rows, version, valid_until)

    def bring_rows(self, rows: list[DataRow], version: int = 2) -> None:
        """Put a roster in force that was made into rows already."""
        for _ in self.slices_of(rows, version):
            pass

    def slices_of(self, rows: list[DataRow], version: int) -> Iterator[int]:
        """Put it in force slice by slice."""
        dates = (TODAY, TODAY + VALID, len(rows), digest_of(rows))
        return self.store.sync.apply_in_slices(
            DataSetVersion(DataSetName.ROSTER, "clinic:V01", version, *dates), rows
        )

    def bring_catalogue(self, items: Iterable[CatalogueItem], version: int = 1) -> None:
        """Put another catalogue in force."""
        rows = [row_of(f"{one.kind.value}:{one.code}", one.to_plain()) for one in items]
        self._apply(DataSetName.CATALOGUE, rows, version)

    def bring_few(self, *entries: RosterEntry) -> None:
        """Put settings and a roster of a few people in force: enough for whoever counts no prices."""
        self._apply(DataSetName.SETTINGS, [row_of("pack", {"value": PACK})])
        self.bring_roster(entries, version=1)
        self.seat()

    def bring_all(self) -> None:
        """Put settings, people, catalogue and the village's roster in force."""
        home = village().clinics[0]
        self._apply(DataSetName.SETTINGS, [row_of("pack", {"value": PACK})])
        self._apply(DataSetName.PEOPLE, [row_of(home.user, {"name": home.doctor, "role": "doctor"})])
        self.bring_catalogue(training_catalogue())
        self.bring_roster(village().entries, version=1)
        self.seat()

    def _apply(
        self, name: DataSetName, rows: list[DataRow], version: int = 1, valid_until: date = TODAY + VALID
    ) -> None:
        edition = DataSetVersion(name, "clinic:V01", version, TODAY, valid_until, len(rows), digest_of(rows))
        self.store.sync.apply_data_set(edition, rows)


@cache
def _packs() -> PackShelf:
    return load_shelf(with_parents(packaged_sources(), PACK))


@contextmanager
def desk_in(folder: Path, with_data: bool = True) -> Iterator[OpenDesk]:
    """Set a clinic up in a folder, unlock it, and close it at the end."""
    clock, town = HandClock(), village()
    home = town.clinics[0]
    enrolment = Enrolment(
        *(town.code, town.name, home.code, home.name, DeviceId("d0" * 16)),
        address="https://127.0.0.1:1",
        township_key=bytes(32),
        tls_pin=bytes(32),
        keys=DeviceKeys(bytes(32), bytes(32)),
    )
    desk = Desk(folder, CODEC, clock, CHEAP)
    create_clinic(desk, enrolment, Epoch(1, "aa" * 16, ""), UserId(home.user), PASSWORD)
    opened = OpenDesk(folder, clock)
    try:
        if with_data:
            opened.bring_all()
        yield opened
    finally:
        opened.store.close()
