"""A settled visit whose place was taken is undone once, whatever goes wrong, with the platform as judge."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from core.errors import Hindrance
from core.events import ResultKind
from core.settlement_ports import PlatformKeys, Step, TakenBy
from sync.township.settlement.province import shipped_province
from tests.helpers.platform_process import PlatformProcess, insured, running_platform
from tests.helpers.settlement_book import PowerCut, visit
from tests.helpers.settlement_desk import INSTITUTION, Town

GATEWAY = {"query_needs_settlement": True, "gateway": {"paasid": "village", "secret": "not-really-secret"}}
ANYTHING = {"settles_a_batch_once": False}
_people = count(1)


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlatformProcess]:
    with running_platform(Path(tmp_path_factory.mktemp("platform"))) as process:
        yield process


@pytest.fixture(scope="module")
def careless(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlatformProcess]:
    with running_platform(Path(tmp_path_factory.mktemp("careless")), ANYTHING | GATEWAY) as process:
        yield process


@pytest.fixture
def town(platform: PlatformProcess) -> Iterator[Town]:
    town = Town(platform)
    yield town
    platform.be_well()
    town.hang_up()


@pytest.fixture
def blind(careless: PlatformProcess) -> Iterator[Town]:
    """A township whose platform undoes whatever it is asked, and answers no question without a number."""
    town = Town(careless, shipped_province("tif_gateway"))
    yield town
    careless.be_well()
    town.hang_up()


def settled(town: Town, by: TakenBy = TakenBy.CORRECTION) -> tuple[str, str]:
    """Settle a visit of somebody new, and take its place."""
    person = insured(next(_people))
    town.line.insure(person)
    event_id = town.book.join(visit(person))
    assert town.run().settled == 1
    town.book.taken[event_id] = by
    return event_id, person["psn_no"]


def ledger(town: Town, psn_no: str) -> list[dict[str, Any]]:
    return [row for row in town.line.ledger(None) if row["psn_no"] == psn_no]


def undone_once(town: Town, event_id: str, psn_no: str) -> None:
    """See that exactly one settlement was taken back, that the clinic heard so, and that nothing is left."""
    was, back = ledger(town, psn_no)
    assert (was["state"], back["state"], back["undoes"]) == ("cancelled", "cancellation", was["setl_id"])
    told = [facts for kind, facts in town.book.results_of(event_id) if kind is ResultKind.REVERSED]
    (facts,) = told
    assert facts["undoes"] == was["setl_id"]
    assert facts["settlement_id"] in ("", back["setl_id"])
    names = {"total": "sum_fen", "fund": "fund_fen", "account": "acct_fen", "cash": "cash_fen"}
    assert {name: facts[name] for name in names} == {name: was[there] for name, there in names.items()}
    assert [v for v in town.line.visits() if v["psn_no"] == psn_no and not v["cancelled"]] == []
    assert town.book.row(event_id).step is Step.REVERSED


@pytest.mark.parametrize(
    ("by", "reason"),
    [
        (TakenBy.CORRECTION, "undone_for_correction"),
        (TakenBy.CANCELLATION, "undone_for_cancellation"),
    ],
)
def test_settlement_lines_and_registration_are_taken_back_in_this_order(
    town: Town, by: TakenBy, reason: str
) -> None:
    event_id, psn_no = settled(town, by)
    before = len(town.line.messages())
    run = town.run()
    assert (run.undone, run.settled) == (1, 0)
    undone_once(town, event_id, psn_no)
    asked = [message["infno"] for message in town.line.messages()[before:]]
    assert asked == ["9001", "5203", "2208", "2205", "2202", "5201"]
    _, facts = town.book.results_of(event_id)[-1]
    assert facts["reason"] == reason
    assert facts["settlement_id"] == ledger(town, psn_no)[1]["setl_id"]
    assert town.run().undone == 0


FAULTS = [
    *(("2208", kind, when) for kind in ("timeout", "drop", "refuse") for when in ("before", "after")),
    *(("2208", "error", "after"), ("2208", "empty", "after"), ("2208", "twice", "after")),
    *(("2208", "stale", "before"), ("2208", "stale", "after")),
    *((infno, kind, "before") for infno in ("5203", "2205", "2202") for kind in ("drop", "refuse", "stale")),
    *((infno, "drop", "after") for infno in ("5203", "2205", "2202")),
]


@pytest.mark.parametrize(("infno", "kind", "when"), FAULTS)
def test_a_fault_neither_doubles_nor_loses_the_undoing(town: Town, kind: str, when: str, infno: str) -> None:
    settled(town)
    town.run()  # so that there is an old answer to give
    event_id, psn_no = settled(town)
    if kind == "timeout":
        town.lose_patience()
    town.line.go_wrong(infno, kind, when, hold_ms=600)
    town.run_until_quiet()
    undone_once(town, event_id, psn_no)


@pytest.mark.parametrize(("kind", "when"), [("drop", "before"), ("drop", "after"), ("refuse", "after")])
def test_where_nothing_is_found_by_its_visit_it_is_found_by_its_number(
    blind: Town, kind: str, when: str
) -> None:
    event_id, psn_no = settled(blind)
    blind.line.go_wrong("2208", kind, when)
    blind.run_until_quiet()
    undone_once(blind, event_id, psn_no)


def test_while_an_undoing_may_be_under_way_no_other_is_asked_for(blind: Town) -> None:
    event_id, psn_no = settled(blind)
    blind.line.go_wrong("2208", "drop", "late")
    blind.run()
    blind.clock.wait(minutes=2)
    blind.run()
    assert blind.book.row(event_id).trouble == "undoing_may_be_under_way"
    assert blind.line.deliver() == 1
    blind.run_until_quiet()
    undone_once(blind, event_id, psn_no)


@pytest.mark.parametrize("cut_after", [False, True])
def test_a_power_cut_at_any_saving_undoes_once(blind: Town, cut_after: bool) -> None:
    for saving in range(1, 9):
        event_id, psn_no = settled(blind)
        blind.book.cut_at, blind.book.cut_after = blind.book.savings + saving, cut_after
        with suppress(PowerCut):
            blind.run()
        blind.book.cut_at = 0
        blind.clock.wait(minutes=20)
        blind.run_until_quiet()
        undone_once(blind, event_id, psn_no)


def test_a_settlement_that_arrives_after_its_visit_was_undone_settles_nothing(town: Town) -> None:
    person = insured(next(_people))
    town.line.insure(person)
    event_id = town.book.join(visit(person))
    town.line.go_wrong("2207", "drop", "late")
    town.run_until_quiet()
    town.book.taken[event_id] = TakenBy.CANCELLATION
    town.run()
    assert town.line.deliver() == 1
    undone_once(town, event_id, person["psn_no"])


def test_an_undoing_the_platform_refuses_twice_waits_and_the_settlement_stands(town: Town) -> None:
    event_id, psn_no = settled(town)
    town.line.clear(INSTITUTION.code, "2026-03")
    try:
        run = town.run()
        assert run.reasons == {"undoing_refused": 1}
        row = town.book.row(event_id)
        assert (row.step, "已清算" in row.told) == (Step.UNDOING, True)
        assert [one["state"] for one in ledger(town, psn_no)] == ["effective"]
        assert [kind for kind, _ in town.book.results_of(event_id)] == [ResultKind.SETTLED]
    finally:
        town.line.clear(INSTITUTION.code, "2026-03", cleared=False)
    town.clock.wait(hours=7)
    town.run_until_quiet()
    undone_once(town, event_id, psn_no)


def test_what_somebody_undid_at_the_centre_is_found_undone(town: Town) -> None:
    event_id, psn_no = settled(town)
    kept = town.book.kept[event_id]
    town.run()
    town.book.kept[event_id] = kept  # a store of yesterday: nobody knows of the undoing
    town.book.results.pop()
    assert town.run().undone == 1
    undone_once(town, event_id, psn_no)
    _, facts = town.book.results_of(event_id)[-1]
    assert "settled_at" not in facts, "nobody here knows when it was"


def test_a_settlement_the_platform_has_lost_is_given_back_without_amounts(town: Town) -> None:
    event_id, psn_no = settled(town)
    town.line.differ({"lost": True, "setl_id": ledger(town, psn_no)[0]["setl_id"]})
    town.run()
    assert town.book.results_of(event_id)[-1] == (ResultKind.REVERSED, {"reason": "undone_for_correction"})


def test_a_settlement_that_came_back_with_nothing_but_its_number_is_undone(blind: Town) -> None:
    event_id, psn_no = settled(blind)
    row = blind.book.row(event_id)
    blind.book.save(replace(row, keys=PlatformKeys(settlement=row.keys.settlement), messages=()))
    person = next(p for p in [insured(n) for n in range(1, 10_000)] if p["psn_no"] == psn_no)
    person["insurances"][0] |= {"status": "2", "reason": "已停保"}
    blind.line.insure(person)  # whoever is no longer insured gets the settlement undone all the same
    assert blind.run().undone == 1
    undone_once(blind, event_id, psn_no)


def test_two_workers_at_one_row_undo_it_once(town: Town) -> None:
    event_id, psn_no = settled(town)
    due = town.book.due(town.clock.now(), 10)
    town.run()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(town.book, "due", lambda *_: due)
        with suppress(Hindrance):
            assert town.run().taken == 1
    undone_once(town, event_id, psn_no)
