"""The worker on the township's real outbox: what the clinic will read is what the platform's ledger says."""

import json
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from core.events import EventType, ResultKind
from core.settlement_ports import OutboxRow
from core.township_rows import Finding
from core.visits.corrections import correction_body
from storage.township.engines import TownshipDatabase, open_embedded
from storage.township.settlement_book import SqlSettlementBook
from sync.township.settlement.platform import HttpPlatform
from sync.township.settlement.province import Signing, shipped_province
from sync.township.settlement.settle_waiting import Desk, SettlementRun, settle_waiting
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

    elsewhere = MemoryBook()  # the life that was lost: it settled the correction
    elsewhere.visits[right.header.event_id] = visit(person)
    elsewhere.kept[right.header.event_id] = json.dumps(
        OutboxRow(CLINIC, right.header.event_id, due=NOW).to_plain()
    )
    clock = HandClock(NOW)
    clock.wait(minutes=next(_minutes))
    with closing(HttpPlatform(platform.address, Signing.NONE, clock, None, 5)) as line:
        desk = Desk(INSTITUTION, shipped_province("baseline"))
        assert settle_waiting(elsewhere, line, desk, clock).settled == 1

    hold(1)
    run = settle(database, platform.address)
    assert (run.settled, run.reasons) == (0, {"platform_knows_more": 1})
    hold(2)  # the clinic called: the visit is history now, and the correction is known to be settled
    assert settle(database, platform.address).settled == 1
    assert len([row for row in platform.ledger() if row["psn_no"] == person["psn_no"]]) == 1
