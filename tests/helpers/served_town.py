"""A township set up by its own commands, answering clinics as a process of its own."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import main
from core.dates import china_day
from core.training.catalogue import training_catalogue
from core.training.township import TrainingTownship, make_township
from sync.township.imports.catalogue_workbook import write_catalogue
from sync.township.imports.roster_workbook import write_roster
from tests.helpers.commands import Running, command, start, told

PASSWORD = "synthetic-and-long"
USER = "doctor1"


def people_of_today() -> TrainingTownship:
    """Make the people up as they stand on the day the program's own clock shows."""
    return make_township(7, china_day(main._CLOCK.now()), villages=1, people=40)


@dataclass(slots=True)
class ClinicFolder:
    """An enrolled clinic's data folder and how to sign in."""

    data: Path
    code: str

    @property
    def who(self) -> Sequence[object]:
        """Give the options of whoever signs in."""
        return ("--data", self.data, "--user", USER, "--password-stdin", "--json")

    def run(self, verb: str, *more: object) -> dict[str, Any]:
        """Run a command of the clinic that has to succeed."""
        return told(command("clinic", verb, *more, *self.who, secrets=[PASSWORD]))


@dataclass(slots=True)
class Town:
    """The township's folder and its service; every clinic asked for is a new one."""

    folder: Path
    people: TrainingTownship = field(default_factory=people_of_today)
    service: Running = field(init=False)
    _clinics: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def place(self) -> Sequence[object]:
        """Give the options that name the store."""
        return ("--data", self.folder / "township", "--json")

    @property
    def address(self) -> str:
        """Give where clinics call."""
        return f"https://127.0.0.1:{self.service.port}/{self.people.code}"

    def set_up(self) -> None:
        """Found the township and bring roster and catalogue in."""
        town = self.people
        self.run("init", "--code", town.code, "--name", town.name, "--training")
        roster, catalogue = self.folder / "roster.xlsx", self.folder / "catalogue.xlsx"
        write_roster(roster, town.entries)
        write_catalogue(catalogue, training_catalogue())
        self.run("import-roster", roster)
        self.run("import-catalogue", catalogue)

    def run(self, verb: str, *more: object) -> dict[str, Any]:
        """Run a command of the township that has to succeed."""
        if verb == "init":
            more = (*more, "--institution", self.people.institution, "--pack", self.people.pack)
        return told(command("township", verb, *more, *self.place))

    def issue(self, code: str) -> str:
        """Write a clinic down, or again, and give its one-time code."""
        told_code: str = self.run(
            *("enrol-clinic", code, "--name", "演示一村卫生室", "--village", self.people.villages[0]),
            *("--user", USER, "--doctor", "演示医生一"),
        )["code"]
        return told_code

    def new_clinic(self) -> str:
        """Give the code of a clinic nobody has asked for yet."""
        return f"C{next(self._clinics):03d}"

    def enrol(self, data: Path) -> ClinicFolder:
        """Enrol a new clinic into a folder."""
        clinic = ClinicFolder(data, self.new_clinic())
        enrol = ("clinic", "enrol", "--address", self.address, *clinic.who)
        assert told(command(*enrol, secrets=[self.issue(clinic.code), PASSWORD]))["clinic"] == clinic.code
        return clinic

    def enrol_again(self, clinic: ClinicFolder, data: Path) -> ClinicFolder:
        """Enrol another PC of a clinic."""
        code, new = str(self.run("new-code", clinic.code)["code"]), ClinicFolder(data, clinic.code)
        told(command("clinic", "enrol", "--address", self.address, *new.who, secrets=[code, PASSWORD]))
        return new

    def serve(self, port: int = 0) -> Running:
        """Start the service."""
        data = self.folder / "township"
        self.service = start("township", "serve", "--data", data, "--port", port)
        return self.service


@contextmanager
def served(folder: Path, people: TrainingTownship | None = None) -> Iterator[Town]:
    """Set a township up and serve it as long as the block."""
    town = Town(folder, people or people_of_today())
    town.set_up()
    town.serve()
    try:
        yield town
    finally:
        town.service.stop()
