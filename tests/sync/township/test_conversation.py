"""Whole conversations in one process: what is sent, repeated, forked, cut, forged or poisoned."""

import secrets
from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.calling import USUAL
from core.errors import Refusal
from core.events import NO_HASH, Epoch, ResultKind
from core.ids import ClinicCode, TownshipCode
from core.visits.visit import OrderLine
from storage.township.settlement_book import SqlSettlementBook
from storage.township.store import SqlTownshipStore
from sync.asks import INLINE_RESULTS_BYTES, Ask
from sync.codec import encode, open_event
from sync.ledger_messages import LedgerAnswer, read_fork, read_receipt
from sync.protocol import Reader, ResultsPart, read_results
from tests.helpers.township_talk import SetClock, TalkingDevice, a_visit

UP, DOWN = ClinicCode("C01"), ClinicCode("C02")
Enrol = Callable[[ClinicCode], TalkingDevice]


def receipt_of(device: TalkingDevice, answer: LedgerAnswer) -> tuple[int, bytes, int]:
    assert answer.receipt is not None
    known = device.known
    receipt = read_receipt(answer.receipt, known.signing_key, known.township, known.epoch)
    return receipt.sequence, receipt.hash, receipt.log_position


def results_of(
    device: TalkingDevice, part: ResultsPart | None, clinic: ClinicCode = UP
) -> list[tuple[str, str]]:
    assert part is not None
    known = device.known
    reader = Reader(known.signing_key, known.township, known.epoch, clinic)
    return [(one.kind, one.facts.get("reason", "")) for one in read_results(part, reader, 0, NO_HASH)]


def test_an_ordinary_day_is_one_request(
    device: TalkingDevice, store: SqlTownshipStore, clock: SetClock
) -> None:
    writer = device.writer()
    event = writer.write(encode(a_visit().to_plain()))

    answer = device.hello(writer, events=[event])

    assert receipt_of(device, answer.ledger) == (1, event.hash, 1)
    assert results_of(device, answer.results) == [("accepted", "")]
    assert (answer.results_head, answer.at, answer.call_again_seconds) == (
        1,
        clock.now(),
        USUAL.interval_seconds,
    )
    assert store.counts().outbox == {"waiting": 1}
    clinic = store.clinic(UP)
    assert clinic is not None
    assert clinic.last_contact == clock.now()


def test_a_repeated_batch_gets_the_very_same_receipt(device: TalkingDevice, clock: SetClock) -> None:
    writer = device.writer()
    events = writer.write_many(3)
    first = device.offer(events)
    clock.pass_by(hours=3)

    assert device.offer(events) == first
    assert device.offer(events[1:]) == first


def test_what_was_taken_in_before_a_crash_is_judged_at_the_next_word_of_its_clinic(
    device: TalkingDevice, store: SqlTownshipStore
) -> None:
    writer = device.writer()
    event = writer.write(encode(a_visit().to_plain()))
    row = store.device(device.device)
    assert row is not None
    store.accept(row, writer.incarnation, [event])  # and then the power went, before a receipt or a judgement

    answer = device.hello(writer)

    assert receipt_of(device, answer.ledger) == (1, event.hash, 1)
    assert results_of(device, answer.results) == [("accepted", "")]
    assert store.counts().outbox == {"waiting": 1}


def test_a_receipt_lost_on_the_way_is_given_again_with_the_next_hello(device: TalkingDevice) -> None:
    writer = device.writer()
    first = device.offer(writer.write_many(2))

    assert device.hello(writer).ledger == first
    assert device.hello(writer, receipt=1).ledger == first
    assert device.hello(writer, receipt=2).ledger == LedgerAnswer()


def test_a_batch_beyond_the_head_is_answered_with_what_is_held(device: TalkingDevice) -> None:
    writer = device.writer()
    events = writer.write_many(5)
    device.offer(events[:2])

    assert device.offer(events[3:]) == LedgerAnswer(gap=(2, events[1].hash))
    assert receipt_of(device, device.offer(events[2:]))[0] == 5


def test_a_clinic_that_claims_more_than_is_held_is_asked_to_prove_it(device: TalkingDevice) -> None:
    writer = device.writer()
    events = writer.write_many(3)

    answer = device.hello(writer, receipt=3)
    assert (answer.prove, answer.ledger, answer.manifests) == (True, LedgerAnswer(), ())
    device.offer(events[:1])
    assert device.hello(writer, receipt=3).prove
    assert not device.hello(writer, receipt=1).prove


