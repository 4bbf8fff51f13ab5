"""Rounds of a real clinic store with a real township core: what is sent, kept, refused and done again."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, settings

from core.data_sets import DataSetName
from core.errors import Hindrance
from core.events import NO_HASH
from core.ids import ClinicCode
from sync.asks import Ask
from sync.codec import digest, encode
from sync.data_sets import row_of
from sync.envelope import Label, Signer
from sync.ledger_messages import (
    Held,
    LedgerAnswer,
    Reached,
    encode_events_answer,
    make_fork,
    make_receipt,
)
from sync.protocol import (
    HelloAnswer,
    encode_chunk_answer,
    encode_results_answer,
    make_results,
)
from tests.helpers.sync_rounds import (
    finish,
    hello,
    log_ids,
    nonce_of,
    publish,
    say,
    signer,
    start,
    texts_in_use,
)
from tests.helpers.sync_world import CLINIC, START, World, chance, report

CALM = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)


# --- an ordinary day


def test_an_ordinary_day_is_one_request(world: World) -> None:
    finish(world)
    ids = [world.save(number) for number in range(40)]
    run = start(world)
    assert finish(world, run) == ["hello"]
    assert log_ids(world) == ids
    assert world.store.waiting() == 0
    assert (run.progress.events_acknowledged, run.progress.events_total) == (40, 40)
    assert (run.results_received, run.call_again_seconds) == (40, 300)


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
    before = world.store.standing().head.incarnation
    world.put_disk_back()
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
    assert finish(world, run) == ["events", "log"]
    assert log_ids(world)[-1] == event_id


def test_what_the_township_lost_is_offered_again(world: World) -> None:
    ids = [world.save(1), world.save(2)]
    standing = world.store.standing()
    held = Held(standing.enrolment.device, standing.head.incarnation, 2, standing.head.hash, START)
    world.store.keep_receipt(make_receipt(signer(world), standing.epoch, Reached(held, 2, bytes(32))))
    assert world.store.waiting() == 0
    assert finish(world)[:4] == ["hello", "prove", "hello", "hello"]
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

LARGE = [chance(number).random(15_000).hex() for number in range(2)]
"""More than comes along with a hello."""


def test_a_set_comes_chunk_by_chunk_and_after_a_cut_only_the_rest(world: World) -> None:
    finish(world)
    texts = [chance(number).random(15_000).hex() for number in range(8)]
    publish(world, *texts)
    run = start(world)
    came_along = 0
    for step in range(3):
        request = run.prepare()
        assert request is not None
        run.absorb(world.answer(request.name, request.body))
        came_along = came_along if step else run.progress.chunks_here
    assert (run.progress.chunks_here, run.progress.step) == (came_along + 2, "chunk")
    rest = run.progress.chunks_total - run.progress.chunks_here
    assert rest > 0
    world.restart()
    assert finish(world) == ["hello", *["chunk"] * rest]
    assert texts_in_use(world) == texts


def test_a_chunk_that_is_not_the_one_asked_for_is_not_kept(world: World) -> None:
    publish(world, *LARGE)
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
    publish(world, *LARGE)
    published = world.township.published(DataSetName.PEOPLE, f"clinic:{CLINIC}")
    assert published is not None
    world.store.keep_chunk(published.chunks[0], b"damaged")
    assert "chunk" in finish(world)
    assert texts_in_use(world) == LARGE


def test_a_small_set_comes_along_with_the_hello(world: World) -> None:
    publish(world, "text")
    assert finish(world) == ["hello"]
    assert texts_in_use(world) == ["text"]


def test_a_new_version_comes_as_a_step_from_the_one_before(world: World) -> None:
    publish(world, *LARGE)
    finish(world)
    publish(world, *LARGE, "more")
    assert finish(world) == ["hello"]
    assert texts_in_use(world) == [*LARGE, "more"]


def test_a_clinic_far_behind_takes_several_steps_at_once(world: World) -> None:
    publish(world, *LARGE)
    finish(world)
    for number in range(3):
        publish(world, *LARGE, f"more {number}")
    assert finish(world) == ["hello"]
    assert texts_in_use(world) == [*LARGE, "more 2"]


def test_steps_that_do_not_lead_there_are_replaced_by_the_whole_set(world: World) -> None:
    publish(world, *LARGE)
    finish(world)
    (cache,) = (file for file in world.clinic.files if file.rebuildable)
    with cache.writing() as database:
        spoilt = row_of("u0", {"name": "somebody else", "role": "doctor"})
        database.execute("UPDATE set_rows SET record = ? WHERE key = 'u0'", (spoilt.record,))
    publish(world, *LARGE, "more")
    assert "chunk" in finish(world)
    assert texts_in_use(world) == [*LARGE, "more"]


def test_a_manifest_nobody_should_believe_fails_alone(world: World) -> None:
    world.save(1)
    publish(world, "text")
    good = world.township.published(DataSetName.PEOPLE, f"clinic:{CLINIC}")
    assert good is not None
    stranger = Signer(bytes(32), signer(world).realm).statement(Label.MANIFEST, encode([1]))
    run = start(world)
    say(world, run, hello(run), HelloAnswer(START, 300, 0, manifests=(stranger, good.manifest)))
    with pytest.raises(Hindrance, match="township_not_ours"):
        finish(world, run)
    assert texts_in_use(world) == ["text"]
    assert world.store.waiting() == 0
