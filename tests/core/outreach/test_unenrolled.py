"""Who is not enrolled for a year, and what 国办发〔2024〕38号 二(三) makes of paying now or a year later."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.coverage.enrolment import CoverElsewhere, RosterEntry, Scheme
from core.coverage.history import (
    EmployeeCover,
    History,
    Identity,
    IdentityCategory,
    MilitaryService,
    Record,
    ResidentPayment,
)
from core.dates import month_of
from core.errors import Refusal
from core.identity.person import Person, Sex
from core.ids import PersonId
from core.outreach.unenrolled import Standing, Unenrolled, WhyNot, season_of, standing_for
from core.policy.decision import decide
from core.policy.in_force import packs_of
from core.policy.loader import load_shelf, packaged_sources
from core.policy.pack import Pack

PACKS = packs_of(load_shelf(packaged_sources()), "CN-23-TRAINING")
BORN, AUTUMN, SPRING = date(1970, 3, 1), date(2026, 11, 30), date(2026, 5, 6)


def entry(*records: Record, born: date = BORN, **more: Any) -> RosterEntry:
    person = Person(PersonId("P1"), "", "测试甲", Sex.FEMALE, born)
    return replace(RosterEntry(person, History(born, records=records)), **more)


def paid(*years: int) -> tuple[Record, ...]:
    """Pay in the autumn before each year."""
    return tuple(ResidentPayment(year, date(year - 1, 11, 1)) for year in years)


def listed(one: RosterEntry, year: int, on: date = AUTUMN) -> Unenrolled:
    standing, told = standing_for(PACKS, one, year, on)
    assert standing is Standing.UNENROLLED
    assert told is not None
    return told


def test_the_year_to_speak_about_is_the_next_one_once_its_window_is_open() -> None:
    assert (season_of(PACKS, SPRING), season_of(PACKS, AUTUMN)) == (2026, 2027)


def test_who_leaves_a_year_out_waits_three_months_and_whoever_pays_in_time_waits_for_nothing() -> None:
    """二(三): 未在规定参保期内参保……设置参保后固定待遇等待期3个月."""
    told = listed(entry(*paid(2024, 2025, 2026)), 2027)
    assert told.why is WhyNot.NOT_YET
    assert told.now and told.later
    assert (told.now.total_months, told.now.benefit_date) == (0, date(2027, 1, 1))
    assert (told.later.total_months, told.later.benefit_date) == (3, date(2028, 4, 1))
    assert (told.more_months, told.years_in_a_row) == (3, 2)  # counted from 2025 on


def test_a_wait_that_runs_already_is_none_that_paying_the_next_year_begins() -> None:
    late = ResidentPayment(2026, date(2026, 10, 12))
    told = listed(entry(*paid(2024, 2025), late), 2027)
    assert told.now and told.goes_on_waiting
    assert (told.now.benefit_date, told.more_months) == (date(2027, 1, 12), 3)
    assert not listed(entry(*paid(2024, 2025, 2026)), 2027).goes_on_waiting


def test_each_year_left_out_costs_a_month_more_and_paying_it_too_takes_it_back() -> None:
    """二(三): 每多断保1年，原则上在固定待遇等待期基础上增加1个月变动待遇等待期; 可缴费修复."""
    told = listed(entry(*paid(2024)), 2027)
    assert (told.why, told.last_year) == (WhyNot.BROKEN_OFF, 2024)
    assert told.now and told.later
    assert told.later.total_months == told.now.total_months + 1 == told.now.total_months + told.more_months
    assert told.offers and told.offers[0].benefit_date < told.offers[0].benefit_date_now


@pytest.mark.parametrize(
    ("record", "why"),
    [
        (EmployeeCover(month_of(date(2020, 1, 1)), month_of(date(2024, 12, 1))), WhyNot.EMPLOYEE_ENDED),
        (MilitaryService(month_of(date(2015, 1, 1)), month_of(date(2017, 12, 1))), WhyNot.SERVICE_ENDED),
    ],
)
def test_where_no_year_was_paid_what_ended_before_is_the_reason(record: Record, why: WhyNot) -> None:
    assert listed(entry(record), 2027).why is why
    assert listed(entry(), 2027).why is WhyNot.NO_RECORD


def test_a_newborn_is_told_the_last_day_that_reaches_back_to_its_birth() -> None:
    """三(一): 新生儿……出生之日起90天内……自出生之日所发生的医疗费用均可纳入."""
    born = date(2026, 10, 20)
    told = listed(entry(born=born), 2026)
    assert told.why is WhyNot.NEWBORN
    until = told.newborn_until
    assert until and told.now and told.now.benefit_date == born
    on_the_last_day = listed(entry(born=born), 2026, until)
    assert on_the_last_day.now and on_the_last_day.now.benefit_date == born
    standing, later = standing_for(PACKS, entry(born=born), 2027, date(2027, 6, 1))
    assert later and (standing, later.newborn_until) == (Standing.UNENROLLED, None)


def test_the_dead_those_moved_away_and_those_insured_otherwise_are_not_spoken_to() -> None:
    gone = [entry(deceased_on=SPRING), entry(moved_on=SPRING)]
    elsewhere = entry(elsewhere=CoverElsewhere(Scheme.RESIDENT, "别处"))
    otherwise = [entry(EmployeeCover(month_of(SPRING), None)), elsewhere]
    assert [standing_for(PACKS, one, 2027, AUTUMN) for one in gone] == [(Standing.GONE, None)] * 2
    assert [standing_for(PACKS, one, 2027, AUTUMN) for one in otherwise] == [(Standing.OTHERWISE, None)] * 2
    assert standing_for(PACKS, entry(*paid(2027)), 2027, AUTUMN) == (Standing.ENROLLED, None)


def test_what_cannot_be_read_or_decided_is_listed_as_unclear_with_its_reason() -> None:
    standing, told = standing_for(PACKS, entry(is_whole=False), 2027, AUTUMN)
    assert told and told.refusal
    assert (standing, told.refusal.code) == (Standing.UNCLEAR, "roster_row_of_newer_program")
    none = packs_of(load_shelf({}), "CN-23-TRAINING")
    standing, told = standing_for(none, entry(), 2027, AUTUMN)
    assert told and told.refusal
    assert (standing, told.refusal.code, told.now) == (Standing.UNCLEAR, "pack_unknown", None)


def test_behind_the_window_the_same_year_comes_with_a_wait_of_its_own() -> None:
    """二(三): 对未在居民医保集中参保期内参保……的人员，设置参保后固定待遇等待期3个月."""
    told = listed(entry(*paid(2025, 2026)), 2027)
    assert told.window and told.window.last_on_time == date(2026, 12, 31)
    assert told.late and (told.late.total_months, told.late.benefit_date) == (3, date(2027, 4, 1))
    assert listed(entry(*paid(2025, 2026)), 2027, date(2027, 1, 1)).late is None, "now is behind it"
    assert listed(entry(born=date(2026, 10, 20)), 2027).late is None, "a newborn has days of its own"
    early = listed(entry(*paid(2025, 2026)), 2027, SPRING)
    assert (early.can_pay(SPRING), told.can_pay(AUTUMN)) == (False, True)


def test_whoever_the_roster_bears_after_today_is_listed_to_be_checked() -> None:
    standing, told = standing_for(PACKS, entry(born=date(2026, 12, 5)), 2026, AUTUMN)
    assert told and told.refusal
    assert (standing, told.refusal.code) == (Standing.UNCLEAR, "outreach_born_after_today")


def test_nothing_is_said_of_a_later_year_that_is_paid_or_that_no_pack_speaks_of() -> None:
    told = listed(entry(*paid(2024, 2025, 2027)), 2026)
    assert told.now and told.later is None

    def until_new_year(day: date) -> Pack:
        if day.year > 2026:
            raise Refusal("pack_not_in_force", pack="CN-23-TRAINING", day=day.isoformat())
        return PACKS(day)

    standing, told_now = standing_for(until_new_year, entry(*paid(2026)), 2027, AUTUMN)
    assert standing is Standing.UNENROLLED
    assert told_now and told_now.now and told_now.now.benefit_date == date(2027, 1, 1)
    assert (told_now.later, told_now.more_months) == (None, 0)


def test_a_year_that_cannot_be_paid_any_more_has_no_price() -> None:
    told = listed(entry(), 2025)
    assert told.now and (told.now.benefit_date, told.price) == (None, None)


def test_each_year_of_a_newborn_needs_its_own_payment() -> None:
    """三(一) as packs have it (each_year_needs_payment): the birth year stays open for 90 days."""
    born = date(2026, 10, 20)
    first, both = entry(*paid(2027), born=born), (ResidentPayment(2026, AUTUMN), *paid(2027))
    told = listed(first, 2027)
    assert (told.year, told.why, told.later) == (2026, WhyNot.NEWBORN, None)
    assert told.now and told.now.benefit_date == born
    assert standing_for(PACKS, first, 2027, date(2027, 2, 1)) == (Standing.ENROLLED, None)
    assert standing_for(PACKS, entry(*both, born=born), 2027, AUTUMN) == (Standing.ENROLLED, None)
    second = listed(entry(ResidentPayment(2026, AUTUMN), born=born), 2027)
    assert (second.why, second.newborn_until) == (WhyNot.NOT_YET, None), "its birth year is paid for"


def test_within_an_extended_window_nobody_has_broken_off_yet() -> None:
    """江西: 2026 年度集中缴费期 2025-10-15 至 2026-02-28."""
    packs = packs_of(load_shelf(packaged_sources()), "CN-36")
    whys = []
    for day in (date(2026, 2, 28), date(2026, 3, 1)):
        _, told = standing_for(packs, entry(*paid(2025)), 2026, day)
        whys.append(told and told.why)
    assert whys == [WhyNot.NOT_YET, WhyNot.BROKEN_OFF]


def test_whoever_is_paid_for_has_nothing_to_pay() -> None:
    poor = replace(entry().history, identities=(Identity(IdentityCategory.TEKUN, date(2020, 1, 1), None),))
    told = listed(entry(history=poor), 2027)
    assert told.price and told.price.to_pay == 0 and told.price.category == IdentityCategory.TEKUN


@given(years=st.sets(st.integers(2020, 2026)), day=st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_the_list_says_nothing_but_what_the_law_says_of_such_a_payment(years: set[int], day: date) -> None:
    """No rule of its own: `now` and `later` are the verdict engine's answers to the payments named."""
    one = entry(*paid(*sorted(years)))
    for year in (day.year, day.year + 1):
        standing, told = standing_for(PACKS, one, year, day)
        assert (standing is Standing.ENROLLED) == (told is None) == (year in years)
        if told and told.now and told.later:
            with_it = replace(one.history, records=(*one.history.records, ResidentPayment(year, day)))
            assert told.now == decide(PACKS, with_it, year, day)
            assert told.later.target_year == year + 1
            assert told.later.benefit_date and told.later.benefit_date >= date(year + 1, 1, 1)
