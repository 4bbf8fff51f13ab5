"""What a clinic lets in of policy packs: its program's own, and what its county signed, if it is sound."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.data_sets import DataRow, DataSetName
from core.errors import Refusal
from core.policy.loader import load_shelf, packaged_sources, with_parents
from core.services.adopt_pack import ANSWERS_KEY
from storage.clinic.desk import ClinicStore, create_clinic, open_clinic
from tests.helpers.county import COUNTY_PACK, SIGNED_AT, Texts, a_case, a_county, a_pack, signed
from tests.storage.clinic.sample import DOCTOR, ENROLMENT, EPOCH, PASSWORD, desk_in, row, version_of
from ui.wording.reasons import sentence_for_code

SHIPPED = {path: {"text": text} for path, text in with_parents(packaged_sources(), "CN-23").items()}
SHORTER = a_pack(body="[waiting]\nfixed_months = 2\n", cases=[a_case(2)])
Rows = Mapping[str, Any]


def opened(folder: Path, county: bool) -> ClinicStore:
    keys = a_county()[0] if county else None
    create_clinic(desk_in(folder), replace(ENROLMENT, county=keys), EPOCH, DOCTOR, PASSWORD)
    return open_clinic(desk_in(folder), DOCTOR, PASSWORD)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ClinicStore]:
    """Give a clinic that pinned its county and uses the program's packs."""
    clinic = opened(tmp_path / "clinic", county=True)
    bring(clinic, SHIPPED, 1)
    yield clinic
    clinic.close()


def bring(clinic: ClinicStore, rows: Rows, number: int) -> None:
    made = [row(key, content) for key, content in sorted(rows.items())]
    clinic.sync.apply_data_set(version_of(DataSetName.PACKS, number, made), made)


def county_rows(*folders: Texts, at: int = SIGNED_AT, seed: int = 1) -> Rows:
    package = signed(*folders, at=at, seed=seed)
    pieces = {f"signed:{COUNTY_PACK}#{n:03}": {"package": package[n * 500 : n * 500 + 500]} for n in range(9)}
    return {**SHIPPED, **pieces, ANSWERS_KEY: {"pack": COUNTY_PACK}}


def months(clinic: ClinicStore) -> int | None:
    """Give the fixed months of the county's own pack, None while the clinic has none."""
    versions = load_shelf(clinic.records.pack_sources()).versions.get(COUNTY_PACK)
    return versions[0].tree.get("waiting", {}).get("fixed_months", 3) if versions else None


def test_the_programs_own_packs_need_no_signature(store: ClinicStore) -> None:
    assert dict(store.records.pack_sources()) == with_parents(packaged_sources(), "CN-23")


def test_what_the_county_signed_is_used_without_its_cases(store: ClinicStore) -> None:
    bring(store, county_rows(SHORTER), 2)
    assert months(store) == 2
    assert not any("cases" in path for path in store.records.pack_sources())


def test_the_pack_of_the_county_answers_in_the_place_of_the_setting(store: ClinicStore) -> None:
    store.sync.apply_data_set(version_of(DataSetName.ROSTER, 1, []), [])
    settings = [row("pack", {"value": "CN-23"})]
    store.sync.apply_data_set(version_of(DataSetName.SETTINGS, 1, settings), settings)
    before = store.records.roster_dates()
    bring(store, county_rows(), 2)
    after = store.records.roster_dates()
    assert before is not None and after is not None
    assert (before.pack, after.pack) == ("CN-23", COUNTY_PACK)


CHANGED = {**SHIPPED, "CN/pack.toml": {"text": packaged_sources()["CN/pack.toml"] + "\n# changed\n"}}
UNSIGNED = {**SHIPPED, **{path: {"text": text} for path, text in a_pack().items()}}


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (CHANGED, "pack_not_signed"),
        (UNSIGNED, "pack_not_signed"),
        (county_rows(seed=2), "county_signature_wrong"),
        ({**county_rows(), f"signed:{COUNTY_PACK}#001": {"package": b"x" * 500}}, "pack_set_not_sound"),
        (county_rows(a_pack(cases=[a_case(4)])), "pack_set_not_sound"),
        (county_rows(a_pack(parent="CN-98")), "pack_set_not_sound"),
        ({k: v for k, v in county_rows().items() if k != "CN-23/pack.toml"}, "pack_set_not_sound"),
        ({**SHIPPED, ANSWERS_KEY: {"pack": "CN-98"}}, "pack_set_not_sound"),
        ({**SHIPPED, "CN/pack.toml": {}}, "pack_set_not_sound"),
        ({**SHIPPED, "signed:X#000": {"package": "text"}}, "pack_set_not_sound"),
        ({**SHIPPED, ANSWERS_KEY: {"pack": 7}}, "pack_set_not_sound"),
        (county_rows(SHORTER, at=SIGNED_AT - 1), "pack_older_than_in_use"),
    ],
)
def test_whatever_is_not_right_stays_outside_and_the_former_packs_stay_in_use(
    store: ClinicStore, rows: Rows, code: str
) -> None:
    bring(store, county_rows(SHORTER), 2)
    before = dict(store.records.pack_sources())
    with pytest.raises(Refusal) as caught:
        bring(store, rows, 3)
    assert caught.value.code == code
    assert "代码" not in sentence_for_code(code)  # the diary keeps the code alone, and says it in words
    assert dict(store.records.pack_sources()) == before
    assert store.sync.standing().data_sets[DataSetName.PACKS] == 2


def test_a_clinic_that_pinned_no_county_goes_on_with_the_programs_packs(tmp_path: Path) -> None:
    clinic = opened(tmp_path / "clinic", county=False)
    bring(clinic, SHIPPED, 1)
    with pytest.raises(Refusal, match="county_not_pinned"):
        bring(clinic, county_rows(), 2)
    assert dict(clinic.records.pack_sources()) == with_parents(packaged_sources(), "CN-23")
    clinic.close()


def test_the_gate_judges_the_bytes_that_are_kept(store: ClinicStore) -> None:
    spoken = [
        DataRow(path, row(path, {"text": "other"}).record, content) for path, content in SHIPPED.items()
    ]
    with pytest.raises(Refusal, match="pack_not_signed"):
        store.sync.apply_data_set(version_of(DataSetName.PACKS, 2, spoken), spoken)


def test_a_set_without_any_pack_leaves_the_program_to_answer(store: ClinicStore) -> None:
    bring(store, {}, 2)
    assert store.records.pack_sources() == {}
