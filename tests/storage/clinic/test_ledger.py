"""The ledger keeps what it took, in order, and lets nothing be changed."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.events import Event, EventType, LedgerHead, ResultKind
from core.ids import EventId, Incarnation
from storage.clinic.desk import ClinicStore
from storage.clinic.ledger import ClinicLedger
from storage.clinic.migrations_ledger import APPEND_ONLY
from storage.sqlcipher import driver
from tests.storage.clinic.sample import (
    CODEC,
    EPOCH,
    NOON,
    Pen,
    Stream,
    chain_holds,
    new_clinic,
    other_epoch,
    person,
    receipt_for,
    reopened,
    visit_of,
)
from tests.storage.clinic.test_vault import refused

NEXT_LIFE = Incarnation("ee" * 16)


def write(store: ClinicStore, count: int, pen: Pen | None = None) -> list[Event]:
    pen = pen or Pen()
    return [store.ledger.append(pen.draft(visit_of(person(number, "王小满")))) for number in range(count)]


def everything(ledger: ClinicLedger) -> Sequence[Event]:
    return ledger.events_after(0, 10**9)


def ids(events: Sequence[Event]) -> list[EventId]:
    return [event.header.event_id for event in events]


def test_a_new_ledger_stands_at_zero(store: ClinicStore) -> None:
    head = store.ledger.head()
    assert (head.sequence, head.hash) == (0, bytes(32))
    assert store.ledger.events_after(0, 10**6) == []
    assert store.verify() == []


def test_what_was_appended_is_there_after_a_restart(store: ClinicStore, folder: Path) -> None:
    written = write(store, 3)
    store = reopened(store, folder)
    try:
        assert everything(store.ledger) == written
        assert store.ledger.head() == LedgerHead(written[-1].header.incarnation, 3, written[-1].hash)
    finally:
        store.close()


def test_what_is_written_waits_for_the_disk_in_the_ledger_and_need_not_in_the_cache(
    store: ClinicStore,
) -> None:
    full, normal = 2, 1
    found = [file.database.execute("PRAGMA synchronous").fetchone()[0] for file in store.files]
    assert found == [full, normal]


def test_an_event_carries_where_it_belongs(store: ClinicStore) -> None:
    (event,) = write(store, 1)
    header = event.header
    assert (header.township, header.clinic, header.device) == ("T001", "C007", "d0" * 16)
    assert header.versions == {"roster": "1.1"}
    assert CODEC.decode_header(event.header_bytes) == header


@settings(max_examples=12)
@given(bodies=st.lists(st.binary(max_size=300), max_size=12))
def test_whatever_is_appended_makes_one_unbroken_chain(bodies: list[bytes]) -> None:
    with TemporaryDirectory() as name:
        store = new_clinic(Path(name))
        pen = Pen()
        written = [store.ledger.append(pen.draft_of(body)) for body in bodies]
        assert [event.body for event in everything(store.ledger)] == bodies
        assert chain_holds(written)
        assert store.verify() == []
        store.close()


def test_an_id_is_taken_only_once(store: ClinicStore) -> None:
    draft = Pen().draft(visit_of(person(1, "王小满")))
    store.ledger.append(draft)
    with pytest.raises(driver.IntegrityError):
        store.ledger.append(draft)
    assert store.ledger.head().sequence == 1


def test_unknown_types_are_kept_untouched(store: ClinicStore) -> None:
    store.ledger.append(Pen().draft_of(b"from a newer program", kind="stock_counted"))
    assert everything(store.ledger)[0].header.type == "stock_counted"
    assert store.records.visits(NOON.date(), NOON.date(), 10) == []


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_nothing_of_the_chain_can_be_deleted_or_changed(store: ClinicStore, table: str) -> None:
    (event,) = write(store, 1)
    store.sync.keep_receipt(receipt_for(event))
    store.sync.keep_results([Stream().next(event.header.event_id, ResultKind.RECEIVED)], b"signature")
    database = store.ledger.file.database
    for statement in ("DELETE FROM {}", "UPDATE {} SET rowid = rowid + 1"):
        with pytest.raises(driver.IntegrityError, match="append-only"):
            database.execute(statement.format(table))
    assert database[table].count == 1


def test_events_are_handed_out_up_to_a_size_but_at_least_one(store: ClinicStore) -> None:
    written = write(store, 5)
    size = len(written[0].header_bytes) + len(written[0].body)
    assert ids(store.sync.events_after(0, 1)) == ids(written[:1])
    assert ids(store.sync.events_after(1, size * 2 + 10)) == ids(written[1:3])
    assert store.sync.events_after(5, 10**6) == []


def test_only_a_receipt_of_this_epoch_ends_the_waiting(store: ClinicStore) -> None:
    written = write(store, 3)
    assert store.sync.waiting() == 3
    store.sync.keep_receipt(receipt_for(written[1]))
    assert store.sync.waiting() == 1
    assert store.sync.standing().receipt == receipt_for(written[1])
    store.sync.keep_receipt(receipt_for(written[0]))
    assert store.sync.standing().receipt == receipt_for(written[1])
    store.sync.move_epoch(other_epoch(2))
    assert store.sync.waiting() == 3
    assert store.sync.standing().receipt is None
    store.sync.keep_receipt(receipt_for(written[2], EPOCH))
    assert store.sync.waiting() == 3
    store.sync.keep_receipt(receipt_for(written[2], other_epoch(2)))
    assert store.sync.waiting() == 0


def test_a_receipt_about_other_events_is_refused(store: ClinicStore, tmp_path: Path) -> None:
    write(store, 1)
    other = new_clinic(tmp_path / "other")
    (foreign,) = write(other, 1)
    other.close()
    with refused("receipt_not_of_this_ledger"):
        store.sync.keep_receipt(receipt_for(foreign))
    assert store.sync.waiting() == 1


def test_epochs_only_go_up(store: ClinicStore) -> None:
    store.sync.move_epoch(other_epoch(3))
    store.sync.move_epoch(other_epoch(3))
    with refused("epoch_goes_backwards"):
        store.sync.move_epoch(other_epoch(2))
    assert store.sync.standing().epoch == other_epoch(3)


def test_a_new_life_names_the_old_and_offers_again_what_no_receipt_covers(store: ClinicStore) -> None:
    written = write(store, 4)
    store.sync.keep_receipt(receipt_for(written[1]))
    old = store.ledger.head()
    store.sync.start_incarnation(NEXT_LIFE, NOON)
    again = everything(store.ledger)
    assert again[0].header.type == EventType.INCARNATION_STARTED
    assert CODEC.decode(again[0].body) == {
        "predecessor": old.incarnation,
        "sequence": 4,
        "hash": old.hash,
        "reason": "township_knows_otherwise",
        "gaps": [],
    }
    assert ids(again[1:]) == ids(written[2:])
    assert [event.body for event in again[1:]] == [event.body for event in written[2:]]
    assert {event.header.incarnation for event in again} == {NEXT_LIFE}
    assert chain_holds(again)
    assert store.sync.waiting() == 3
    assert store.verify() == []


def test_a_receipt_of_a_lost_epoch_does_not_keep_an_event_from_being_offered_again(
    store: ClinicStore,
) -> None:
    written = write(store, 3)
    store.sync.keep_receipt(receipt_for(written[2]))
    store.sync.move_epoch(other_epoch(2))
    store.sync.start_incarnation(NEXT_LIFE, NOON)
    assert ids(everything(store.ledger)[1:]) == ids(written)


def test_lives_may_follow_each_other_and_writing_goes_on(store: ClinicStore) -> None:
    pen = Pen()
    written = write(store, 2, pen)
    for letter in "abc":
        store.sync.start_incarnation(Incarnation(letter * 32), NOON)
    written += write(store, 1, pen)
    again = everything(store.ledger)
    assert ids(again[1:]) == ids(written)
    assert chain_holds(again)
    assert store.verify() == []


def test_results_are_kept_in_order_and_only_once(store: ClinicStore) -> None:
    events = write(store, 2)
    stream = Stream()
    first = stream.next(events[0].header.event_id, ResultKind.RECEIVED)
    second = stream.next(events[0].header.event_id, ResultKind.SETTLED, fund=1, account=0, cash=2)
    third = stream.next(events[1].header.event_id, ResultKind.RECEIVED)
    store.sync.keep_results([first], b"signature 1")
    store.sync.keep_results([first, second], b"signature 2")
    with refused("results_do_not_follow"):
        store.sync.keep_results([Stream().next(events[1].header.event_id, ResultKind.ACCEPTED)], b"s")
    assert store.sync.word.results_from(0) == [first, second]
    store.sync.keep_results([third], b"signature 3")
    assert store.sync.standing().results_position == 3
    assert store.sync.standing().results_hash == third.hash
    assert store.verify() == []


def test_a_result_that_hangs_on_another_than_the_last_is_not_kept(store: ClinicStore) -> None:
    (event,) = write(store, 1)
    stream, other = Stream(), Stream()
    store.sync.keep_results([stream.next(event.header.event_id, ResultKind.RECEIVED)], b"s")
    other.next(event.header.event_id, ResultKind.ACCEPTED)
    with refused("results_do_not_follow"):
        store.sync.keep_results([other.next(event.header.event_id, ResultKind.SETTLED)], b"s")
    assert store.sync.standing().results_position == 1


def test_a_gap_in_the_results_keeps_none_of_them(store: ClinicStore) -> None:
    (event,) = write(store, 1)
    stream = Stream()
    results = [stream.next(event.header.event_id, ResultKind.RECEIVED) for _ in range(3)]
    with refused("results_do_not_follow"):
        store.sync.keep_results([results[0], results[2]], b"signature")
    assert store.sync.standing().results_position == 0


@pytest.mark.parametrize(
    ("column", "code"),
    [("body", "stored_event_damaged"), ("hash", "stored_event_damaged"), ("header", "stored_event_damaged")],
)
def test_verifying_finds_bytes_that_are_not_what_was_written(
    store: ClinicStore, column: str, code: str
) -> None:
    events = write(store, 3)
    other = getattr(events[0], {"header": "header_bytes"}.get(column, column))
    database = store.ledger.file.database
    database.execute("DROP TRIGGER events_never_update")
    spoilt = {"header": 1, "body": 2, "hash": 3}[column]
    values = [other[:-1] + b"\x00" if place == spoilt else None for place in (1, 2, 3)]
    database.execute(
        "UPDATE events SET header = coalesce(?, header), body = coalesce(?, body), hash = coalesce(?, hash)"
        " WHERE sequence = 2",
        values,
    )
    assert code in {fault.code for fault in store.verify()}


def test_verifying_finds_a_missing_link(store: ClinicStore) -> None:
    write(store, 3)
    database = store.ledger.file.database
    database.execute("DROP TRIGGER events_never_delete")
    database.execute("DELETE FROM events WHERE sequence = 2")
    assert [fault.code for fault in store.verify()] == ["stored_chain_broken"]
