"""Lives of a restored township: one epoch after the other, results taken back, settlements frozen."""

from collections.abc import Sequence

import pytest

from core.epoch_ports import ResultsHead
from core.errors import Refusal
from core.events import NO_HASH, Epoch, Event, Result, ResultKind
from core.ids import ClinicCode
from core.settlement_ports import Step
from core.township_rows import Finding
from storage.township.settlement_book import SqlSettlementBook
from storage.township.store import SqlTownshipStore
from sync.codec import result_hash
from sync.protocol import result_record
from tests.helpers.township_store import CLINIC, CODEC, NOW, OTHER_CLINIC, Writer, a_device
from tests.helpers.township_talk import a_visit

PAID = {"fund": 1200, "account": 0, "cash": 300, "settlement_id": "S1"}


def after(store: SqlTownshipStore, number: int = 1) -> Epoch:
    present = store.township().epoch
    return Epoch(present.number + number, f"{present.number + number:032x}", present.epoch_id)


def said(events: Sequence[Event], *kinds: ResultKind, before: Sequence[Result] = ()) -> list[Result]:
    """Make the results an earlier life of the log gave, behind those from `before`."""
    found = list(before)
    for event, kind in zip(events, kinds, strict=True):
        previous = found[-1].hash if found else NO_HASH
        facts = PAID if kind is ResultKind.SETTLED else {}
        made = Result(len(found) + 1, event.header.event_id, kind, NOW, facts, previous, b"", b"")
        record = result_record(CLINIC, made)
        whole = (made.position, made.event_id, kind, NOW, facts, previous, record, result_hash(record))
        found.append(Result(*whole))
    return found[len(before) :]


def visits(store: SqlTownshipStore, count: int) -> list[Event]:
    writer = Writer(a_device(store).device)
    for _ in range(count):
        writer.write(CODEC.encode(a_visit().to_plain()))
    device = store.device(writer.device)
    assert device is not None
    store.accept(device, writer.incarnation, writer.events)
    return writer.events


def test_an_epoch_follows_the_one_before_and_freezes_settlements(store: SqlTownshipStore) -> None:
    book = SqlSettlementBook(store.database, store.code, CODEC)
    first, second = store.township().epoch, after(store)
    assert (store.former_epochs(), store.frozen_since(), book.frozen()) == ([], None, False)

    store.begin_epoch(second, (), NOW)

    assert (store.township().epoch, store.former_epochs()) == (second, [first])
    assert (store.frozen_since(), book.frozen()) == (NOW, True)
    store.thaw()
    assert (store.frozen_since(), book.frozen()) == (None, False)


def test_an_epoch_that_names_another_past_does_not_begin(store: SqlTownshipStore) -> None:
    first = store.township().epoch
    seen = after(store)
    for wrong in (Epoch(2, "ab" * 16, "cd" * 16), Epoch(1, "ab" * 16, first.epoch_id)):
        with pytest.raises(Refusal, match="epoch_does_not_follow"):
            store.begin_epoch(wrong, (), NOW)
    third = Epoch(3, "ef" * 16, seen.epoch_id)
    with pytest.raises(Refusal, match="epoch_does_not_follow"):
        store.begin_epoch(third, (), NOW)
    store.begin_epoch(third, (seen,), NOW)
    assert store.former_epochs() == [first, seen]


def test_results_given_back_continue_the_stream_once(store: SqlTownshipStore) -> None:
    back = said(visits(store, 3), ResultKind.ACCEPTED, ResultKind.SETTLED, ResultKind.NOT_PAYABLE)

    assert store.adopt_results(CLINIC, back[:2]) == ResultsHead(2, back[1].hash)
    assert store.adopt_results(CLINIC, back) == ResultsHead(3, back[2].hash)
    assert store.adopt_results(CLINIC, back[1:2]) == ResultsHead(3, back[2].hash)

    assert store.results(CLINIC, 0, 9) == back
    assert store.check() == []


