"""All commands put together, out of what the composing file hands in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import typer

from ui.commandline.calling import ClinicCallingProgram, add_clinic_calling
from ui.commandline.clinic import Make, MakeUpkeep, clinic_commands
from ui.commandline.clinic_access import AccessTo, add_clinic_access
from ui.commandline.clinic_day import DayDeeds, add_day
from ui.commandline.clinic_joins import JoinDeeds, add_clinic_joins
from ui.commandline.clinic_keeping import MakeSafekeeping, add_keeping
from ui.commandline.clinic_staff import MakeStaff, add_staff
from ui.commandline.console import ConsoleProgram, add_console
from ui.commandline.county import CountyProgram, county_commands
from ui.commandline.county_epoch import CountyEpochProgram, add_county_epoch
from ui.commandline.demonstration import Wishes, add_demo
from ui.commandline.desktop import Start, add_desktop, add_simulator
from ui.commandline.exports import ExportsProgram, add_exports
from ui.commandline.follow_ups import FollowUpDeeds, add_follow_ups
from ui.commandline.key_roll import TlsRollProgram, add_tls_roll
from ui.commandline.outreach import OutreachDeeds, add_outreach
from ui.commandline.pages import SpokenTyper
from ui.commandline.policy import policy_commands
from ui.commandline.recovery import CountyRecoveryProgram, add_county_recovery
from ui.commandline.sticks import ClinicSticksProgram, add_clinic_sticks
from ui.commandline.stock import StockDeeds, add_stock
from ui.commandline.township import MakeOffice, TownshipService, township_commands
from ui.commandline.township_deeds import TownshipDeedsProgram, add_township_deeds
from ui.commandline.township_keeping import SafekeepingProgram, add_township_keeping
from ui.commandline.training import training_commands


class WorkProgram(DayDeeds, JoinDeeds, Protocol):
    """What works in an open clinic."""

    @property
    def follow_ups(self) -> FollowUpDeeds:
        """Give what the commands about follow-ups do."""
        ...

    @property
    def outreach(self) -> OutreachDeeds:
        """Give what the commands about outreach do."""
        ...

    @property
    def stock(self) -> StockDeeds:
        """Give what the commands about stock do."""
        ...


class ClinicCallsProgram(ClinicCallingProgram, ClinicSticksProgram, Protocol):
    """What talks to the township, over the network or by a stick."""


@dataclass(frozen=True, slots=True)
class ClinicMakers:
    """What makes the parts of the clinic's commands, each when one of its commands is called."""

    program: Make
    upkeep: MakeUpkeep
    access: AccessTo
    staff: MakeStaff
    day: Callable[[], WorkProgram]
    safekeeping: MakeSafekeeping
    calls: Callable[[], ClinicCallsProgram]
    exports: Callable[[], ExportsProgram]


class ServiceProgram(TownshipService, TlsRollProgram, Protocol):
    """What brings a service, its store and the platform together."""


@dataclass(frozen=True, slots=True)
class TownshipMakers:
    """What makes the parts of a township's commands."""

    service: Callable[[], ServiceProgram]
    office: MakeOffice
    deeds: Callable[[], TownshipDeedsProgram]
    console: Callable[[], ConsoleProgram]
    safe: Callable[[], SafekeepingProgram]


@dataclass(frozen=True, slots=True)
class CountyMakers:
    """What makes the parts of the county's commands."""

    office: Callable[[], CountyProgram]
    recovery: Callable[[], CountyRecoveryProgram]
    epochs: Callable[[], CountyEpochProgram]


def all_commands(
    start: Start,
    demo: Callable[[Wishes], int],
    simulator: Callable[[Sequence[str]], int],
    makers: tuple[ClinicMakers, TownshipMakers, CountyMakers],
    wanted: str = "",
) -> typer.Typer:
    """Put the commands together; where a group is wanted, the others are not made: every start would wait."""
    application = SpokenTyper(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    add_desktop(application, start)
    add_demo(application, demo)
    add_simulator(application, simulator)
    clinic, township, county = makers
    groups: dict[str, Callable[[], typer.Typer]] = {
        "policy": policy_commands,
        "training": lambda: training_commands(start.practice),
        "clinic": lambda: _of_the_clinic(clinic),
        "township": lambda: _of_the_township(township),
        "county": lambda: _of_the_county(county),
    }
    for name in (wanted,) if wanted in groups else groups:
        application.add_typer(groups[name](), name=name)
    return application


def _of_the_clinic(makers: ClinicMakers) -> typer.Typer:
    group = clinic_commands(makers.program, makers.upkeep)
    add_clinic_access(group, makers.access)
    add_staff(group, makers.staff)
    add_day(group, makers.day)
    add_follow_ups(group, lambda: makers.day().follow_ups)
    add_outreach(group, lambda: makers.day().outreach)
    add_stock(group, lambda: makers.day().stock)
    add_clinic_joins(group, makers.day)
    add_keeping(group, makers.safekeeping)
    add_clinic_calling(group, makers.calls)
    add_clinic_sticks(group, makers.calls)
    add_exports(group, makers.exports)
    return group


def _of_the_township(makers: TownshipMakers) -> typer.Typer:
    group = township_commands(makers.service, makers.office)
    add_township_deeds(group, makers.deeds)
    add_tls_roll(group, makers.service)
    add_console(group, makers.console)
    add_township_keeping(group, makers.safe)
    return group


def _of_the_county(makers: CountyMakers) -> typer.Typer:
    group = county_commands(makers.office)
    add_county_recovery(group, makers.recovery)
    add_county_epoch(group, makers.epochs)
    return group
