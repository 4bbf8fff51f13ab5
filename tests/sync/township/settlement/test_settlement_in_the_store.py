"""The worker on the township's real outbox: what the clinic will read is what the platform's ledger says."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from core.events import Event, EventType, ResultKind
from core.settlement_ports import OutboxRow, Step
from core.township_rows import Finding
from core.visits.corrections import cancellation_body, correction_body
from core.visits.visit import Visit
from storage.township.engines import TownshipDatabase, open_embedded
from storage.township.review import ReviewShelf
from storage.township.settlement_book import SqlSettlementBook
from sync.township.settlement.institutions import Desk
from sync.township.settlement.platform import HttpPlatform
from sync.township.settlement.province import Signing, shipped_province
from sync.township.settlement.settle_waiting import SettlementRun, settle_waiting
from tests.helpers.platform_process import PlatformProcess, insured, running_platform
from tests.helpers.settlement_book import HandClock, MemoryBook, visit
from tests.helpers.settlement_desk import INSTITUTION
from tests.helpers.township_store import CLINIC, CODEC, NOW, TOWNSHIP, Writer, a_device, a_store, data_folder

_people = count(1)
_minutes = count(1)


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlatformProcess]:
    with running_platform(Path(tmp_path_factory.mktemp("platform"))) as process:
        yield process


@pytest.fixture
def database(tmp_path: Path) -> Iterator[TownshipDatabase]:
    opened = open_embedded(data_folder(tmp_path), create=True)
    yield opened
    opened.close()


def settle(database: TownshipDatabase, address: str) -> SettlementRun:
    clock = HandClock(NOW)
    clock.wait(minutes=next(_minutes))
    line = HttpPlatform(address, Signing.NONE, clock, None, 5)
    try:
        book = SqlSettlementBook(database, TOWNSHIP, CODEC)
        return settle_waiting(book, line, Desk(INSTITUTION, shipped_province("baseline")), clock)
    finally:
        line.close()


def test_an_accepted_visit_is_settled_and_its_result_joins_the_clinics_stream(
    database: TownshipDatabase, platform: PlatformProcess
) -> None:
    store = a_store(database)
    device = a_device(store)
    writer = Writer(device.device)
    person, stranger = insured(next(_people)), insured(next(_people))
    platform.insure(person)
    events = [writer.write(CODEC.encode(visit(one).to_plain())) for one in (person, stranger)]
    store.accept(device, writer.incarnation, events)
    for event in events:
        store.judge([Finding(CLINIC, event.header.event_id, ResultKind.ACCEPTED, {}, NOW)])
    run = settle(database, platform.address)
    assert (run.settled, run.not_payable) == (1, 1)
    (row,) = platform.ledger()
    told = {result.event_id: result for result in store.results(CLINIC, 0, 10)}
    settled, refused = (told[event.header.event_id] for event in events)
    assert settled.kind is ResultKind.SETTLED
    assert (settled.facts["fund"], settled.facts["cash"]) == (row["fund_fen"], row["cash_fen"])
    assert refused.kind is ResultKind.NOT_PAYABLE
    assert settle(database, platform.address) == SettlementRun()
    assert store.check() == []


def settle_elsewhere(event: Event, seen: Visit, address: str) -> None:
    """Settle a visit in a life of the log that is lost by now."""
    elsewhere, event_id = MemoryBook(), event.header.event_id
    elsewhere.visits[event_id] = seen
    elsewhere.kept[event_id] = json.dumps(OutboxRow(CLINIC, event_id, due=NOW).to_plain())
    clock = HandClock(NOW)
    clock.wait(minutes=next(_minutes))
    with closing(HttpPlatform(address, Signing.NONE, clock, None, 5)) as line:
        desk = Desk(INSTITUTION, shipped_province("baseline"))
        assert settle_waiting(elsewhere, line, desk, clock).settled == 1


@pytest.mark.parametrize("kind", [EventType.VISIT_CORRECTED, EventType.VISIT_CANCELLED])
def test_what_a_lost_life_of_the_log_settled_is_found_though_its_place_was_taken_since(
    database: TownshipDatabase, platform: PlatformProcess, kind: EventType
) -> None:
    store = a_store(database)
    device = a_device(store)
    writer = Writer(device.device)
    person, other = insured(next(_people)), insured(next(_people))
    platform.insure(person)
    platform.insure(other)
    wrong = writer.write(CODEC.encode(visit(person).to_plain()))
    settle_elsewhere(wrong, visit(person), platform.address)
    targets = [wrong.header.event_id]
    cancels = kind is EventType.VISIT_CANCELLED
    body = cancellation_body("wrong", targets) if cancels else correction_body(visit(other), targets)
    writer.write(CODEC.encode(body), kind)
    store.accept(device, writer.incarnation, writer.events)
    waiting = [event.header.event_id for _, event in store.unjudged(9)]
    store.judge([Finding(CLINIC, event, ResultKind.ACCEPTED, {}, NOW) for event in waiting])

    run = settle(database, platform.address)

    assert (run.settled, run.undone) == (1 if cancels else 2, 1)
    people = [
        row["psn_no"] for row in platform.ledger() if row["psn_no"] in (person["psn_no"], other["psn_no"])
    ]
    assert people == ([] if cancels else [other["psn_no"]])
    told = [one.kind for one in store.results(CLINIC, 0, 9) if one.event_id in targets]
    assert told[1:] == [ResultKind.SETTLED, ResultKind.REVERSED]


def test_a_visit_of_nobody_known_is_settled_once_a_correction_names_its_patient(
    database: TownshipDatabase, platform: PlatformProcess
) -> None:
    store = a_store(database)
    device = a_device(store)
    writer = Writer(device.device)
    person = insured(next(_people))
    platform.insure(person)

    def arrive(event: Event) -> SettlementRun:
        store.accept(device, writer.incarnation, [event])
        store.judge([Finding(CLINIC, event.header.event_id, ResultKind.ACCEPTED, {}, NOW)])
        return settle(database, platform.address)

    nobody = writer.write(CODEC.encode(visit({**person, "certno": ""}).to_plain()))
    assert arrive(nobody).not_payable == 1
    body = CODEC.encode(correction_body(visit(person), [nobody.header.event_id]))
    assert arrive(writer.write(body, EventType.VISIT_CORRECTED)).settled == 1
    assert store.check() == []


def test_a_correction_goes_once_the_platform_holds_nothing_of_what_it_corrects(
    database: TownshipDatabase, platform: PlatformProcess
) -> None:
    store = a_store(database)
    device = a_device(store)
    writer = Writer(device.device)
    person = insured(next(_people))
    platform.insure(person)
    wrong = writer.write(CODEC.encode(visit(person).to_plain()))
    body = CODEC.encode(correction_body(visit(person), [wrong.header.event_id]))
    right = writer.write(body, EventType.VISIT_CORRECTED)
    store.accept(device, writer.incarnation, writer.events)
    waiting = [event.header.event_id for _, event in store.unjudged(9)]
    store.judge([Finding(CLINIC, event, ResultKind.ACCEPTED, {}, NOW) for event in waiting])

    assert settle(database, platform.address).settled == 1
    assert store.counts().outbox == {"set_aside": 1, "settled": 1}
    told = [one.event_id for one in store.results(CLINIC, 0, 9) if one.kind is ResultKind.SETTLED]
    assert told == [right.header.event_id]


def test_after_a_silent_restore_a_visit_whose_correction_was_settled_is_not_settled_too(
    database: TownshipDatabase, platform: PlatformProcess
) -> None:
    store = a_store(database)
    device = a_device(store)
    writer = Writer(device.device)
    person = insured(next(_people))
    platform.insure(person)
    wrong = writer.write(CODEC.encode(visit(person).to_plain()))
    body = CODEC.encode(correction_body(visit(person), [wrong.header.event_id]))
    right = writer.write(body, EventType.VISIT_CORRECTED)

    def hold(count: int) -> None:
        store.accept(device, writer.incarnation, writer.events[:count])
        waiting = [event.header.event_id for _, event in store.unjudged(9)]
        store.judge([Finding(CLINIC, event, ResultKind.ACCEPTED, {}, NOW) for event in waiting])

    settle_elsewhere(right, visit(person), platform.address)
    hold(1)
    run = settle(database, platform.address)
    assert (run.settled, run.reasons) == (0, {"platform_knows_more": 1})
    hold(2)  # the clinic called: the visit is history now, and the correction is known to be settled
    assert settle(database, platform.address).settled == 1
    assert len([row for row in platform.ledger() if row["psn_no"] == person["psn_no"]]) == 1


@pytest.mark.parametrize("paid", [False, True], ids=["not paid", "paid in a life that is lost"])
def test_of_a_visit_that_went_back_the_platform_is_asked_whether_it_was_paid(
    database: TownshipDatabase, platform: PlatformProcess, paid: bool
) -> None:
    store = a_store(database)
    device = a_device(store)
    writer = Writer(device.device)
    person = insured(next(_people))
    platform.insure(person)
    event = writer.write(CODEC.encode(visit(person).to_plain()))
    store.accept(device, writer.incarnation, [event])
    store.judge([Finding(CLINIC, event.header.event_id, ResultKind.ACCEPTED, {}, NOW)])
    if paid:
        settle_elsewhere(event, visit(person), platform.address)
    review = ReviewShelf(database, TOWNSHIP, CODEC)
    why = {"reason": "the diagnosis is missing"}
    review.return_visit(Finding(CLINIC, event.header.event_id, ResultKind.NEEDS_CORRECTION, why, NOW))
    assert store.counts().outbox == {Step.SENT_BACK: 1}

    assert settle(database, platform.address).settled == int(paid)

    told = [one.kind for one in store.results(CLINIC, 0, 9)]
    assert told == [ResultKind.ACCEPTED, ResultKind.NEEDS_CORRECTION, *[ResultKind.SETTLED] * paid]
    assert store.counts().outbox == {Step.SETTLED if paid else Step.RETURNED: 1}
    assert len([row for row in platform.ledger() if row["psn_no"] == person["psn_no"]]) == int(paid)


def test_a_visit_that_went_back_is_settled_once_it_is_let_in_after_all(
    database: TownshipDatabase, platform: PlatformProcess
) -> None:
    store = a_store(database)
    device = a_device(store)
    writer = Writer(device.device)
    person = insured(next(_people))
    platform.insure(person)
    event = writer.write(CODEC.encode(visit(person).to_plain()))
    store.accept(device, writer.incarnation, [event])
    found = Finding(CLINIC, event.header.event_id, ResultKind.ACCEPTED, {}, NOW)
    store.judge([found])
    review = ReviewShelf(database, TOWNSHIP, CODEC)
    review.return_visit(replace(found, kind=ResultKind.NEEDS_CORRECTION, facts={"reason": "why"}))
    settle(database, platform.address)
    review.take_visit_in(found)
    assert settle(database, platform.address).settled == 1
    assert store.counts().outbox == {Step.SETTLED: 1}
