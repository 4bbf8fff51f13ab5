"""Starts the chosen program: the only file that knows every room, and holds no rule.

The parts of a program are imported when it starts, so that a command does not pay for a window, nor a
window for the commands.
"""

import secrets
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.clinic import TRAINING_MARK, NewClinic, SignIn
from core.dates import CHINA, china_day
from core.errors import Refusal
from core.events import START_BYTES, EventIds
from core.ids import UserId
from sync.codec import CborCodec
from ui.commandline.start import speak_utf8, window_alone
from ui.display import find_display
from ui.wording import commands as words
from ui.wording.reasons import sentence_for, sentence_for_code

if TYPE_CHECKING:
    import typer

    from core.services.export_visits import VisitExports
    from core.stock.entry import StockSheet
    from storage.clinic.access import Access
    from storage.clinic.at_work import AtWork
    from storage.clinic.desk import ClinicStore, Desk
    from storage.clinic.safekeeping import Safekeeping
    from storage.clinic.upkeep import Upkeep
    from storage.township.backup import TownshipBackup
    from storage.township.store import SqlTownshipStore
    from sync.calls import ClinicCalls
    from sync.county.office import CountyOffice
    from sync.township.console.office import ConsoleOffice
    from sync.township.deeds import TownshipDeeds
    from sync.township.office import Office
    from sync.township.safekeeping import TownshipSafekeeping
    from sync.township.service import TownshipService
    from ui.commandline import township as asked
    from ui.commandline.demonstration import Wishes
    from ui.desk import DoorPlate, ReadCard, WindowParts
    from ui.opened_desk import OpenedDesk

VERSION = "0.1.0"
_CODEC = CborCodec()
_SOURCE = () if getattr(sys, "frozen", False) else (str(Path(__file__).resolve()),)


class SystemClock:
    """The one place that reads the machine's clock; everything else is handed the time."""

    def now(self) -> datetime:
        """Give the present moment in China's civil time."""
        return datetime.now(CHINA)


_CLOCK = SystemClock()
_IDS = EventIds(secrets.token_bytes(START_BYTES))


def clinic_folder(data: Path) -> "Desk":
    """Name a clinic's data folder with what its store is handed."""
    from storage.clinic.desk import Desk
    from storage.clinic.machine import seconds_of_this_run
    from sync.county.recovery_held import read_held
    from sync.second_copy import seal_events

    seal = partial(seal_events, _CLOCK, secrets.token_bytes)
    return Desk(data, _CODEC, _CLOCK, read_held=read_held, seal=seal, steady=seconds_of_this_run)


def upkeep() -> "Upkeep":
    """Make what opens a clinic's files for a command."""
    from storage.clinic.upkeep import Upkeep

    return Upkeep(clinic_folder)


def access(data: Path) -> "Access":
    """Make what changes passwords and keys of a closed clinic."""
    from storage.clinic.access import Access

    return Access(clinic_folder(data))


def safekeeping() -> "Safekeeping":
    """Make what backs a clinic up and brings it back."""
    from storage.clinic.safekeeping import Safekeeping

    return Safekeeping(clinic_folder)


def at_work() -> "AtWork":
    """Make what puts an open clinic together, for the window and for commands."""
    from storage.clinic.at_work import AtWork

    return AtWork(upkeep(), _CODEC, _CLOCK, _IDS, VERSION, read_stock_sheet)


def read_stock_sheet(file: Path) -> "StockSheet":
    """Read a file of the central pharmacy."""
    from sync.township.imports.stock_sheet import read_stock_sheet as read

    return read(file)


def visit_exports() -> "VisitExports[ClinicStore]":
    """Make what gives lists out of a clinic."""
    from core.services.export_visits import VisitExports
    from sync.township.imports.sheet_writer import write_sheet

    return VisitExports(upkeep().opened, at_work().clinic_of, write_sheet)


class _ClinicParts:
    """What the clinic's commands are handed."""

    def enrol(self, new: NewClinic) -> Mapping[str, Any]:
        from storage.clinic.founding import found_clinic

        calls = clinic_calls()
        met = found_clinic(clinic_folder(new.data), new, calls.meeting(new, VERSION))
        return {**met, **calls.first_read(SignIn(new.data, new.user, new.password), new.meeting)}

    def record(self, who: SignIn, lines: Iterable[str]) -> Iterator[Mapping[str, Any]]:
        yield from at_work().record(who, lines)


def clinic_calls() -> "ClinicCalls[ClinicStore]":
    """Make what talks to the township for a command."""
    from storage.clinic.support import support_facts
    from sync.calls import ClinicCalls

    facts = partial(support_facts, VERSION)
    return ClinicCalls(at_work().opened, _CLOCK, secrets.token_bytes, time.monotonic, facts)


def township_of(place: "asked.StorePlace") -> "AbstractContextManager[SqlTownshipStore]":
    """Open one township's store for a command."""
    from storage.township.opening import opened_township

    return opened_township(place, _CODEC)


