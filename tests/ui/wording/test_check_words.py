"""Every check, level and fact of a pack's cases has its words; one of a newer program shows its code."""

import re

import pytest

from core.policy.cases import CaseResult, check_cases, check_visit_case
from core.policy.check_names import CHECK_NAMES
from core.policy.check_rules import CheckKind, Level
from core.policy.loader import packaged_shelf
from ui.wording import checks as words

RESULTS = [one for one in check_cases(packaged_shelf(), "CN") if one.case.about_visit]


def test_every_check_and_level_has_a_name() -> None:
    assert set(CHECK_NAMES) == {kind.value for kind in CheckKind}
    assert set(words.LEVELS) == {level.value for level in Level} - {Level.OFF.value}


def test_the_cases_make_every_check_speak() -> None:
    said = {one.kind for result in RESULTS for one in check_visit_case(packaged_shelf(), result.case, "CN")}
    assert said == set(CheckKind)


@pytest.mark.parametrize("result", [pytest.param(one, id=str(one.case.id)) for one in RESULTS])
def test_what_a_check_says_names_its_facts_and_no_code(result: CaseResult) -> None:
    for one in check_visit_case(packaged_shelf(), result.case, "CN"):
        said = words.check_headline(one.kind.value, one.facts, one.lines)
        assert re.search("[a-z_{}]{4}", said) is None
        assert len(said) < 60


def test_facts_of_another_program_do_not_keep_a_visit_from_being_shown() -> None:
    assert words.check_said("of_tomorrow", {}) == "of_tomorrow"
    assert words.check_said("over_supply", {"left": "much"}) == "超量"
    assert words.check_said("quota_used_up", {"left": "much"}) == "年度额度"
