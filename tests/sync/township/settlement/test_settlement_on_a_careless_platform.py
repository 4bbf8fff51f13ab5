"""A platform that settles whatever it is asked, looks nothing up or adds up wrongly: nobody is paid twice."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from core.events import ResultKind
from core.settlement_ports import Deed, Step
from sync.township.settlement.platform import Platform
from sync.township.settlement.province import shipped_province
from tests.helpers.platform_process import PlatformProcess, insured, running_platform
from tests.helpers.settlement_book import PowerCut, visit
from tests.helpers.settlement_desk import Town

CARELESS = {"settles_a_batch_once": False}
GATEWAY = {"query_needs_settlement": True, "gateway": {"paasid": "village", "secret": "not-really-secret"}}
DEEDS = {"2201": Deed.REGISTER, "2203": Deed.DESCRIBE, "2204": Deed.UPLOAD, "2207": Deed.SETTLE}
_people = count(1)


@pytest.fixture(scope="module")
def careless(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlatformProcess]:
    with running_platform(Path(tmp_path_factory.mktemp("careless")), CARELESS) as process:
        yield process


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlatformProcess]:
    with running_platform(Path(tmp_path_factory.mktemp("gateway")), CARELESS | GATEWAY) as process:
        yield process


@pytest.fixture
def town(careless: PlatformProcess) -> Iterator[Town]:
    town = Town(careless)
    yield town
    careless.be_well()
    town.hang_up()


@pytest.fixture
def blind(gateway: PlatformProcess) -> Iterator[Town]:
    """A township whose province answers no question without the settlement's number."""
    town = Town(gateway, shipped_province("tif_gateway"))
    yield town
    gateway.be_well()
    town.hang_up()


@dataclass
class Touched:
    """A line that does something to the answers of one kind of message."""

    line: Platform
    infno: str
    touch: Callable[[bytes], bytes]

    def send(self, message_id: str, service: str, body: bytes) -> bytes:
        answer = self.line.send(message_id, service, body)
        return self.touch(answer) if json.loads(body)["infno"] == self.infno else answer


def one_visit(town: Town) -> tuple[str, str]:
    person = insured(next(_people))
    town.line.insure(person)
    return town.book.join(visit(person)), person["psn_no"]


def run_touched(town: Town, infno: str, touch: Callable[[bytes], bytes]) -> None:
    line = town.platform
    town.platform = Touched(line, infno, touch)
    try:
        town.run()
    finally:
        town.platform = line


def settled_once(town: Town, event_id: str, psn_no: str) -> None:
    (row,) = [row for row in town.line.ledger() if row["psn_no"] == psn_no]
    told = [facts for kind, facts in town.book.results_of(event_id) if kind is ResultKind.SETTLED]
    assert [facts["settlement_id"] for facts in told] == [row["setl_id"]]


def power_cut(_: bytes) -> bytes:
    raise PowerCut


@pytest.mark.parametrize("infno", DEEDS)
def test_a_message_is_written_down_before_it_leaves_and_a_cut_behind_it_doubles_nothing(
    blind: Town, infno: str
) -> None:
    event_id, psn_no = one_visit(blind)
    with pytest.raises(PowerCut):
        run_touched(blind, infno, power_cut)
    row = blind.book.row(event_id)
    assert row.messages[-1].deed is DEEDS[infno]
    assert row.due > blind.clock.now()
    blind.clock.wait(minutes=20)
    blind.run_until_quiet()
    settled_once(blind, event_id, psn_no)


def test_while_a_settlement_may_be_under_way_no_other_is_asked_for(town: Town) -> None:
    event_id, psn_no = one_visit(town)
    town.line.go_wrong("2207", "drop", "late")
    town.run()
    town.clock.wait(minutes=2)
    assert town.run().unknown == 1
    assert town.book.row(event_id).trouble == "settlement_may_be_under_way"
    assert town.line.deliver() == 1
    town.run_until_quiet()
    settled_once(town, event_id, psn_no)


@pytest.mark.parametrize("after", [False, True])
def test_a_no_behind_which_a_settlement_stands_is_looked_behind_at_whatever_saving_the_power_goes(
    blind: Town, after: bool
) -> None:
    for saving in range(8, 16):
        event_id, psn_no = one_visit(blind)
        blind.line.go_wrong("2207", "refuse", "after")
        blind.book.cut_at, blind.book.cut_after = blind.book.savings + saving, after
        with suppress(PowerCut):
            blind.run()
        blind.book.cut_at = 0
        blind.clock.wait(minutes=20)
        blind.run_until_quiet()
        settled_once(blind, event_id, psn_no)


def test_a_reversal_behind_a_no_that_gets_no_answer_is_asked_for_again(blind: Town) -> None:
    event_id, psn_no = one_visit(blind)
    blind.line.go_wrong("2207", "refuse", "after")
    blind.line.go_wrong("2601", "drop", "before")
    blind.run_until_quiet()
    settled_once(blind, event_id, psn_no)


def test_a_no_to_a_settlement_that_stands_takes_the_standing_one_over(town: Town) -> None:
    event_id, psn_no = one_visit(town)
    town.line.go_wrong("2207", "refuse", "after")
    town.run()
    settled_once(town, event_id, psn_no)
    assert len([row for row in town.line.ledger(None) if row["psn_no"] == psn_no]) == 1


def changed(change: Callable[[Any], None]) -> Callable[[bytes], bytes]:
    def touch(answer: bytes) -> bytes:
        plain = json.loads(answer)
        change(plain["output"])
        return json.dumps(plain).encode()

    return touch


def other_shares(output: Any) -> None:
    output["setldetail"][0]["fund_payamt"] += 1


def other_line(output: Any) -> None:
    output["result"][0]["inscp_scp_amt"] += 1


def endless_amount(output: Any) -> None:
    output["setlinfo"]["fund_pay_sumamt"] = "1E+9999999"


@pytest.mark.parametrize("change", [other_shares, endless_amount])
def test_a_settlement_that_does_not_add_up_is_no_answer_and_is_looked_up(
    town: Town, change: Callable[[Any], None]
) -> None:
    event_id, psn_no = one_visit(town)
    run_touched(town, "2207", changed(change))
    assert town.book.row(event_id).step is Step.UNKNOWN
    town.run_until_quiet()
    settled_once(town, event_id, psn_no)


def test_lines_whose_sums_differ_from_the_visit_are_not_settled(town: Town) -> None:
    event_id, psn_no = one_visit(town)
    run_touched(town, "2204", changed(other_line))
    assert town.book.row(event_id).step is Step.DESCRIBED
    assert all(row["psn_no"] != psn_no for row in town.line.ledger(None))
    town.run_until_quiet()
    settled_once(town, event_id, psn_no)