def test_a_fork_is_told_and_the_branch_kept_aside(device: TalkingDevice, store: SqlTownshipStore) -> None:
    writer = device.writer()
    writer.write_many(3)
    branch = writer.copy_of(2)
    branch.write_many(2)
    device.offer(writer.events)

    answers = [
        device.offer(branch.events[2:]),
        device.hello(branch, receipt=2, events=branch.events[2:]).ledger,
    ]

    for answer in answers:
        assert answer.fork is not None
        known = device.known
        held = read_fork(answer.fork, known.signing_key, known.township, known.epoch)
        assert (held.sequence, held.hash) == (3, writer.events[2].hash)
    assert (store.counts().events, store.counts().forked) == (3, 2)


@pytest.mark.parametrize("kept", [1, 3], ids=["restored to a shorter ledger", "went on differently"])
def test_a_restored_clinic_learns_of_it_from_a_hello_alone(device: TalkingDevice, kept: int) -> None:
    writer = device.writer()
    writer.write_many(3)
    restored = writer.copy_of(min(kept, 2))
    restored.write_many(kept - len(restored.events))
    device.offer(writer.events)

    assert device.hello(restored).ledger.fork is not None


def test_what_a_fork_cut_off_is_offered_again_and_counts_once(
    device: TalkingDevice, store: SqlTownshipStore
) -> None:
    writer = device.writer()
    bodies = [encode(a_visit(complaint=str(number)).to_plain()) for number in range(3)]
    for body in bodies:
        writer.write(body)
    device.offer(writer.events[:2])
    again = device.writer()
    again.write(encode({"predecessor": writer.incarnation}), "incarnation_started")
    for event in writer.events:
        again.write(event.body, event_id=event.header.event_id)

    device.offer(again.events)

    assert store.counts().visits == 3
    assert store.counts().outbox == {"waiting": 3}
    assert store.check() == []


POISON = {
    "not even bytes of ours": b"\xff\xff",
    "no visit": encode({"patient": 1}),
    "a list": encode([1, 2]),
    "numbers for names": encode({**a_visit().to_plain(), "complaint": 7}),
    "a day that never was": encode({**a_visit().to_plain(), "visited_at": "2026-02-30T00:00:00+00:00"}),
    "a moment before the calendar": encode(
        {**a_visit().to_plain(), "visited_at": "0001-01-01T00:00:00+14:00"}
    ),
    "a share that is no number": encode(
        {**a_visit().to_plain(), "estimate": {"fund": "x", "account": 0, "cash": 0}}
    ),
    "a moment without a zone": encode({**a_visit().to_plain(), "visited_at": "2026-02-03T00:00:00"}),
}


@pytest.mark.parametrize("body", POISON.values(), ids=POISON.keys())
def test_a_poisoned_body_is_returned_alone_and_the_stream_goes_on(
    device: TalkingDevice, store: SqlTownshipStore, body: bytes
) -> None:
    writer = device.writer()
    good = encode(a_visit().to_plain())
    for one in (good, body, good):
        writer.write(one)

    receipt = receipt_of(device, device.offer(writer.events))

    assert receipt[0] == 3
    assert results_of(device, device.results(0)) == [
        ("accepted", ""),
        ("needs_correction", "visit_not_readable"),
        ("accepted", ""),
    ]
    assert store.counts().outbox == {"waiting": 2}
    assert store.events(UP, 1, 1)[0][1].body == body


def test_a_visit_nobody_could_settle_goes_back_with_a_reason(device: TalkingDevice) -> None:
    writer = device.writer()
    visit = a_visit()
    line: OrderLine = replace(visit.lines[0], quantity=0)
    writer.write(encode(a_visit(diagnoses=()).to_plain()))
    writer.write(encode(a_visit(lines=(line,)).to_plain()))
    writer.write(encode({"new": "thing"}), "stock_moved")

    device.offer(writer.events)

    assert results_of(device, device.results(0)) == [
        ("needs_correction", "visit_without_main_diagnosis"),
        ("needs_correction", "visit_with_impossible_amount"),
        ("received", ""),
    ]


def test_results_come_in_parts_that_fit(device: TalkingDevice) -> None:
    writer = device.writer()
    writer.write_many(700)
    for start in range(0, 700, 100):
        device.offer(writer.events[start : start + 100])

    answer = device.hello(writer, receipt=700)

    assert answer.results is not None
    assert answer.results_head == 700
    assert sum(map(len, answer.results.records)) <= INLINE_RESULTS_BYTES
    assert len(results_of(device, device.results(0))) > len(answer.results.records)
    assert device.results(700) is None


def test_a_wrong_signature_changes_nothing(device: TalkingDevice, store: SqlTownshipStore) -> None:
    writer = device.writer()
    events = writer.write_many(1)
    device.key = Ed25519PrivateKey.generate().private_bytes_raw()

    with pytest.raises(Refusal, match="signature_wrong"):
        device.offer(events)
    assert store.counts().events == 0


