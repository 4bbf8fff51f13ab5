"""The commands of a township whose deeds need its store and the time and nothing else."""

from collections.abc import Callable
from typing import Protocol

import typer

from ui.commandline.books import BooksProgram, add_books
from ui.commandline.calling import CallingProgram, add_call_settings
from ui.commandline.caretaker import CaretakerProgram, add_caretaker
from ui.commandline.code_maps import (
    CodesProgram,
    DownloadProgram,
    add_catalogue_download,
    add_code_maps,
)
from ui.commandline.county import TownshipCountyProgram, add_township_county
from ui.commandline.county_epoch import TownshipEpochProgram, add_township_epoch
from ui.commandline.imports import (
    ImportHistoryProgram,
    ImportProfilesProgram,
    RosterConflictsProgram,
    add_import_history,
    add_import_profiles,
    add_roster_conflicts,
)
from ui.commandline.key_roll import KeyRollProgram, add_key_roll
from ui.commandline.person_joins import PersonJoinsProgram, add_person_joins
from ui.commandline.platform_credentials import CredentialsProgram, add_platform_credentials
from ui.commandline.province import ProvinceProgram, add_province
from ui.commandline.questions import QuestionsProgram, add_questions
from ui.commandline.recovery import TownshipRecoveryProgram, add_township_recovery
from ui.commandline.settlement_ways import SettlementWaysProgram, add_settlement_ways
from ui.commandline.staff_list import StaffListProgram, add_staff_list
from ui.commandline.sticks import TownshipSticksProgram, add_township_sticks
from ui.commandline.supervision import SupervisionProgram, add_supervision
from ui.commandline.trace_codes import TraceCodesProgram, add_trace_codes


class CountyProgram(TownshipCountyProgram, TownshipRecoveryProgram, Protocol):
    """What concerns a township's county."""


class TownshipDeedsProgram(Protocol):
    """Makes each family of deeds."""

    def county(self) -> CountyProgram:
        """Make what concerns the county."""
        ...

    def epochs(self) -> TownshipEpochProgram:
        """Make what begins an epoch the county signed."""
        ...

    def keys(self) -> KeyRollProgram:
        """Make what rolls the township's keys over."""
        ...

    def caretaker(self) -> CaretakerProgram:
        """Make what sees to losses."""
        ...

    def calling(self) -> CallingProgram:
        """Make what sees to when clinics call."""
        ...

    def sticks(self) -> TownshipSticksProgram:
        """Make what reads and writes sticks."""
        ...

    def books(self) -> BooksProgram:
        """Make what compares books."""
        ...

    def supervision(self) -> SupervisionProgram:
        """Make what looks over the clinics."""
        ...

    def settlement_ways(self) -> SettlementWaysProgram:
        """Make what sees to how clinics settle."""
        ...

    def province(self) -> ProvinceProgram:
        """Make what sees to visits the province settles."""
        ...

    def platform_credentials(self) -> CredentialsProgram:
        """Make what keeps what the gateway of the province asks for."""
        ...

    def questions(self) -> QuestionsProgram:
        """Make what sees to visits that wait for somebody."""
        ...

    def person_joins(self) -> PersonJoinsProgram:
        """Make what lists who was told to be one person."""
        ...

    def trace_codes(self) -> TraceCodesProgram:
        """Make what lists drugs without a trace code."""
        ...

    def codes(self) -> CodesProgram:
        """Make what sees to own codes and national ones."""
        ...

    def catalogue_download(self) -> DownloadProgram:
        """Make what fetches the platform's catalogue."""
        ...

    def staff_list(self) -> StaffListProgram:
        """Make what sees to the staff of clinics."""
        ...

    def imports(self) -> ImportHistoryProgram:
        """Make what looks back at imports and undoes them."""
        ...

    def import_profiles(self) -> ImportProfilesProgram:
        """Make what sees to what files call their columns."""
        ...

    def roster_conflicts(self) -> RosterConflictsProgram:
        """Make what lists what of the roster is to be looked into."""
        ...


def add_township_deeds(group: typer.Typer, program: Callable[[], TownshipDeedsProgram]) -> None:
    """Add all of them to the group `township`; a program is made only when a command runs."""
    add_township_county(group, lambda: program().county())
    add_township_recovery(group, lambda: program().county())
    add_township_epoch(group, lambda: program().epochs())
    add_key_roll(group, lambda: program().keys())
    add_caretaker(group, lambda: program().caretaker())
    add_call_settings(group, lambda: program().calling())
    add_township_sticks(group, lambda: program().sticks())
    add_books(group, lambda: program().books())
    add_supervision(group, lambda: program().supervision())
    add_questions(group, lambda: program().questions())
    add_person_joins(group, lambda: program().person_joins())
    add_trace_codes(group, lambda: program().trace_codes())
    add_code_maps(group, lambda: program().codes())
    add_catalogue_download(group, lambda: program().catalogue_download())
    add_settlement_ways(group, lambda: program().settlement_ways())
    add_platform_credentials(group, lambda: program().platform_credentials())
    add_province(group, lambda: program().province())
    add_staff_list(group, lambda: program().staff_list())
    add_import_history(group, lambda: program().imports())
    add_import_profiles(group, lambda: program().import_profiles())
    add_roster_conflicts(group, lambda: program().roster_conflicts())
