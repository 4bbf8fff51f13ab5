"""The seven conversations of the budget table, counted on the wire: TLS handshake, HTTP and all, both ways.

A real service process, a real clinic store, and between them a line that counts. A day is what the desk
writes of it: the start of the program, 40 visits, each with its identity check some minutes before, its
verdict and what was dispensed (which is a day's movement of the stock), some people who only asked, two of
them with their card, the look-ups of all of them, and the day's close. Counted apart are the trace codes of
the boxes, as what the same kind of day costs more with them, and a delivery, which does not come every day,
as what a call costs more with it.
"""

import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

from core.catalogue.items import CatalogueItem, ItemKind
from core.clinic import Clinic
from core.coverage.enrolment import RosterEntry
from core.dates import CHINA, china_day
from core.events import EventIds
from core.identity.identity_check import CheckMethod
from core.ids import ClinicCode, UserId
from core.policy.loader import load_shelf, packaged_sources
from core.services.boot import note_boot
from core.services.bring_in_visits import form_of
from core.services.close_day import close_day
from core.services.move_stock import line_of, record_move
from core.services.note_check_alone import note_check_alone
from core.services.receive_patient import check_identity, note_look_up, receive_number
from core.services.record_visit import record_visit
from core.stock.entry import StockEntry, TypedLine
from core.stock.move import MoveKind
from core.township_rows import ClinicRow, StaffRow
from core.training.catalogue import training_catalogue
from core.training.month import month_later
from core.training.township import TrainingTownship, make_township
from core.training.workday import draw_visits
from storage.clinic.desk import ClinicStore, Desk, open_clinic
from storage.township.engines import open_embedded
from storage.township.store import SqlTownshipStore
from sync.codec import CborCodec
from sync.run import Chance, SyncReport, run_sync
from sync.township.publishing import publish_sets
from sync.transport import Address, HttpsTransport
from tests.bench.figures import Figure
from tests.helpers.line import Line, line_to
from tests.helpers.served_town import PASSWORD, USER, Town

VILLAGE, TOWNSHIP = 2_000, 30_000
DAY = 40
CHANGED = 0.05
LONGEST_GAP, LONGEST_VISIT = timedelta(minutes=12), timedelta(minutes=10)
DELIVERED, PHARMACY = 12, "县中心药库"
ONLY_ASKED, WITH_CARD, READER = 8, 0.5, "usb 1001"
CODEC = CborCodec()
PEERS = {
    "nothing new": (2_000, 2_877, 11_094),
    "one visit": (2_400, 3_426, 8_319),
    "a day's 40 visits": (5_000, 10_882, 62_179),
    "monthly change, village (5 %)": (3_500, 4_803, 158_076),
    "monthly change, township (5 %)": (12_000, 26_198, 2_301_864),
    "first roster, village": (60_000, 177_333, 3_018_026),
    "first roster, township": (800_000, 2_493_326, 45_240_432),
}
"""Budget, and what the best HTTPS peer and a document-replicating peer need for the same; bytes."""


@dataclass(slots=True)
class DeskClock:
    """The clock of the desk: real, but for the hours between patients."""

    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        """Tell the time."""
        return datetime.now(CHINA) + self.ahead


