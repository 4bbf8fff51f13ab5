"""Cases 8 and 9: what a PC wrote that is no more comes back to its township through the clinic's other PC."""

from dataclasses import replace
from typing import Any

import pytest

from core.clinic_log import LogBatch, OtherLife
from core.ids import ClinicCode, DeviceId, Incarnation
from sync.asks import Ask
from sync.device_words import make_device_word
from sync.envelope import public_half
from sync.hand_on_messages import HandedOn
from sync.ledger_messages import make_batch
from sync.standing import signer_of
from sync.township.handed_on import HandedOnDesk
from sync.township.lost_past import begin_epoch
from tests.helpers.disk_images import put_folder_back
from tests.helpers.lost_township import County, call, county_pcs, epoch_desk, found_anew, line_of
from tests.helpers.second_pc import Pc, another_pc, first_pc
from tests.helpers.sticks import office, stick
from tests.helpers.sync_rounds import log_ids, signer
from tests.helpers.sync_world import CLINIC, World
from tests.helpers.township_talk import a_visit


def written_at_a_pc_that_burns(world: World, pc: Pc, other: Pc) -> str:
    """Let a PC deliver a visit, and another one of its clinic hear of it."""
    visit = pc.save(a_visit(complaint="at the PC that burns"))
    pc.sync()
    other.save(a_visit(complaint="at the one that stays"))
    other.sync()
    assert visit in other.shown()
    return visit


def ranges_at(pc: Pc, other: Pc) -> tuple[LogBatch, ...]:
    life = other.store.ledger.head().incarnation
    return tuple(pc.store.sync.ranges_of_other(life, 0, 99))


def signed(batch: LogBatch, **other: Any) -> LogBatch:
    return replace(batch, signed=replace(batch.signed, **other))


def by_the_hand_of(pc: Pc, batch: LogBatch) -> LogBatch:
    """Let a PC sign what another one is said to have written."""
    hand = signer_of(pc.store.sync.standing())
    own = make_batch(hand, batch.events).signature
    place = {"epoch_number": hand.realm.epoch_number, "epoch_id": hand.realm.epoch_id}
    return replace(signed(batch, signature=own, **place), signing_key=public_half(hand.key))


def test_case_09_what_a_burnt_pc_wrote_comes_back_through_the_other(world: World) -> None:
    county = County(world)
    one, burnt = county_pcs(county, "one", "burnt")
    county.learn()
    visit = written_at_a_pc_that_burns(world, burnt, one)
    found_anew(county)
    epoch_desk(world).take(None, county.sign())

    first = line_of(one)
    call(one, first)

    assert visit in log_ids(world)
    assert first.heard.count(Ask.HAND_ON) == 1
    row = world.township.device(burnt.store.enrolment.device)
    assert row is not None
    assert row.returned, "nobody has confirmed it"
    again = line_of(one)
    call(one, again)
    assert Ask.OTHERS not in again.heard, "once in an epoch is enough"
    assert one.store.verify() == []
    assert list(world.township.check()) == []


def test_case_08_what_a_pc_wrote_that_was_enrolled_in_between_and_burnt_comes_back_too(world: World) -> None:
    one = first_pc(world)
    one.save(a_visit(complaint="before the snapshot"))
    one.sync()
    world.copy_township()
    burnt = another_pc(world, "enrolled in between")
    visit = written_at_a_pc_that_burns(world, burnt, one)
    world.put_township_back()

    asked = one.sync()

    assert visit in log_ids(world)
    assert set(log_ids(world)) == set(one.shown())
    assert asked.index("hand_on") > asked.index("others")
    third = another_pc(world, "third")
    third.sync()
    assert visit in third.shown(), "whoever comes next has the history"


def there_and_back(world: World, pc: Pc) -> int:
    """Carry a stick to the township and one back; give how much the first weighed."""
    up, down = world.folder / "up.cunzhen", world.folder / "down.cunzhen"
    stick(pc).write(up)
    assert office(world).read(None, up)["faults"] == []
    office(world).write(None, down, ())
    assert stick(pc).read(down)["faults"] == []
    return up.stat().st_size


def test_case_08_without_a_network_it_comes_back_by_stick_and_goes_on_none_afterwards(world: World) -> None:
    one = first_pc(world)
    one.save(a_visit(complaint="before the snapshot"))
    one.sync()
    world.copy_township()
    burnt = another_pc(world, "enrolled in between")
    visit = written_at_a_pc_that_burns(world, burnt, one)
    world.put_township_back()
    begin_epoch(world.township, world.clock)

    there_and_back(world, one)
    assert visit not in log_ids(world), "it did not know yet"
    with_it = there_and_back(world, one)
    assert visit in log_ids(world)
    row = world.township.device(burnt.store.enrolment.device)
    assert row is not None
    assert row.returned, "nobody has confirmed it"
    assert with_it - there_and_back(world, one) > 500
    assert "others" not in one.sync()
    assert one.store.verify() == []
    assert list(world.township.check()) == []


