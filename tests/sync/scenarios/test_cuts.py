"""Cases 3 to 6: the line is cut, or says things twice, while visits go up; none is lost or counts twice."""

from itertools import islice, permutations
from random import Random

import pytest

from core.errors import Hindrance
from sync.asks import Ask
from sync.client import Request
from sync.envelope import Label
from sync.ledger_messages import encode_events, make_batch
from sync.standing import signer_of
from tests.helpers.second_pc import first_pc
from tests.helpers.sync_rounds import finish, hello, log_ids, start
from tests.helpers.sync_world import CLINIC, World
from tests.helpers.township_talk import a_visit


def in_step(world: World) -> bool:
    """Tell whether clinic and township hold the same, whole and sound."""
    standing = world.store.standing()
    held = world.township.held(standing.enrolment.device, standing.head.incarnation)
    return (
        (held.sequence, held.hash) == (standing.head.sequence, standing.head.hash)
        and world.store.waiting() == 0
        and list(world.township.check()) == []
        and world.faults() == []
    )


@pytest.mark.parametrize("then", ["at once", "after a restart", "with a visit more", "after both restarted"])
def test_case_03_a_cut_after_the_township_took_the_visits_in_costs_one_more_call(
    world: World, then: str
) -> None:
    pc = first_pc(world)
    visits = [pc.save(a_visit(complaint=str(number))) for number in range(3)]
    request = hello(start(world))
    world.answer(request.name, request.body)  # the answer never arrives
    assert {one.state for one in pc.shown().values()} == {"saved"}, "nothing but a receipt counts as sent"
    if then.startswith("after"):
        world.restart()
    if then == "after both restarted":
        world.copy_township()  # closes and opens it
    pc = first_pc(world)
    if then == "with a visit more":
        visits.append(pc.save(a_visit(complaint="in the meantime")))

    assert finish(world)[0] == "hello"

    assert log_ids(world) == visits
    assert {one.state for one in pc.shown().values()} == {"delivered"}
    assert in_step(world)


def test_case_04_cut_at_any_moment_of_a_long_upload_only_the_rest_is_sent(world: World) -> None:
    ids = [world.save(number, size=9_000) for number in range(60)]
    sent: list[int] = []
    for round_number in range(12):
        run = start(world)
        for step in range(3):
            request = run.prepare()
            if request is None:
                break
            answer = world.answer(request.name, request.body)
            sent.append(len(request.body))
            if (round_number + step) % 3 == 2:
                break  # cut behind the township's back: it took the batch in, and nobody heard
            run.absorb(answer)
        if round_number % 4 == 3:
            world.restart()
    finish(world)
    assert log_ids(world) == ids
    assert in_step(world)
    assert sum(sent) < 1.7 * 60 * 9_000, "a cut costs one batch sent twice at most"


def batches(world: World) -> list[Request]:
    """Give all that waits as four requests, as four calls would carry them."""
    standing = world.store.standing()
    ranges = ((0, 2), (2, 5), (4, 6), (0, 6))
    signer, made = signer_of(standing), []
    for number, (after, up_to) in enumerate(ranges):
        events = [one for one in world.store.events_after(after, 10**6) if one.header.sequence <= up_to]
        payload = encode_events(Random(number).randbytes(16), make_batch(signer, events))
        made.append(Request(Ask.EVENTS, signer.request(Label.REQUEST, standing.enrolment.device, payload)))
    return made


def test_case_05_batches_that_come_twice_or_in_any_order_change_nothing(world: World) -> None:
    ids = [world.save(number) for number in range(6)]
    requests = batches(world)
    for order in islice(permutations(requests), 0, None, 2):
        for request in order:
            world.answer(request.name, request.body)
    assert log_ids(world) == ids
    finish(world)
    for request in reversed(requests):
        world.answer(request.name, request.body)
    assert log_ids(world) == ids
    assert world.township.counts().events == 6
    assert len(list(world.township.results(CLINIC, 0, 99))) == 6, "each is judged once"
    assert in_step(world)


def test_case_05_answers_that_come_late_or_to_another_question_change_nothing(world: World) -> None:
    world.save(1, size=20_000)
    old = start(world)
    request = hello(old)
    stale = world.answer(request.name, request.body)
    finish(world)
    late = world.save(2)
    run = start(world)
    hello(run)
    before = world.store.standing()
    with pytest.raises(Hindrance, match="township_answer_not_understood"):
        run.absorb(stale)
    assert world.store.standing() == before
    assert world.store.waiting() == 1
    finish(world)
    assert log_ids(world)[-1] == late
    assert in_step(world)


def test_case_06_a_visit_saved_while_a_receipt_is_on_its_way_is_not_taken_for_sent(world: World) -> None:
    pc = first_pc(world)
    first = pc.save(a_visit(complaint="before"))
    run = start(world)
    request = hello(run)
    second = pc.save(a_visit(complaint="while the answer travels"))
    answer = world.answer(request.name, request.body)
    third = pc.save(a_visit(complaint="just before it arrives"))
    run.absorb(answer)
    states = {event: one.state for event, one in pc.shown().items()}
    assert states == {first: "delivered", second: "saved", third: "saved"}
    assert world.store.waiting() == 2

    finish(world, run)

    assert log_ids(world) == [first, second, third], "the same round takes them along"
    assert {one.state for one in pc.shown().values()} == {"delivered"}
    assert in_step(world)
