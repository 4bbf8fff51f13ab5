"""The county's desk: nothing is signed that would not be put in force, and nothing half written."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from core.county_pack import read_package
from core.errors import Hindrance, Refusal
from storage.clinic.key_slot import Cost
from storage.county.key_file import CountyKeyFile
from storage.county.recovery_book import CountyRecoveryBook
from sync.county.office import CountyOffice
from sync.county.signature import pack_check
from tests.helpers.county import COUNTY_NAME, COUNTY_PACK, PASSPHRASE, Texts, a_case, a_pack, laid_out
from tests.helpers.township_talk import SetClock

CHEAP = Cost(memory_kib=64, passes=1)


@pytest.fixture
def office(tmp_path: Path) -> CountyOffice:
    made = CountyOffice(lambda data: CountyKeyFile(data, CHEAP), CountyRecoveryBook, SetClock())
    made.init(tmp_path / "county", f" {COUNTY_NAME} ", PASSPHRASE)
    return made


def sign(
    office: CountyOffice, tmp_path: Path, *folders: Texts, passphrase: str = PASSPHRASE
) -> Mapping[str, Any]:
    places = [laid_out(tmp_path / f"pack-{number}", texts) for number, texts in enumerate(folders)]
    return office.sign_pack(tmp_path / "county", places, tmp_path / "out.pack", passphrase)


def test_a_sound_pack_is_signed_with_its_cases_and_notes(office: CountyOffice, tmp_path: Path) -> None:
    told = sign(office, tmp_path, a_pack(until="2026-12-31"), a_pack(since="2027-01-01"))
    assert told == {
        **{"pack": COUNTY_PACK, "region": "239901", "versions": ["2025-01-01", "2027-01-01"]},
        **{"files": 6, "cases": 2, "file": str(tmp_path / "out.pack"), "county": COUNTY_NAME},
    }
    keys = office.safe_in(tmp_path / "county").keys()
    pack = read_package((tmp_path / "out.pack").read_bytes(), keys, pack_check())
    assert [path for path in pack.files if path.endswith(".md")] == [
        f"{COUNTY_PACK}@{since}/CHANGES.md" for since in ("2025-01-01", "2027-01-01")
    ]


@pytest.mark.parametrize(
    ("folder", "code"),
    [
        (a_pack(cases=[a_case(4)]), "pack_fails_its_cases"),
        (a_pack(cases=[]), "pack_without_cases"),
        (a_pack(body="[wating]\nx = 1\n"), "pack_key_unknown"),
        (a_pack(parent="CN-98"), "pack_parent_missing"),
        (a_pack(until="2024-12-31"), "pack_date_impossible"),
        ({"mine/cases/a.json": "[]"}, "pack_file_missing"),
    ],
)
def test_a_pack_that_would_be_refused_is_not_signed(
    office: CountyOffice, tmp_path: Path, folder: Texts, code: str
) -> None:
    with pytest.raises(Refusal, match=code):
        sign(office, tmp_path, folder)
    assert not (tmp_path / "out.pack").exists()


def test_nothing_is_signed_under_another_passphrase(office: CountyOffice, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="county_passphrase_wrong"):
        sign(office, tmp_path, a_pack(), passphrase="somebody elses words here")
    assert not (tmp_path / "out.pack").exists()


def test_a_package_that_cannot_be_written_leaves_nothing(office: CountyOffice, tmp_path: Path) -> None:
    (tmp_path / "out.pack").mkdir()
    with pytest.raises(Hindrance, match="package_not_written"):
        sign(office, tmp_path, a_pack())
    assert not (tmp_path / "out.pack.part").exists()
