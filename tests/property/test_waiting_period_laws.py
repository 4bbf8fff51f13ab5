"""Laws of the waiting period, each with the words of the rule it checks."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from core.coverage.history import (
    EmployeeCover,
    EventType,
    History,
    Identity,
    IdentityCategory,
    LifeEvent,
    Record,
    RepairPayment,
    ResidentPayment,
)
from core.policy.certainty import Certainty
from core.policy.choices import CountMode, GapScope, StartRule
from core.policy.decision import Decision, decide
from core.policy.in_force import always, pack_in_force
from core.policy.loader import load_shelf, packaged_sources
from core.policy.pack import Pack
from core.policy.what_if import repair_offers

SHELF = load_shelf(packaged_sources())
HLJ = pack_in_force(SHELF, "CN-23-TRAINING", date(2026, 1, 1))
LAWS = settings(max_examples=80, deadline=None)
FIRST = 2025


@st.composite
def packs(draw: st.DrawFn) -> Pack:
    """Vary the readings that change results most."""
    waiting = replace(
        HLJ.waiting,
        variable_count_mode=draw(st.sampled_from(CountMode)),
        start_rule=draw(st.sampled_from(StartRule)),
        carry_over_across_years=draw(st.booleans()),
    )
    breaks = replace(HLJ.breaks, scope=draw(st.sampled_from(GapScope)))
    return replace(HLJ, waiting=waiting, breaks=breaks, variants={})


@st.composite
def lives(draw: st.DrawFn) -> tuple[History, int, date]:
    """An adult who paid some years, asked at the end of a year paid on some day."""
    year = draw(st.integers(FIRST, FIRST + 8))
    insured = draw(st.sets(st.integers(FIRST - 2, year - 1)))
    records: list[Record] = [
        ResidentPayment(one, draw(st.dates(date(one - 1, 9, 1), date(one, 12, 31))))
        for one in sorted(insured)
    ]
    paid = draw(st.dates(date(year - 1, 9, 1), date(year, 12, 30)))
    repaired = draw(st.sets(st.integers(FIRST, max(year - 1, FIRST)), max_size=4)) - insured
    records += [
        RepairPayment(one, draw(st.dates(date(year - 1, 9, 1), date(year, 12, 31))))
        for one in sorted(repaired)
    ]
    return History(date(1980, 2, 29), records=tuple(records)), year, paid


def decided(pack: Pack, history: History, year: int, paid: date) -> Decision:
    whole = replace(history, records=(*history.records, ResidentPayment(year, paid)))
    return decide(always(pack), whole, year, date(year + 1, 12, 31))


def benefit(decision: Decision) -> date:
    assert decision.benefit_date is not None
    return decision.benefit_date


@LAWS
@given(packs(), lives(), st.integers(1, 200))
def test_paying_earlier_never_gives_a_later_benefit_date(
    pack: Pack, life: tuple[History, int, date], days: int
) -> None:
    """对未在居民医保集中参保期内参保……的人员,设置参保后固定待遇等待期3个月."""
    history, year, paid = life
    earlier = max(paid - timedelta(days=days), date(year - 1, 9, 1))
    assert benefit(decided(pack, history, year, earlier)) <= benefit(decided(pack, history, year, paid))


@LAWS
@given(packs(), lives(), st.integers(1, 200), st.integers(1, 30), st.sampled_from(IdentityCategory))
def test_paying_earlier_never_gives_a_later_date_to_who_was_employed_or_exempt_all_along(
    pack: Pack, life: tuple[History, int, date], days: int, months: int, category: IdentityCategory
) -> None:
    """变更参保关系的……中断缴费3个月(含)以内; identities, events and employee cover the same on both days."""
    history, year, paid = life
    earlier = max(paid - timedelta(days=days), date(year - 1, 9, 1))
    last = earlier.year * 12 + earlier.month - 2
    employed = EmployeeCover(last - months, last)
    identity = Identity(category, date(year - 1, 1, 1))
    discharged = LifeEvent(EventType.MILITARY_DISCHARGE, date(year - 1, 8, 31))
    for whole in (
        replace(history, events=(discharged,)),
        replace(history, records=(*history.records, employed)),
        replace(history, identities=(identity,)),
    ):
        assert benefit(decided(pack, whole, year, earlier)) <= benefit(decided(pack, whole, year, paid))


@LAWS
@given(packs(), lives())
def test_repairing_more_never_lengthens(pack: Pack, life: tuple[History, int, date]) -> None:
    """每多缴纳1年可减少1个月变动待遇等待期."""
    history, year, paid = life
    now = decided(pack, history, year, paid)
    for missed in now.missed_years:
        more = replace(history, records=(*history.records, RepairPayment(missed, paid)))
        with_it = decided(pack, more, year, paid)
        assert benefit(with_it) <= benefit(now)
        assert with_it.total_months <= now.total_months


@LAWS
@given(packs(), lives())
def test_the_floor_never_lengthens_an_unrepaired_wait(pack: Pack, life: tuple[History, int, date]) -> None:
    """连续断缴4年及以上的,修复后固定待遇等待期和变动待遇等待期之和原则上不少于6个月."""
    history, year, paid = life
    bare = replace(history, records=tuple(r for r in history.records if isinstance(r, ResidentPayment)))
    without_floor = replace(pack, waiting=replace(pack.waiting, floor_total_months=0), variants={})
    assert (
        decided(pack, bare, year, paid).total_months == decided(without_floor, bare, year, paid).total_months
    )


@LAWS
@given(packs(), lives())
def test_after_four_missed_years_a_repaired_wait_is_no_shorter_than_six_months(
    pack: Pack, life: tuple[History, int, date]
) -> None:
    """连续断缴4年及以上的,修复后……之和原则上不少于6个月."""
    history, year, paid = life
    found = decided(pack, history, year, paid)
    run = sum(1 for missed in found.missed_years if missed > year - 5)
    if run == 4 and found.reason.value in ("break", "late_and_break"):
        assert found.total_months >= 6


@LAWS
@given(packs(), lives(), st.sampled_from(IdentityCategory))
def test_an_exempt_person_never_waits_longer(
    pack: Pack, life: tuple[History, int, date], category: IdentityCategory
) -> None:
    """除新生儿、医疗救助资助参保对象……等特殊群体外."""
    history, year, paid = life
    exempt = replace(history, identities=(Identity(category, paid),))
    assert benefit(decided(pack, exempt, year, paid)) <= benefit(decided(pack, history, year, paid))


@LAWS
@given(packs(), lives())
def test_months_are_never_negative_and_add_up(pack: Pack, life: tuple[History, int, date]) -> None:
    """固定待遇等待期3个月;……增加变动待遇等待期1个月."""
    found = decided(pack, *life)
    assert min(found.fixed_months, found.variable_months) >= 0
    assert found.fixed_months + found.variable_months == found.total_months
    assert (found.waiting_start is None) is (found.total_months == 0)


@LAWS
@given(packs(), lives(), st.randoms(use_true_random=False))
def test_the_order_of_records_changes_nothing(
    pack: Pack, life: tuple[History, int, date], rng: Random
) -> None:
    """Same input, same output."""
    history, year, paid = life
    held = [Identity(category, date(FIRST, 3, 1), date(year, 6, 30)) for category in IdentityCategory]
    events = [LifeEvent(kind, date(year, month, 5)) for month, kind in enumerate(EventType, start=1)]
    one = replace(history, identities=tuple(held), events=tuple(events))
    records = list(history.records)
    for rows in (held, events, records):
        rng.shuffle(rows)
    other = replace(one, records=tuple(records), identities=tuple(held), events=tuple(events))
    assert decided(pack, one, year, paid) == decided(pack, other, year, paid)
    assert decided(pack, history, year, paid) == decided(
        pack, replace(history, records=tuple(records)), year, paid
    )


@LAWS
@given(packs(), lives())
def test_the_answer_lies_in_its_own_range(pack: Pack, life: tuple[History, int, date]) -> None:
    """Certainty: give the range."""
    found = decided(pack, *life)
    assert found.earliest_benefit is not None and found.latest_benefit is not None
    assert found.earliest_benefit <= benefit(found) <= found.latest_benefit
    if found.certainty is Certainty.SURE:
        assert found.earliest_benefit == found.latest_benefit


@settings(max_examples=40, deadline=None)
@given(packs(), lives())
def test_no_payment_is_suggested_that_changes_nothing(pack: Pack, life: tuple[History, int, date]) -> None:
    """A client must not suggest paying where repair is useless."""
    history, year, paid = life
    whole = replace(history, records=(*history.records, ResidentPayment(year, paid)))
    now = decide(always(pack), whole, year, paid)
    best = now.benefit_date
    for offer in repair_offers(pack, whole, year, paid):
        assert best is not None and offer.benefit_date < best
        best = offer.benefit_date
