"""忘记密码 from the first key to the second call: county, township and clinic by their own commands."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from storage.county.key_file import CountyKeyFile
from tests.helpers.commands import command, refused, told
from tests.helpers.county import PASSPHRASE
from tests.helpers.served_town import PASSWORD, ClinicFolder, Town, people_of_today
from tests.storage.clinic.sample import TESTING

NEW_PASSWORD = "qing shan yuan lu chang"


class CountyDesk:
    """The county's own PC: a folder and its commands."""

    def __init__(self, folder: Path) -> None:
        self.data = folder
        self.public: Path = Path(self.run("init", "--name", "云岭县")["file"])

    def run(self, *asked: object) -> dict[str, Any]:
        return told(self.ask(*asked, "--json"))

    def ask(self, *asked: object) -> Any:
        who = ("--data", self.data, "--password-stdin")
        return command("county", *asked, *who, secrets=[PASSPHRASE])


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CountyDesk:
    monkeypatch.setattr(CountyKeyFile.__init__, "__defaults__", (TESTING,))
    return CountyDesk(tmp_path / "county")


@pytest.fixture
def town(tmp_path: Path, county: CountyDesk) -> Iterator[Town]:
    town = Town(tmp_path / "town", people_of_today())
    town.folder.mkdir()
    town.set_up()
    fingerprint = json.loads(county.public.read_text("utf-8"))
    assert fingerprint["name"] == "云岭县"
    town.run("trust-county", county.public, "--fingerprint", county_fingerprint(county))
    town.serve()
    yield town
    town.service.stop()


def county_fingerprint(county: CountyDesk) -> str:
    return CountyKeyFile(county.data).keys().fingerprint


def carry_to_county_and_back(town: Town, county: CountyDesk) -> None:
    """Let the township export its pairs, the county take them over, and the township take the word back."""
    file = town.folder / "pairs.recovery"
    exported = town.run("export-recovery", "--out", file)
    taken = county.run("recover", "--import", file, "--fingerprint", exported["fingerprint"])
    assert taken["devices"] == exported["devices"] == 1
    assert town.run("import-recovery", taken["file"])["devices"] == 1


def challenge(clinic: ClinicFolder) -> str:
    text: str = told(command("clinic", "recover", "--challenge", *clinic.who))["challenge"]
    return text


def recover(clinic: ClinicFolder, response: str, password: str = NEW_PASSWORD) -> Any:
    return command("clinic", "recover", *clinic.who, secrets=[response, password])


def test_a_forgotten_password_is_recovered_by_telephone_and_again_after_the_next_sync(
    town: Town, county: CountyDesk, tmp_path: Path
) -> None:
    clinic = town.enrol(tmp_path / "clinic")
    ask = ("clinic", "recover", "--challenge", *clinic.who)
    assert "暂时不能打电话恢复" in refused(command(*ask))
    clinic.run("sync")
    carry_to_county_and_back(town, county)
    assert "暂时不能打电话恢复" in refused(command(*ask))
    clinic.run("sync")

    read_out = challenge(clinic)
    answer = county.run("recover", read_out.lower().replace("-", " "))
    assert (answer["clinic"], answer["user"], answer["slot"]) == (clinic.code, "doctor1", 1)
    assert told(recover(clinic, answer["response"])) == {"rekeyed": True}
    assert "密码不对" in refused(command("clinic", "status", *clinic.who, secrets=[PASSWORD]))
    status = told(command("clinic", "status", *clinic.who, secrets=[NEW_PASSWORD]))
    assert status["waiting"] == 0  # the announcement of the next pair is no visit anybody waits for
    assert told(command("clinic", "verify", *clinic.who, secrets=[NEW_PASSWORD]))["faults"] == []

    assert "暂时不能打电话恢复" in refused(command(*ask))
    told(command("clinic", "sync", *clinic.who, secrets=[NEW_PASSWORD]))
    carry_to_county_and_back(town, county)
    told(command("clinic", "sync", *clinic.who, secrets=[NEW_PASSWORD]))
    second = county.run("recover", challenge(clinic))
    assert told(recover(clinic, second["response"], PASSWORD)) == {"rekeyed": True}
    clinic.run("status")

    assert "旧资料副本" in refused(county.ask("recover", read_out))
    listed = county.run("recover", "--list")["answers"]
    assert [(one["clinic"], one["user"], one["pair"], one["slot"]) for one in listed] == [
        (clinic.code, "doctor1", 1, 1),
        (clinic.code, "doctor1", 2, 1),
    ]


def test_the_county_says_what_is_asked_of_it(county: CountyDesk) -> None:
    assert county.ask("recover").exit_code == 2
    assert "听错或打错" in refused(county.ask("recover", "AAAAA-BBBBB-CCCCC"))
    assert "没有与这个问码相符" in refused(county.ask("recover", "00000-00000-00000"))
    assert "还没有答复过" in county.ask("recover", "--list").stdout