@dataclass(slots=True)
class Talk:
    """A clinic at one end of a counting line, its township's process at the other."""

    town: Town
    data: Path
    line: Line
    clock: DeskClock = field(default_factory=DeskClock)

    def sync(self) -> tuple[int, SyncReport]:
        """Sync as the command does, on a connection of its own; give the bytes on the line."""
        self.line.take()
        with closing(self.opened()) as store:
            address = replace(Address.parse(store.enrolment.address), port=self.line.port)
            with HttpsTransport(address, store.enrolment.tls_pin) as transport:
                chance = Chance(secrets.token_bytes, time.monotonic)
                report = run_sync(store.sync, transport, self.clock, chance)
        return self.line.take().both, report

    def record(self, visits: Sequence[Mapping[str, Any]], asked: Sequence[str] = ()) -> int:
        """Spend a while at the desk: people come one after the other, `asked` are the numbers of those who
        only asked; give the events written.

        With somebody who only asked it is a day's work, and the day is closed.
        """
        chance = Random(len(visits))
        with closing(self.opened()) as store:
            before = store.ledger.head().sequence
            clinic = self.clinic_of(store)
            note_boot(clinic, "0.1.0")
            coming: list[Mapping[str, Any] | str] = [*visits, *asked]
            chance.shuffle(coming)
            for one in coming:
                self._receive(clinic, one, chance)
                self.clock.ahead += LONGEST_GAP * chance.random()
            if asked:
                close_day(clinic, china_day(self.clock.now()))
            return store.ledger.head().sequence - before

    def take_in(self, drugs: Sequence[CatalogueItem]) -> int:
        """Write a delivery of the central pharmacy down, with its batches; give the events written."""
        chance = Random(len(drugs))
        with closing(self.opened()) as store:
            before = store.ledger.head().sequence
            clinic = self.clinic_of(store)
            note_boot(clinic, "0.1.0")
            today = china_day(self.clock.now())
            typed = [_typed(number, drug, today, chance) for number, drug in enumerate(drugs, start=1)]
            lines = tuple(line_of(clinic, MoveKind.RECEIPT, line) for line in typed)
            record_move(clinic, StockEntry(MoveKind.RECEIPT, today, lines, f"PS{today:%Y%m%d}017", PHARMACY))
            return store.ledger.head().sequence - before

    def _receive(self, clinic: Clinic, one: Mapping[str, Any] | str, chance: Random) -> None:
        number = one if isinstance(one, str) else one["id_number"]
        how = CheckMethod.CARD_CHIP if chance.random() < WITH_CARD else CheckMethod.KNOWN_TO_DOCTOR
        reception = receive_number(clinic, number)
        note_look_up(clinic, reception, how)
        check = check_identity(clinic, how, READER if how is CheckMethod.CARD_CHIP else "")
        self.clock.ahead += LONGEST_VISIT * chance.random()
        if isinstance(one, str):
            note_check_alone(clinic, reception, check)
        else:
            record_visit(clinic, reception, check, form_of(clinic, one))

    def opened(self) -> ClinicStore:
        """Open the clinic's store."""
        return open_clinic(Desk(self.data, CODEC, self.clock), UserId(USER), PASSWORD)

    def clinic_of(self, store: ClinicStore) -> Clinic:
        """Put the open clinic together."""
        return Clinic(
            place=store.place(),
            staff=store.staff_member(UserId(USER)),
            records=store.records,
            ledger=store.ledger,
            drafts=store.drafts,
            audit=store.audit,
            packs=load_shelf(store.records.pack_sources() or packaged_sources()),
            codec=CODEC,
            clock=self.clock,
            watch=store.watch,
            ids=EventIds(secrets.token_bytes(16)),
        )


def measure(folder: Path) -> list[Figure]:
    """Fetch a village's roster, sync nothing, a visit and a day, then a month; and a whole township's."""
    return [*_village(folder / "village"), *_township(folder / "whole")]


def _village(folder: Path) -> Iterator[Figure]:
    people = village_of(VILLAGE, 1)
    with talk_in(folder, people) as talk:
        yield _figure("first roster, village", _roster(talk, people.entries))
        nothing = talk.sync()[0]
        yield _figure("nothing new", nothing)
        visits = list(draw_visits(people, training_catalogue(), Random(3), 2 * DAY + 1))
        one, day, with_codes = visits[:1], visits[1 : DAY + 1], visits[DAY + 1 :]
        yield _figure("one visit", _visits(talk, [without_codes(visit) for visit in one]))
        asked = [entry.person.id_number for entry in Random(4).sample(people.entries, 2 * ONLY_ASKED)]
        plain = _visits(talk, [without_codes(visit) for visit in day], asked[:ONLY_ASKED])
        more = _visits(talk, with_codes, asked[ONLY_ASKED:]) - plain
        codes = sum(len(line.get("trace_codes", ())) for visit in with_codes for line in visit["lines"])
        came = _delivery(talk) - nothing
        apart = f"; {codes} trace codes cost {more:,} more, a delivery of {DELIVERED} drugs {came:,}"
        yield _figure("a day's 40 visits", plain, apart)
        later = month_later(people.entries, people.on, CHANGED, Random(5))
        yield _figure("monthly change, village (5 %)", _roster(talk, later))


def _township(folder: Path) -> Iterator[Figure]:
    people = village_of(TOWNSHIP, 12)
    with talk_in(folder, people) as talk:
        first = _roster(talk, people.entries)
        later = month_later(people.entries, people.on, CHANGED, Random(5))
        month = _roster(talk, later)
        yield _figure("first roster, township", first, f"; the thin roster of all {_thin(talk):,}")
        yield _figure("monthly change, township (5 %)", month)


