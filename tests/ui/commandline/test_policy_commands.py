"""The policy commands as a person runs them: sentences, JSON, exit codes."""

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from core.policy.loader import packaged_sources
from ui.commandline.policy import policy_commands

CASE: dict[str, Any] = {
    "id": "x-1",
    "title": "断保两年",
    "base_pack": "CN-23-TRAINING",
    "target_year": 2027,
    "as_of": "2027-02-01",
    "person": {
        "birth_date": "1970-06-15",
        "identities": [],
        "events": [],
        "records": [
            {"kind": "resident", "coverage_year": 2024, "paid_on": "2023-11-15"},
            {"kind": "resident", "coverage_year": 2027, "paid_on": "2026-11-15"},
        ],
    },
}
CAP = {"id": "c-1", "target_year": 2026, "years": [{"year": 2025, "insured": True}], "repaired_years": []}


def run(*arguments: object) -> Result:
    application = typer.Typer()
    application.add_typer(policy_commands(), name="policy")
    return CliRunner().invoke(application, ["policy", *map(str, arguments)])


def written(folder: Path, content: object, name: str = "cases.json") -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return path


def test_json_gives_one_array_in_the_order_of_the_file(tmp_path: Path) -> None:
    found = run("explain", written(tmp_path, [CASE, {**CASE, "id": "x-2", "as_of": "2027-05-01"}]), "--json")
    assert found.exit_code == 0
    answers = json.loads(found.output)
    assert [(one["id"], one["status"]) for one in answers] == [("x-1", "waiting"), ("x-2", "active")]


def test_one_case_alone_is_a_file_too(tmp_path: Path) -> None:
    assert len(json.loads(run("explain", written(tmp_path, CASE), "--json").output)) == 1


def test_words_tell_the_date_the_reason_the_article_and_what_paying_would_change(tmp_path: Path) -> None:
    said = run("explain", written(tmp_path, CASE)).output
    for words in (
        *(
            "断保两年",
            "2027年5月1日起可以享受",
            "断保 2 年：2025、2026 年",
            "二（三）",
            "需向医保经办机构核实",
        ),
        *("补缴 2025 年度（共 420.00 元）", "2027年4月1日", "练习用模拟政策"),
    ):
        assert words in said


def test_the_pack_option_serves_cases_that_name_none(tmp_path: Path) -> None:
    file = written(tmp_path, {key: value for key, value in CASE.items() if key != "base_pack"})
    assert json.loads(run("explain", file, "--json").output)[0]["pack_id"] == "CN"
    assert json.loads(run("explain", file, "--json", "--pack", "CN-36").output)[0]["pack_id"] == "CN-36"


def test_a_pack_may_be_given_as_a_file(tmp_path: Path) -> None:
    text = packaged_sources()["CN-23/pack.toml"] + "\n[waiting]\nfixed_months = 1\n"
    pack = written(tmp_path, text, "mine.toml")
    file = written(tmp_path, {key: value for key, value in CASE.items() if key != "base_pack"})
    assert json.loads(run("explain", file, "--json", "--pack", pack).output)[0]["total_months"] == 2


def test_the_cap_of_critical_illness_has_its_own_answer(tmp_path: Path) -> None:
    file = written(tmp_path, [CAP])
    answer = json.loads(run("explain", file, "--critical-illness", "--json").output)[0]
    assert (answer["zero_claim_years"], answer["effective_cap_cny"]) == (1, None)
    assert "封顶线尚未录入" in run("explain", file, "--critical-illness").output
    assert "301000.00 元" in run("explain", file, "--critical-illness", "--pack", "CN-23-TRAINING").output


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "读不懂"),
        ([{**CASE, "base_pack": "CN-77"}], "CN-77"),
        ([{**CASE, "person": {"birth_date": "1970-06-15", "records": [{"kind": "gift"}]}}], "第 0 条"),
        ([{**CASE, "param_overrides": {"waiting": {"fixed": 1}}}], "waiting.fixed"),
        ([{**CASE, "target_year": None}], "target_year"),
    ],
)
def test_a_bad_case_is_refused_in_a_sentence(tmp_path: Path, content: object, words: str) -> None:
    found = run("explain", written(tmp_path, content))
    assert found.exit_code == 1
    assert words in found.output and "Traceback" not in found.output