def test_results_that_contradict_the_stream_stay_beside_it(store: SqlTownshipStore) -> None:
    events = visits(store, 2)
    back = said(events, ResultKind.ACCEPTED, ResultKind.SETTLED)
    store.judge([Finding(CLINIC, events[0].header.event_id, ResultKind.NEEDS_CORRECTION, {}, NOW)])
    ours = store.results(CLINIC, 0, 9)

    for _ in range(2):
        assert store.adopt_results(CLINIC, back) == ResultsHead(1, ours[0].hash)
    assert store.results(CLINIC, 0, 9) == ours
    assert store.check() == []


def test_what_was_said_in_an_earlier_life_is_not_said_again_nor_settled_again(
    store: SqlTownshipStore,
) -> None:
    events = visits(store, 4)
    kinds = (ResultKind.SETTLED, ResultKind.NOT_PAYABLE, ResultKind.SETTLEMENT_UNKNOWN)
    back = said(events[:3], *kinds)
    store.adopt_results(CLINIC, back)

    store.judge([Finding(CLINIC, one.header.event_id, ResultKind.ACCEPTED, {}, NOW) for one in events])

    assert store.results(CLINIC, 0, 9)[:3] == back
    assert [one.event_id for one in store.results(CLINIC, 3, 9)] == [events[3].header.event_id]
    assert store.counts().outbox == {Step.SETTLED: 1, Step.NOT_PAYABLE: 1, Step.WAITING: 2}
    assert store.check() == []


def test_a_visit_that_waits_goes_on_from_where_results_that_come_back_say_it_had_come(
    store: SqlTownshipStore,
) -> None:
    """A backup knows it as waiting; the clinic was told since that it was settled, or came back."""
    events = visits(store, 5)
    store.judge([Finding(CLINIC, one.header.event_id, ResultKind.ACCEPTED, {}, NOW) for one in events])
    kinds = (ResultKind.SETTLED, ResultKind.NOT_PAYABLE, ResultKind.NEEDS_CORRECTION, ResultKind.SETTLED)
    ended = (*kinds, ResultKind.REVERSED)
    back = said([*events[:4], events[3]], *ended, before=store.results(CLINIC, 0, 9))

    assert store.adopt_results(CLINIC, back).position == 10

    steps = {Step.SETTLED: 1, Step.NOT_PAYABLE: 1, Step.SENT_BACK: 1, Step.REVERSED: 1, Step.WAITING: 1}
    assert store.counts().outbox == steps
    book = SqlSettlementBook(store.database, store.code, CODEC)
    assert {row.visit for row in book.due(NOW, 9)} == {one.header.event_id for one in (events[2], events[4])}
    assert store.check() == []


def test_what_was_settled_and_undone_in_an_earlier_life_is_never_sent_again(store: SqlTownshipStore) -> None:
    (event,) = visits(store, 1)
    store.adopt_results(CLINIC, said([event, event], ResultKind.SETTLED, ResultKind.REVERSED))

    store.judge([Finding(CLINIC, event.header.event_id, ResultKind.ACCEPTED, {}, NOW)])

    assert store.counts().outbox == {}
    assert SqlSettlementBook(store.database, store.code, CODEC).due(NOW, 9) == []


def test_a_ladder_leads_down_to_the_beginning(store: SqlTownshipStore) -> None:
    assert store.results_ladder(CLINIC) == [ResultsHead(0, NO_HASH)]
    events = visits(store, 12)
    store.judge([Finding(CLINIC, one.header.event_id, ResultKind.RECEIVED, {}, NOW) for one in events])

    ladder = store.results_ladder(CLINIC)

    assert [step.position for step in ladder] == [12, 11, 9, 5, 0]
    hashes = {one.position: one.hash for one in store.results(CLINIC, 0, 99)} | {0: NO_HASH}
    assert all(hashes[step.position] == step.hash for step in ladder)
    assert store.results_ladder(OTHER_CLINIC) == [ResultsHead(0, NO_HASH)]
    with pytest.raises(Refusal, match="clinic_unknown"):
        store.results_ladder(ClinicCode("C99"))