def village_of(people: int, villages: int) -> TrainingTownship:
    """Make up a township as it stands today."""
    return make_township(7, china_day(DeskClock().now()), villages, people)


@contextmanager
def talk_in(folder: Path, people: TrainingTownship) -> Iterator[Talk]:
    """Found a township without a roster yet, serve it, enrol one clinic for all its villages, sync once."""
    folder.mkdir(parents=True)
    town = Town(folder, people)
    town.run("init", "--code", people.code, "--name", people.name, "--training")
    with closing(open_embedded(folder / "township")) as database:
        store = SqlTownshipStore(database, people.code, CODEC)
        store.replace_catalogue(training_catalogue())
        store.replace_packs(packaged_sources())
    town.serve()
    try:
        clinic = town.enrol(folder / "clinic")
        _in_all_villages(town, clinic.code)
        with line_to(town.service.port) as line:
            talk = Talk(town, clinic.data, line)
            talk.sync()
            yield talk
    finally:
        town.service.stop()


def _in_all_villages(town: Town, code: str) -> None:
    with closing(open_embedded(town.folder / "township")) as database:
        store = SqlTownshipStore(database, town.people.code, CODEC)
        row = store.clinic(ClinicCode(code))
        if row is None:
            raise RuntimeError("the clinic is not there")
        staff: Sequence[StaffRow] = store.staff(row.code)
        store.keep_clinic(ClinicRow(row.code, row.name, town.people.villages), staff)


def _visits(talk: Talk, visits: Sequence[Mapping[str, Any]], asked: Sequence[str] = ()) -> int:
    written = talk.record(visits, asked)
    if written <= len(visits):
        raise RuntimeError(f"{len(visits)} visits are {written} events")
    return _told(talk, written)


def _told(talk: Talk, written: int) -> int:
    spent, report = talk.sync()
    if (report.events, report.requests) != (written, 1):
        raise RuntimeError(f"{report.events} of {written} events went up in {report.requests} requests")
    return spent


def _delivery(talk: Talk) -> int:
    drugs = [item for item in training_catalogue() if item.kind is ItemKind.DRUG]
    return _told(talk, talk.take_in(Random(6).sample(drugs, DELIVERED)))


def _typed(number: int, drug: CatalogueItem, today: date, chance: Random) -> TypedLine:
    """Type a line of a delivery note."""
    expires = today + timedelta(days=chance.randrange(300, 900))
    batch = f"{today.year % 100}{chance.randrange(1, 13):02d}{chance.randrange(1, 40):02d}"
    quantity = str(chance.choice((5, 10, 20, 40)))
    return TypedLine(number, drug.code, drug.name, drug.specification, batch, str(expires), quantity)


def without_codes(visit: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give a visit whose boxes were not scanned."""
    lines = [
        {name: value for name, value in line.items() if name != "trace_codes"} for line in visit["lines"]
    ]
    return {**visit, "lines": lines}


def _roster(talk: Talk, entries: Sequence[RosterEntry]) -> int:
    """Publish a roster and let the clinic fetch it."""
    publish_roster(talk, entries)
    return _one_set(talk)


def publish_roster(talk: Talk, entries: Sequence[RosterEntry]) -> None:
    """Publish a roster, and no outlines of it."""
    town = talk.town
    with closing(open_embedded(town.folder / "township")) as database:
        store = SqlTownshipStore(database, town.people.code, CODEC)
        store.replace_roster(entries, town.people.on, town.people.on + timedelta(days=36))
        with patch("sync.township.publishing.thin_roster_rows", return_value=None):
            publish_sets(store, talk.clock)


def _thin(talk: Talk) -> int:
    """Publish the outlines of the whole township, and let the clinic fetch them."""
    with closing(open_embedded(talk.town.folder / "township")) as database:
        publish_sets(SqlTownshipStore(database, talk.town.people.code, CODEC), talk.clock)
    return _one_set(talk)


def _one_set(talk: Talk) -> int:
    spent, report = talk.sync()
    if report.data_sets != 1:
        raise RuntimeError(f"{report.data_sets} data sets came instead of one")
    return spent


def _figure(what: str, spent: int, remark: str = "") -> Figure:
    budget, peer, replication = PEERS[what]
    beside = f"best HTTPS peer {peer:,}; document replication {replication:,}{remark}"
    return Figure(f"on the wire: {what}", spent, "B", budget, remark=beside)
