"""Case files: overrides, whole parameters, answers by the names of the form, faults in a sentence's reach."""

import json
from typing import Any

import pytest

from core.errors import Refusal
from core.policy.cases import (
    answer_plain,
    cap_plain,
    check_cases,
    decide_cap_case,
    decide_case,
    read_cases,
)
from core.policy.loader import load_shelf, packaged_sources, texts_with
from tests.core.policy.lives import SHELF, in_time, paid

CASE: dict[str, Any] = {
    "id": "x-1",
    "title": "断保一年",
    "base_pack": "CN-23",
    "target_year": 2026,
    "as_of": "2026-02-01",
    "person": {
        "birth_date": "1970-06-15",
        "identities": [],
        "events": [],
        "records": [*in_time(2024), paid(2026, "2025-12-03")],
    },
}
CAP: dict[str, Any] = {
    "id": "c-1",
    "base_pack": "CN-23",
    "target_year": 2026,
    "years": [
        {
            "year": 2025,
            "insured": True,
            "fund_paid_cny": 0,
            "critical_paid_cny": 0,
            "bonus_used": False,
        }
    ],
    "repaired_years": [],
}


def answer(**change: Any) -> dict[str, Any]:
    (case,) = read_cases(json.dumps({**CASE, **change}))
    return answer_plain(case, decide_case(SHELF, case))


def cap(**change: Any) -> dict[str, Any]:
    (case,) = read_cases(json.dumps({**CAP, **change}))
    return cap_plain(case, decide_cap_case(SHELF, case))


def test_an_answer_repeats_the_id_and_uses_the_names_of_the_form() -> None:
    found = answer()
    assert found["id"] == "x-1"
    fields = {
        "status": "waiting",
        "reason": "break",
        "fixed_months": 3,
        "variable_months": 0,
        "total_months": 3,
        "waiting_start": "2026-01-01",
        "benefit_date": "2026-04-01",
        "missed_years": [2025],
        "repair_cost_cny": 0,
        "flags": [],
        "certainty": "confirm",
        "pack_id": "CN-23",
        "pack_version": "2025-01-01",
    }
    assert fields.items() <= found.items()
    assert json.loads(json.dumps(found)) == {
        **found,
        "explanation": json.loads(json.dumps(found["explanation"])),
    }


def test_overrides_lie_over_the_base_pack() -> None:
    assert answer(param_overrides={"waiting": {"variable_count_mode": "from_first"}})["total_months"] == 4
    assert (
        answer(param_overrides={"waiting": {"start_rule": "next_day", "fixed_months": 2}})["total_months"]
        == 2
    )


def test_whole_parameters_take_the_place_of_a_pack_and_the_rest_is_national() -> None:
    given = {"pack_id": "CN-XX", "waiting": {"fixed_months": 1}, "alternatives": {"waiting.start_rule": []}}
    found = answer(base_pack=None, province_params=given)
    assert (found["total_months"], found["pack_id"]) == (1, "CN-XX")


def test_a_case_may_say_from_which_year_the_records_are_complete() -> None:
    person = {**CASE["person"], "records": in_time(2026)}
    assert answer(person=person)["missing"] == []
    missing = [{"item": "earlier_years", "year": 2026}]
    assert answer(person=person, history_from_year=2026)["missing"] == missing
    assert answer(person={**person, "history_from_year": 2026})["missing"] == missing


def test_without_a_pack_the_default_answers() -> None:
    (case,) = read_cases(json.dumps({k: v for k, v in CASE.items() if k != "base_pack"}))
    assert decide_case(SHELF, case).pack.pack_id == "CN"
    assert decide_case(SHELF, case, "CN-36").pack.pack_id == "CN-36"


def test_a_cap_answers_in_yuan() -> None:
    assert cap() == {
        "id": "c-1",
        "continuous_years": 0,
        "continuous_bonus_cny": 0,
        "zero_claim_years": 1,
        "zero_claim_bonus_cny": 1000,
        "total_bonus_cny": None,
        "penalty_cny": None,
        "effective_cap_cny": None,
    }
    with_base = cap(param_overrides={"critical_illness": {"base_cap_cny": 250000.5}})
    assert with_base["effective_cap_cny"] == 251000.5


@pytest.mark.parametrize(
    ("change", "code", "fact"),
    [
        ({"base_pack": "CN-77"}, "pack_unknown", ("pack", "CN-77")),
        ({"base_pack": 7}, "case_value_wrong", ("key", "base_pack")),
        ({"param_overrides": {"waiting": {"fixed": 3}}}, "pack_key_unknown", ("key", "waiting.fixed")),
        ({"param_overrides": []}, "case_value_wrong", ("key", "param_overrides")),
        ({"target_year": "2026"}, "record_value_wrong", ("key", "target_year")),
        ({"as_of": "2026-02-30"}, "record_value_wrong", ("key", "as_of")),
        ({"person": None}, "record_value_wrong", ("kind", "person")),
    ],
)
def test_a_fault_in_a_case_is_named(change: dict[str, Any], code: str, fact: tuple[str, str]) -> None:
    with pytest.raises(Refusal) as caught:
        answer(**change)
    assert caught.value.code == code
    assert caught.value.facts[fact[0]] == fact[1]
    assert (caught.value.facts["case"], caught.value.facts["id"]) == (0, "x-1")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "cases_not_readable"),
        ("[1]", "case_not_a_table"),
        (json.dumps({**CASE, "param_override": {}}), "case_key_misspelt"),
    ],
)
def test_a_file_that_is_no_case_file_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_cases(text)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"years": CAP["years"] * 2}, "cap_year_twice"),
        ({"years": [{"year": 2025}]}, "record_key_missing"),
        ({"years": [{"year": 2025, "insured": True, "fund_paid_cny": -1}]}, "pack_value_not_allowed"),
        ({"repaired_years": ["2026"]}, "case_value_wrong"),
    ],
)
def test_a_fault_in_a_cap_case_is_named(change: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        cap(**change)
    assert caught.value.code == code


def test_a_pack_that_fails_its_cases_says_where() -> None:
    wrong = {**CASE, "base_pack": None, "expected": {"total_months": 4, "status": "waiting"}}
    text = packaged_sources()["CN-23/pack.toml"]
    texts, pack_id = texts_with({"mine/pack.toml": text, "mine/cases/a.json": json.dumps([wrong])})
    (result,) = check_cases(load_shelf(texts), pack_id)
    assert not result.passed
    assert result.differences == {"total_months": (4, 3)}


def test_a_case_that_cannot_be_read_fails_the_check() -> None:
    text = packaged_sources()["CN-23/pack.toml"]
    texts, pack_id = texts_with(
        {"mine/pack.toml": text, "mine/cases/a.json": '[{"id": 1, "target_year": 2026}]'}
    )
    (result,) = check_cases(load_shelf(texts), pack_id)
    assert result.refusal is not None and not result.passed
