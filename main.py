"""Starts the chosen program: the only file that knows every room, and holds no rule.

The parts of a program are imported when it starts, so that a command does not pay for a window.
"""

import secrets
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from core.clinic import Clinic, ClinicPlace, Staff
from core.dates import CHINA, china_day, year_end
from core.errors import Refusal
from core.events import EventIds
from core.ids import TownshipCode, UserId
from core.policy.loader import load_shelf, packaged_sources, with_parents
from sync.codec import CborCodec
from ui.commandline.answers import speak_utf8
from ui.commandline.clinic import NewClinic, SignIn, clinic_commands
from ui.commandline.policy import policy_commands
from ui.commandline.secrets import TRAINING_MARK
from ui.commandline.township import (
    ClinicToEnrol,
    Listening,
    NewTownship,
    RosterFiles,
    Settling,
    StorePlace,
    township_commands,
)
from ui.wording import commands as words

if TYPE_CHECKING:
    from storage.clinic.desk import ClinicStore, Desk
    from storage.township.engines import TownshipDatabase
    from storage.township.store import SqlTownshipStore

VERSION = "0.1.0"
_CODEC = CborCodec()
_START_BYTES = 16
_FIRST_ROLE = "doctor"
_TRAINING = "training"


class SystemClock:
    """The one place that reads the machine's clock; everything else is handed the time."""

    def now(self) -> datetime:
        """Give the present moment in China's civil time."""
        return datetime.now(CHINA)


_CLOCK = SystemClock()


# --- the clinic -------------------------------------------------------------------------------------------


def clinic_folder(data: Path) -> "Desk":
    """Name a clinic's data folder with what its store is handed."""
    from storage.clinic.desk import Desk

    return Desk(data, _CODEC, _CLOCK)


@contextmanager
def opened(who: SignIn) -> "Iterator[ClinicStore]":
    """Open a clinic for a command and close it behind it."""
    from storage.clinic.desk import open_clinic

    with closing(open_clinic(clinic_folder(who.data), UserId(who.user), who.password)) as store:
        yield store
        mark_training(who.data, store)


def clinic_of(store: "ClinicStore", user: UserId) -> Clinic:
    """Give services the open clinic; without packs from the township those of the program answer."""
    enrolment, training = store.enrolment, bool(store.settings().get(_TRAINING))
    known = {one.user: one for one in store.people()}
    place = ClinicPlace(
        enrolment.township, enrolment.township_name, enrolment.clinic, enrolment.clinic_name, training
    )
    return Clinic(
        place=place,
        staff=known.get(user, Staff(user, user, _FIRST_ROLE)),
        records=store.records,
        ledger=store.ledger,
        drafts=store.drafts,
        packs=load_shelf(store.records.pack_sources() or packaged_sources()),
        codec=_CODEC,
        clock=_CLOCK,
        ids=EventIds(secrets.token_bytes(_START_BYTES)),
    )


def mark_training(data: Path, store: "ClinicStore") -> None:
    """Leave the mark of invented people once the township has said so: it is looked for before a password."""
    if store.settings().get(_TRAINING):
        (data / TRAINING_MARK).touch()


