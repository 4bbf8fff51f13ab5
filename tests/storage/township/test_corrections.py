"""Corrections at the township: what they replace is not settled, and neither are two that contradict."""

from dataclasses import replace

import pytest

from core.events import Event, EventType, ResultKind
from core.ids import EventId
from core.settlement_ports import Step, TakenBy
from core.township_rows import Finding
from core.visits.corrections import cancellation_body, correction_body
from storage.township.settlement_book import SqlSettlementBook
from storage.township.store import SqlTownshipStore
from tests.helpers.township_store import CLINIC, CODEC, NOW, OTHER_CLINIC, Writer, a_device, may_go
from tests.helpers.township_talk import a_visit


@pytest.fixture
def book(store: SqlTownshipStore) -> SqlSettlementBook:
    return SqlSettlementBook(store.database, store.code, CODEC)


@pytest.fixture
def writer(store: SqlTownshipStore) -> Writer:
    return Writer(a_device(store).device)


def visit(writer: Writer) -> Event:
    return writer.write(CODEC.encode(a_visit().to_plain()))


def corrected(writer: Writer, *targets: Event) -> Event:
    ids = [target.header.event_id for target in targets]
    return writer.write(CODEC.encode(correction_body(a_visit(), ids)), EventType.VISIT_CORRECTED)


def cancelled(writer: Writer, target: Event) -> Event:
    body = cancellation_body("written twice", [target.header.event_id])
    return writer.write(CODEC.encode(body), EventType.VISIT_CANCELLED)


def taken_in(store: SqlTownshipStore, writer: Writer) -> None:
    device = store.device(writer.device)
    assert device is not None
    store.accept(device, writer.incarnation, writer.events)
    waiting = [event.header.event_id for _, event in store.unjudged(99)]
    store.judge([Finding(CLINIC, event, ResultKind.ACCEPTED, {}, NOW) for event in waiting])


def due(book: SqlSettlementBook) -> set[EventId]:
    return may_go(book, NOW)


def ids(*events: Event) -> set[EventId]:
    return {event.header.event_id for event in events}


def test_a_correction_takes_the_place_of_a_visit_that_was_not_sent_yet(
    store: SqlTownshipStore, book: SqlSettlementBook, writer: Writer
) -> None:
    wrong, other = visit(writer), visit(writer)
    right = corrected(writer, wrong)
    taken_in(store, writer)

    assert due(book) == ids(right, other)
    assert book.visit_of(next(row for row in book.due(NOW, 9) if row.visit in ids(right))).visit == a_visit()


def test_what_took_a_place_waits_until_the_platform_was_asked_about_the_former_one(
    store: SqlTownshipStore, book: SqlSettlementBook, writer: Writer
) -> None:
    wrong = visit(writer)
    right = corrected(writer, wrong)
    taken_in(store, writer)

    (row,) = book.due(NOW, 9)
    assert (row.visit, row.only_asked_about) == (wrong.header.event_id, True)
    book.save(replace(row, step=Step.SET_ASIDE))
    (row,) = book.due(NOW, 9)
    assert (row.visit, row.only_asked_about) == (right.header.event_id, False)


def test_a_cancelled_visit_is_never_sent(
    store: SqlTownshipStore, book: SqlSettlementBook, writer: Writer
) -> None:
    cancelled(writer, visit(writer))
    taken_in(store, writer)

    assert due(book) == set()


def test_what_is_under_way_goes_on_when_its_pc_is_revoked(
    store: SqlTownshipStore, book: SqlSettlementBook, writer: Writer
) -> None:
    begun, fresh = visit(writer), visit(writer)
    taken_in(store, writer)
    row = next(one for one in book.due(NOW, 9) if one.visit in ids(begun))
    book.save(replace(row, step=Step.UNKNOWN))

    store.revoke_device(writer.device, {}, NOW)

    assert due(book) == ids(begun)
    assert fresh.header.event_id not in due(book)


def test_rival_corrections_wait_until_one_supersedes_both(
    store: SqlTownshipStore, book: SqlSettlementBook, writer: Writer
) -> None:
    wrong = visit(writer)
    here = corrected(writer, wrong)
    other_pc = Writer(a_device(store).device)
    there = corrected(other_pc, wrong)
    taken_in(store, writer)
    assert due(book) == ids(here)

    taken_in(store, other_pc)
    assert due(book) == set()

    agreed = corrected(writer, here, there)
    taken_in(store, writer)
    assert due(book) == ids(agreed)


@pytest.mark.parametrize("step", [Step.SETTLING, Step.UNKNOWN, Step.UNDOING])
def test_a_correction_waits_while_what_it_replaces_may_be_paid(
    store: SqlTownshipStore, book: SqlSettlementBook, writer: Writer, step: Step
) -> None:
    wrong = visit(writer)
    taken_in(store, writer)
    (row,) = book.due(NOW, 9)
    row = book.save(replace(row, step=step))
    right = corrected(writer, wrong)
    taken_in(store, writer)

    assert ids(right) & due(book) == set()
    assert due(book) == ids(wrong)

    book.save(replace(row, step=Step.WAITING))
    assert due(book) == ids(right)