def test_a_refused_case_does_not_keep_the_others_back(tmp_path: Path) -> None:
    found = run("explain", written(tmp_path, [{**CASE, "base_pack": "CN-77", "id": "x-0"}, CASE]), "--json")
    assert found.exit_code == 1
    answers = json.loads(found.stdout)
    assert [(one["id"], one.get("refused"), one.get("status")) for one in answers] == [
        ("x-0", "pack_unknown", None),
        ("x-1", None, "waiting"),
    ]
    assert "CN-77" in found.stderr


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert run("explain", tmp_path / "none.json").exit_code == 1
    assert run("explain").exit_code == 2


def test_a_sound_pack_passes_the_check() -> None:
    found = run("check", "CN-23", "--json")
    assert found.exit_code == 0
    plain = json.loads(found.output)
    assert plain["cases"] == plain["passed"] > 0


def test_a_pack_that_fails_its_case_is_refused_and_told_where(tmp_path: Path) -> None:
    folder = tmp_path / "CN-23"
    (folder / "cases").mkdir(parents=True)
    written(folder, packaged_sources()["CN-23/pack.toml"], "pack.toml")
    written(folder / "cases", [{**CASE, "base_pack": None, "expected": {"total_months": 9}}])
    found = run("check", folder)
    assert found.exit_code == 1
    assert "total_months：应为 9，实为 4" in found.output


@pytest.mark.parametrize("pack", ["CN-77", "nowhere/pack.toml", "nowhere.toml"])
def test_a_pack_that_is_not_there_is_refused(pack: str) -> None:
    found = run("check", pack)
    assert found.exit_code == 1 and "Traceback" not in found.output


def test_a_pack_with_a_fault_names_file_and_key(tmp_path: Path) -> None:
    text = packaged_sources()["CN-23/pack.toml"] + "\n[wating]\nfixed_months = 1\n"
    found = run("check", written(tmp_path, text, "mine.toml"))
    assert found.exit_code == 1
    assert "wating" in found.output


BILL = {
    "id": "b-1",
    "base_pack": "CN-23-TRAINING",
    "on": "2026-06-01",
    "tier": "village_clinic",
    "bill": [{"amount_cny": 10, "class": "a", "purpose": "general_fee"}, {"amount_cny": 20, "class": "a"}],
}


@pytest.mark.parametrize(("since", "to_pay"), [("2026-11-15", "本人需缴 180.00 元"), ("2026-11-16", "")])
def test_the_price_is_that_of_the_day_the_year_was_paid(tmp_path: Path, since: str, to_pay: str) -> None:
    poor = {"category": "dibao", "from": since}
    case = {**CASE, "person": {**CASE["person"], "identities": [poor]}}
    said = run("explain", written(tmp_path, case)).output
    assert "2027 年度个人缴费 420.00 元" in said
    assert to_pay in said if to_pay else "资助 240" not in said


def test_a_bill_is_explained_step_by_step_and_marked_as_an_estimate(tmp_path: Path) -> None:
    said = run("explain", written(tmp_path, BILL)).output
    for words in ("预估", "一般诊疗费 10.00 元按 80% 报销，8.00 元", "20.00 元按 60%报销", "现金 10.00 元"):
        assert words in said
    plain = json.loads(run("explain", written(tmp_path, BILL), "--json").output)[0]
    assert (plain["pooled_fund_cny"], plain["cash_cny"], plain["estimate"]) == (20, 10, True)


def test_a_bill_no_pack_has_numbers_for_is_refused_in_words(tmp_path: Path) -> None:
    found = run("explain", written(tmp_path, {**BILL, "base_pack": "CN"}), "--json")
    assert found.exit_code == 1
    assert json.loads(found.stdout)[0]["refused"] == "benefits_unknown"


def test_a_file_in_another_encoding_is_told_apart_from_a_missing_one(tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    file.write_bytes(json.dumps(CASE, ensure_ascii=False).encode("gbk"))
    found = run("explain", file)
    assert (found.exit_code, "UTF-8" in found.stderr, "找不到" in found.stderr) == (1, True, False)


def test_a_case_about_a_visit_is_answered_by_the_checks(tmp_path: Path) -> None:
    visit = {"diagnoses": ["I10.x00"], "lines": [{"name": "硝苯地平缓释片", "days": 30}]}
    file = written(tmp_path, {"id": "v-1", "on": "2026-06-01", "visit": visit})
    (answer,) = json.loads(run("explain", file, "--json").output)
    assert answer["says"] == ["prescription_days confirm 1"]
    assert "处方天数：开 30 天，一般不超过 28 天" in run("explain", file).output
