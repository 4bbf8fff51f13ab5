"""What the demonstration needs before its first scene: files, township, platform, an enrolled clinic."""

import json
import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.catalogue.items import CatalogueItem
from core.coverage.enrolment import RosterEntry
from core.policy.loader import load_shelf, packaged_sources
from core.ports import Clock
from core.training.catalogue import training_catalogue
from core.training.platform import platform_items, platform_people
from core.training.township import SEED, TrainingClinic, TrainingTownship, make_township
from ui.commandline.secrets import TRAINING_VARIABLE
from ui.demonstration.backstage import Backstage, Service
from ui.desk import ReadCard, WindowParts

PEOPLE = 1500
_PASSWORD_BYTES = 12


@dataclass(frozen=True, slots=True)
class Staged:
    """A desk composed for the window; `facts` reads its figures back from the open store (store lane)."""

    window: WindowParts
    facts: Callable[[], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class DemoParts:
    """What the demonstration is handed; `program` is the command line that starts this program."""

    program: Sequence[str]
    clock: Clock
    write_roster: Callable[[Path, Sequence[RosterEntry]], None]
    write_catalogue: Callable[[Path, Sequence[CatalogueItem]], None]
    staged: Callable[[Path, ReadCard | None], Staged]


@dataclass(slots=True)
class Setting:
    """Where everything lies and what runs; `service` is the township as it answers clinics now."""

    out: Path
    backstage: Backstage
    township: TrainingTownship
    platform: Service
    service: Service
    roster_file: Path
    password: str

    @property
    def clinic(self) -> TrainingClinic:
        """Give the clinic whose desk is shown."""
        return self.township.clinics[0]

    @property
    def clinic_data(self) -> Path:
        """Give the clinic's data folder."""
        return self.out / "clinic"

    @property
    def township_data(self) -> Path:
        """Give the township's data folder."""
        return self.out / "township"

    def serve_again(self) -> None:
        """Start the township again where the clinic expects it."""
        self.service = _serve(self.backstage, self.township_data, self.service.port)


def build(parts: DemoParts, backstage: Backstage, out: Path, tell: Callable[[str], None]) -> Setting:
    """Make everything up to the clinic's enrolment; `tell` is given the name of each step when it is done."""
    on = parts.clock.now().date()
    township = make_township(SEED, on, villages=3, people=PEOPLE)
    roster_file, catalogue_file = out / "roster.xlsx", out / "catalogue.xlsx"
    parts.write_roster(roster_file, township.entries)
    parts.write_catalogue(catalogue_file, training_catalogue())
    tell("files_written")
    data = out / "township"
    _set_up_township(backstage, data, township)
    backstage.run("township", "import-roster", str(roster_file), "--data", str(data), "--json")
    tell("roster_imported")
    backstage.run("township", "import-catalogue", str(catalogue_file), "--data", str(data), "--json")
    tell("catalogue_imported")
    platform = _start_platform(backstage, out, township)
    service = _serve(backstage, data, 0)
    tell("services_started")
    password = os.environ.get(TRAINING_VARIABLE) or secrets.token_urlsafe(_PASSWORD_BYTES)
    setting = Setting(out, backstage, township, platform, service, roster_file, password)
    _enrol(setting)
    tell("clinic_enrolled")
    return setting


def _set_up_township(backstage: Backstage, data: Path, township: TrainingTownship) -> None:
    backstage.run(
        *("township", "init", "--data", str(data), "--code", township.code, "--name", township.name),
        *("--institution", township.institution, "--pack", township.pack, "--training", "--json"),
    )


def _start_platform(backstage: Backstage, out: Path, township: TrainingTownship) -> Service:
    people, parameters = out / "platform-people.json", out / "platform-parameters.json"
    shelf = load_shelf(packaged_sources())
    people.write_text(json.dumps(platform_people(township, shelf), ensure_ascii=False), "utf-8")
    items = {"items": platform_items(training_catalogue())}
    parameters.write_text(json.dumps(items, ensure_ascii=False), "utf-8")
    (out / "institution.toml").write_text(_institution(township), "utf-8")
    state = out / "platform"
    state.mkdir(exist_ok=True)
    return backstage.start(
        *("platform-simulator", "--people", str(people), "--parameters", str(parameters)),
        *("--state", str(state)),
    )


def _institution(township: TrainingTownship) -> str:
    """Write the codes the township settles under; training codes say so by their form."""
    physicians = "\n".join(
        f'{clinic.user} = "D{township.institution[1:7]}{place:06d}"'
        for place, clinic in enumerate(township.clinics, start=1)
    )
    return f"""code = "{township.institution}"
name = "{township.name}"
area = "{township.institution[1:7]}"

[operator]
code = "clerk1"
name = "演示经办"
mac = "00-00-00-00-00-00"
ip = "127.0.0.1"

[department]
code = "50"
name = "全科医疗科"
category = "A03"

[physicians]
{physicians}
"""


def _serve(backstage: Backstage, data: Path, port: int) -> Service:
    return backstage.start("township", "serve", "--data", str(data), "--port", str(port))


def _enrol(setting: Setting) -> None:
    clinic, data = setting.clinic, str(setting.township_data)
    made = setting.backstage.run(
        *("township", "enrol-clinic", clinic.code, "--data", data, "--name", clinic.name),
        *("--village", clinic.village, "--user", clinic.user, "--doctor", clinic.doctor, "--json"),
    )
    address = f"https://127.0.0.1:{setting.service.port}/{setting.township.code}"
    setting.backstage.run(
        *("clinic", "enrol", "--data", str(setting.clinic_data), "--address", address),
        *("--user", clinic.user, "--password-stdin", "--json"),
        secrets=(made["code"], setting.password),
    )
