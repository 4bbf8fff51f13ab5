"""The worker on the township's real outbox: what the clinic will read is what the platform's ledger says."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from core.events import ResultKind
from core.township_rows import Finding
from storage.township.engines import TownshipDatabase, open_embedded
from storage.township.settlement_book import SqlSettlementBook
from sync.township.settlement.platform import HttpPlatform
from sync.township.settlement.province import Signing, shipped_province
from sync.township.settlement.settle_waiting import Desk, SettlementRun, settle_waiting
from tests.helpers.platform_process import PlatformProcess, insured, running_platform
from tests.helpers.settlement_book import HandClock, visit
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