def township_service() -> "TownshipService[asked.StorePlace]":
    """Make what brings service, store and platform together for a command."""
    from core.policy.loader import packaged_sources, with_parents
    from storage.township import opening
    from sync.township.service import TownshipService

    make = partial(opening.opened_service, codec=_CODEC, create=True)
    ways = (partial(opening.opened_service, codec=_CODEC), partial(opening.opened_settlement, codec=_CODEC))
    return TownshipService(make, *ways, partial(with_parents, packaged_sources()), _CLOCK)


def console_office() -> "ConsoleOffice[asked.StorePlace]":
    """Make what serves the console and says who may sign in there."""
    from storage.township import opening
    from sync.township.console.office import ConsoleOffice

    ways = (partial(opening.opened_service, codec=_CODEC), partial(opening.opened_console, codec=_CODEC))
    return ConsoleOffice(*ways, _CLOCK, sentence_for, sentence_for_code)


def township_office() -> "Office[asked.StorePlace]":
    """Make what works in one township's store for a command."""
    from sync.township.office import Office
    from ui.commandline.answers import ReadAloud

    return Office(township_of, _CLOCK, sentence_for_code, ReadAloud())


def township_deeds() -> "TownshipDeeds[asked.StorePlace]":
    """Make what needs a township's store and the time and nothing else."""
    from storage.township.opening import opened_books
    from sync.township.deeds import TownshipDeeds

    return TownshipDeeds(township_of, partial(opened_books, codec=_CODEC), _CLOCK, sentence_for_code)


def township_safe() -> "TownshipSafekeeping[asked.StorePlace, TownshipBackup]":
    """Make what keeps copies of a township service."""
    from storage.township.backup import Safe, read_backup
    from storage.township.opening import address_of
    from sync.township.safekeeping import TownshipSafekeeping

    return TownshipSafekeeping(lambda place: Safe(address_of(place), _CODEC), read_backup, _CLOCK)


def county_office() -> "CountyOffice":
    """Make what works with the county's keys for a command."""
    from storage.county.key_file import CountyKeyFile
    from storage.county.recovery_book import CountyRecoveryBook
    from sync.county.office import CountyOffice

    return CountyOffice(CountyKeyFile, CountyRecoveryBook, _CLOCK)


def open_desk(desk: "Desk", store: "ClinicStore", user: UserId) -> "OpenedDesk":
    """Put the open desk together: the store on one lane, the transport on the other."""
    from storage.clinic.database import fold_beside
    from storage.clinic.desk import after_sync
    from storage.clinic.report import desk_standing
    from storage.clinic.resting import come_back, rest
    from storage.clinic.safekeeper import ClinicSafekeeper
    from storage.clinic.users import ClinicUsers
    from sync.code_question import WhoseCode
    from sync.forecast import forecast
    from sync.run import Chance, Round, transport_of
    from sync.schedule import CallPlan
    from ui.opened_desk import DeskParts, OpenedDesk

    transport, chance = transport_of(store.enrolment), Chance(secrets.token_bytes, time.monotonic)
    (closing := ExitStack()).callback(store.close)
    closing.callback(transport.close)
    work = at_work()
    work.begin(store, user)

    return OpenedDesk(
        DeskParts(
            clinic=lambda: work.clinic_of(store, user),
            versions=store.records.versions,
            users=ClinicUsers(desk.vault, store),
            confirm=partial(come_back, desk, store),
            rest=partial(rest, store),
            standing=lambda: desk_standing(store),
            attempts=store.sync.attempts,
            waiting=store.sync.waiting,
            forecast=lambda: forecast(store.sync, _CLOCK.now()),
            plan=CallPlan(store.sync, _CLOCK, secrets.token_bytes),
            new_round=lambda awaits: Round(store.sync, transport, _CLOCK, chance, awaits),
            await_seconds=lambda: store.sync.call_settings().await_seconds,
            sets_changed=partial(after_sync, desk, store),
            close=closing.close,
            safekeeper=ClinicSafekeeper(desk, store),
            codes=WhoseCode(store.sync, secrets.token_bytes, time.monotonic),
            write_sheet=visit_exports().writing_outside(desk.folder),
            read_stock_sheet=read_stock_sheet,
            write_support=partial(clinic_calls().write_support_of, store, desk.folder),
            fold=partial(fold_beside, desk.folder, store.key),
            write_stick=partial(clinic_calls().writing_to, store, desk.folder),
            read_stick=partial(clinic_calls().reading_from, store),
        )
    )


