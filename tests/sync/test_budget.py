"""What a budget lets wait and what never waits; what is forecast before a call, and how true it comes."""

from datetime import timedelta
from random import Random

import pytest

from core.calling import CallSettings
from core.catalogue.items import CatalogueItem
from core.data_sets import DataSetName
from core.errors import Hindrance
from core.sync_ports import CONNECTION_BYTES, Attempt
from core.training.catalogue import training_catalogue
from sync.forecast import forecast, seconds_for
from sync.run import SyncReport, run_sync
from sync.township.publishing import publish_sets
from tests.helpers.sync_rounds import publish
from tests.helpers.sync_world import START, World, chance
from tests.sync.test_run import Wire

SMALL = 5_000


def call(world: World, break_at: int = 0) -> SyncReport:
    """Call once; the link breaks at the exchange of this number."""
    stop = Hindrance("connection_cut")
    wire = Wire(world, route="https", break_at=lambda number: stop if number == break_at else None)
    return run_sync(world.store, wire, world.clock, chance())


def set_calls(world: World, settings: CallSettings) -> None:
    world.township.keep_call_settings(settings)
    publish_sets(world.township, world.clock)


def put_up_a_catalogue(world: World) -> None:
    """Publish a catalogue too large to come along with a hello."""
    draw = Random(1)
    model = next(iter(training_catalogue())).to_plain()
    items = [
        CatalogueItem.from_plain({**model, "code": f"X{number:04}", "name": draw.randbytes(60).hex()})
        for number in range(900)
    ]
    world.township.replace_catalogue(items)
    publish_sets(world.township, world.clock)


def held(world: World) -> set[str]:
    return {name.value for name in world.store.standing().data_sets}


def test_when_the_budget_is_spent_the_catalogue_waits_and_visits_people_and_results_do_not(
    world: World,
) -> None:
    set_calls(world, CallSettings(bytes_a_day=SMALL))
    call(world)
    put_up_a_catalogue(world)
    publish(world, "王医生", *(Random(3).randbytes(300).hex() for _ in range(80)))
    world.save(1)
    report = call(world)
    assert (report.events, world.store.waiting()) == (1, 0)
    assert "people" in held(world)
    assert len(world.clinic.people()) == 81
    assert world.clinic.settings()["bytes_a_day"] == SMALL
    (due,) = world.store.due()
    assert (due.name, due.put_off) == (DataSetName.CATALOGUE, True)
    assert due.size > 20_000


def test_what_waited_for_the_budget_comes_when_there_is_one_again(world: World) -> None:
    set_calls(world, CallSettings(bytes_a_day=20_000))
    call(world)
    put_up_a_catalogue(world)
    days, sizes = 0, []
    while world.store.due() or not days:
        call(world)
        sizes.append(sum(one.size for one in world.store.due()))
        world.clock.advance(24 * 3600)
        days += 1
        assert days < 9
    assert days > 1, "a part of it came each day"
    assert sizes == sorted(sizes, reverse=True)
    assert DataSetName.CATALOGUE.value in held(world)


def test_the_budget_of_a_month_counts_the_days_before(world: World) -> None:
    set_calls(world, CallSettings(bytes_a_month=SMALL * 20))
    call(world)
    world.store.note_attempt(Attempt(START - timedelta(days=2), "https", "done", SMALL * 20, 1, 2.0))
    put_up_a_catalogue(world)
    call(world)
    assert [one.put_off for one in world.store.due()] == [True]
    world.clock.advance(31 * 24 * 3600)
    call(world)
    assert world.store.due() == []


def test_what_is_spent_counts_the_connection_and_no_stick(world: World) -> None:
    today = START.date()
    before = world.store.spent(today, today)
    world.store.note_attempt(Attempt(START, "https", "township_silent", 400, 0, 20.0))
    world.store.note_attempt(Attempt(START, "https", "township_unreachable", 0, 0, 1.0))
    world.store.note_attempt(Attempt(START, "usb", "done", 90_000, 90_000, 1.0))
    assert world.store.spent(today, today) - before == 400 + CONNECTION_BYTES


def test_the_ledger_goes_up_in_messages_of_the_size_that_was_set(world: World) -> None:
    set_calls(world, CallSettings(batch_bytes=8 * 1024))
    call(world)
    for number in range(20):
        world.save(number, size=3_000)
    assert call(world).requests > 10
    set_calls(world, CallSettings())
    call(world)
    for number in range(20):
        world.save(number, size=3_000)
    assert call(world).requests < 3


def test_what_was_cut_short_is_foretold_with_its_bytes(world: World) -> None:
    call(world)
    put_up_a_catalogue(world)
    with pytest.raises(Hindrance):
        call(world, break_at=3)
    told = forecast(world.store, world.clock.now())
    (due,) = told.sets
    assert (due.name, due.put_off) == (DataSetName.CATALOGUE, False)
    report = call(world)
    assert report.bytes_down == pytest.approx(told.sets_bytes, rel=0.1)
    assert forecast(world.store, world.clock.now()).sets == ()


def test_before_the_first_call_all_is_to_come_and_nobody_knows_how_much(world: World) -> None:
    put_up_a_catalogue(world)
    assert forecast(world.store, world.clock.now()).first
    call(world)
    assert not forecast(world.store, world.clock.now()).first


def test_what_waits_is_weighed_as_it_travels(world: World) -> None:
    call(world)
    nothing = call(world).bytes_up
    for number in range(40):
        world.save(number)
    told = forecast(world.store, world.clock.now())
    assert told.events == 40
    assert call(world).bytes_up - nothing == pytest.approx(told.events_bytes, rel=0.7, abs=700)
    assert forecast(world.store, world.clock.now()).events_bytes == 0


def test_seconds_are_guessed_from_the_last_calls_that_ended_well() -> None:
    def done(size: int, seconds: float, outcome: str = "done") -> Attempt:
        return Attempt(START, "https", outcome, 500, size - 500, seconds)

    assert seconds_for(1_000, []) is None
    assert seconds_for(1_000, [done(1_000, 2.0)]) == 2.0
    assert seconds_for(90_000, [done(1_000, 2.0)]) is None
    assert seconds_for(90_000, [done(1_000, 2.0), done(40_000, 10.0)]) == pytest.approx(2.0 + 18.0)
    assert seconds_for(90_000, [done(40_000, 4.0, "connection_cut"), done(40_000, 10.0)]) == 22.5
