"""A visit settled over real HTTP with the platform simulator as judge."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from core.errors import Hindrance
from core.events import ResultKind
from core.identity.id_number import NumberKind
from core.settlement_ports import Step
from sync.township.settlement.answers import NotReached
from sync.township.settlement.platform import HttpPlatform
from sync.township.settlement.province import Signing
from tests.helpers.platform_process import PlatformProcess, insured, running_platform
from tests.helpers.settlement_book import PowerCut, drug, service, visit
from tests.helpers.settlement_desk import INSTITUTION, Town

_people = count(1)


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlatformProcess]:
    with running_platform(Path(tmp_path_factory.mktemp("platform"))) as process:
        yield process


@pytest.fixture
def town(platform: PlatformProcess) -> Iterator[Town]:
    town = Town(platform)
    yield town
    platform.be_well()
    town.hang_up()


def one_visit(town: Town) -> tuple[str, str]:
    """Insure somebody new and let their visit join the outbox; give the event and the person."""
    person = insured(next(_people))
    town.line.insure(person)
    return town.book.join(visit(person)), person["psn_no"]


def standing(town: Town, psn_no: str) -> list[dict[str, object]]:
    return [row for row in town.line.ledger() if row["psn_no"] == psn_no]


def test_a_visit_is_settled_and_the_clinic_hears_the_amounts(town: Town) -> None:
    event_id, psn_no = one_visit(town)
    run = town.run()
    (row,) = standing(town, psn_no)
    assert run.settled == 1
    assert (row["sum_fen"], row["fund_fen"], row["acct_fen"], row["cash_fen"]) == (2234, 1340, 0, 894)
    ((kind, facts),) = town.book.results_of(event_id)
    assert kind is ResultKind.SETTLED
    assert (facts["total"], facts["fund"], facts["account"], facts["cash"]) == (2234, 1340, 0, 894)
    assert (facts["settlement_id"], facts["funds"]) == (row["setl_id"], {"390100": 1340})


def test_a_second_run_sends_nothing(town: Town) -> None:
    one_visit(town)
    town.run()
    before = len(town.line.messages())
    assert town.run().settled == 0
    assert len(town.line.messages()) == before


@pytest.mark.parametrize(
    ("insurance", "sentence"),
    [
        ({"status": "2"}, "参保状态不正常"),
        ({"benefit_begin": "2026-04-01", "reason": "待遇等待期内"}, "待遇等待期内"),
    ],
)
def test_somebody_without_cover_comes_back_with_the_platforms_reason(
    town: Town, insurance: dict[str, str], sentence: str
) -> None:
    person = insured(next(_people), **insurance)
    town.line.insure(person)
    event_id = town.book.join(visit(person))
    assert town.run().not_payable == 1
    assert town.book.results_of(event_id) == [(ResultKind.NOT_PAYABLE, {"reason": sentence})]


def test_somebody_unknown_to_the_platform_is_not_payable(town: Town) -> None:
    event_id = town.book.join(visit(insured(next(_people))))
    assert town.run().not_payable == 1
    ((kind, facts),) = town.book.results_of(event_id)
    assert kind is ResultKind.NOT_PAYABLE
    assert "未查询到该人员" in facts["reason"]


def test_lines_the_platform_does_not_take_leave_nothing_behind_there(town: Town) -> None:
    event_id, psn_no = one_visit(town)
    town.line.go_wrong("2204", "refuse", times=4)
    assert town.run().not_payable == 1
    assert "系统繁忙" in town.book.results_of(event_id)[0][1]["reason"]
    assert {v["cancelled"] for v in town.line.visits() if v["psn_no"] == psn_no} == {1}


def test_a_line_without_a_national_code_holds_its_visit_until_somebody_maps_it(town: Town) -> None:
    person = insured(next(_people))
    town.line.insure(person)
    own = replace(drug(), code="本院-甘草片")
    event_id = town.book.join(visit(person, own))
    assert town.run().reasons == {"line_code_not_mapped": 1}
    assert (town.book.row(event_id).told, town.book.results_of(event_id)) == ("试验片 本院-甘草片", [])
    assert [v for v in town.line.visits() if v["psn_no"] == person["psn_no"]] == []
    town.book.national[own.kind, own.code] = drug().code
    town.clock.wait(minutes=6)
    assert town.run().settled == 1


def test_where_codes_are_told_first_a_visit_waits_for_the_one_that_was_told(town: Town) -> None:
    town.province = replace(town.province, codes_told_first=True)
    event_id, psn_no = one_visit(town)
    key = (drug().kind, drug().code)
    for told in ({}, {key: "XA02BCF028E001010104021"}):
        town.book.told = {INSTITUTION.code: told}
        assert town.run().reasons == {"line_code_not_told": 1}
        assert town.book.row(event_id).told == f"试验片 {drug().code}"
        town.clock.wait(minutes=6)
    assert [v for v in town.line.visits() if v["psn_no"] == psn_no] == []
    assert town.book.results_of(event_id) == []
    town.book.told = {INSTITUTION.code: {(line.kind, line.code): line.code for line in (drug(), service())}}
    assert town.run().settled == 1


def test_where_trace_codes_are_required_a_drug_goes_with_one_or_with_the_reason_why_not(town: Town) -> None:
    town.province = replace(town.province, traces_required=True)
    person = insured(next(_people))
    town.line.insure(person)
    untraced = replace(drug(), trace_codes=())
    for line in (drug(), replace(untraced, no_trace_reason="拆零")):
        town.book.join(visit(person, line, service()))
        assert town.run().settled == 1
    town.book.join(visit(person, untraced, service()))
    assert town.run().reasons == {"line_trace_code_missing": 1}


def test_a_visit_of_somebody_without_a_number_is_not_sent(town: Town) -> None:
    event_id = town.book.join(visit({**insured(next(_people)), "certno": ""}))
    assert town.run().not_payable == 1
    assert town.book.results_of(event_id) == [(ResultKind.NOT_PAYABLE, {"reason": "visit_without_id_number"})]


def test_somebody_with_a_passport_is_found_by_the_kind_of_the_document(town: Town) -> None:
    known = insured(next(_people)) | {"certno": "E12345678", "psn_cert_type": "16"}
    town.line.insure(known)
    made = visit(known)

    def settled_as(kind: NumberKind) -> ResultKind:
        event_id = town.book.join(replace(made, patient=replace(made.patient, number_kind=kind.value)))
        town.run()
        ((result, _),) = town.book.results_of(event_id)
        return result

    assert settled_as(NumberKind.PASSPORT) is ResultKind.SETTLED
    assert settled_as(NumberKind.OFFICER) is ResultKind.NOT_PAYABLE


def test_a_visit_without_a_charge_is_not_sent(town: Town) -> None:
    person = insured(next(_people))
    event_id = town.book.join(visit(person, drug(price=0)))
    assert town.run().not_payable == 1
    assert town.book.results_of(event_id) == [(ResultKind.NOT_PAYABLE, {"reason": "visit_without_charge"})]


def test_a_platform_that_is_down_touches_no_visit(town: Town) -> None:
    event_id, _ = one_visit(town)
    town.hang_up()
    town.platform = HttpPlatform("http://127.0.0.1:1", Signing.NONE, town.clock, None, 1)
    with pytest.raises(Hindrance) as told:
        town.run()
    assert told.value.code == "platform_not_reachable"
    assert town.book.row(event_id).revision == 0


FAULTS = [
    ("timeout", "before"),
    ("timeout", "after"),
    ("drop", "before"),
    ("drop", "after"),
    ("error", "before"),
    ("error", "after"),
    ("empty", "before"),
    ("empty", "after"),
    ("refuse", "before"),
    ("refuse", "after"),
    ("twice", "after"),
    ("stale", "before"),
    ("stale", "after"),
]


MORE_FAULTS = [("drop", "after"), ("refuse", "after"), ("stale", "before")]


@pytest.mark.parametrize(
    ("infno", "kind", "when"),
    [
        *(("2207", *fault) for fault in FAULTS),
        *((infno, *fault) for infno in ("2201", "2204") for fault in MORE_FAULTS),
    ],
)
def test_a_fault_neither_doubles_nor_loses_the_settlement(
    town: Town, kind: str, when: str, infno: str
) -> None:
    one_visit(town)
    town.run()
    event_id, psn_no = one_visit(town)
    if kind == "timeout":
        town.lose_patience()
    town.line.go_wrong(infno, kind, when, hold_ms=600)
    town.run_until_quiet()
    (row,) = standing(town, psn_no)
    kind_of_last, facts = town.book.results_of(event_id)[-1]
    assert kind_of_last is ResultKind.SETTLED
    assert facts["settlement_id"] == row["setl_id"]
    open_visits = [v for v in town.line.visits() if v["psn_no"] == psn_no and not v["cancelled"]]
    assert len(open_visits) == 1


def test_the_clinic_hears_of_an_unknown_outcome_before_the_certain_one(town: Town) -> None:
    event_id, _ = one_visit(town)
    town.line.go_wrong("2207", "drop", "after")
    assert town.run().unknown == 1
    assert town.book.row(event_id).step is Step.UNKNOWN
    town.run_until_quiet()
    kinds = [kind for kind, _ in town.book.results_of(event_id)]
    assert kinds == [ResultKind.SETTLEMENT_UNKNOWN, ResultKind.SETTLED]


def test_a_message_that_arrives_late_meets_the_settlement_that_took_its_place(town: Town) -> None:
    event_id, psn_no = one_visit(town)
    town.line.go_wrong("2207", "drop", "late")
    town.run_until_quiet()
    assert town.line.deliver() == 1
    (row,) = standing(town, psn_no)
    assert town.book.results_of(event_id)[-1][1]["settlement_id"] == row["setl_id"]


def test_a_message_that_arrives_while_in_doubt_is_found_and_not_sent_again(town: Town) -> None:
    event_id, psn_no = one_visit(town)
    town.line.go_wrong("2207", "drop", "late")
    town.run()
    town.line.deliver()
    town.clock.wait(minutes=2)
    assert town.run().settled == 1
    (row,) = standing(town, psn_no)
    assert town.book.results_of(event_id)[-1][1]["settlement_id"] == row["setl_id"]


@pytest.mark.parametrize(
    ("saving", "cut_after"), [*((saving, False) for saving in range(1, 12)), (4, True), (8, True), (10, True)]
)
def test_a_power_cut_at_any_saving_settles_once(town: Town, saving: int, cut_after: bool) -> None:
    event_id, psn_no = one_visit(town)
    town.book.cut_at, town.book.cut_after = saving, cut_after
    try:
        town.run()
    except PowerCut:
        town.clock.wait(minutes=20)
    town.run_until_quiet()
    (row,) = standing(town, psn_no)
    settled = [facts for kind, facts in town.book.results_of(event_id) if kind is ResultKind.SETTLED]
    assert [facts["settlement_id"] for facts in settled] == [row["setl_id"]]


@pytest.mark.parametrize(
    ("when", "kind"), [("before", ResultKind.NOT_PAYABLE), ("after", ResultKind.SETTLED)]
)
def test_cover_that_ends_while_the_outcome_is_unknown_changes_no_settlement(
    town: Town, when: str, kind: ResultKind
) -> None:
    person = insured(next(_people))
    town.line.insure(person)
    event_id = town.book.join(visit(person))
    town.line.go_wrong("2207", "error", when)
    assert town.run().unknown == 1
    person["insurances"][0] |= {"status": "2", "reason": "已停保"}
    town.line.insure(person)
    town.run_until_quiet()
    told, facts = town.book.results_of(event_id)[-1]
    assert told is kind
    assert facts.get("reason") == ("已停保" if when == "before" else None)
    assert len(standing(town, person["psn_no"])) == (0 if when == "before" else 1)
    if when == "before":
        left = [v for v in town.line.visits() if v["psn_no"] == person["psn_no"] and not v["cancelled"]]
        assert left == []


def test_a_line_that_breaks_in_mid_run_leaves_the_rest_for_the_next(town: Town) -> None:
    one_visit(town)
    one_visit(town)
    line = town.platform

    class Breaking:
        sent = 0

        def send(self, message_id: str, service: str, body: bytes) -> bytes:
            self.sent += 1
            if self.sent == 6:
                raise NotReached("platform_not_reachable")
            return line.send(message_id, service, body)

    town.platform = Breaking()
    run = town.run()
    town.platform = line
    assert (run.postponed, run.stopped) == (1, "platform_not_reachable")
    town.run_until_quiet()
    assert [kind for _, kind, _ in town.book.results] == [ResultKind.SETTLED] * 2


def test_an_outbox_restored_from_yesterday_finds_what_was_settled_since(town: Town) -> None:
    event_id, psn_no = one_visit(town)
    yesterday = dict(town.book.kept)
    town.run()
    town.book.kept = yesterday
    town.book.results.clear()
    assert town.run().settled == 1
    (row,) = standing(town, psn_no)
    assert town.book.results_of(event_id)[0][1]["settlement_id"] == row["setl_id"]


def test_two_workers_on_one_row_settle_it_once(town: Town) -> None:
    event_id, psn_no = one_visit(town)
    due = town.book.due(town.clock.now(), 10)
    town.run()
    stale = town.book
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stale, "due", lambda *_: due)
        assert town.run().taken == 1
    assert len(standing(town, psn_no)) == 1
    assert [kind for kind, _ in town.book.results_of(event_id)] == [ResultKind.SETTLED]
