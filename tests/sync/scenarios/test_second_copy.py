"""A PC is gone with all it had not delivered: the township reads in the copy that lay on another disk."""

from functools import partial
from pathlib import Path
from random import Random

import pytest

from core.ids import Incarnation
from storage.clinic.tail import TailCopy
from sync.second_copy import seal_events
from sync.township.lost_past import begin_epoch
from tests.helpers.second_pc import Pc, another_pc
from tests.helpers.sticks import office, stick
from tests.helpers.sync_rounds import log_ids
from tests.helpers.sync_world import CLINIC, CODEC, START, World
from tests.helpers.township_talk import a_visit
from tests.storage.clinic.test_vault import refused

_DRAW = Random(3).randbytes


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    place = tmp_path / "disk"
    place.mkdir()
    return place


def copy_of(pc: Pc, disk: Path) -> TailCopy:
    return TailCopy(disk, CLINIC, CODEC, partial(seal_events, pc.world.clock, _DRAW, pc.store.sync))


def catch_up(pc: Pc, disk: Path) -> None:
    copy_of(pc, disk).catch_up(pc.store.ledger, pc.store.sync.word, pc.store.key)


def save(pc: Pc, disk: Path, complaint: str) -> str:
    visit = pc.save(a_visit(complaint=complaint))
    catch_up(pc, disk)
    return visit


def test_case_10_the_second_copy_of_a_pc_that_burnt_is_read_in_at_the_township(
    world: World, disk: Path
) -> None:
    burnt = another_pc(world, "burnt")
    sent = save(burnt, disk, "sent")
    burnt.sync()
    late = [save(burnt, disk, f"never sent {number}") for number in range(3)]

    read = office(world).read(None, disk)
    assert (read["events"], read["carried"], read["faults"]) == (3, 0, [])
    assert log_ids(world) == [sent, *late]
    assert office(world).read(None, disk)["events"] == 0
    new = another_pc(world, "new")
    new.sync()
    assert set(new.shown()) == {sent, *late}
    assert world.township.check() == []


def test_case_10_what_the_copy_brought_counts_once_when_it_comes_by_other_ways_too(
    world: World, disk: Path, tmp_path: Path
) -> None:
    pc, up = another_pc(world), tmp_path / "up.cunzhen"
    visits = [save(pc, disk, str(number)) for number in range(3)]
    stick(pc).write(up)
    office(world).read(None, disk)
    assert office(world).read(None, up)["events"] == 0
    pc.store.sync.start_incarnation(Incarnation("ee" * 16), START)  # as after a restore from the backup
    pc.sync()
    *counted, _started = log_ids(world)
    assert counted == visits
    assert set(pc.shown()) == set(visits)
    assert pc.store.sync.waiting() == 0


def test_case_10_one_spoilt_file_of_the_copy_keeps_what_comes_before_it(world: World, disk: Path) -> None:
    pc = another_pc(world)
    visits = [save(pc, disk, str(number)) for number in range(3)]
    last = sorted(disk.rglob("*.cunzhen"))[-1]
    last.write_bytes(last.read_bytes()[:-9])
    read = office(world).read(None, disk)
    assert (read["events"], read["faults"]) == (2, ["bundle_damaged"])
    assert log_ids(world) == visits[:2]


def test_case_10_a_copy_from_before_the_township_was_restored_is_taken(world: World, disk: Path) -> None:
    pc = another_pc(world)
    visit = save(pc, disk, "before")
    begin_epoch(world.township, world.clock)
    assert office(world).read(None, disk)["events"] == 1
    assert log_ids(world) == [visit]


def test_case_10_a_copy_of_many_events_fits_the_messages(world: World, disk: Path) -> None:
    pc = another_pc(world)
    visits = [pc.save(a_visit(complaint="x" * 9_000)) for _ in range(60)]
    catch_up(pc, disk)
    assert len(list(disk.rglob("*.cunzhen"))) > 1
    assert office(world).read(None, disk)["events"] == 60
    assert log_ids(world) == visits


def test_case_12_the_copy_of_a_stolen_pc_tells_a_stranger_clinic_and_device_only(
    world: World, disk: Path
) -> None:
    pc = another_pc(world)
    save(pc, disk, "咳嗽三天")
    (file,) = disk.rglob("*.cunzhen")
    content = file.read_bytes()
    assert CLINIC.encode() in content
    assert not any("咳嗽三天".encode(code) in content for code in ("utf-8", "utf-16-le"))


def test_case_12_what_the_copy_brought_before_the_revoking_counts(world: World, disk: Path) -> None:
    stolen = another_pc(world)
    visit = save(stolen, disk, "before the theft")
    office(world).read(None, disk)
    lives = world.township.device_lives(stolen.store.enrolment.device)
    kept = {one.incarnation: one.sequence for one in lives}
    world.township.revoke_device(stolen.store.enrolment.device, kept, START)
    thiefs = save(stolen, disk, "the thief's")
    office(world).read(None, disk)
    assert log_ids(world) == [visit]
    assert thiefs not in log_ids(world)
    assert world.township.counts().revoked == 1


def test_a_folder_without_a_copy_is_a_sentence(world: World, disk: Path) -> None:
    with refused("bundle_missing"):
        office(world).read(None, disk)