class ClinicParts:
    """What the clinic's commands are handed."""

    def enrol(self, new: NewClinic) -> Mapping[str, Any]:
        """Enrol this PC and make its encrypted files."""
        from storage.clinic.desk import create_clinic
        from storage.clinic.password_rule import require_strong
        from sync.enrolment import EnrolRun
        from sync.run import enrol
        from sync.transport import Address, HttpsTransport

        require_strong(new.password, new.user)
        run = EnrolRun(new.code, new.address, VERSION, secrets.token_bytes)
        with HttpsTransport(Address.parse(new.address), None) as transport:
            enrolled = enrol(run, transport)
        desk = clinic_folder(new.data)
        create_clinic(desk, enrolled.enrolment, enrolled.epoch, UserId(new.user), new.password)
        enrolment = enrolled.enrolment
        names = ("clinic", "clinic_name", "township_name", "device")
        return {name: getattr(enrolment, name) for name in names}

    def record(self, who: SignIn, lines: Iterable[str]) -> Iterator[Mapping[str, Any]]:
        """Record one visit per JSON line; yield what became of each."""
        from core.services.bring_in_visits import bring_in, read_line

        with opened(who) as store:
            clinic = clinic_of(store, UserId(who.user))
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                try:
                    saved = bring_in(clinic, read_line(line))
                except Refusal as refusal:
                    yield {"line": number, "outcome": refusal.code, "facts": refusal.facts}
                else:
                    yield {"line": number, "outcome": "saved", "event_id": saved.event_id}

    def status(self, who: SignIn) -> Mapping[str, Any]:
        """Tell what is held, what waits and how old it is."""
        from storage.clinic.report import standing_of

        with opened(who) as store:
            return standing_of(store)

    def sync(self, who: SignIn) -> Mapping[str, Any]:
        """Call the township once."""
        from sync.run import Chance, run_sync
        from sync.transport import Address, HttpsTransport

        with opened(who) as store:
            enrolment = store.enrolment
            with HttpsTransport(Address.parse(enrolment.address), enrolment.tls_pin) as transport:
                chance = Chance(secrets.token_bytes, time.monotonic)
                return asdict(run_sync(store.sync, transport, _CLOCK, chance))

    def verify(self, who: SignIn) -> Mapping[str, Any]:
        """Check the integrity of the files."""
        from storage.clinic.report import standing_of

        with opened(who) as store:
            faults = [f"{fault.code} {fault.place}" for fault in store.verify()]
            return {"faults": faults, "events": standing_of(store)["events"]}


# --- the township -----------------------------------------------------------------------------------------


@contextmanager
def database_of(place: StorePlace, create: bool = False) -> "Iterator[TownshipDatabase]":
    """Open a service's tables on the engine the place names."""
    from storage.township.engines import PostgresPlace, open_embedded, open_postgres

    if place.database is None:
        database = open_embedded(place.data, place.key_file, create)
    else:
        password = place.password_file.read_text("utf-8").strip() if place.password_file else None
        database = open_postgres(PostgresPlace(place.database, password), place.data, place.key_file, create)
    with closing(database):
        yield database


@contextmanager
def township_of(place: StorePlace) -> "Iterator[SqlTownshipStore]":
    """Open one township's store: the one named, or the only one there is."""
    from storage.township.store import SqlTownshipStore
    from storage.township.townships import township_codes

    with database_of(place) as database:
        codes = [TownshipCode(place.township)] if place.township else township_codes(database)
        if len(codes) != 1:
            raise Refusal("township_not_named")
        yield SqlTownshipStore(database, codes[0], _CODEC)


