"""Cases 13 and 14: disks that were cloned or copied back; nothing is lost, nothing stands there twice."""

from pathlib import Path

import pytest

from core.events import EventIds
from core.ids import EventId
from sync import heads
from sync.township.lost_past import begin_epoch
from tests.helpers.disk_images import on_another_pc, put_folder_back, put_image_back, take_image
from tests.helpers.second_pc import Pc, another_pc, first_pc
from tests.helpers.sticks import there_and_back
from tests.helpers.sync_rounds import log_ids, report_settled
from tests.helpers.sync_world import START, World
from tests.helpers.township_talk import a_visit
from ui.wording.visits import state_word


def save(pc: Pc, *complaints: str) -> list[EventId]:
    """Save a visit for each complaint."""
    return [pc.save(a_visit(complaint=complaint)) for complaint in complaints]


def told(pc: Pc) -> dict[str, str]:
    """Give what the list says of each visit, by its complaint; a visit that stands there twice shows."""
    day = START.date()
    listed = pc.store.records.visits(day, day, 99)
    said = {one.visit.complaint: state_word(one) for one in listed}
    assert len(said) == len(listed), "each visit stands there once"
    return said


def life(pc: Pc) -> str:
    return pc.store.sync.standing().head.incarnation


def once_each(world: World, *ids: EventId) -> bool:
    """Tell whether the township's log holds each visit once, and is sound."""
    visits = [one for one in log_ids(world) if one in ids]
    return sorted(visits) == sorted(ids) and list(world.township.check()) == []


@pytest.mark.parametrize("machine", [b"another PC" * 3, None], ids=["told apart", "with the same numbers"])
def test_case_13_a_cloned_disk_with_its_sentinel_works_beside_the_first_and_neither_loses_a_visit(
    world: World, machine: bytes | None
) -> None:
    one = first_pc(world)
    ids = save(one, "记在克隆之前")
    one.sync()
    ids += save(one, "克隆时还没送出")
    image = take_image(world)
    one, two = first_pc(world), on_another_pc(world, image, machine)
    assert (life(one) == life(two)) is (machine is None), "some PCs have no number of their own"
    for day in range(3):
        ids += save(one, f"第一台第{day}天") + save(two, f"第二台第{day}天", f"第二台第{day}天下午")
        if day != 1:
            two.sync()
        one.sync()
    report_settled(world, ids[0])
    for pc in (two, one, two, one):
        pc.sync()

    assert life(one) != life(two)
    assert once_each(world, *ids)
    for pc in (one, two):
        assert set(told(pc).values()) == {"已送达", "已结算"}
        assert set(told(pc)) == set(told(one))
        assert len(told(pc)) == len(ids)
        assert pc.store.sync.waiting() == 0
        assert pc.store.verify() == []
    assert one.sync() == two.sync() == ["hello"]


def test_case_13_a_clone_that_only_waited_learns_what_the_first_pc_wrote(world: World) -> None:
    image = take_image(world)
    one, two = first_pc(world), on_another_pc(world, image)
    ids = save(one, "咳嗽", "发热")
    one.sync()
    two.sync()
    assert once_each(world, *ids)
    assert told(two) == told(one) == {"咳嗽": "已送达", "发热": "已送达"}


@pytest.mark.parametrize("sync_between", [True, False], ids=["synced between", "not synced between"])
def test_case_14_an_old_database_copied_back_twice_loses_and_doubles_nothing(
    world: World, sync_between: bool
) -> None:
    pc = first_pc(world)
    ids = save(pc, "最早")
    pc.sync()
    world.copy_disk()
    pc = first_pc(world)
    ids += save(pc, "拷贝之后")
    pc.sync()
    lives = {life(pc)}

    pc = put_folder_back(world)
    assert told(pc) == {"最早": "已送达"}, "what is not on this disk is missing until the next call"
    again = save(pc, "第一次拷回之后")
    if sync_between:
        pc.sync()
        ids += again
        assert told(pc) == {"最早": "已送达", "拷贝之后": "已送达", "第一次拷回之后": "已送达"}
    lives.add(life(pc))

    pc = put_folder_back(world)
    ids += save(pc, "第二次拷回之后")
    pc.sync()
    lives.add(life(pc))

    assert len(lives) == 3, "each copy begins a life of its own"
    assert once_each(world, *ids)
    assert set(told(pc).values()) == {"已送达"}
    assert len(told(pc)) == len(ids)
    assert pc.store.sync.waiting() == 0
    assert pc.store.verify() == []
    assert pc.sync() == ["hello"]


