"""A county's keys on their way: drawn in the county, compared in the township, pinned in the clinic."""

from pathlib import Path

import pytest

import main
from core.ids import UserId
from storage.clinic.desk import open_clinic
from storage.county.key_file import CountyKeyFile
from sync.county.introduction import read_introduction
from sync.county.office import CountyOffice
from tests.helpers.commands import command, refused, told
from tests.helpers.county import COUNTY_NAME, PASSPHRASE
from tests.helpers.open_desk import CHEAP
from tests.helpers.served_town import PASSWORD, USER, served
from ui.wording.reasons import sentences


@pytest.fixture
def county_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    cheap = CountyOffice(lambda data: CountyKeyFile(data, CHEAP))
    monkeypatch.setattr(main, "county_office", lambda: cheap)
    init = (
        "county",
        "init",
        "--data",
        tmp_path / "county",
        "--name",
        COUNTY_NAME,
        "--password-stdin",
        "--json",
    )
    made = told(command(*init, secrets=[PASSPHRASE]))
    file = Path(made["file"])
    assert made["fingerprint"] == read_introduction(file.read_bytes()).fingerprint
    assert refused(command(*init, secrets=[PASSPHRASE])) == sentences()["county_exists_here"]
    return file


def test_a_clinic_pins_the_county_its_township_compared(county_file: Path, tmp_path: Path) -> None:
    keys = read_introduction(county_file.read_bytes())
    with served(tmp_path) as town:
        trust = ("township", "trust-county", county_file, *town.place)
        assert keys.fingerprint in refused(command(*trust))
        assert told(command(*trust, "--fingerprint", keys.fingerprint))["name"] == COUNTY_NAME
        clinic = town.enrol(tmp_path / "clinic")
        clinic.run("sync")
    store = open_clinic(main.clinic_folder(clinic.data), UserId(USER), PASSWORD)
    store.close()
    assert store.enrolment.county == keys
