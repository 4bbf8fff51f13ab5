"""The packs shipped: each is sound, says where its values come from, and passes its own cases."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from core.policy import loader
from core.policy.cases import CaseResult, check_cases
from core.policy.choices import Grade
from core.policy.in_force import pack_in_force
from core.policy.loader import load_shelf, packaged_sources

SHELF = load_shelf(packaged_sources())
RESULTS = [(pack_id, result) for pack_id in SHELF.versions for result in check_cases(SHELF, pack_id)]
ON = date(2026, 6, 1)
PACKS = Path(loader.__file__).parent / "packs"


@pytest.mark.parametrize(
    "result", [pytest.param(result, id=f"{pack_id}-{result.case.id}") for pack_id, result in RESULTS]
)
def test_a_pack_passes_its_own_cases(result: CaseResult) -> None:
    assert result.refusal is None
    assert result.differences == {}


def test_every_worked_example_is_a_case() -> None:
    ids = {str(result.case.id)[:6] for pack_id, result in RESULTS if pack_id in ("CN", "CN-23")}
    worked = {"CN-01a", "CN-02a", "CN-03a", "CN-04a", "CN-07a", "CN-08a", "CN-10a", "CN-11a", "CN-13a"}
    assert worked | {"HLJ-05", "HLJ-06", "HLJ-09", "HLJ-12"} <= ids


@pytest.mark.parametrize("pack_id", list(SHELF.versions))
def test_a_pack_names_its_document_and_its_sources(pack_id: str) -> None:
    pack = pack_in_force(SHELF, pack_id, ON)
    assert pack.issued.title
    assert pack.verification.sources


@pytest.mark.parametrize("pack_id", list(SHELF.versions))
def test_a_pack_says_in_words_what_changed_from_when_and_where(pack_id: str) -> None:
    for source in SHELF.versions[pack_id]:
        notes = (PACKS / source.file).with_name("CHANGES.md").read_text("utf-8")
        assert source.effective_from.isoformat() in notes, source.file
        assert str(source.tree["region_name"]) in notes, source.file


def test_every_case_is_a_sentence_with_its_source() -> None:
    plain = [result.case.plain for _, result in RESULTS]
    assert [case["id"] for case in plain if not (case.get("citation") and case.get("title"))] == []


def test_a_province_says_only_what_it_decides_itself() -> None:
    own = SHELF.versions["CN-23"][0].tree
    assert "waiting" not in own
    assert pack_in_force(SHELF, "CN-23", ON).waiting == pack_in_force(SHELF, "CN", ON).waiting


def test_what_a_parent_was_issued_as_is_not_inherited() -> None:
    assert pack_in_force(SHELF, "CN", ON).issued.doc_no == "国办发〔2024〕38号"
    assert pack_in_force(SHELF, "CN-23", ON).issued.doc_no is None


def test_an_empty_list_of_alternatives_drops_the_inherited_one() -> None:
    fuxin = pack_in_force(SHELF, "CN-210900", ON)
    assert fuxin.alternatives["waiting.start_rule"] == ()
    assert fuxin.alternatives["waiting.month_end_rule"] == ("overflow_to_first",)


def test_amounts_are_fen_and_ratios_exact() -> None:
    pack = pack_in_force(SHELF, "CN-36", ON)
    assert pack.contribution.personal_cny == {2025: 40000, 2026: 40000}
    assert pack.critical_illness.bonus_cap_ratio == Decimal("0.2")


def test_the_practice_pack_is_visibly_not_real() -> None:
    pack = pack_in_force(SHELF, "CN-23-TRAINING", ON)
    assert pack.verification.status is Grade.SYNTHETIC
    assert "模拟" in (pack.issued.title or "") and "练习" in pack.region_name
    assert "village_clinic" in pack.benefits.outpatient and pack.benefits.two_diseases
    assert set(range(2020, 2027)) <= set(pack.contribution.personal_cny)
