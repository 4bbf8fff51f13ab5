"""What no program can decide is put before somebody, and what they say is done: once, and written down."""

import json
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from core.errors import Refusal
from core.events import EventType, ResultKind
from core.ids import EventId, UserId
from core.settlement_modes import SettlementMode, SettlementWay
from core.settlement_ports import OutboxRow, TakenBy
from core.settlement_questions import Answer, Saying
from core.township_rows import Finding
from core.visits.corrections import correction_body
from core.visits.visit import Visit
from storage.township.engines import TownshipDatabase, open_embedded
from storage.township.results import append_result
from sync.township.settlement.institutions import Desk
from sync.township.settlement.province import shipped_province
from sync.township.settlement.settle_waiting import settle_waiting
from sync.township.settlement_questions import answer
from tests.helpers.booked_town import Town
from tests.helpers.platform_process import PlatformProcess, insured, running_platform
from tests.helpers.settlement_book import HandClock, MemoryBook, drug, visit
from tests.helpers.settlement_desk import INSTITUTION
from tests.helpers.township_store import CLINIC, CODEC, NOW, Writer, a_device, data_folder
from tests.storage.township.conftest import empty
from tests.storage.township.conftest import shared_postgres as shared_postgres

GATEWAY = {"query_needs_settlement": True, "gateway": {"paasid": "village", "secret": "not-really-secret"}}
LI = UserId("li")
_people = count(5_000)


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlatformProcess]:
    with running_platform(Path(tmp_path_factory.mktemp("platform"))) as process:
        yield process


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlatformProcess]:
    with running_platform(Path(tmp_path_factory.mktemp("gateway")), GATEWAY) as process:
        yield process


