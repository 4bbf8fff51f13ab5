"""Case 9: a township lost with its keys is built anew under the county's word, out of what clinics hold."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from core.errors import Hindrance, Refusal
from core.events import EventIds, EventType
from core.ids import TownshipCode
from core.township_keys import CountyEpoch
from storage.clinic.desk import SENTINEL, Desk, open_clinic
from sync.asks import Ask
from sync.county.epoch_word import read_epoch_word, write_epoch_word
from sync.township.caretaker import Caretaker
from sync.township.lost_past import begin_epoch, thaw
from sync.township.tls import pin_of
from tests.helpers.county import a_county
from tests.helpers.lost_township import (
    County,
    call,
    county_pcs,
    epoch_desk,
    found_anew,
    line_of,
)
from tests.helpers.second_pc import Pc, first_pc
from tests.helpers.sticks import Opened, office, stick
from tests.helpers.sync_rounds import report_settled
from tests.helpers.sync_world import CHEAP, CLINIC, CODEC, DOCTOR, PASSWORD, World
from tests.helpers.township_talk import a_visit
from ui.wording.reasons import sentence_for_code


@pytest.fixture
def county(world: World) -> County:
    """Give a county that holds the key of the township of the world."""
    made = County(world)
    made.keys()
    made.learn()
    return made


def results_of(world: World) -> list[bytes]:
    return [one.hash for one in world.township.results(CLINIC, 0, 99)]


def confirm_all(world: World) -> None:
    caretaker: Caretaker[None] = Caretaker(lambda _: Opened(world.township), world.clock)
    back = [device.device for device in world.township.devices(CLINIC)]
    for wrong in (["nobody", *back], []):
        with pytest.raises(Refusal, match=r"device_not_listed|no_device_to_confirm"):
            caretaker.confirm(None, wrong)
    assert all(device.returned for device in world.township.devices(CLINIC)), "all or none"
    assert caretaker.confirm(None, back, [CLINIC])["devices"] == back


def visits_of(world: World) -> set[str]:
    return {
        event.header.event_id
        for _, event in world.township.events(CLINIC, 0, 99)
        if event.header.type == EventType.VISIT_RECORDED
    }


def test_case_09_a_township_built_anew_gets_events_and_results_back_from_its_clinics(
    world: World, county: County
) -> None:
    one, two = county_pcs(county, "one", "two")
    settled = one.save(a_visit(complaint="settled"))
    visits = {settled, two.save(a_visit(complaint="at the second PC"))}
    for pc in (one, two, one):
        call(pc)
    report_settled(world, settled)
    call(one)
    before = results_of(world)
    visits |= {one.save(a_visit(complaint="waiting while nobody answers"))}

    found_anew(county)
    epoch_desk(world).take(None, county.sign())
    for pc in (one, two):
        call(pc)

    assert visits_of(world) == visits
    assert results_of(world) == before, "what was paid is known to be paid, under the same positions"
    assert one.store.sync.waiting() == two.store.sync.waiting() == 0
    assert world.township.frozen_since() is not None
    with pytest.raises(Refusal, match="devices_not_confirmed"):
        thaw(world.township, agreed=True)
    confirm_all(world)
    for pc in (one, two, one):
        call(pc)
    assert thaw(world.township, agreed=False) == []
    assert results_of(world)[: len(before)] == before
    assert one.shown()[settled].state == "settled"
    assert set(one.shown()) == set(two.shown()) == visits
    assert one.store.verify() == two.store.verify() == []
    assert list(world.township.check()) == []


def test_case_09_a_pc_knows_the_new_keys_after_a_restart_and_meets_nobody_again(
    world: World, county: County
) -> None:
    (one,) = county_pcs(county, "one")
    call(one)
    found_anew(county)
    epoch_desk(world).take(None, county.sign())
    first = line_of(one)
    call(one, first)
    again = line_of(one)
    call(one, again)

    assert first.heard[0] is Ask.IDENTITY
    assert Ask.IDENTITY not in again.heard
    assert again.heard == [Ask.HELLO]


def test_case_09_by_stick_alone_the_township_is_built_anew_too(world: World, county: County) -> None:
    (one,) = county_pcs(county, "one")
    visits = [one.save(a_visit())]
    call(one)
    visits.append(one.save(a_visit(complaint="waiting")))
    found_anew(county)
    word = county.sign()
    epoch_desk(world).take(None, word)
    there, back = world.folder / "there.cunzhen", world.folder / "back.cunzhen"
    stick(one).write(there)
    assert office(world).read(None, there)["faults"] == ["bundle_for_another"], "sealed to lost keys"

    stick(one).take_epoch(word)
    stick(one).write(there)

    assert office(world).read(None, there)["faults"] == []
    assert visits_of(world) == set(visits)
    office(world).write(None, back, [])
    stick(one).read(back)
    assert one.store.sync.waiting() == 0


def test_case_09_without_a_word_of_the_county_a_clinic_gives_nothing_and_loses_nothing(
    world: World, county: County
) -> None:
    (one,) = county_pcs(county, "one")
    one.save(a_visit())
    call(one)
    one.save(a_visit(complaint="waiting"))
    before = one.store.sync.standing()
    found_anew(county)
    line = line_of(one)

    with pytest.raises(Hindrance, match="township_not_ours") as told:
        call(one, line)

    assert sentence_for_code(told.value.code)
    assert line.heard == [Ask.IDENTITY], "nothing but the question who is there"
    assert one.store.sync.standing() == before
    assert one.store.sync.waiting() == 1
    assert len(one.shown()) == 2
    assert one.store.verify() == []


def test_case_09_a_clinic_enrolled_without_a_county_asks_a_stranger_who_it_is_and_no_more(
    world: World, county: County
) -> None:
    pc = first_pc(world)
    found_anew(county)
    line = line_of(pc)
    with pytest.raises(Hindrance, match="township_not_ours"):
        call(pc, line)
    assert line.heard == [Ask.IDENTITY]


Change = Callable[[CountyEpoch, Pc], CountyEpoch]


def at(word: CountyEpoch, number: int) -> CountyEpoch:
    return replace(word, epoch=replace(word.epoch, number=number))


def of(word: CountyEpoch, **keys: bytes) -> CountyEpoch:
    return replace(word, face=replace(word.face, **keys))


WRONG: dict[str, tuple[Change, int | None]] = {
    "signed by another county": (lambda word, _: word, 2),
    "of another township": (lambda word, _: replace(word, township=TownshipCode("T999999")), None),
    "of a lower number": (lambda word, _: at(word, 0), None),
    "of the number we are at": (lambda word, pc: at(word, pc.store.sync.standing().epoch.number), None),
    "of other signing keys": (lambda word, _: of(word, signing=bytes(32)), None),
    "of other sealing keys": (lambda word, _: of(word, sealing=bytes(32)), None),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_word_that_is_not_for_whoever_answers_moves_no_clinic(
    world: World, county: County, kind: str
) -> None:
    (one,) = county_pcs(county, "one")
    call(one)
    found_anew(county)
    word = county.sign()
    epoch_desk(world).take(None, word)
    change, other = WRONG[kind]
    true = read_epoch_word(word.read_bytes(), county.keys(), world.township.code)
    key = county.signing_key() if other is None else a_county(other)[1].signing
    world.township.keep_county_epoch(true.epoch.number, write_epoch_word(change(true, one), key))
    before = one.store.sync.standing()

    with pytest.raises(Hindrance, match="township_not_ours"):
        call(one)

    assert one.store.sync.standing() == before


def test_the_answer_of_one_connection_is_worth_nothing_over_another(world: World, county: County) -> None:
    """Whoever sits between passes the true township's answer on, over a key of its own."""
    (one,) = county_pcs(county, "one")
    found_anew(county)
    epoch_desk(world).take(None, county.sign())
    line = line_of(one)
    line.strange_pin, line.answering_as = b"\7" * 32, pin_of(world.township.township().keys.tls)
    with pytest.raises(Hindrance, match="township_not_ours"):
        call(one, line)


