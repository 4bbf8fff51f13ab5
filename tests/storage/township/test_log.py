"""Accepting events: once each, in order, on both engines."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from core.clinic_log import SignedRange
from core.errors import Refusal
from core.events import NO_HASH, Receipt
from core.ids import ClinicCode, Incarnation
from core.own_events import EventSpan
from core.township_rows import OfferOutcome
from storage.township.store import SqlTownshipStore
from tests.helpers.township_store import CLINIC, CODEC, NOW, OTHER_CLINIC, Writer, a_device


def test_an_offered_range_is_held_in_order(store: SqlTownshipStore) -> None:
    device = a_device(store)
    writer = Writer(device.device)
    events = writer.write_many(5)

    acceptance = store.accept(device, writer.incarnation, events)

    assert (acceptance.outcome, acceptance.sequence, acceptance.hash) == (
        OfferOutcome.ACCEPTED,
        5,
        events[-1].hash,
    )
    assert acceptance.log_position == 5
    assert store.events(CLINIC, 0, 10) == list(enumerate(events, 1))
    assert store.events(CLINIC, 3, 1) == [(4, events[3])]
    assert store.held(device.device, writer.incarnation) == acceptance


def test_nothing_held_of_an_unknown_incarnation(store: SqlTownshipStore) -> None:
    device = a_device(store)

    held = store.held(device.device, Incarnation("ab" * 16))

    assert (held.sequence, held.hash, held.log_position, held.log_hash) == (0, NO_HASH, 0, NO_HASH)


def test_a_repeated_range_changes_nothing(store: SqlTownshipStore) -> None:
    device = a_device(store)
    writer = Writer(device.device)
    writer.write_many(4)
    first = store.accept(device, writer.incarnation, writer.events)

    assert store.accept(device, writer.incarnation, writer.events) == first
    assert store.accept(device, writer.incarnation, writer.events[1:2]) == first
    assert store.counts().events == 4


def test_an_overlapping_range_adds_only_its_new_part(store: SqlTownshipStore) -> None:
    device = a_device(store)
    writer = Writer(device.device)
    writer.write_many(6)
    store.accept(device, writer.incarnation, writer.events[:4])

    acceptance = store.accept(device, writer.incarnation, writer.events[2:])

    assert (acceptance.sequence, acceptance.log_position) == (6, 6)
    assert store.check() == []


def test_a_range_beyond_the_head_is_a_gap(store: SqlTownshipStore) -> None:
    device = a_device(store)
    writer = Writer(device.device)
    writer.write_many(6)
    store.accept(device, writer.incarnation, writer.events[:2])

    acceptance = store.accept(device, writer.incarnation, writer.events[3:])

    assert (acceptance.outcome, acceptance.sequence) == (OfferOutcome.GAP, 2)
    assert store.counts().events == 2


@pytest.mark.parametrize("from_sequence", [2, 3, 4], ids=["before", "at the fork", "just after the head"])
def test_another_branch_is_kept_aside(store: SqlTownshipStore, from_sequence: int) -> None:
    device = a_device(store)
    writer = Writer(device.device)
    writer.write_many(3)
    branch = writer.copy_of(2)
    branch.write_many(2)
    held = store.accept(device, writer.incarnation, writer.events)

    acceptance = store.accept(device, writer.incarnation, branch.events[from_sequence - 1 :])

    assert (acceptance.outcome, acceptance.sequence, acceptance.hash) == (OfferOutcome.FORK, 3, held.hash)
    counts = store.counts()
    assert (counts.events, counts.forked) == (3, 5 - max(from_sequence, 3))
    assert store.check() == []


def test_events_offered_again_in_a_new_incarnation_count_once(store: SqlTownshipStore) -> None:
    device = a_device(store)
    writer = Writer(device.device)
    writer.write_many(3)
    store.accept(device, writer.incarnation, writer.events)
    again = Writer(device.device)
    again.write(b"\xa0", "incarnation_started")
    for event in writer.events:
        again.write(event.body, event_id=event.header.event_id)

    acceptance = store.accept(device, again.incarnation, again.events)

    assert (acceptance.sequence, acceptance.log_position, acceptance.quarantined) == (4, 4, ())
    assert [event.header.event_id for _, event in store.events(CLINIC, 0, 9)] == [
        *(event.header.event_id for event in writer.events),
        again.events[0].header.event_id,
    ]
    assert store.check() == []


def test_an_id_with_another_body_is_quarantined_alone(store: SqlTownshipStore) -> None:
    device = a_device(store)
    writer = Writer(device.device)
    first = writer.write(b"\x01")
    twin = writer.write(b"\x02", event_id=first.header.event_id)
    last = writer.write(b"\x03")

    acceptance = store.accept(device, writer.incarnation, writer.events)

    assert (acceptance.outcome, acceptance.sequence) == (OfferOutcome.ACCEPTED, 3)
    assert acceptance.quarantined == (twin.header.event_id,)
    assert [event for _, event in store.events(CLINIC, 0, 9)] == [first, last]
    assert store.counts().quarantined == 1
    assert store.check() == []


def test_clinics_have_logs_of_their_own(store: SqlTownshipStore) -> None:
    here, there = a_device(store), a_device(store, OTHER_CLINIC)
    writers = Writer(here.device), Writer(there.device, OTHER_CLINIC)
    for device, writer in zip((here, there), writers, strict=True):
        writer.write_many(2)
        store.accept(device, writer.incarnation, writer.events)

    assert [position for position, _ in store.events(OTHER_CLINIC, 0, 9)] == [1, 2]
    assert [event for _, event in store.events(OTHER_CLINIC, 0, 9)] == writers[1].events


def test_a_clinic_nobody_knows_is_refused(store: SqlTownshipStore) -> None:
    device = a_device(store)
    writer = Writer(device.device)
    stranger = type(device)(
        device.device, ClinicCode("C99"), device.signing_key, device.sealing_key, device.enrolled_at
    )

    with pytest.raises(Refusal, match="clinic_unknown"):
        store.accept(stranger, writer.incarnation, writer.write_many(1))


def test_the_same_range_offered_by_several_threads_counts_once(store: SqlTownshipStore) -> None:
    device = a_device(store)
    writer = Writer(device.device)
    writer.write_many(40)
    offers = [writer.events[:25], writer.events, writer.events[:40], writer.events[:30]] * 2

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda one: store.accept(device, writer.incarnation, one), offers))

    assert {one.outcome for one in outcomes} == {OfferOutcome.ACCEPTED}
    assert store.counts().events == 40
    assert [position for position, _ in store.events(CLINIC, 0, 99)] == list(range(1, 41))
    assert store.check() == []


def test_the_last_receipt_is_the_one_that_says_most(store: SqlTownshipStore) -> None:
    device = a_device(store)
    writer = Writer(device.device)
    epoch = store.township().epoch
    two, three = (
        Receipt(device.device, writer.incarnation, n, bytes(32), epoch, n, bytes(32), NOW, b"signed %d" % n)
        for n in (2, 3)
    )

    assert store.last_receipt(device.device, writer.incarnation) is None
    for receipt in (two, three, two):
        store.keep_receipt(receipt)

    assert store.last_receipt(device.device, writer.incarnation) == three


def test_events_of_types_nobody_knows_yet_come_back_untouched(store: SqlTownshipStore) -> None:
    device = a_device(store)
    writer = Writer(device.device)
    event = writer.write(CODEC.encode({"of": "a newer program"}), "stock_moved\0" + "x" * 200)
    store.accept(device, writer.incarnation, [event])

    assert store.unjudged(9) == [(CLINIC, event)]


def test_the_ranges_that_hold_an_event_are_given_again_to_their_own_device(store: SqlTownshipStore) -> None:
    device = a_device(store)
    writer = Writer(device.device)
    epoch = store.township().epoch
    for first, last in ((1, 3), (4, 4), (5, 9)):
        some = [writer.write(CODEC.encode(number)) for number in range(first, last + 1)]
        signed = SignedRange(first, epoch.number, epoch.epoch_id, b"signature")
        store.accept(device, writer.incarnation, some, signed)

    found = store.ranges_of(device.device, EventSpan(writer.incarnation, 3, 5), 9)

    assert [(one.signed.first, one.events) for one in found] == [
        (first, tuple(writer.events[first - 1 : last])) for first, last in ((1, 3), (4, 4), (5, 9))
    ]
    assert store.ranges_of(device.device, EventSpan(writer.incarnation, 10, 12), 9) == []
    assert store.ranges_of(device.device, EventSpan(Incarnation("ab" * 16), 1, 9), 9) == []
