"""The commands of the township service."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer

from ui.commandline.answers import REFUSED, report, sentences
from ui.commandline.options import spread
from ui.commandline.pages import SpokenTyper
from ui.wording import commands as words

AsJson = Annotated[bool, typer.Option("--json", help=words.JSON_HELP)]


@dataclass(frozen=True)
class StorePlace:
    """Where a township's data lies: a folder, or PostgreSQL when a URL (without a password) is given.

    `key_file` holds the master key; it must lie outside `data`.
    """

    data: Annotated[Path, typer.Option("--data", help=words.DATA_HELP)]
    database: Annotated[str | None, typer.Option("--database", help=words.DATABASE_HELP)] = None
    password_file: Annotated[
        Path | None, typer.Option("--database-password-file", exists=True, help=words.PASSWORD_FILE_HELP)
    ] = None
    key_file: Annotated[Path | None, typer.Option("--key-file", help=words.KEY_FILE_HELP)] = None
    township: Annotated[str | None, typer.Option("--township", help=words.WHICH_TOWNSHIP_HELP)] = None


@dataclass(frozen=True)
class NewTownship:
    """What a township is called; `institution_code` is its code with the national platform."""

    code: Annotated[str, typer.Option("--code", help=words.TOWNSHIP_CODE_HELP)]
    name: Annotated[str, typer.Option("--name", help=words.TOWNSHIP_NAME_HELP)]
    institution_code: Annotated[str, typer.Option("--institution", help=words.INSTITUTION_HELP)]
    pack: Annotated[str, typer.Option("--pack", help=words.PACK_HELP)] = "CN"
    training: Annotated[bool, typer.Option("--training", help=words.TRAINING_HELP)] = False


@dataclass(frozen=True)
class ClinicToEnrol:
    """A clinic, the villages it serves and its first member of staff."""

    code: Annotated[str, typer.Argument(help=words.CLINIC_CODE_HELP)]
    name: Annotated[str, typer.Option("--name", help=words.CLINIC_NAME_HELP)]
    villages: Annotated[list[str], typer.Option("--village", help=words.VILLAGE_HELP)]
    user: Annotated[str, typer.Option("--user", help=words.USER_HELP)]
    doctor: Annotated[str, typer.Option("--doctor", help=words.DOCTOR_HELP)]


@dataclass(frozen=True)
class RosterFiles:
    """What to import, the day it speaks for (None: today), whether only to look, and what was agreed to."""

    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help=words.ROSTER_FILES_HELP)]
    as_of: Annotated[
        datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help=words.AS_OF_HELP)
    ] = None
    preview: Annotated[bool, typer.Option("--preview", help=words.PREVIEW_HELP)] = False
    agreed: Annotated[bool, typer.Option("--agreed", help=words.AGREED_HELP)] = False
    profile: Annotated[str | None, typer.Option("--profile", help=words.IMPORT_PROFILE_HELP)] = None


@dataclass(frozen=True)
class ListFile:
    """A file that holds a whole list, whether only to look, what was agreed to, and whose titles it has."""

    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=words.LIST_FILE_HELP)]
    preview: Annotated[bool, typer.Option("--preview", help=words.LIST_PREVIEW_HELP)] = False
    agreed: Annotated[bool, typer.Option("--agreed", help=words.LIST_AGREED_HELP)] = False
    profile: Annotated[str | None, typer.Option("--profile", help=words.IMPORT_PROFILE_HELP)] = None


@dataclass(frozen=True)
class Listening:
    """Where the service answers; port 0 takes a free one and says which."""

    host: Annotated[str, typer.Option("--host", help=words.HOST_HELP)] = "127.0.0.1"
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help=words.PORT_HELP)] = 8443
    log: Annotated[Path | None, typer.Option("--log", dir_okay=False, help=words.LOG_HELP)] = None
    insurance_codes: Annotated[
        Path | None,
        typer.Option("--insurance-codes", exists=True, dir_okay=False, help=words.INSURANCE_CODES_HELP),
    ] = None


@dataclass(frozen=True)
class Settling:
    """Where the platform answers, under which codes, how the province speaks, and whether to stand by."""

    platform: Annotated[str, typer.Option("--platform", help=words.PLATFORM_HELP)]
    institution: Annotated[
        Path,
        typer.Option("--institution-file", exists=True, dir_okay=False, help=words.INSTITUTION_FILE_HELP),
    ]
    province: Annotated[str, typer.Option("--province", help=words.PROVINCE_HELP)] = "baseline"
    watch: Annotated[bool, typer.Option("--watch", help=words.WATCH_HELP)] = False


class TownshipService(Protocol):
    """What the commands are handed that bring a service, its store and the platform together."""

    def init(self, place: StorePlace, township: NewTownship) -> Mapping[str, Any]:
        """Set a township up."""
        ...

    def serve(self, place: StorePlace, listening: Listening) -> None:
        """Answer clinics until told to stop."""
        ...

    def settle(self, place: StorePlace, settling: Settling) -> Mapping[str, Any]:
        """Settle what waits with the national platform."""
        ...


class TownshipOffice(Protocol):
    """What the commands are handed that work in one township's store."""

    def enrol_clinic(self, place: StorePlace, clinic: ClinicToEnrol) -> Mapping[str, Any]:
        """Write the clinic down and make its one-time code."""
        ...

    def import_roster(self, place: StorePlace, roster: RosterFiles) -> Mapping[str, Any]:
        """Read a resident roster, put the good rows in force and the bad ones into a file beside it."""
        ...

    def import_catalogue(self, place: StorePlace, wanted: ListFile) -> Mapping[str, Any]:
        """Read a catalogue and put it in force."""
        ...

    def import_codes(self, place: StorePlace, wanted: ListFile) -> Mapping[str, Any]:
        """Read a table of own codes and national ones and put it in force."""
        ...

    def status(self, place: StorePlace) -> Mapping[str, Any]:
        """Tell what is held and how far it is settled."""
        ...

    def verify(self, place: StorePlace) -> Mapping[str, Any]:
        """Check chains and integrity."""
        ...


