"""Where the platform and our own reading differ, both dates are said."""

from dataclasses import replace
from datetime import date

import pytest

from core.coverage.enrolment import LookUp, PlatformAnswer, RosterScope
from core.coverage.verdict import Verdict, give_verdict
from core.policy.decision import Flag
from core.policy.loader import load_shelf, packaged_sources
from core.policy.timeline import Timeline, TimelineYear, YearState
from core.training.characters import Character
from core.training.township import PACK, make_township
from tests.core.coverage.test_verdict import ACTIVE, WAITING, verdict
from ui.wording.verdicts import benefit_mark, cautions, must_pay


@pytest.mark.parametrize(
    ("entitled", "begin", "end", "words"),
    [
        (False, None, date(2026, 4, 30), ("2026年4月30日为止不能享受", "2026年4月1日起可享受", "相差 30 天")),
        (True, date(2026, 5, 1), None, ("2026年5月1日起可享受", "2026年4月1日起可享受", "相差 30 天")),
        (True, None, None, ("医保平台说可以享受", "2026年4月1日起可享受")),
    ],
)
def test_a_different_end_of_the_wait_is_told_with_both_dates(
    entitled: bool, begin: date | None, end: date | None, words: tuple[str, ...]
) -> None:
    answer = PlatformAnswer(entitled, begin, end, "原文", date(2026, 1, 25))
    (said,) = cautions(verdict(replace(WAITING, platform_answer=answer)), card_expired=False)
    assert [one for one in words if one not in said] == []
    assert "以平台为准" in said


def test_a_no_to_somebody_entitled_is_told_with_our_date() -> None:
    answer = PlatformAnswer(False, None, None, "原文", date(2026, 1, 25))
    (said,) = cautions(verdict(replace(ACTIVE, platform_answer=answer)), card_expired=False)
    assert "医保平台说不能享受" in said and "起可享受" in said


def paid_late_in_autumn() -> Verdict:
    """Somebody whose wait for 2026 ends in 2027, with nothing paid for 2027."""
    entry = make_township(7, date(2026, 11, 25), people=40).characters[Character.WAITING_LATE]
    scope = RosterScope(date(2026, 11, 25), date(2026, 12, 31), PACK)
    return give_verdict(LookUp(entry, scope), load_shelf(packaged_sources()), date(2026, 11, 25))


def test_a_wait_that_outlasts_the_year_paid_for_says_that_the_next_year_must_be_paid() -> None:
    said = paid_late_in_autumn()
    assert said.decision is not None and Flag.BENEFIT_AFTER_COVERAGE_END in said.decision.flags
    assert "2027 年度" in must_pay(said)
    assert must_pay(verdict(WAITING)) == ""


def test_the_picture_of_the_years_says_so_too() -> None:
    years = (TimelineYear(2026, YearState.LATE), TimelineYear(2027, YearState.NOT_PAID))
    timeline = Timeline(years, date(2026, 11, 25), date(2026, 10, 12), date(2027, 1, 12))
    assert benefit_mark(timeline) == "2027年1月12日起可享受（须先缴 2027 年度）"
    paid = replace(timeline, years=(years[0], TimelineYear(2027, YearState.ON_TIME)))
    assert benefit_mark(paid) == "2027年1月12日起可享受"