def test_a_stranger_who_knows_a_device_by_name_learns_nothing(device: TalkingDevice) -> None:
    writer = device.writer()
    device.offer(writer.write_many(2))
    device.key = Ed25519PrivateKey.generate().private_bytes_raw()

    for ask in (lambda: device.results(0), lambda: device.hello(writer), lambda: device.chunk(bytes(32))):
        with pytest.raises(Refusal, match="signature_wrong"):
            ask()


def test_a_batch_signed_by_somebody_else_changes_nothing(
    device: TalkingDevice, store: SqlTownshipStore
) -> None:
    device.batch_key = Ed25519PrivateKey.generate().private_bytes_raw()

    with pytest.raises(Refusal, match="signature_wrong"):
        device.offer(device.writer().write_many(1))
    assert store.counts().events == 0


def test_events_of_another_clinic_are_refused(enrolled: Enrol, store: SqlTownshipStore) -> None:
    device = enrolled(UP)
    writer = device.writer()
    writer.clinic = DOWN

    with pytest.raises(Refusal, match="event_damaged"):
        device.offer(writer.write_many(1))
    assert store.counts().events == 0


def test_a_broken_chain_is_refused(device: TalkingDevice, store: SqlTownshipStore) -> None:
    writer = device.writer()
    events = writer.write_many(3)

    with pytest.raises(Refusal, match="event_damaged"):
        device.offer([events[0], events[2]])
    with pytest.raises(Refusal, match="event_damaged"):
        open_event(events[0].header_bytes, b"other")
    assert store.counts().events == 0


def test_a_revoked_device_is_turned_away(
    device: TalkingDevice, store: SqlTownshipStore, clock: SetClock
) -> None:
    writer = device.writer()
    device.offer(writer.write_many(1))
    store.revoke_device(device.device, {writer.incarnation: 1}, clock.now())

    for ask in (lambda: device.hello(writer), lambda: device.offer(writer.write_many(1)[-1:])):
        with pytest.raises(Refusal, match="device_revoked"):
            ask()
    assert store.counts().events == 1


def test_a_device_nobody_enrolled_is_turned_away(device: TalkingDevice) -> None:
    stranger = TalkingDevice(device.answer, identity=device.identity, enrolled=device.enrolled)

    with pytest.raises(Refusal, match="device_unknown"):
        stranger.results(0)
    with pytest.raises(Refusal, match="message_not_understood"):  # it is asked for the word it has not
        stranger.hello(stranger.writer())


def test_a_request_for_another_township_is_refused(device: TalkingDevice) -> None:
    device.identity = replace(device.known, township=TownshipCode("T999999"))

    with pytest.raises(Refusal, match="township_differs"):
        device.results(0)


def test_a_clinic_of_an_older_epoch_is_told_the_present_one(
    device: TalkingDevice, store: SqlTownshipStore
) -> None:
    present = device.known
    device.identity = replace(present, epoch=Epoch(7, secrets.token_hex(16), ""))

    answer = device.hello(device.writer())

    assert answer.epoch == present.epoch
    assert (answer.manifests, answer.results, answer.ledger) == ((), None, LedgerAnswer())
    with pytest.raises(Refusal, match="epoch_differs"):
        device.results(0)


@pytest.mark.parametrize("name", ["", "login", "../hello", "events2"])
def test_an_unknown_question_is_refused(device: TalkingDevice, name: str) -> None:
    with pytest.raises(Refusal, match="question_unknown"):
        device.ask(name, b"")


@pytest.mark.parametrize("name", list(Ask))
@pytest.mark.parametrize("body", [b"", b"\x00", b"\x80", b"\xff" * 40, encode([1] * 7), encode({"a": 1})])
def test_nonsense_is_refused_with_a_code(device: TalkingDevice, name: str, body: bytes) -> None:
    with pytest.raises(Refusal, match=r"bytes_not_canonical|message_not_understood"):
        device.answer(name, body)


def test_too_much_is_refused_unread(device: TalkingDevice) -> None:
    with pytest.raises(Refusal, match="message_too_large"):
        device.answer(Ask.HELLO, bytes(2 * 1024 * 1024 + 1))


def test_a_result_of_the_settlement_reaches_the_clinic_with_the_next_hello(
    device: TalkingDevice, store: SqlTownshipStore, clock: SetClock
) -> None:
    writer = device.writer()
    event = writer.write(encode(a_visit().to_plain()))
    device.offer([event])
    facts = {"fund": 1500, "account": 0, "cash": 1000, "settlement_id": "S1"}
    part = device.results(0)
    assert part is not None
    book = SqlSettlementBook(store.database, store.code, store.codec)
    (row,) = book.due(clock.now(), 9)
    assert book.visit_of(row).visit == a_visit()
    book.publish(row, ResultKind.SETTLED, facts, clock.now())

    answer = device.hello(writer, receipt=1, results=(1, store.results(UP, 0, 1)[0].hash))

    assert answer.results_head == 2
    assert answer.results is not None
    assert len(answer.results.records) == 1
