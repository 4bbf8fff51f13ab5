"""The sentences of 参保动员 say no more than is so."""

from datetime import date

from core.coverage.history import ResidentPayment
from core.outreach.unenrolled import Unenrolled, standing_for
from core.outreach.village import Approached
from tests.core.outreach.test_unenrolled import AUTUMN, PACKS, SPRING, entry, listed, paid
from ui.wording.outreach import SHEET_UNCLEAR, consequences, for_the_household, now_short, person_short

_BORN = date(2026, 10, 20)


def said(told: Unenrolled, on: date = AUTUMN) -> str:
    return "\n".join(consequences(told, on))


def test_a_year_over_before_its_benefits_begin_is_called_too_late_not_a_day_to_look_forward_to() -> None:
    told = listed(entry(*paid(2025)), 2026)
    assert now_short(told, AUTUMN) == "来不及"
    assert "今年余下的日子看病都由本人付" in said(told)
    closed = listed(entry(), 2025)
    assert (now_short(closed, AUTUMN), said(closed).count("元")) == ("已截止", said(closed).count("限额降低"))


def test_the_days_of_the_window_are_said_and_nobody_is_told_to_pay_before_it_opens() -> None:
    steady, broken = entry(*paid(2024, 2025, 2026)), entry(*paid(2024))
    told = said(listed(steady, 2027))
    assert (
        "2027 年度按时缴到 2026年12月31日为止；过了再缴，要等 3 个月，最早 2027年4月1日起可以报销。" in told
    )
    assert "按时缴到 2026年12月31日为止。" in said(listed(broken, 2027))
    early = said(listed(steady, 2027, SPRING), SPRING)
    assert "2027 年度还没开始缴：2026年9月1日起可以缴。" in early
    assert "现在缴" not in early and "到时按时缴：不用等" in early


def test_a_household_is_not_told_on_paper_to_look_after_the_clinics_computer() -> None:
    _, told = standing_for(PACKS, entry(is_whole=False), 2027, AUTUMN)
    assert told is not None
    assert list(for_the_household(told, AUTUMN)) == [SHEET_UNCLEAR]
    assert list(for_the_household(listed(entry(), 2027), AUTUMN)) == list(
        consequences(listed(entry(), 2027), AUTUMN)
    )


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
