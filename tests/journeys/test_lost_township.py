"""Case 9 with the commands alone: a township lost with its keys, built anew under its county's word."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import main
from core.training.characters import Character
from storage.county.key_file import CountyKeyFile
from storage.county.recovery_book import CountyRecoveryBook
from sync.county.introduction import read_introduction
from sync.county.office import CountyOffice
from tests.helpers.commands import command, lines_file, refused, told
from tests.helpers.county import COUNTY_NAME, PASSPHRASE
from tests.helpers.open_desk import CHEAP
from tests.helpers.served_town import PASSWORD, ClinicFolder, Town, served


@pytest.fixture(autouse=True)
def _cheap_county(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap = CountyOffice(lambda data: CountyKeyFile(data, CHEAP), CountyRecoveryBook, main._CLOCK)
    monkeypatch.setattr(main, "county_office", lambda: cheap)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """Give a served township of its own: it is lost here."""
    with served(tmp_path / "town") as opened:
        yield opened


def county(verb: str, folder: Path, *more: object) -> Any:
    return command(
        "county", verb, *more, "--data", folder, "--password-stdin", "--json", secrets=[PASSPHRASE]
    )


def trust(town: Town, introduction: Path) -> None:
    fingerprint = read_introduction(introduction.read_bytes()).fingerprint
    town.run("trust-county", introduction, "--fingerprint", fingerprint)


def record(town: Town, clinic: ClinicFolder) -> None:
    person = town.people.characters[Character.ACTIVE].person.id_number
    file = lines_file(town.folder / "visits.jsonl", [{"id_number": person, "diagnoses": ["J06.900"]}])
    assert command("clinic", "record", file, *clinic.who, secrets=[PASSWORD]).exit_code == 0


def test_case_09_a_lost_township_is_built_anew_out_of_its_clinics_under_the_countys_word(
    town: Town, tmp_path: Path
) -> None:
    folder, asked, word = tmp_path / "county", tmp_path / "asked", tmp_path / "word"
    introduction = Path(told(county("init", folder, "--name", COUNTY_NAME))["file"])
    trust(town, introduction)
    clinic = town.enrol(tmp_path / "clinic")
    clinic.run("sync")
    record(town, clinic)
    clinic.run("sync")
    record(town, clinic)
    exported = town.run("export-recovery", "--out", tmp_path / "exported")
    compared = ("--import", exported["file"], "--fingerprint", exported["fingerprint"])
    told(county("recover", folder, *compared))

    port = town.service.port
    town.service.stop()
    for lost in town.folder.glob("township*"):
        shutil.rmtree(lost) if lost.is_dir() else lost.unlink()
    people = town.people
    town.run("init", "--code", people.code, "--name", people.name, "--training")
    town.issue(clinic.code)  # the clinic is written down again; nobody needs the code
    trust(town, introduction)
    town.serve(port)
    assert command("clinic", "sync", *clinic.who, secrets=[PASSWORD]).exit_code != 0
    assert (town.run("status")["visits"], clinic.run("status")["waiting"]) == (0, 1)
    town.service.stop()

    request = town.run("request-epoch", "--out", asked)
    unsure = county("sign-epoch", folder, asked, "--out", word, "--fingerprint", "0000 0000")
    assert (refused(unsure) != "", word.exists()) == (True, False)
    told(county("sign-epoch", folder, asked, "--out", word, "--fingerprint", request["fingerprint"]))
    town.run("take-epoch", word)
    town.serve(port)
    clinic.run("sync")

    assert (town.run("status")["visits"], clinic.run("status")["waiting"]) == (2, 0)
    assert "confirm-device" in refused(command("township", "reconciled", *town.place))
    (device,) = town.run("devices")["devices"]
    town.run("confirm-device", device["device"])
    clinic.run("sync")
    town.run("reconciled")
    assert clinic.run("status")["outcomes"] == {"delivered": 2}
    assert (clinic.run("verify")["faults"], town.run("verify")["faults"]) == ([], [])