class TownshipParts:
    """What the township's commands are handed."""

    def init(self, place: StorePlace, township: NewTownship) -> Mapping[str, Any]:
        """Set a township up with the packs of its region, from those the program ships."""
        from storage.township.master_key import default_key_file
        from storage.township.store import SqlTownshipStore
        from storage.township.townships import service_tls_key
        from sync.township.enrolment import TownshipToMake, make_township

        packs = with_parents(packaged_sources(), township.pack)
        with database_of(place, create=True) as database:
            wanted = TownshipToMake(
                township.code, township.name, township.institution, township.pack, township.training
            )
            made = make_township(wanted, service_tls_key(database))
            store = SqlTownshipStore(database, made.code, _CODEC)
            store.create_township(made)
            store.replace_packs(packs)
        key_file = place.key_file or default_key_file(place.data)
        return {"code": made.code, "name": made.name, "key_file": str(key_file)}

    def serve(self, place: StorePlace, listening: Listening) -> None:
        """Answer clinics until told to stop."""
        from storage.township.store import SqlTownshipStore
        from storage.township.townships import service_tls_key, township_codes
        from sync.township import server
        from sync.township.app import Hosting, make_app
        from sync.township.tls import pin_of

        with database_of(place) as database:
            tls_key = service_tls_key(database)
            if tls_key is None:
                raise Refusal("township_not_set_up")
            hosting = Hosting(
                codes=lambda: township_codes(database),
                store_of=lambda code: SqlTownshipStore(database, code, _CODEC),
                tls_pin=pin_of(tls_key),
                clock=_CLOCK,
            )
            server.serve(make_app(hosting), tls_key, server.Listening(listening.host, listening.port))

    def enrol_clinic(self, place: StorePlace, clinic: ClinicToEnrol) -> Mapping[str, Any]:
        """Write the clinic down, put its data sets up and make its one-time code."""
        from core.ids import ClinicCode
        from core.township_ports import ClinicRow, StaffRow
        from sync.township.enrolment import add_clinic, issue_code
        from sync.township.publishing import publish_sets

        code = ClinicCode(clinic.code)
        with township_of(place) as store:
            staff = [StaffRow(UserId(clinic.user), code, clinic.doctor, _FIRST_ROLE)]
            add_clinic(store, ClinicRow(code, clinic.name, tuple(clinic.villages)), staff)
            publish_sets(store, _CLOCK)
            issued = issue_code(store, code, _CLOCK)
        until = issued.valid_until.astimezone(CHINA).isoformat(timespec="minutes")
        return {"clinic": code, "clinic_name": clinic.name, "code": issued.code, "valid_until": until}

    def import_roster(self, place: StorePlace, roster: RosterFiles) -> Mapping[str, Any]:
        """Read a resident roster, put the good rows in force and the bad ones into a file beside it."""
        from sync.township.imports.roster_import import import_roster
        from sync.township.imports.roster_preview import read_roster

        from sync.township.publishing import publish_sets
        from ui.wording.reasons import sentence_for_code

        as_of = roster.as_of.date() if roster.as_of else china_day(_CLOCK.now())
        with township_of(place) as store:
            preview = read_roster(roster.files, as_of)
            bad_file = preview.write_bad_rows(roster.files[0], sentence_for_code)
            facts: dict[str, Any] = {
                "good": len(preview.entries),
                "bad": len(preview.bad_rows),
                "bad_rows_file": str(bad_file) if bad_file else None,
                "imported": not roster.preview,
            }
            if not roster.preview:
                facts |= asdict(import_roster(store, preview, as_of, valid_until(as_of)))
                publish_sets(store, _CLOCK)
        return facts

    def import_catalogue(self, place: StorePlace, file: Path) -> Mapping[str, Any]:
        """Read a catalogue and put it in force."""
        from sync.township.imports.catalogue_workbook import read_catalogue
        from sync.township.publishing import publish_sets

        items = read_catalogue(file)
        with township_of(place) as store:
            store.replace_catalogue(items)
            publish_sets(store, _CLOCK)
        return {"items": len(items)}

    def settle(self, place: StorePlace, settling: Settling) -> Mapping[str, Any]:
        """Settle what waits with the national platform."""
        from storage.township.settlement_book import SqlSettlementBook
        from sync.township.settlement.institution import read_institution
        from sync.township.settlement.platform import HttpPlatform
        from sync.township.settlement.province import shipped_province
        from sync.township.settlement.settle_waiting import Desk, settle_waiting

        institution = read_institution(settling.institution.read_text("utf-8"))
        province = shipped_province(settling.province)
        with township_of(place) as store:
            book = SqlSettlementBook(store.database, store.code, _CODEC)
            with closing(HttpPlatform(settling.platform, province.signing, _CLOCK)) as platform:
                return asdict(settle_waiting(book, platform, Desk(institution, province), _CLOCK))

    def status(self, place: StorePlace) -> Mapping[str, Any]:
        """Tell what is held and how far it is settled."""
        from sync.township.reports import standing

        with township_of(place) as store:
            return standing(store)

    def verify(self, place: StorePlace) -> Mapping[str, Any]:
        """Check chains and integrity."""
        from sync.township.reports import verified

        with township_of(place) as store:
            return verified(store)


def valid_until(as_of: date) -> date:
    """Say how long a roster may answer: to the end of the coverage year it speaks of."""
    return year_end(as_of.year)


# --- the command line -------------------------------------------------------------------------------------


def program() -> typer.Typer:
    """Put the commands together."""
    application = typer.Typer(
        help=words.PROGRAM_HELP, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
    )
    application.add_typer(policy_commands(), name="policy")
    application.add_typer(clinic_commands(ClinicParts), name="clinic")
    application.add_typer(township_commands(TownshipParts), name="township")
    return application


def main(arguments: Sequence[str]) -> None:
    """Run what was asked for."""
    speak_utf8()
    program()(list(arguments))


if __name__ == "__main__":
    main(sys.argv[1:])
