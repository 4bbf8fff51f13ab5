"""Every status, reason, flag, step and doubt has its words, and any decision can be said."""

import random
import re
from datetime import date
from typing import Any

import pytest

from core.coverage.history import History, IdentityCategory
from core.errors import Refusal
from core.money import Fen
from core.policy.contribution import YearlyPrice
from core.policy.decision import Flag, decide
from core.policy.in_force import pack_in_force
from core.policy.loader import load_shelf, packaged_sources
from core.policy.status import Status
from core.policy.steps import Article, StepCode
from core.policy.waiting_period import Reason
from core.policy.worlds import MissingKind
from tests.property.random_lives import a_person
from ui.wording import policy
from ui.wording.contribution import price_said
from ui.wording.policy_steps import GROUPS, STEPS
from ui.wording.reasons import sentence_for

SHELF = load_shelf(packaged_sources())


def test_nothing_the_law_can_say_is_without_words() -> None:
    assert set(policy.STATUSES) == set(Status)
    assert set(policy.REASONS_SAID) == set(Reason)
    assert set(policy.FLAGS) == set(Flag)
    assert set(policy.ARTICLES) == set(Article)
    assert set(policy.MISSING) == set(MissingKind)
    assert set(STEPS) == set(StepCode)


@pytest.mark.parametrize("pack_id", list(SHELF.versions))
def test_every_doubt_and_every_exempt_group_of_a_pack_has_words(pack_id: str) -> None:
    pack = pack_in_force(SHELF, pack_id, date(2026, 1, 1))
    assert [path for path in pack.alternatives if policy.parameter_said(path) == path] == []
    assert [one.category for one in pack.exemptions if one.category not in GROUPS] == []


@pytest.mark.parametrize("seed", range(3))
def test_any_decision_can_be_said_without_a_code_in_it(seed: int) -> None:
    rng = random.Random(seed)
    packs = [pack_in_force(SHELF, code, date(2026, 1, 1)) for code in ("CN-23", "CN-36", "CN-23-TRAINING")]
    for _ in range(150):
        target = rng.randint(2025, 2031)
        person, as_of = a_person(rng, target)
        for line in policy.explanation(decide(rng.choice(packs), History.from_plain(person), target, as_of)):
            assert line.endswith(("。", "〕"))
            assert re.search(r"[a-z]_[a-z]|None|\d{4}-\d\d-\d\d", line) is None, line


def test_a_province_is_cited_by_its_own_text() -> None:
    assert "黑龙江" in policy.article_said(Article.TRANSFER, "CN-23")
    assert "黑龙江" in policy.article_said(Article.TRANSFER, "CN-23-TRAINING")
    assert "黑龙江" in policy.article_said(Article.TRANSFER, "CN-230123"), "a county of the province"
    assert "黑龙江" not in policy.article_said(Article.TRANSFER, "CN-22")
    assert "38号" in policy.article_said(Article.WAITING_PERIOD, "CN")


@pytest.mark.parametrize("category", [*IdentityCategory])
def test_a_price_names_the_subsidy_and_what_is_left(category: IdentityCategory) -> None:
    price = YearlyPrice(2026, Fen(40000), Fen(70000), Fen(24000), Fen(16000), category.value)
    (said,) = price_said(price)
    assert re.search("[a-z]", said) is None
    for words in ("400.00 元", "资助 240.00 元", "需缴 160.00 元", "补助 700.00 元"):
        assert words in said


def test_without_an_amount_no_price_is_said() -> None:
    assert price_said(YearlyPrice(2026, None, Fen(70000), None, None, "")) == []
    (said,) = price_said(YearlyPrice(2026, Fen(40000), None, Fen(0), Fen(40000), ""))
    assert said == "2026 年度个人缴费 400.00 元。"


def test_steps_that_fill_a_gap_by_assumption_say_that_they_do() -> None:
    paid_some_day = {"kind": "resident", "coverage_year": 2026, "paid_on": None}
    person = {"birth_date": "1971-03-08", "identities": [], "events": [], "records": [paid_some_day]}
    pack = pack_in_force(SHELF, "CN-23", date(2026, 1, 1))
    said = policy.explanation(decide(pack, History.from_plain(person), 2026, date(2026, 11, 25)))
    assert any("2026 年度的缴费日期" in line for line in said)
    assert any("按其中一种可能推算" in line for line in said)


@pytest.mark.parametrize(
    ("faulty", "told"),
    [
        ({"person": 7}, "（从 0 数起，本人）中 整条内容 的写法不对，应为 带名称的一组内容（JSON 对象）"),
        ({"person": {"birth_date": "1980-13-01"}}, "birth_date 的写法不对，应为 日期，如 2026-01-31"),
        ({"person": {"birth_date": "1980-01-01", "records": {}}}, "records 的写法不对，应为 列表"),
    ],
)
def test_a_fault_in_a_case_is_told_without_the_programs_own_terms(faulty: dict[str, Any], told: str) -> None:
    with pytest.raises(Refusal) as refused:
        History.from_plain(faulty["person"])
    assert told in sentence_for(refused.value)
