"""The sentences of 参保动员 say no more than is so."""

from datetime import date

from core.coverage.history import ResidentPayment
from core.outreach.unenrolled import Unenrolled
from core.outreach.village import Approached
from tests.core.outreach.test_unenrolled import AUTUMN, entry, listed, paid
from ui.wording.outreach import consequences, now_short, person_short

_BORN = date(2026, 10, 20)


def said(told: Unenrolled, on: date = AUTUMN) -> str:
    return "\n".join(consequences(told, on))


def test_a_year_over_before_its_benefits_begin_is_called_too_late_not_a_day_to_look_forward_to() -> None:
    told = listed(entry(*paid(2025)), 2026)
    assert now_short(told, AUTUMN) == "来不及"
    assert "今年余下的日子看病都由本人付" in said(told)
    closed = listed(entry(), 2025)
    assert (now_short(closed, AUTUMN), said(closed).count("元")) == ("已截止", said(closed).count("限额降低"))


def test_a_newborn_has_its_age_in_days_or_months_and_the_last_day_counts() -> None:
    told = listed(entry(born=_BORN), 2026)
    assert told.newborn_until is not None
    assert person_short(Approached(told), date(2026, 11, 1)) == "测试甲 12天"
    assert "最迟 2027年1月18日（还剩 49 天）" in said(told)
    assert "今天是最后一天" in said(told, told.newborn_until)
    assert "等 0 个月" not in said(told)


def test_a_newborn_that_is_paid_for_is_not_told_to_pay_for_its_birth_year_again() -> None:
    told = listed(entry(ResidentPayment(2026, AUTUMN), born=_BORN), 2027)
    assert "新生儿" not in said(told)