def test_case_14_what_an_old_disk_has_only_from_the_township_comes_back_to_one_that_lost_it(
    world: World,
) -> None:
    visit, pc = told_of_what_its_disk_lost(world)

    asked = pc.sync()

    assert "hand_on" in asked
    assert visit in log_ids(world)
    assert set(pc.shown()) < set(log_ids(world))
    assert len(set(log_ids(world))) == len(log_ids(world)), "each once"
    assert "others" not in pc.sync(), "once in an epoch is enough"
    assert pc.store.verify() == []
    assert list(world.township.check()) == []


def test_case_14_what_an_old_disk_has_only_from_the_township_comes_back_by_stick_too(world: World) -> None:
    visit, pc = told_of_what_its_disk_lost(world)
    begin_epoch(world.township, world.clock)
    there_and_back(world, pc)
    with_it = there_and_back(world, pc)
    assert visit in log_ids(world)
    assert with_it - there_and_back(world, pc) > 500, "it is told that all of it is there"
    assert "others" not in pc.sync()


def told_of_what_its_disk_lost(world: World) -> tuple[str, Pc]:
    """Put a disk back, let its PC hear of the branch that was lost, and put its township back as well."""
    pc = first_pc(world)
    pc.save(a_visit(complaint="before both copies"))
    pc.sync()
    world.copy_township()
    pc.save(a_visit(complaint="on both disks, and on one side of a range"))
    world.copy_disk()
    pc = first_pc(world)
    visit = pc.save(a_visit(complaint="only on the disk that is replaced"))
    pc.sync()
    pc = put_folder_back(world)
    pc.save(a_visit(complaint="after the old disk was put back"))
    pc.sync()
    assert visit in pc.shown()
    world.put_township_back()
    assert visit not in log_ids(world)
    return visit, pc


def test_a_clinic_that_lost_nothing_hands_nothing_on(world: World) -> None:
    one, two = first_pc(world), another_pc(world)
    written_at_a_pc_that_burns(world, two, one)
    assert "others" not in one.sync()


def test_nothing_is_put_into_another_ones_mouth(world: World) -> None:
    """A PC could change what it hands on, or make it up; only the signature of who wrote it counts."""
    one, two = first_pc(world), another_pc(world)
    world.copy_township()
    visit = written_at_a_pc_that_burns(world, two, one)
    ranges, word = ranges_at(one, two), one.store.sync.device_word(two.store.enrolment.device)
    assert word
    world.put_township_back()
    desk = HandedOnDesk(world.township, world.clock)
    caller = world.township.device(one.store.enrolment.device)
    row = world.township.device(two.store.enrolment.device)
    assert caller is not None
    assert row is not None
    stranger = DeviceId("ab" * 16)
    forged = make_device_word(replace(signer(world), key=bytes(32)), replace(row, device=stranger))
    wrong = {
        "another signature": [
            replace(one, signed=replace(one.signed, signature=bytes(64))) for one in ranges
        ],
        "the hand of who hands it on": [by_the_hand_of(one, batch) for batch in ranges],
        "another key": [replace(one, signing_key=bytes(32)) for one in ranges],
        "another epoch": [replace(one, signed=replace(one.signed, epoch_id="ab" * 16)) for one in ranges],
        "a device nobody knows": [replace(one, device=stranger) for one in ranges],
        "without its first event": [replace(one, events=one.events[1:]) for one in ranges if one.events[1:]],
    }
    for kind, batches in wrong.items():
        assert desk.take(caller, HandedOn(tuple(batches), (word, forged))) == 0, kind
    assert desk.take(replace(caller, clinic=ClinicCode("C99")), HandedOn(ranges, (word,))) == 0
    assert visit not in log_ids(world)
    assert world.township.device(stranger) is None
    assert desk.take(caller, HandedOn(ranges, ())) == len(ranges)
    assert visit in log_ids(world)


@pytest.mark.parametrize(("clinic", "held"), [(CLINIC, 0), (ClinicCode("C99"), 7)])
def test_of_other_clinics_nothing_is_told_and_nothing_wanted(
    world: World, clinic: ClinicCode, held: int
) -> None:
    one = first_pc(world)
    caller = world.township.device(one.store.enrolment.device)
    assert caller is not None
    life = OtherLife(caller.device, Incarnation("ee" * 16), 7)
    desk = HandedOnDesk(world.township, world.clock)
    assert desk.held(replace(caller, clinic=clinic), [life]) == [held]
