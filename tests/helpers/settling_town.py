"""A township of its own that settles with a platform simulator, and a clinic of it; all real processes."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from core.policy.loader import load_shelf, packaged_sources
from core.training.catalogue import training_catalogue
from core.training.platform import platform_items, platform_people
from tests.helpers.commands import Running, running
from tests.helpers.served_town import USER, ClinicFolder, Town, served


@dataclass(frozen=True, slots=True)
class Settling:
    """A township of its own, its clinic, and the platform."""

    town: Town
    clinic: ClinicFolder
    platform: Running
    institution: Path
    state: Path

    def settle(
        self, *more: object, platform: str = "", institution: Path | None = None
    ) -> tuple[object, ...]:
        address = platform or f"http://127.0.0.1:{self.platform.port}"
        file = institution or self.institution
        place = ("township", "settle", *self.town.place)
        return (*place, "--platform", address, "--institution-file", file, *more)

    def standing(self) -> list[tuple[str, int, int]]:
        """Read the platform's own table of settlements."""
        file = self.state / "platform.sqlite3"
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as tables:
            return tables.execute(
                "select psn_no, sum_fen, fund_fen from settlements where state = 'effective' order by setl_id"
            ).fetchall()


@contextmanager
def settling_in(folder: Path) -> Iterator[Settling]:
    """Serve the township and run the platform as long as the block."""
    with served(folder) as town:
        people, parameters, state = folder / "people.json", folder / "parameters.json", folder / "platform"
        people.write_text(json.dumps(platform_people(town.people, load_shelf(packaged_sources()))))
        parameters.write_text(json.dumps({"items": platform_items(training_catalogue())}))
        institution = folder / "institution.toml"
        institution.write_text(institution_text(town), "utf-8")
        told_by = ("--people", people, "--parameters", parameters, "--state", state, "--port", 0)
        clinic = town.enrol(folder / "clinic")
        clinic.run("sync")
        with running("platform-simulator", *told_by) as platform:
            yield Settling(town, clinic, platform, institution, state)


def institution_text(town: Town) -> str:
    code = town.people.institution
    return f"""
code = "{code}"
name = "{town.people.name}"
area = "{code[1:7]}"
operator = {{code = "op1", name = "经办", mac = "00-00-00-00-00-00", ip = "127.0.0.1"}}
department = {{code = "50", name = "全科医疗科", category = "A03"}}
physicians = {{{USER} = "D{code[1:7]}000001"}}
"""