def test_an_older_word_is_worth_nothing_once_a_later_one_was_followed(world: World, county: County) -> None:
    (one,) = county_pcs(county, "one")
    found_anew(county)
    first = county.sign().read_bytes()
    epoch_desk(world).take(None, _file(world, first))
    call(one)
    lost = world.township.township().keys
    world.clock.advance(3600)
    found_anew(county)
    epoch_desk(world).take(None, county.sign())
    call(one)
    later = one.store.sync.standing()

    with pytest.raises(Refusal, match="epoch_word_not_for_us"):
        stick(one).take_epoch(_file(world, first))

    assert later.enrolment.township_key != lost.signing
    assert one.store.sync.standing() == later


def test_case_09_where_the_former_key_was_stolen_nothing_it_signed_counts(
    world: World, county: County
) -> None:
    (one,) = county_pcs(county, "one")
    one.save(a_visit())
    call(one)
    found_anew(county)
    epoch_desk(world).take(None, county.sign(stolen=True))

    with pytest.raises(Refusal, match="device_unknown"):
        call(one)

    assert world.township.devices(CLINIC) == []
    assert results_of(world) == []
    assert len(one.shown()) == 1


@pytest.mark.parametrize("told", [pytest.param(True, id="declared"), pytest.param(False, id="unnoticed")])
def test_a_township_restored_twice_to_one_copy_is_one_again_under_the_countys_word(
    world: World, county: County, told: bool
) -> None:
    one, two = county_pcs(county, "one", "two")
    call(one)
    call(two)
    world.copy_township()
    visits = [one.save(a_visit(complaint="one")), two.save(a_visit(complaint="two"))]
    call(one)
    call(two)
    epochs = []
    for pc in (one, two):
        world.put_township_back()
        if told:
            begin_epoch(world.township, world.clock)
        call(pc)
        epochs.append(pc.store.sync.standing().epoch)
    assert epochs[0].number == epochs[1].number, "two lives of one number, and each PC follows one"
    assert epochs[0].epoch_id != epochs[1].epoch_id
    with pytest.raises(Hindrance, match="township_epoch_unknown"):
        call(one)

    epoch_desk(world).take(None, county.sign())
    for pc in (one, two, one):
        call(pc)

    assert visits_of(world) == set(visits)
    present = world.township.township().epoch
    assert one.store.sync.standing().epoch == two.store.sync.standing().epoch == present
    assert one.store.sync.waiting() == two.store.sync.waiting() == 0
    assert one.store.verify() == two.store.verify() == []


