"""Where the platform and our own reading differ, both dates are said."""

from dataclasses import replace
from datetime import date

import pytest

from core.coverage.enrolment import PlatformAnswer
from tests.core.coverage.test_verdict import ACTIVE, WAITING, verdict
from ui.wording.verdicts import cautions


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
