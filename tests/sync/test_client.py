"""Rounds of a real clinic store with a real township core: what is sent, kept, refused and done again."""

from contextlib import suppress
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.data_sets import DataSetName
from core.errors import Hindrance, Stop
from core.events import NO_HASH, Epoch
from core.ids import ClinicCode, TownshipCode
from core.township_ports import Township
from sync.asks import Ask, opened
from sync.client import Request, SyncRun
from sync.codec import digest, encode
from sync.envelope import Label, Signer, read_request, realm_of
from sync.ledger_messages import (
    Held,
    LedgerAnswer,
    Reached,
    encode_events_answer,
    make_batch,
    make_fork,
    make_receipt,
)
from sync.protocol import (
    HelloAnswer,
    encode_chunk_answer,
    encode_hello_answer,
    encode_results_answer,
    make_results,
)
from sync.township.clinic_api import ClinicApi
from sync.township.publishing import publish_sets
from tests.helpers.sync_world import CLINIC, START, TOWNSHIP, World, chance, report
from tests.helpers.tls import TLS_PIN

DRAW = Random(3)
CALM = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)


def start(world: World) -> SyncRun:
    return SyncRun(world.store, world.clock, DRAW.randbytes)


def finish(world: World, run: SyncRun | None = None) -> list[str]:
    """Go on to the end of a round; give the names of what was asked."""
    run = run or start(world)
    asked = []
    while request := run.prepare():
        asked.append(request.name.value)
        run.absorb(world.answer(request.name, request.body))
    return asked


def signer(world: World) -> Signer:
    township = world.township.township()
    return Signer(township.keys.signing, realm_of(township.code, township.epoch))


def nonce_of(request: Request) -> bytes:

    return opened(read_request(request.body).payload, request.name)[0]


def say(world: World, run: SyncRun, request: Request, answer: HelloAnswer) -> None:
    """Let the township say something of our own making."""
    payload = encode_hello_answer(nonce_of(request), answer)
    run.absorb(signer(world).statement(Label.ANSWER, payload))


def hello(run: SyncRun) -> Request:
    request = run.prepare()
    assert request is not None
    assert request.name is Ask.HELLO
    return request


def log_ids(world: World) -> list[str]:
    return [event.header.event_id for _, event in world.township.events(CLINIC, 0, 10_000)]


def publish(world: World, *texts: str) -> None:
    world.township.replace_packs({f"{number}.toml": text for number, text in enumerate(texts)})
    publish_sets(world.township, world.clock)


# --- an ordinary day


def test_an_ordinary_day_is_one_request(world: World) -> None:
    finish(world)
    ids = [world.save(number) for number in range(40)]
    run = start(world)
    assert finish(world, run) == ["hello"]
    assert log_ids(world) == ids
    assert world.store.waiting() == 0
    assert (run.progress.events_acknowledged, run.progress.events_total) == (40, 40)
    assert (run.results_received, run.call_again_seconds, run.township_time) == (40, 300, START)


def test_nothing_new_is_one_small_request(world: World) -> None:
    finish(world)
    request = hello(start(world))
    assert len(request.body) < 400
    assert len(world.answer(request.name, request.body)) < 400


def test_a_long_ledger_goes_up_in_batches(world: World) -> None:
    ids = [world.save(number, size=5_000) for number in range(70)]
    run = start(world)
    asked = finish(world, run)
    assert asked.count("events") == 3
    assert log_ids(world) == ids
    assert run.progress.events_acknowledged == 70


def test_a_lost_receipt_costs_one_more_hello_and_nothing_else(world: World) -> None:
    ids = [world.save(number) for number in range(3)]
    request = hello(start(world))
    world.answer(request.name, request.body)  # the answer is lost
    assert world.store.waiting() == 3
    finish(world)
    assert log_ids(world) == ids
    assert world.store.waiting() == 0


# --- old disks, forks, gaps


def test_an_old_disk_copied_back_starts_a_new_life(world: World) -> None:
    ids = [world.save(1)]
    finish(world)
    world.copy_disk()
    ids.append(world.save(2))
    finish(world)
    world.put_disk_back()
    before = world.store.standing().head.incarnation
    finish(world)
    assert world.store.standing().head.incarnation != before
    assert set(ids) <= set(log_ids(world))
    assert world.store.waiting() == 0