def test_case_09_of_a_copied_disk_both_halves_are_heard_to_the_end_before_anybody_confirms_them(
    world: World, county: County
) -> None:
    (one,) = county_pcs(county, "one")
    twin = _copied(one, "one", "twin")
    visits = [one.save(a_visit(complaint="here")), twin.save(a_visit(complaint="at the copy"))]
    found_anew(county)
    epoch_desk(world).take(None, county.sign())

    for pc in (twin, one, twin, one):
        call(pc)  # none ends with a no

    assert visits_of(world) == set(visits), "the one that comes second begins a new life"
    assert len(one.shown()) == len(twin.shown()) == 1, "of what others wrote nothing goes out yet"
    caretaker: Caretaker[None] = Caretaker(lambda _: Opened(world.township), world.clock)
    caretaker.confirm(None, (), [CLINIC])
    for pc in (twin, one):
        call(pc)
    assert set(one.shown()) == set(twin.shown()) == set(visits)


def test_case_09_a_branch_the_lost_township_had_is_no_reason_to_miss_the_other(
    world: World, county: County
) -> None:
    (one,) = county_pcs(county, "one")
    twin = _copied(one, "one", "twin")
    visits = [twin.save(a_visit(complaint="at the copy")), one.save(a_visit(complaint="here"))]
    call(twin)
    found_anew(county)
    epoch_desk(world).take(None, county.sign())

    for pc in (one, twin):
        call(pc)
    caretaker: Caretaker[None] = Caretaker(lambda _: Opened(world.township), world.clock)
    caretaker.confirm(None, (), [CLINIC])
    for pc in (one, twin, one, twin):
        call(pc)

    assert set(one.shown()) == set(twin.shown()) == set(visits)
    assert one.store.verify() == twin.store.verify() == []


def _copied(pc: Pc, name: str, other: str) -> Pc:
    """Set the disk of a PC up on another one that is like it."""
    folder = pc.world.folder
    pc.store.close()
    shutil.copytree(folder / name, folder / other)
    shutil.copy(folder / (name + SENTINEL), folder / (other + SENTINEL))
    desks = [Desk(folder / one, CODEC, pc.world.clock, CHEAP) for one in (name, other)]
    pc.store, copy = (open_clinic(desk, DOCTOR, PASSWORD) for desk in desks)
    pc.world.others += [pc.store, copy]
    return Pc(pc.world, copy, EventIds(Random(other).randbytes(16)), Random(other).randbytes)


def _file(world: World, data: bytes) -> Path:
    file = world.folder / "a word"
    file.write_bytes(data)
    return file
