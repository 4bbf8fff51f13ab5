"""A county's word on its way: keys compared in the township and pinned in the clinic, then packs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import main
from core.ids import UserId
from core.policy.loader import packaged_sources, with_parents
from storage.clinic.desk import ClinicStore, open_clinic
from storage.county.key_file import CountyKeyFile
from storage.county.recovery_book import CountyRecoveryBook
from sync.county.introduction import read_introduction
from sync.county.office import CountyOffice
from sync.township.publishing import publish_sets
from tests.helpers.commands import command, refused, told
from tests.helpers.county import COUNTY_NAME, COUNTY_PACK, PASSPHRASE, a_case, a_pack, laid_out
from tests.helpers.open_desk import CHEAP
from tests.helpers.served_town import PASSWORD, USER, ClinicFolder, Town, served
from ui.commandline.township import StorePlace
from ui.wording.reasons import sentence_for_code, sentences

SHORTER = "[waiting]\nfixed_months = 2\n"


@pytest.fixture(autouse=True)
def _cheap_county(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap = CountyOffice(lambda data: CountyKeyFile(data, CHEAP), CountyRecoveryBook, main._CLOCK)
    monkeypatch.setattr(main, "county_office", lambda: cheap)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """Give a served township of its own: whom it trusts is nobody else's."""
    with served(tmp_path / "town") as opened:
        yield opened


def county(verb: str, folder: Path, *more: object) -> Any:
    return command(
        "county", verb, *more, "--data", folder, "--password-stdin", "--json", secrets=[PASSPHRASE]
    )


def opened(clinic: ClinicFolder) -> ClinicStore:
    store = open_clinic(main.clinic_folder(clinic.data), UserId(USER), PASSWORD)
    store.close()
    return store


def months_of_wait(clinic: ClinicFolder) -> tuple[str, int]:
    """Give the pack that answers at the clinic and its fixed months."""
    store = open_clinic(main.clinic_folder(clinic.data), UserId(USER), PASSWORD)
    dates = store.records.roster_dates()
    assert dates is not None
    pack = main.at_work().clinic_of(store, UserId(USER)).packs.versions[dates.pack][0]
    store.close()
    return dates.pack, pack.tree.get("waiting", {}).get("fixed_months", 3)


def last_outcome(clinic: ClinicFolder) -> str:
    store = open_clinic(main.clinic_folder(clinic.data), UserId(USER), PASSWORD)
    (attempt,) = store.sync.attempts(1)
    store.close()
    return attempt.outcome


def test_a_pack_goes_from_the_county_to_the_clinics_that_pinned_it(town: Town, tmp_path: Path) -> None:
    before = town.enrol(tmp_path / "before")
    before.run("sync")
    file = Path(told(county("init", tmp_path / "county", "--name", COUNTY_NAME))["file"])
    assert (
        refused(county("init", tmp_path / "county", "--name", COUNTY_NAME))
        == sentences()["county_exists_here"]
    )
    keys = read_introduction(file.read_bytes())
    trust = ("township", "trust-county", file, *town.place)
    assert keys.fingerprint in refused(command(*trust))
    assert told(command(*trust, "--fingerprint", keys.fingerprint))["name"] == COUNTY_NAME
    clinic = town.enrol(tmp_path / "clinic")
    assert opened(clinic).enrolment.county == keys

    folder = laid_out(tmp_path / "pack", a_pack(parent=town.people.pack, body=SHORTER, cases=[a_case(2)]))
    signed = told(county("sign-pack", tmp_path / "county", folder, "--out", tmp_path / "signed.pack"))
    assert (signed["pack"], signed["cases"]) == (COUNTY_PACK, 1)
    adopted = town.run("adopt-pack", tmp_path / "signed.pack")
    assert (adopted["answers"], adopted["published"]) == (COUNTY_PACK, True)

    clinic.run("sync")
    assert months_of_wait(clinic) == (COUNTY_PACK, 2)
    refusal = refused(command("clinic", "sync", *before.who, secrets=[PASSWORD]))
    assert refusal == sentence_for_code(last_outcome(before)) == sentences()["county_not_pinned"]
    assert months_of_wait(before) == (town.people.pack, 3)

    stranger = laid_out(tmp_path / "stranger", a_pack(parent=town.people.pack))
    told(county("init", tmp_path / "other", "--name", "别县"))
    told(county("sign-pack", tmp_path / "other", stranger, "--out", tmp_path / "foreign.pack"))
    adopt = ("township", "adopt-pack", tmp_path / "foreign.pack", *town.place)
    assert refused(command(*adopt)) == sentences()["county_signature_wrong"]
    clinic.run("sync")
    assert months_of_wait(clinic) == (COUNTY_PACK, 2)


def test_packs_the_township_made_up_itself_stay_outside_the_clinic(town: Town, tmp_path: Path) -> None:
    clinic = town.enrol(tmp_path / "clinic")
    clinic.run("sync")
    texts = with_parents(packaged_sources(), town.people.pack)
    texts = {path: text.replace("fixed_months = 3", "fixed_months = 1") for path, text in texts.items()}
    with main.township_of(StorePlace(town.folder / "township")) as store:
        store.replace_packs(texts)
        publish_sets(store, main._CLOCK)
    assert (
        refused(command("clinic", "sync", *clinic.who, secrets=[PASSWORD])) == sentences()["pack_not_signed"]
    )
    assert last_outcome(clinic) == "pack_not_signed"
    assert months_of_wait(clinic) == (town.people.pack, 3)
