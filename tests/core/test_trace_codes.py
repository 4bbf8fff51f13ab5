"""Which drugs went without a trace code, told before anybody asks at the platform."""

from dataclasses import replace
from datetime import timedelta

from core.ids import ClinicCode, EventId
from core.visits.trace_codes import TracedVisit, TraceFault, untraced_lines
from core.visits.visit import OrderLine
from tests.helpers.platform_process import insured
from tests.helpers.settlement_book import MORNING, drug, service, visit

CLINIC = ClinicCode("C01")


def boxes(*codes: str, quantity: int = 1, reason: str = "") -> OrderLine:
    return replace(drug(quantity=quantity), trace_codes=codes, no_trace_reason=reason)


def faults(*lines: OrderLine) -> list[tuple[TraceFault, int, str]]:
    seen = TracedVisit(EventId("1" * 32), visit(insured(1), *lines), False)
    return [(one.fault, one.given, one.reason) for one in untraced_lines(CLINIC, [seen])]


def test_a_drug_with_a_code_for_each_box_and_a_service_are_no_work() -> None:
    assert faults(boxes("1" * 20, "2" * 20, quantity=2), service()) == []


def test_what_is_missing_short_or_no_code_is_told_apart() -> None:
    assert faults(boxes(reason="拆零"), boxes("3" * 20, quantity=2), boxes("3" * 19), boxes("９" * 20)) == [
        (TraceFault.MISSING, 0, "拆零"),
        (TraceFault.FEWER, 1, ""),
        (TraceFault.NOT_A_CODE, 1, ""),
        (TraceFault.NOT_A_CODE, 1, ""),
    ]


def test_a_split_pack_goes_out_bit_by_bit_under_one_code() -> None:
    part = replace(boxes("6" * 20, quantity=6), split=True)
    assert faults(part, part) == []


def test_a_box_is_handed_out_once() -> None:
    assert faults(boxes("4" * 20), boxes("4" * 20), boxes("5" * 20, "5" * 20, quantity=2)) == [
        (TraceFault.TWICE, 1, ""),
        (TraceFault.TWICE, 2, ""),
    ]


def test_they_are_listed_by_day_whatever_order_the_visits_came_in() -> None:
    early, late = (
        TracedVisit(EventId(number * 32), visit(insured(1), boxes(), at=at), True)
        for number, at in (("1", MORNING - timedelta(days=2)), ("2", MORNING))
    )
    found = untraced_lines(CLINIC, [late, early])
    assert [(one.visit, one.uploaded) for one in found] == [(early.event_id, True), (late.event_id, True)]
