"""Supervision indicators are counts and sums: they add up, and averages and shares follow from them."""

from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from core.events import ResultKind
from core.identity.person import Sex
from core.ids import ClinicCode, EventId, PersonId, UserId
from core.prescription_review import Reviewed, Verdict
from core.statement import ToldVisit
from core.supervision import (
    Flow,
    Indicators,
    SupervisedVisit,
    added,
    average,
    indicators_of,
    permille,
)
from core.visits.township_checks import TownshipCheck
from core.visits.visit import PatientOnVisit
from tests.helpers.township_store import NOW
from tests.helpers.township_talk import a_visit

FLOW = Flow(2, 3, 1)
SETTLED = (ResultKind.SETTLED, {"fund": 1600, "account": 100, "institution": 0, "cash": 800})
figures = st.builds(Indicators, **{one.name: st.integers(0, 10**9) for one in fields(Indicators)})


def supervised(number: int, *told: Any, days: int = 0, **changes: Any) -> SupervisedVisit:
    visit = a_visit(visited_at=NOW - timedelta(days=days), **changes)
    return SupervisedVisit(ToldVisit(EventId(f"{number:032x}"), visit, told), NOW, frozenset())


def test_a_month_counts_what_happened_in_it() -> None:
    (line,) = a_visit().lines
    nameless = PatientOnVisit(PersonId(""), "", "某人", Sex.FEMALE, date(1970, 1, 1))
    reviewed = Reviewed(ClinicCode("C01"), EventId("1"), Verdict.ABNORMAL, "多", UserId("li"), NOW)
    counted = indicators_of(
        [
            supervised(1, (ResultKind.ACCEPTED, {}), SETTLED),
            replace(supervised(2, days=3), reviewed=reviewed),
            replace(supervised(3, days=4), spoken=frozenset({TownshipCheck.TWO_CLINICS})),
            supervised(4, (ResultKind.NEEDS_CORRECTION, {"reason": "x"}), patient=nameless, lines=()),
            supervised(
                5, (ResultKind.NOT_PAYABLE, {}), patient=nameless, lines=(replace(line, trace_codes=("8",)),)
            ),
            supervised(6, lines=(replace(line, no_trace_reason="中药饮片"),)),
        ],
        FLOW,
    )
    expected = {
        **{"visits": 6, "people": 3, "most_of_one": 4, "days": 3, "total": 12_500, "drugs": 12_500},
        **{"settled": 1, "settled_total": 2500, "fund": 1600, "account": 100, "institution": 0, "cash": 800},
        **{"estimated_fund": 1500, "not_payable": 1, "unsettled": 4, "returned": 1},
        **{"sent_back": 2, "corrected": 3, "cancelled": 1, "late": 1},
        **{"drug_lines": 5, "without_trace": 3, "trace_excused": 1},
        **{"spoke": 1, "two_clinics": 1, "supply_overlaps": 0, "after_death": 0, "in_hospital": 0},
        **{"prescriptions": 5, "reviewed": 1, "improper": 1},
    }
    assert counted.to_plain() == expected
    assert Indicators.from_plain({**expected, "of a newer program": 1}) == counted


@given(st.lists(figures, max_size=4))
def test_months_of_clinics_add_up(some: list[Indicators]) -> None:
    total = added(some).to_plain()
    for name, value in total.items():
        column = [one.to_plain()[name] for one in some]
        assert value == (max(column, default=0) if name == "most_of_one" else sum(column))


@given(st.integers(0, 10**9), st.integers(0, 10**6))
def test_averages_and_shares_are_the_nearest_and_of_nothing_there_is_none(part: int, whole: int) -> None:
    for found, scale in ((average(part, whole), 1), (permille(part, whole), 1000)):
        assert (found is None) == (whole == 0)
        if found is not None:
            assert abs(found * whole - part * scale) * 2 <= whole
