"""A month's statement adds up to the fen, and tells why a settlement is not the estimate."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalogue.items import FeeClass
from core.events import ResultKind
from core.ids import ClinicCode, EventId
from core.money import Fen
from core.statement import ClinicStatement, Fate, Shares, Tally, ToldVisit, Why, statement_of
from core.visits.payment import Payment
from core.visits.visit import FundSplit
from tests.helpers.township_talk import a_visit

TOTAL, FUND = 2500, 1500
ESTIMATE = FundSplit(Fen(FUND), Fen(0), Fen(TOTAL - FUND))
Told = tuple[ResultKind, dict[str, Any]]


def settled(fund: int, account: int = 0, institution: int = 0) -> Told:
    cash = TOTAL - fund - account - institution
    shares = {"fund": fund, "account": account, "institution": institution, "cash": cash, "total": TOTAL}
    return ResultKind.SETTLED, {**shares, "funds": {"390100": fund}}


def stated(*told: Told, estimate: FundSplit | None = ESTIMATE) -> ClinicStatement:
    one = ToldVisit(EventId("ab" * 16), a_visit(estimate=estimate), told)
    return statement_of(ClinicCode("C01"), "上村卫生室", "2026-05", [one])


@pytest.mark.parametrize(
    ("told", "why", "difference"),
    [
        (settled(FUND), Why.AS_ESTIMATED, 0),
        (settled(FUND - 1), Why.FUND_LESS, 1),
        (settled(FUND + 200), Why.FUND_MORE, -200),
        (settled(FUND, account=300), Why.ACCOUNT, -300),
        (settled(FUND, institution=5), Why.INSTITUTION, -5),
    ],
)
def test_a_settlement_tells_why_it_is_not_the_estimate(told: Told, why: Why, difference: int) -> None:
    statement = stated(told)
    (line,) = statement.visits
    assert (line.why, line.difference) == (why, difference)
    assert statement.differences[why] == Tally(1, Fen(difference))


def test_without_an_estimate_there_is_no_difference_to_tell() -> None:
    (line,) = stated(settled(FUND), estimate=None).visits
    assert (line.why, line.difference, line.estimate) == (Why.NOT_ESTIMATED, None, None)


@pytest.mark.parametrize(
    ("told", "fate"),
    [
        ((), Fate.WAITING),
        (((ResultKind.ACCEPTED, {}),), Fate.WAITING),
        (((ResultKind.ACCEPTED, {}), (ResultKind.SETTLEMENT_UNKNOWN, {})), Fate.WAITING),
        (((ResultKind.NEEDS_CORRECTION, {"reason": "日期不对"}),), Fate.RETURNED),
        (((ResultKind.NEEDS_CORRECTION, {"reason": "x"}), (ResultKind.ACCEPTED, {})), Fate.WAITING),
        (((ResultKind.NOT_PAYABLE, {"reason": "未参保"}),), Fate.NOT_PAYABLE),
        ((settled(FUND), (ResultKind.REVERSED, {})), Fate.WAITING),
    ],
)
def test_the_last_word_decides_what_became_of_a_visit(told: tuple[Told, ...], fate: Fate) -> None:
    statement = stated(*told)
    assert {one: tally.count for one, tally in statement.fates.items() if tally.count} == {fate: 1}
    assert statement.settled == Shares(Fen(0), Fen(0), Fen(0), Fen(0))


@pytest.mark.parametrize(
    ("told", "estimate", "borne"),
    [
        ((settled(FUND, account=300),), ESTIMATE, (FUND, 300, 0, TOTAL - FUND - 300)),
        (((ResultKind.NEEDS_CORRECTION, {"reason": "x"}),), ESTIMATE, (FUND, 0, 0, TOTAL - FUND)),
        (((ResultKind.NOT_PAYABLE, {"reason": "x"}),), ESTIMATE, (0, 0, 0, TOTAL)),
        ((), ESTIMATE, (FUND, 0, 0, TOTAL - FUND)),
        ((), None, (0, 0, 0, TOTAL)),
    ],
)
def test_what_nobody_settled_is_borne_as_estimated_and_what_is_not_paid_by_the_patient(
    told: tuple[Told, ...], estimate: FundSplit | None, borne: tuple[int, ...]
) -> None:
    assert stated(*told, estimate=estimate).borne == borne


def test_reasons_are_counted_as_they_were_said() -> None:
    assert stated((ResultKind.NOT_PAYABLE, {"reason": "未参保"})).reasons == {(Fate.NOT_PAYABLE, "未参保"): 1}


words = st.one_of(
    st.builds(settled, st.integers(0, 1500), st.integers(0, 500), st.integers(0, 500)),
    st.sampled_from([(ResultKind.ACCEPTED, {}), (ResultKind.NOT_PAYABLE, {"reason": "x"})]),
)


@given(st.lists(st.tuples(words, st.booleans()), max_size=12))
def test_every_sum_is_the_sum_of_its_lines(said: list[tuple[Told, bool]]) -> None:
    visits = [
        ToldVisit(
            EventId(f"{number:032x}"),
            a_visit(
                visited_at=datetime(2026, 5, 1 + number, tzinfo=UTC), estimate=ESTIMATE if known else None
            ),
            (told,),
        )
        for number, (told, known) in enumerate(said)
    ]
    statement = statement_of(ClinicCode("C01"), "上村卫生室", "2026-05", visits)
    assert sum(tally.count for tally in statement.fates.values()) == statement.all.count == len(said)
    assert sum(tally.sum for tally in statement.fates.values()) == statement.all.sum == TOTAL * len(said)
    assert statement.fee_classes == ({FeeClass.A: TOTAL * len(said)} if said else {})
    assert statement.settled.total == statement.fates[Fate.SETTLED].sum
    assert sum(statement.funds.values()) == statement.settled.fund
    known = [one for one in statement.visits if one.difference is not None]
    assert sum(tally.sum for tally in statement.differences.values()) == sum(
        one.difference or 0 for one in known
    )


WAYS_PAID = st.sampled_from(["cash", "wechat", "alipay", "of_a_newer_program"])


@given(st.lists(st.tuples(WAYS_PAID, st.integers(0, 4000))))
def test_what_patients_paid_by_adds_up_to_the_cash_they_bear(paid: list[tuple[str, int]]) -> None:
    told = [
        ToldVisit(EventId(f"{place:032x}"), a_visit(estimate=ESTIMATE, payment=Payment(way, Fen(family))), ())
        for place, (way, family) in enumerate(paid)
    ]
    statement = statement_of(ClinicCode("C01"), "上村卫生室", "2026-05", told)
    assert sum(statement.ways.values()) == statement.borne.cash
    assert statement.ways.get("family", 0) == sum(min(family, TOTAL - FUND) for _, family in paid)