class _DeskDoor:
    """The clinic's data folder as the lock screen is handed it."""

    def __init__(self, data: Path) -> None:
        self.folder = data
        self._store: ClinicStore | None = None

    @cached_property
    def _desk(self) -> "Desk":
        return clinic_folder(self.folder)

    @cached_property
    def access(self) -> "Access":
        return access(self.folder)

    def door(self) -> "DoorPlate":
        from storage.clinic.vault_file import VAULT, read_vault
        from ui.desk import DoorPlate

        vault, training = read_vault(self.folder / VAULT), (self.folder / TRAINING_MARK).exists()
        return DoorPlate(vault.clinic, tuple(sorted(vault.users)), training)

    def make_ready(self) -> None:
        from storage.clinic.access import Access  # noqa: F401 -- this takes a while, and unlocking needs it
        from sync.run import Round  # noqa: F401

    def found(self, stick: Path, code: str, user: str, password: str) -> Mapping[str, Any]:
        return _ClinicParts().enrol(NewClinic(self.folder, stick, code, user, password))

    def check(self, user: UserId, password: str) -> None:
        self._desk.vault.confirm(user, password)

    def unlock(self, user: UserId, password: str) -> "OpenedDesk":
        from storage.clinic.desk import open_clinic

        self._store = open_clinic(self._desk, user, password)
        return open_desk(self._desk, self._store, user)

    def facts(self) -> Mapping[str, Any]:
        """Read the figures of the open store, for the demonstration's evidence."""
        from storage.clinic.report import standing_of

        if self._store is None:
            raise Refusal("no_clinic_here")
        return standing_of(self._store)


def window_parts(door: _DeskDoor, read_card: "ReadCard | None", *, calls_by_itself: bool) -> "WindowParts":
    """Put together what the window is given."""
    from ui.desk import WindowParts

    about = {words.VERSION: VERSION, words.DATA_FOLDER: str(door.folder)}
    return WindowParts(door, _CLOCK, door.folder / "preferences.ini", read_card, calls_by_itself, about)


def run_desktop(data: Path) -> int:
    """Show the window until it is closed."""
    from ui.application import catch_bugs, make_application
    from ui.devices.this_reader import ThisReader
    from ui.main_window import MainWindow

    find_display()
    application = make_application(sys.argv[:1])
    catch_bugs()
    reader = ThisReader(lambda: china_day(_CLOCK.now()), data)
    window = MainWindow(window_parts(_DeskDoor(data), reader, calls_by_itself=True))
    window.showMaximized()
    return application.exec()


def run_demo(wishes: "Wishes") -> int:
    """Play the demonstration; without being told, the window stays where there is a display."""
    has_display = find_display()
    from sync.township.imports.catalogue_workbook import write_catalogue
    from sync.township.imports.roster_workbook import write_roster
    from ui.demonstration.setting import DemoParts, Staged
    from ui.demonstration.stage import play

    def staged(data: Path, read_card: "ReadCard | None") -> Staged:
        return Staged(window_parts(door := _DeskDoor(data), read_card, calls_by_itself=False), door.facts)

    parts = DemoParts((sys.executable, *_SOURCE), _CLOCK, write_roster, write_catalogue, staged)
    return play(parts, wishes.out.resolve(), wishes.stays(has_display), wishes.text_size)


def program(wanted: str = "") -> "typer.Typer":
    """Hand the commands what they need; only those of the group that is wanted, if one is named."""
    from ui.commandline.desktop import Start
    from ui.commandline.program import ClinicMakers, CountyMakers, TownshipMakers, all_commands
    from ui.devices.this_reader import practice_cards

    clinic = ClinicMakers(
        program=_ClinicParts,
        upkeep=upkeep,
        access=access,
        staff=lambda: at_work().staff,
        day=at_work,
        safekeeping=safekeeping,
        calls=clinic_calls,
        exports=visit_exports,
    )
    town = TownshipMakers(township_service, township_office, township_deeds, console_office, township_safe)
    county = CountyMakers(county_office, lambda: county_office().recovery, lambda: county_office().epochs)
    cards = partial(practice_cards, _CLOCK, default_data)
    start = Start(VERSION, default_data, run_desktop, run_self_test, cards)
    return all_commands(start, run_demo, run_simulator, (clinic, town, county), wanted)


def run_self_test() -> int:
    """Let the program check itself where it is installed."""
    from storage.clinic.selftest import check_store
    from storage.township.selftest import check_township
    from ui.selftest import check_all

    return check_all({"store": partial(check_store, _CODEC, _CLOCK), "township": check_township})


def default_data() -> Path:
    """Name the folder of a clinic's data where none is given."""
    from platformdirs import user_data_path

    return user_data_path("cunzhen", appauthor=False) / "clinic"


def run_simulator(arguments: Sequence[str]) -> int:
    """Run the platform simulator: a program of its own that shares nothing but the way to start it."""
    from sync.platform_simulator.__main__ import main as simulate

    return simulate(arguments)


def main(arguments: Sequence[str]) -> None:
    """Run what was asked for."""
    speak_utf8()
    if arguments[:1] == ["reader-helper"]:  # one that is started often, beside the window
        from ui.devices.vendor.helper import main as help_reader

        sys.exit(help_reader())
    if (data := window_alone(arguments, default_data)) is not None:
        sys.exit(run_desktop(data))
    program(*arguments[:1])(list(arguments))


if __name__ == "__main__":
    main(sys.argv[1:])
