"""A large set comes into use slice by slice: whoever sits at the desk is looked up in between."""

from dataclasses import replace
from datetime import date

from core.dates import china_day
from core.training.township import make_township
from sync.run import DONE, Round
from sync.township.publishing import publish_sets
from tests.helpers.sync_rounds import finish
from tests.helpers.sync_world import START, World, chance
from tests.sync.test_run import Wire

TODAY = china_day(START)
UNTIL = date(2026, 12, 31)
MANY = [
    replace(one, person=replace(one.person, village="上村"))
    for one in make_township(7, TODAY, villages=1, people=900).entries
]
FIRST, LATER = MANY[0].person, MANY[-1].person


def offer(world: World, people: int) -> None:
    world.township.replace_roster(MANY[:people], TODAY, UNTIL)
    publish_sets(world.township, world.clock)


def to_the_slices(world: World) -> Round:
    """Bring a round to where a set is complete and only has to be put in use."""
    talk = Round(world.store, Wire(world), world.clock, chance())
    while not talk.work():
        request = talk.prepare()
        assert request is not None, "nothing came to be put in use"
        talk.absorb(talk.exchange(request))
    return talk


def test_between_two_slices_the_old_roster_answers_and_after_the_last_the_new_one(world: World) -> None:
    offer(world, 600)
    finish(world)
    offer(world, 900)
    talk = to_the_slices(world)
    known, slices = [], 0
    while talk.work():
        slices += 1
        assert world.clinic.records.entry_by_number(FIRST.id_number) is not None
        known.append(world.clinic.records.entry_by_number(LATER.id_number) is not None)
    assert slices > 900 // 200
    assert (known[0], known[-1]) == (False, True)
    assert known == sorted(known)
    assert talk.prepare() is None
    assert talk.end(DONE).data_sets == 1


def test_a_step_from_the_version_before_is_taken_in_slices_too(world: World) -> None:
    offer(world, 880)
    finish(world)
    offer(world, 900)
    talk = to_the_slices(world)
    builds = world.clinic.records.sets.file.database["builds"]
    held, before_the_first_write = builds.count, 0
    while talk.work() and builds.count == held:
        before_the_first_write += 1
    assert before_the_first_write > 880 // 50
    while talk.work():
        pass
    assert world.clinic.records.entry_by_number(LATER.id_number) is not None
    assert talk.end(DONE).bytes_down < 20_000


def test_a_visit_saved_between_two_slices_is_kept_and_goes_out_in_the_same_round(world: World) -> None:
    offer(world, 600)
    talk = to_the_slices(world)
    world.save(1)
    while talk.work():
        pass
    while request := talk.prepare():
        talk.absorb(talk.exchange(request))
    assert world.store.waiting() == 0
    assert world.clinic.records.entry_by_number(FIRST.id_number) is not None


def test_a_round_given_up_half_way_leaves_the_old_roster_and_the_next_one_ends_it(world: World) -> None:
    offer(world, 600)
    finish(world)
    offer(world, 900)
    talk = to_the_slices(world)
    for _ in range(3):
        talk.work()
    del talk
    assert world.clinic.records.entry_by_number(LATER.id_number) is None
    assert world.clinic.records.entry_by_number(FIRST.id_number) is not None
    finish(world)
    assert world.clinic.records.entry_by_number(LATER.id_number) is not None