def test_another_branch_is_offered_again_under_a_new_life(world: World) -> None:
    ids = [world.save(1)]
    finish(world)
    world.copy_disk()
    ids.append(world.save(2))
    finish(world)
    world.put_disk_back()
    ids += [world.save(3), world.save(4)]
    finish(world)
    found = log_ids(world)
    assert [one for one in found if one in ids] == ids
    assert len(found) == len(set(found)) == 5
    assert world.store.waiting() == 0


def test_a_fork_notice_starts_a_new_life(world: World) -> None:
    event_id = world.save(1)
    run = start(world)
    request = hello(run)
    head = world.store.standing().head
    device = world.store.standing().enrolment.device
    fork = make_fork(signer(world), Held(device, head.incarnation, 1, bytes([1] * 32), START))
    say(world, run, request, HelloAnswer(START, 300, 0, LedgerAnswer(fork=fork)))
    assert world.store.standing().head.incarnation != head.incarnation
    assert finish(world, run) == ["events"]
    assert log_ids(world)[-1] == event_id


def test_what_the_township_lost_is_offered_again(world: World) -> None:
    ids = [world.save(1), world.save(2)]
    standing = world.store.standing()
    held = Held(standing.enrolment.device, standing.head.incarnation, 2, standing.head.hash, START)
    world.store.keep_receipt(make_receipt(signer(world), standing.epoch, Reached(held, 2, bytes(32))))
    assert world.store.waiting() == 0
    assert finish(world)[:2] == ["hello", "events"]
    assert log_ids(world) == ids


def test_a_township_that_talks_in_circles_is_given_up(world: World) -> None:
    world.save(1, size=20_000)
    run = start(world)
    say(world, run, hello(run), HelloAnswer(START, 300, 0))
    with pytest.raises(Hindrance, match="township_answer_not_understood"):
        for _ in range(20):
            request = run.prepare()
            assert request is not None
            assert request.name is Ask.EVENTS
            payload = encode_events_answer(nonce_of(request), LedgerAnswer(gap=(0, NO_HASH)))
            run.absorb(signer(world).statement(Label.ANSWER, payload))


def test_a_receipt_that_covers_nothing_of_what_was_offered_is_not_understood(world: World) -> None:
    world.save(1, size=20_000)
    run = start(world)
    say(world, run, hello(run), HelloAnswer(START, 300, 0))
    request = run.prepare()
    assert request is not None
    standing = world.store.standing()
    held = Held(standing.enrolment.device, standing.head.incarnation, 0, NO_HASH, START)
    receipt = make_receipt(signer(world), standing.epoch, Reached(held, 0, NO_HASH)).signed
    payload = encode_events_answer(nonce_of(request), LedgerAnswer(receipt=receipt))
    with pytest.raises(Hindrance, match="township_answer_not_understood"):
        run.absorb(signer(world).statement(Label.ANSWER, payload))


# --- results


def test_results_come_back_in_order_and_are_kept(world: World) -> None:
    event_id = world.save(1)
    finish(world)
    for _ in range(10):
        report(world.township, event_id, "x" * 3000)
    assert finish(world) == ["hello", "results"]
    assert world.store.standing().results_position == 11


@pytest.mark.parametrize("spoil", ["hand", "chain", "clinic", "start", "statement"])
def test_results_that_do_not_hold_are_not_kept(world: World, spoil: str) -> None:
    event_id = world.save(1)
    finish(world)
    for number in range(3):
        report(world.township, event_id, str(number))
    results = list(world.township.results(CLINIC, 1, 10))
    hand, clinic, ours = signer(world), CLINIC, results
    match spoil:
        case "hand":
            hand = Signer(bytes(32), hand.realm)
        case "chain":
            ours = [results[0], results[2]]
        case "clinic":
            clinic = ClinicCode("C02")
        case "start":
            ours = results[1:]
    part = make_results(hand, clinic, ours)
    if spoil == "statement":
        part = replace(part, records=part.records[:2])
    run = start(world)
    with pytest.raises(Hindrance, match=r"township_not_ours|township_answer_not_understood"):
        say(world, run, hello(run), HelloAnswer(START, 300, 4, results=part))
    assert world.store.standing().results_position == 1