def test_case_14_the_sentinel_copied_back_with_it_twice_the_township_finds_it_out(world: World) -> None:
    pc = first_pc(world)
    ids = save(pc, "最早")
    pc.sync()
    image = take_image(world)
    pc = first_pc(world)
    ids += save(pc, "拷贝之后")
    pc.sync()
    for time in range(2):
        pc = put_image_back(world, image)
        ids += save(pc, f"第{time}次拷回之后", f"第{time}次拷回之后的下午")
        pc.sync()
    assert once_each(world, *ids)
    assert set(told(pc).values()) == {"已送达"}
    assert len(told(pc)) == len(ids)
    assert pc.store.verify() == []
    assert pc.sync() == ["hello"]


def test_case_14_results_learnt_before_the_copy_came_back_are_there_again(world: World) -> None:
    pc = first_pc(world)
    visit, other = save(pc, "已付", "未付")
    world.copy_disk()
    pc = first_pc(world)
    pc.sync()
    report_settled(world, visit)
    pc.sync()
    assert told(pc) == {"已付": "已结算", "未付": "已送达"}
    for _ in range(2):
        pc = put_folder_back(world)
        assert told(pc) == {"已付": "已保存", "未付": "已保存"}
        pc.sync()
        assert told(pc) == {"已付": "已结算", "未付": "已送达"}
    assert once_each(world, visit, other)
    assert world.township.counts().outbox == {"waiting": 1, "settled": 1}


@pytest.mark.parametrize("with_sentinel", [True, False], ids=["found out by the township", "by the sentinel"])
def test_case_14_by_stick_alone_an_old_disk_gets_back_what_its_branch_had_written(
    world: World, tmp_path: Path, with_sentinel: bool
) -> None:
    pc, other = first_pc(world), another_pc(world)
    ids = save(pc, "最早")
    pc.sync()
    image = take_image(world)
    world.copy_disk()
    pc = first_pc(world)
    ids += save(pc, "拷贝之后")
    pc.sync()
    ids += save(other, "另一台电脑")
    other.sync()
    for time in range(2):
        pc = put_image_back(world, image) if with_sentinel else put_folder_back(world)
        ids += save(pc, f"第{time}次拷回之后", f"第{time}次拷回之后的下午")
        for turn in range(3):
            there_and_back(pc, tmp_path / f"{time}{turn}")
    assert once_each(world, *ids)
    assert set(told(pc).values()) == {"已送达"}
    assert len(told(pc)) == len(ids)
    assert pc.store.verify() == []
    assert pc.sync() == ["hello"]


def test_case_14_a_pc_that_begins_a_new_life_at_every_start_still_hears_and_is_heard(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heads, "MAX_LIVES", 3)  # sixty-four, and nobody begins so many in a test
    pc, other = first_pc(world), another_pc(world)
    ids = []
    for start in range(7):
        ids += save(pc, f"第{start}次开机")
        pc.sync()
        world.clinic.close()
        world.desk.sentinel_path.unlink()
        world.open_clinic()
        pc = Pc(world, world.clinic, EventIds(bytes([start]) * 16))
    ids += save(other, "另一台电脑")
    other.sync()
    pc.sync()
    assert len(told(pc)) == len(ids)
    begin_epoch(world.township, world.clock)
    pc.sync()
    assert world.store.waiting() == 0
    assert pc.sync() == ["hello"]
    assert once_each(world, *ids)