MakeService = Callable[[], TownshipService]
MakeOffice = Callable[[], TownshipOffice]


def township_commands(service: MakeService, office: MakeOffice) -> typer.Typer:
    """Build the group `township`; what a command is handed is made only when it runs."""
    group = SpokenTyper(help=words.TOWNSHIP_HELP, no_args_is_help=True)
    _add_service(group, service)
    _add_deeds(group, office)
    _add_reports(group, office)
    return group


def _add_service(group: typer.Typer, service: MakeService) -> None:
    @group.command(help=words.INIT_HELP)
    @spread
    def init(place: StorePlace, township: NewTownship, as_json: AsJson = False) -> None:
        with sentences():
            report(service().init(place, township), as_json, words.township_made)

    @group.command(help=words.SERVE_HELP)
    @spread
    def serve(place: StorePlace, listening: Listening) -> None:
        with sentences():
            service().serve(place, listening)

    @group.command(help=words.SETTLE_HELP)
    @spread
    def settle(place: StorePlace, settling: Settling, as_json: AsJson = False) -> None:
        with sentences():
            report(service().settle(place, settling), as_json, words.settled)


def _add_deeds(group: typer.Typer, office: MakeOffice) -> None:
    @group.command("enrol-clinic", help=words.ENROL_CLINIC_HELP)
    @spread
    def enrol_clinic(place: StorePlace, clinic: ClinicToEnrol, as_json: AsJson = False) -> None:
        with sentences():
            report(office().enrol_clinic(place, clinic), as_json, words.code_made)

    @group.command("import-roster", help=words.IMPORT_ROSTER_HELP)
    @spread
    def import_roster(place: StorePlace, roster: RosterFiles, as_json: AsJson = False) -> None:
        with sentences():
            report(office().import_roster(place, roster), as_json, words.roster_imported)

    @group.command("import-catalogue", help=words.IMPORT_CATALOGUE_HELP)
    @spread
    def import_catalogue(wanted: ListFile, place: StorePlace, as_json: AsJson = False) -> None:
        with sentences():
            report(office().import_catalogue(place, wanted), as_json, words.catalogue_imported)

    @group.command("import-codes", help=words.IMPORT_CODES_HELP)
    @spread
    def import_codes(wanted: ListFile, place: StorePlace, as_json: AsJson = False) -> None:
        with sentences():
            report(office().import_codes(place, wanted), as_json, words.codes_imported)


def _add_reports(group: typer.Typer, office: MakeOffice) -> None:
    @group.command(help=words.TOWNSHIP_STATUS_HELP)
    @spread
    def status(place: StorePlace, as_json: AsJson = False) -> None:
        with sentences():
            report(office().status(place), as_json, words.township_status)

    @group.command(help=words.VERIFY_HELP)
    @spread
    def verify(place: StorePlace, as_json: AsJson = False) -> None:
        with sentences():
            facts = office().verify(place)
            report(facts, as_json, words.verified)
        if facts["faults"]:
            raise typer.Exit(REFUSED)