def settled(book: SqlSettlementBook, event: Event) -> None:
    (row,) = (one for one in book.due(NOW, 9) if one.visit in ids(event))
    book.publish(replace(row, step=Step.SETTLED), ResultKind.SETTLED, {"settlement_id": "S1"}, NOW)


def to_undo(book: SqlSettlementBook) -> dict[EventId, TakenBy | None]:
    return {row.visit: row.taken_by for row in book.due(NOW, 9) if row.is_undone}


@pytest.mark.parametrize("by", list(TakenBy))
def test_a_settled_visit_is_due_again_to_be_undone_whichever_came_first(
    store: SqlTownshipStore, book: SqlSettlementBook, writer: Writer, by: TakenBy
) -> None:
    take_place = corrected if by is TakenBy.CORRECTION else cancelled
    early, late = visit(writer), visit(writer)
    taken_in(store, writer)
    settled(book, early)
    assert due(book) == ids(late)

    take_place(writer, early)
    in_doubt = next(one for one in book.due(NOW, 9) if one.visit in ids(late))
    book.save(replace(in_doubt, step=Step.UNKNOWN))
    take_place(writer, late)
    taken_in(store, writer)
    settled(book, late)

    assert to_undo(book) == dict.fromkeys(ids(early, late), by)
    assert due(book) == ids(early, late), "what took their place waits"
    for row in book.due(NOW, 9):
        book.save(replace(row, step=Step.UNDONE))
    follows = set() if by is TakenBy.CANCELLATION else ids(*writer.events[2:])
    assert due(book) == ids(early, late) | follows, "taking lines back keeps nobody waiting"


def test_a_settlement_stands_while_two_corrections_contradict_each_other(
    store: SqlTownshipStore, book: SqlSettlementBook, writer: Writer
) -> None:
    wrong = visit(writer)
    taken_in(store, writer)
    settled(book, wrong)
    other_pc = Writer(a_device(store).device)
    here, there = corrected(writer, wrong), cancelled(other_pc, wrong)
    for pc in (writer, other_pc):
        device = store.device(pc.device)
        assert device is not None
        store.accept(device, pc.incarnation, pc.events)
    waiting = [event.header.event_id for _, event in store.unjudged(99)]
    store.judge([Finding(CLINIC, event, ResultKind.ACCEPTED, {}, NOW) for event in waiting])
    assert due(book) == set()

    corrected(writer, here, there)
    taken_in(store, writer)
    assert to_undo(book) == dict.fromkeys(ids(wrong), TakenBy.CORRECTION)


def test_a_settlement_stands_while_its_correction_is_back_at_the_doctor(
    store: SqlTownshipStore, book: SqlSettlementBook, writer: Writer
) -> None:
    wrong = visit(writer)
    taken_in(store, writer)
    settled(book, wrong)
    right = corrected(writer, wrong)
    device = store.device(writer.device)
    assert device is not None
    store.accept(device, writer.incarnation, writer.events)
    finding = Finding(CLINIC, right.header.event_id, ResultKind.NEEDS_CORRECTION, {"reason": "x"}, NOW)
    store.judge([finding])
    assert due(book) == set()


def test_a_thief_takes_no_settlement_away(
    store: SqlTownshipStore, book: SqlSettlementBook, writer: Writer
) -> None:
    wrong = visit(writer)
    taken_in(store, writer)
    settled(book, wrong)
    stolen = Writer(a_device(store).device)
    cancelled(stolen, wrong)
    taken_in(store, stolen)
    assert to_undo(book) == dict.fromkeys(ids(wrong), TakenBy.CANCELLATION)

    store.revoke_device(stolen.device, {}, NOW)

    assert due(book) == set()


def test_a_correction_nobody_can_read_changes_nothing(
    store: SqlTownshipStore, book: SqlSettlementBook, writer: Writer
) -> None:
    good = visit(writer)
    writer.write(b"\xff", EventType.VISIT_CORRECTED)
    writer.write(CODEC.encode({"supersedes": ["no id"]}), EventType.VISIT_CANCELLED)
    taken_in(store, writer)

    assert due(book) & ids(good) == ids(good)
    assert store.check() == []


def test_what_another_clinic_corrects_is_none_of_this_ones_business(
    store: SqlTownshipStore, book: SqlSettlementBook, writer: Writer
) -> None:
    mine = visit(writer)
    taken_in(store, writer)
    theirs = Writer(a_device(store, OTHER_CLINIC).device, OTHER_CLINIC)
    foreign = corrected(theirs, mine)
    device = store.device(theirs.device)
    assert device is not None
    store.accept(device, theirs.incarnation, theirs.events)
    store.judge([Finding(OTHER_CLINIC, foreign.header.event_id, ResultKind.ACCEPTED, {}, NOW)])

    assert due(book) == ids(mine, foreign)
