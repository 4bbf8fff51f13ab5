"""A round that looks out for a settlement: when the visit is named, and what comes of a backlog or a fork."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.events import ResultKind
from core.settlement_ports import Step
from core.visits.visit import Visit
from storage.township.settlement_book import SqlSettlementBook
from sync.client import SyncRun
from sync.envelope import read_request
from sync.protocol import decode_hello
from tests.helpers.disk_images import put_image_back, take_image
from tests.helpers.sync_rounds import DRAW, finish, report_settled
from tests.helpers.sync_world import CODEC, World
from tests.helpers.township_talk import a_visit


@pytest.fixture
def settles(world: World) -> SqlSettlementBook:
    """Let somebody stand by at the township."""
    finish(world)
    book = SqlSettlementBook(world.database, world.township.code, CODEC)
    book.stand_by(world.clock.now() + timedelta(hours=1))
    return book


def saved(world: World, visit: Visit | None = None) -> str:
    return world.save_body(CODEC.encode((visit or a_visit()).to_plain()), "visit_recorded")


def call(world: World) -> tuple[list[str], list[int | None], SyncRun]:
    """Call for the visit saved last; give what was asked, what each hello awaited, and the round."""
    run = SyncRun(world.store, world.clock, DRAW.randbytes, awaits=world.store.standing().head.sequence)
    asked, awaited = [], []
    while request := run.prepare():
        asked.append(request.name.value)
        if request.name.value == "hello":
            awaited.append(decode_hello(read_request(request.body).payload)[1].awaits)
        run.absorb(world.answer(request.name, request.body))
    return asked, awaited, run


def test_a_visit_and_what_is_known_of_its_settlement_are_one_request(
    world: World, settles: SqlSettlementBook
) -> None:
    visit = saved(world)
    sequence = world.store.standing().head.sequence
    asked, awaited, run = call(world)
    assert (asked, awaited, run.settling) == (["hello"], [sequence], 1)
    report_settled(world, visit)
    asked, awaited, run = call(world)
    assert (asked, awaited, run.settling) == (["hello"], [sequence], 0)
    assert run.results_received == 1


def test_a_backlog_goes_up_first_and_then_the_visit_is_named(
    world: World, settles: SqlSettlementBook
) -> None:
    for number in range(3):
        world.save_body(DRAW.randbytes(20_000) + bytes([number]))
    visit = saved(world)
    asked, awaited, run = call(world)
    assert asked == ["hello", "events", "hello"]
    assert awaited == [None, world.store.standing().head.sequence]
    assert run.settling == 1
    assert settles.due(world.clock.now(), 1)[0].visit == visit


def test_it_goes_before_what_nobody_waits_for(world: World, settles: SqlSettlementBook) -> None:
    for _ in range(3):
        saved(world)
    finish(world)
    visit = saved(world)
    call(world)
    assert settles.due(world.clock.now(), 9)[0].visit == visit


def test_a_round_that_looks_out_for_nothing_names_nothing(world: World, settles: SqlSettlementBook) -> None:
    saved(world)
    run = SyncRun(world.store, world.clock, DRAW.randbytes)
    assert finish(world, run) == ["hello"]
    assert run.settling is None


def test_in_a_new_life_the_visit_has_another_place_and_is_not_asked_for(
    world: World, settles: SqlSettlementBook
) -> None:
    image = take_image(world)
    saved(world)
    finish(world)
    put_image_back(world, image)
    visit, life = saved(world), world.store.standing().head.incarnation
    _, awaited, run = call(world)
    assert world.store.standing().head.incarnation != life
    assert awaited[0] is not None
    assert (awaited[1:], run.settling) == ([None] * len(awaited[1:]), None)
    assert visit in [row.visit for row in settles.due(world.clock.now(), 9)]


def test_what_was_put_off_is_not_waited_for(world: World, settles: SqlSettlementBook) -> None:
    saved(world)
    finish(world)
    (row,) = settles.due(world.clock.now(), 9)
    settles.save(replace(row, step=Step.REGISTERED, attempts=1))
    assert call(world)[2].settling == 0
    settles.publish(
        settles.due(world.clock.now(), 9)[0], ResultKind.SETTLEMENT_UNKNOWN, {}, world.clock.now()
    )
    assert call(world)[2].results_received == 1