def test_a_township_with_fewer_results_than_we_hold_is_named_at_the_end(world: World) -> None:
    world.save(1)
    finish(world)
    event_id = world.save(2)
    run = start(world)
    request = hello(run)
    world.answer(request.name, request.body)
    say(world, run, request, HelloAnswer(START, 300, 0))
    with pytest.raises(Hindrance, match="township_results_behind"):
        finish(world, run)
    assert event_id in log_ids(world)


def test_an_empty_answer_to_results_is_not_understood(world: World) -> None:
    run = start(world)
    say(world, run, hello(run), HelloAnswer(START, 300, 5))
    request = run.prepare()
    assert request is not None
    payload = encode_results_answer(nonce_of(request), None)
    with pytest.raises(Hindrance, match="township_answer_not_understood"):
        run.absorb(signer(world).statement(Label.ANSWER, payload))


# --- data sets


def test_a_set_comes_chunk_by_chunk_and_after_a_cut_only_the_rest(world: World) -> None:
    finish(world)
    texts = [chance(number).random(15_000).hex() for number in range(4)]
    publish(world, *texts)
    run = start(world)
    for _ in range(3):
        request = run.prepare()
        assert request is not None
        run.absorb(world.answer(request.name, request.body))
    assert (run.progress.chunks_here, run.progress.step) == (2, "chunk")
    rest = run.progress.chunks_total - 2
    world.restart()
    assert finish(world) == ["hello", *["chunk"] * rest]
    assert dict(world.clinic.records.pack_sources()) == {f"{n}.toml": text for n, text in enumerate(texts)}


def test_a_chunk_that_is_not_the_one_asked_for_is_not_kept(world: World) -> None:

    publish(world, "a" * 100)
    run = start(world)
    request = hello(run)
    run.absorb(world.answer(request.name, request.body))
    asked = run.prepare()
    assert asked is not None
    assert asked.name is Ask.CHUNK
    payload = encode_chunk_answer(nonce_of(asked), b"another")
    with pytest.raises(Hindrance, match="township_answer_not_understood"):
        run.absorb(signer(world).statement(Label.ANSWER, payload))
    assert world.store.chunk(digest(b"another")) is None


def test_a_chunk_damaged_in_the_cache_is_fetched_again(world: World) -> None:
    publish(world, "text")
    published = world.township.published(DataSetName.PACKS, "township")
    assert published is not None
    world.store.keep_chunk(published.chunks[0], b"damaged")
    assert "chunk" in finish(world)
    assert world.clinic.records.pack_sources() == {"0.toml": "text"}


def test_a_manifest_nobody_should_believe_fails_alone(world: World) -> None:
    world.save(1)
    publish(world, "text")
    good = world.township.published(DataSetName.PACKS, "township")
    assert good is not None
    stranger = Signer(bytes(32), signer(world).realm).statement(Label.MANIFEST, encode([1]))
    run = start(world)
    say(world, run, hello(run), HelloAnswer(START, 300, 0, manifests=(stranger, good.manifest)))
    with pytest.raises(Hindrance, match="township_not_ours"):
        finish(world, run)
    assert world.clinic.records.pack_sources() == {"0.toml": "text"}
    assert world.store.waiting() == 0


# --- epochs


class Restored:
    """A township that began another epoch; everything else is as it was."""

    def __init__(self, world: World, epoch: Epoch) -> None:
        self._store = world.township
        self._epoch = epoch

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def township(self) -> Township:
        return replace(self._store.township(), epoch=self._epoch)


def round_with(world: World, store: Any) -> list[str]:
    run, asked = start(world), []
    while request := run.prepare():
        asked.append(request.name.value)
        run.absorb(ClinicApi(store, world.clock).handle(request.name.value, request.body, TLS_PIN))
    return asked