@pytest.fixture(params=["embedded", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TownshipDatabase]:
    if request.param == "postgres":
        shared: TownshipDatabase = request.getfixturevalue("shared_postgres")
        empty(shared)
        yield shared
        return
    with closing(open_embedded(data_folder(tmp_path), create=True)) as opened:
        yield opened


@pytest.fixture
def town(database: TownshipDatabase, line: PlatformProcess) -> Town:
    return Town(database, line, shipped_province("baseline"))


@pytest.fixture
def blind(database: TownshipDatabase, gateway: PlatformProcess) -> Town:
    return Town(database, gateway, shipped_province("tif_gateway"))


def seen(town: Town, person: dict[str, Any]) -> EventId:
    """Let somebody be seen, and the visit be taken in."""
    device = a_device(town.store)
    writer = Writer(device.device)
    event = writer.write(CODEC.encode(visit(person).to_plain()))
    town.take_in(device, writer)
    return event.header.event_id


def questions(town: Town) -> list[tuple[EventId, str]]:
    return [(one.row.visit, one.row.trouble) for one in town.books.open_questions(None, 9)]


def say(town: Town, event: EventId, saying: Saying, settlement: str = "", reason: str = "") -> None:
    said = Answer(saying, settlement, reason)
    answer(town.books, (CLINIC, event), said, LI, town.clock)


def told(town: Town, event: EventId) -> list[ResultKind | str]:
    return [one.kind for one in town.store.results(CLINIC, 0, 99) if one.event_id == event]


def standing(town: Town, person: dict[str, Any]) -> list[str]:
    return [row["setl_id"] for row in town.line.ledger() if row["psn_no"] == person["psn_no"]]


def settled_elsewhere(town: Town, seen_there: Visit) -> None:
    """Settle another visit of the same day in a life of the log that is lost by now."""
    lost, event = MemoryBook(), EventId(f"{next(_people):032x}")
    lost.visits[event] = seen_there
    lost.kept[event] = json.dumps(OutboxRow(CLINIC, event, due=NOW).to_plain())
    clock = HandClock(town.clock.now())
    with closing(town.http()) as platform:
        assert settle_waiting(lost, platform, Desk(INSTITUTION, town.province), clock).settled == 1


def knows_more(town: Town) -> tuple[EventId, dict[str, Any]]:
    person = insured(next(_people))
    town.line.insure(person)
    settled_elsewhere(town, visit(person))
    event = seen(town, person)
    town.run()
    assert questions(town) == [(event, "platform_knows_more")]
    return event, person


def test_another_visit_of_the_same_person_keeps_this_one_no_longer(town: Town) -> None:
    event, person = knows_more(town)
    assert len(town.books.open_questions(None, 9)[0].row.strangers) == 1
    say(town, event, Saying.ANOTHER_VISIT)
    assert (town.run().settled, len(standing(town, person))) == (1, 2)
    assert questions(town) == []
    assert [one.deed for one in town.books.trail(None, 9)] == ["question_answered"]


def test_the_same_visit_in_another_version_is_not_settled_twice(town: Town) -> None:
    event, person = knows_more(town)
    with pytest.raises(Refusal) as caught:
        say(town, event, Saying.SAME_VISIT, reason=" ")
    assert caught.value.code == "answer_reason_missing"
    say(town, event, Saying.SAME_VISIT, reason="已按更正结算")
    assert (town.run().settled, len(standing(town, person))) == (0, 1)
    assert told(town, event)[-1] is ResultKind.NOT_PAYABLE
    with pytest.raises(Refusal) as caught:
        say(town, event, Saying.ANOTHER_VISIT)
    assert caught.value.code == "question_not_open"


def in_doubt(town: Town, *, stands: bool) -> tuple[EventId, dict[str, Any]]:
    """Let a settlement be in doubt that neither a reversal nor another settlement can clear up."""
    person = insured(next(_people))
    town.line.insure(person)
    event = seen(town, person)
    town.line.go_wrong("2207", "drop", "after" if stands else "before")
    town.run()
    if stands:
        town.line.go_wrong("2601", "refuse", "before")
    else:
        person["insurances"][0] |= {"status": "2", "reason": "已停保"}
        town.line.insure(person)
    town.run()
    assert questions(town) == [(event, "settlement_needs_a_person")]
    return event, person


def test_a_settlement_somebody_found_there_is_taken_over_by_its_number(blind: Town) -> None:
    event, person = in_doubt(blind, stands=True)
    for wrong in ("", "x" * 31, "S1; --"):
        with pytest.raises(Refusal) as caught:
            say(blind, event, Saying.STANDS, wrong)
        assert caught.value.code == "answer_number_missing"
    say(blind, event, Saying.STANDS, "439900S99999999999")
    blind.run()
    assert questions(blind) == [(event, "settlement_number_not_found")]
    assert len(standing(blind, person)) == 1

    (number,) = standing(blind, person)
    say(blind, event, Saying.STANDS, number)
    assert blind.run().settled == 1
    assert standing(blind, person) == [number]
    assert told(blind, event)[-1] is ResultKind.SETTLED


def test_where_nothing_stands_the_visit_goes_on_to_its_own_end(blind: Town) -> None:
    event, person = in_doubt(blind, stands=False)
    say(blind, event, Saying.NOTHING_STANDS)
    assert blind.run().not_payable == 1
    assert (standing(blind, person), told(blind, event)[-1]) == ([], ResultKind.NOT_PAYABLE)


def corrected_unseen(town: Town, *, stands: bool) -> tuple[EventId, dict[str, Any]]:
    """Let a visit be corrected that only a life of the log that is lost by now had taken to the platform."""
    person = insured(next(_people))
    town.line.insure(person)
    device = a_device(town.store)
    writer = Writer(device.device)
    wrong = writer.write(CODEC.encode(visit(person, drug(price=500)).to_plain())).header.event_id
    if not stands:
        town.line.go_wrong("2207", "drop", "before")
    lost = MemoryBook()
    lost.visits[wrong] = visit(person, drug(price=500))
    lost.kept[wrong] = json.dumps(OutboxRow(CLINIC, wrong, due=NOW).to_plain())
    clock = HandClock(town.clock.now())
    with closing(town.http()) as platform:
        settle_waiting(lost, platform, Desk(INSTITUTION, town.province), clock)
    body = correction_body(visit(person, drug(price=700)), [wrong])
    writer.write(CODEC.encode(body), EventType.VISIT_CORRECTED)
    town.take_in(device, writer)
    run = town.run()
    assert (run.settled, questions(town)) == (0, [(wrong, "superseded_needs_a_person")])
    assert town.run().settled == 0, "what took its place waits for somebody's word"
    return wrong, person


def test_a_corrected_visit_nobody_can_look_up_is_undone_once_somebody_found_its_settlement(
    blind: Town,
) -> None:
    wrong, person = corrected_unseen(blind, stands=True)
    (number,) = standing(blind, person)
    say(blind, wrong, Saying.STANDS, "439900S99999999999")
    blind.run()
    assert questions(blind) == [(wrong, "superseded_number_not_found")]
    say(blind, wrong, Saying.STANDS, number)
    run = blind.run()
    assert (run.undone, run.settled, questions(blind)) == (1, 2, [])
    assert len(standing(blind, person)) == 1
    assert number not in standing(blind, person)


def test_a_corrected_visit_that_never_was_settled_gives_way_once_somebody_said_so(blind: Town) -> None:
    wrong, person = corrected_unseen(blind, stands=False)
    say(blind, wrong, Saying.NEVER_SETTLED)
    assert (blind.run().settled, questions(blind)) == (1, [])
    assert len(standing(blind, person)) == 1
    assert blind.store.counts().outbox == {"set_aside": 1, "settled": 1}


@pytest.mark.parametrize("price", [900, 0])
def test_a_settlement_of_a_month_that_is_over_is_kept_until_another_correction_comes(
    town: Town, price: int
) -> None:
    (wrong,) = town.settle(500)
    town.correct(wrong, price)
    town.line.clear(INSTITUTION.code, "2026-03")
    try:
        assert town.run().reasons == {"undoing_refused": 1}
        say(town, wrong, Saying.KEPT, reason="当月已清算")
        assert (town.run().undone, questions(town)) == (0, [])
    finally:
        town.line.clear(INSTITUTION.code, "2026-03", cleared=False)
    assert town.run().undone == 0, "somebody's word holds"
    told_taker = [one for one in town.store.results(CLINIC, 0, 99) if one.event_id != wrong][-1]
    assert (told_taker.kind, told_taker.facts) == (ResultKind.NOT_PAYABLE, {"reason": "当月已清算"})

    town.correct(told_taker.event_id, 700, like=wrong)
    run = town.run()
    assert (run.undone, run.settled) == (1, 1)


def test_what_is_refused_may_be_tried_again(town: Town) -> None:
    (wrong,) = town.settle(500)
    town.correct(wrong, 0)
    town.line.clear(INSTITUTION.code, "2026-03")
    town.run()
    town.line.clear(INSTITUTION.code, "2026-03", cleared=False)
    say(town, wrong, Saying.TRY_AGAIN)
    assert town.run().undone == 1


def undone_in_a_lost_life(town: Town, person: dict[str, Any]) -> tuple[EventId, MemoryBook]:
    """Let a life of the log that is lost by now settle a visit and take that back; give what it knew."""
    lost, event = MemoryBook(), EventId(f"{next(_people):032x}")
    lost.visits[event] = visit(person)
    lost.kept[event] = json.dumps(OutboxRow(CLINIC, event, due=NOW).to_plain())
    clock = HandClock(town.clock.now())
    with closing(town.http()) as platform:
        assert settle_waiting(lost, platform, Desk(INSTITUTION, town.province), clock).settled == 1
        lost.taken[event] = TakenBy.CORRECTION
        assert settle_waiting(lost, platform, Desk(INSTITUTION, town.province), clock).undone == 1
    return event, lost


@pytest.mark.parametrize("heard", [False, True])
def test_a_settlement_that_was_taken_back_in_a_lost_life_gives_way_once_somebody_said_so(
    town: Town, heard: bool
) -> None:
    person = insured(next(_people))
    town.line.insure(person)
    _, lost = undone_in_a_lost_life(town, person)
    (_, _, settled), *_ = [one for one in lost.results if one[1] is ResultKind.SETTLED]
    device = a_device(town.store)
    writer = Writer(device.device)
    wrong = writer.write(CODEC.encode(visit(person).to_plain())).header.event_id
    writer.write(
        CODEC.encode(correction_body(visit(person, drug(price=700)), [wrong])), EventType.VISIT_CORRECTED
    )
    with town.database.writing() as connection:
        append_result(
            town.store, connection, Finding(CLINIC, wrong, ResultKind.SETTLED, settled, town.clock.now())
        )
    town.take_in(device, writer)
    if heard:  # somebody who compared the books wrote it down already
        with town.database.writing() as connection:
            known = Finding(CLINIC, wrong, ResultKind.REVERSED, {"reason": "gone"}, town.clock.now())
            append_result(town.store, connection, known)

    assert town.run().reasons == {"undoing_needs_a_person": 1}
    say(town, wrong, Saying.TAKEN_BACK)
    assert (town.run().settled, questions(town)) == (1, [])

    assert len(standing(town, person)) == 1
    assert told(town, wrong)[-2:] == [ResultKind.SETTLED, ResultKind.REVERSED], "told once"


def test_what_nobody_could_be_signed_in_to_take_back_at_first_is_taken_back_by_itself(town: Town) -> None:
    own = SettlementWay(SettlementMode.OWN, "H43098100008", "上村卫生室")
    town.store.keep_settlement_way(CLINIC, own, UserId(""), town.clock.now())
    (wrong,) = town.settle(500)
    town.correct(wrong, 900)
    town.line.go_wrong("9001", "error", "before", skip=1)  # the township itself is let in
    assert town.run().reasons == {"platform_failed": 1}
    assert (lambda run: (run.undone, run.settled))(town.run()) == (1, 1)


def test_a_visit_that_waits_for_nobody_is_answered_by_nobody(town: Town) -> None:
    (settled,) = town.settle(500)
    with pytest.raises(Refusal) as caught:
        say(town, settled, Saying.TRY_AGAIN)
    assert caught.value.code == "question_not_open"
