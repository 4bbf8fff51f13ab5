"""Judging, the stream of results and the settlement outbox."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from core.errors import Hindrance, Refusal
from core.events import NO_HASH, ResultKind
from core.ids import EventId
from core.settlement_ports import OutboxRow, Step
from core.township_rows import Finding
from storage.township.settlement_book import SqlSettlementBook
from storage.township.store import SqlTownshipStore
from sync.protocol import read_result, result_record
from tests.helpers.township_store import CLINIC, CODEC, NOW, OTHER_CLINIC, Writer, a_device

FACTS = {"fund": 1200, "account": 0, "cash": 300, "settlement_id": "S1"}


@pytest.fixture
def book(store: SqlTownshipStore) -> SqlSettlementBook:
    return SqlSettlementBook(store.database, store.code, CODEC)


def received(store: SqlTownshipStore, count: int) -> list[EventId]:
    device = a_device(store)
    writer = Writer(device.device)
    writer.write_many(count)
    store.accept(device, writer.incarnation, writer.events)
    return [event.header.event_id for event in writer.events]


def test_results_chain_in_the_form_the_protocol_reads(store: SqlTownshipStore) -> None:
    one, two = received(store, 2)
    store.judge([Finding(CLINIC, one, ResultKind.ACCEPTED, {}, NOW)])
    store.judge([Finding(CLINIC, two, ResultKind.NEEDS_CORRECTION, {"reason": "visit_not_readable"}, NOW)])

    results = store.results(CLINIC, 0, 9)

    assert [read_result(one.record, CLINIC) for one in results] == results
    assert [result_record(CLINIC, one) for one in results] == [one.record for one in results]
    assert [(one.position, one.event_id) for one in results] == [(1, one), (2, two)]
    assert (results[0].previous_hash, results[1].previous_hash) == (NO_HASH, results[0].hash)
    assert store.results(CLINIC, 1, 9) == results[1:]
    assert (store.results_head(CLINIC), store.results_head(OTHER_CLINIC)) == (2, 0)
    assert store.check() == []


def test_a_judged_event_waits_no_more_and_keeps_its_first_judgement(store: SqlTownshipStore) -> None:
    one, two = received(store, 2)

    (first,) = store.judge([Finding(CLINIC, one, ResultKind.ACCEPTED, {}, NOW)])
    (again,) = store.judge([Finding(CLINIC, one, ResultKind.NEEDS_CORRECTION, {"reason": "other"}, NOW)])

    assert again == first
    assert [event.header.event_id for _, event in store.unjudged(9)] == [two]
    with pytest.raises(Refusal, match="event_unknown"):
        store.judge([Finding(OTHER_CLINIC, one, ResultKind.ACCEPTED, {}, NOW)])


def test_findings_of_several_clinics_are_kept_together_or_not_at_all(store: SqlTownshipStore) -> None:
    one, two = received(store, 2)
    good = [
        Finding(CLINIC, one, ResultKind.ACCEPTED, {}, NOW),
        Finding(CLINIC, two, ResultKind.RECEIVED, {}, NOW),
    ]

    with pytest.raises(Refusal, match="event_unknown"):
        store.judge([*good, Finding(OTHER_CLINIC, one, ResultKind.ACCEPTED, {}, NOW)])
    assert (store.results(CLINIC, 0, 9), store.counts().unjudged, store.counts().outbox) == ([], 2, {})

    kept = store.judge([good[1], good[0], good[1]])
    assert [result.event_id for result in kept] == [two, one, two]
    assert store.counts().results == {"accepted": 1, "received": 1}


def test_only_accepted_visits_join_the_outbox(store: SqlTownshipStore, book: SqlSettlementBook) -> None:
    one, two = received(store, 2)
    store.judge([Finding(CLINIC, one, ResultKind.ACCEPTED, {}, NOW)])
    store.judge([Finding(CLINIC, two, ResultKind.NEEDS_CORRECTION, {}, NOW)])

    assert book.due(NOW, 9) == [OutboxRow(CLINIC, one, due=NOW)]
    assert book.due(NOW - timedelta(seconds=1), 9) == []


def test_a_row_moves_on_only_from_what_was_kept_last(
    store: SqlTownshipStore, book: SqlSettlementBook
) -> None:
    (one,) = received(store, 1)
    store.judge([Finding(CLINIC, one, ResultKind.ACCEPTED, {}, NOW)])
    (row,) = book.due(NOW, 9)

    saved = book.save(replace(row, step=Step.REGISTERED))

    assert saved == replace(row, step=Step.REGISTERED, revision=1)
    assert book.due(NOW, 9) == [saved]
    with pytest.raises(Hindrance, match="settlement_row_taken"):
        book.save(replace(row, step=Step.SETTLED))
    assert book.due(NOW, 9) == [saved]


def test_a_settlement_and_its_result_happen_together_or_not_at_all(
    store: SqlTownshipStore, book: SqlSettlementBook
) -> None:
    (one,) = received(store, 1)
    store.judge([Finding(CLINIC, one, ResultKind.ACCEPTED, {}, NOW)])
    (row,) = book.due(NOW, 9)

    book.publish(replace(row, step=Step.SETTLED), ResultKind.SETTLED, FACTS, NOW)
    with pytest.raises(Hindrance, match="settlement_row_taken"):
        book.publish(replace(row, step=Step.SETTLED), ResultKind.SETTLED, FACTS, NOW)

    assert [one.kind for one in store.results(CLINIC, 0, 9)] == [ResultKind.ACCEPTED, ResultKind.SETTLED]
    assert book.due(NOW + timedelta(days=9), 9) == []
    counts = store.counts()
    assert (counts.settled_visits, counts.total, counts.fund) == (1, 1500, 1200)
    assert counts.outbox == {"settled": 1}
    clinics = {one.clinic: one for one in store.clinic_counts()}
    assert (clinics[CLINIC].events, clinics[CLINIC].fund) == (1, 1200)
    assert clinics[OTHER_CLINIC].events == 0
    assert store.check() == []


def test_two_workers_never_both_move_a_row(store: SqlTownshipStore, book: SqlSettlementBook) -> None:
    (one,) = received(store, 1)
    store.judge([Finding(CLINIC, one, ResultKind.ACCEPTED, {}, NOW)])
    (row,) = book.due(NOW, 9)

    def settle(_: int) -> bool:
        try:
            book.publish(replace(row, step=Step.SETTLED), ResultKind.SETTLED, FACTS, NOW)
        except Hindrance:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        moved = list(pool.map(settle, range(8)))

    assert moved.count(True) == 1
    assert store.counts().results == {"accepted": 1, "settled": 1}


def test_judges_at_work_together_leave_one_gap_free_stream(store: SqlTownshipStore) -> None:
    ids = received(store, 12)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda one: store.judge([Finding(CLINIC, one, ResultKind.RECEIVED, {}, NOW)]), ids * 2))

    assert [one.position for one in store.results(CLINIC, 0, 99)] == list(range(1, 13))
    assert store.check() == []