def test_an_epoch_that_names_ours_is_followed_and_its_receipts_replace_the_old(world: World) -> None:
    world.save(1)
    finish(world)
    old = world.store.standing().epoch
    new = Epoch(old.number + 1, "cd" * 16, old.epoch_id)
    world.save(2)
    assert round_with(world, Restored(world, new))[:2] == ["hello", "hello"]
    standing = world.store.standing()
    assert standing.epoch == new
    assert standing.receipt is not None
    assert (standing.receipt.epoch, standing.receipt.sequence) == (new, 2)
    assert len(log_ids(world)) == 2


@pytest.mark.parametrize(
    "told", [Epoch(2, "cd" * 16, "ee" * 16), Epoch(1, "cd" * 16, ""), Epoch(0, "cd" * 16, "")]
)
def test_an_epoch_that_does_not_follow_ours_stops_the_round(world: World, told: Epoch) -> None:
    before = world.store.standing()
    with pytest.raises(Hindrance, match="township_epoch_unknown"):
        round_with(world, Restored(world, told))
    assert world.store.standing() == before


def test_an_epoch_told_under_the_old_one_is_not_followed(world: World) -> None:
    run = start(world)
    epoch = Epoch(2, "cd" * 16, world.store.standing().epoch.epoch_id)
    say(world, run, hello(run), HelloAnswer(START, 300, 0, epoch=epoch))
    assert world.store.standing().epoch.number == 1


# --- whatever else may come


def test_an_answer_of_another_township_is_not_ours(world: World) -> None:
    run = start(world)
    request = hello(run)
    payload = encode_hello_answer(nonce_of(request), HelloAnswer(START, 300, 0))
    elsewhere = Signer(signer(world).key, replace(signer(world).realm, township=TownshipCode("T2")))
    for hand in (Signer(bytes(32), signer(world).realm), elsewhere):
        with pytest.raises(Hindrance, match="township_not_ours"):
            run.absorb(hand.statement(Label.ANSWER, payload))
    with pytest.raises(Hindrance, match="township_not_ours"):
        run.absorb(signer(world).statement(Label.RECEIPT, payload))


def test_yesterdays_answer_is_not_todays(world: World) -> None:
    request = hello(start(world))
    answer = world.answer(request.name, request.body)
    run = SyncRun(world.store, world.clock, chance(8).random)
    hello(run)
    with pytest.raises(Hindrance, match="township_answer_not_understood"):
        run.absorb(answer)


@given(st.binary(max_size=300))
@CALM
def test_any_bytes_are_a_hindrance_and_change_nothing(world: World, answer: bytes) -> None:
    before = world.store.standing()
    run = start(world)
    hello(run)
    with pytest.raises(Hindrance):
        run.absorb(answer)
    assert world.store.standing() == before


@given(data=st.data())
@CALM
def test_a_signed_answer_with_anything_inside_is_understood_or_a_hindrance(
    world: World, data: st.DataObject
) -> None:
    """Our own township gone mad: signatures are right, contents are not."""
    world.save(1)
    run = start(world)
    request = hello(run)
    good = bytearray(
        encode_hello_answer(
            nonce_of(request),
            HelloAnswer(START, 300, 3, LedgerAnswer(gap=(0, NO_HASH)), manifests=(b"manifest",)),
        )
    )
    for _ in range(data.draw(st.integers(0, 4))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    with suppress(Hindrance):
        run.absorb(signer(world).statement(Label.ANSWER, bytes(good)))


def test_a_batch_is_signed_over_its_ends(world: World) -> None:
    world.save(1)
    world.save(2)
    standing = world.store.standing()
    hand = Signer(standing.enrolment.keys.signing, realm_of(TOWNSHIP, standing.epoch))
    events = world.store.events_after(0, 100_000)
    batch = make_batch(hand, events)
    device = world.township.device(standing.enrolment.device)
    assert device is not None
    batch.check(device.signing_key, device.device, hand.realm)
    for spoilt in (replace(batch, events=batch.events[:1]), replace(batch, first=2)):
        with pytest.raises(Stop, match=r"signature_wrong|event_damaged"):
            spoilt.check(device.signing_key, device.device, hand.realm)
