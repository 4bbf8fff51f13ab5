"""A stick is written and read in steps: the desk saves in between, and what breaks leaves no bundle."""

import errno
from pathlib import Path
from typing import Any

import pytest

from core.errors import Hindrance, Refusal
from sync.stick_job import NotedJob, StickJob
from tests.helpers.second_pc import Pc, another_pc, first_pc
from tests.helpers.sticks import office, stick
from tests.helpers.sync_rounds import log_ids, publish, texts_in_use
from tests.helpers.sync_world import World
from tests.helpers.township_talk import a_visit


@pytest.fixture
def up(tmp_path: Path) -> Path:
    return tmp_path / "up.cunzhen"


def to_the_end(job: StickJob) -> list[tuple[int, int]]:
    seen = [job.progress]
    while job.beside():
        job.inside()
        seen.append(job.progress)
    return seen


def outcomes(pc: Pc) -> list[tuple[str, str]]:
    return [(one.route, one.outcome) for one in pc.store.sync.attempts(9)]


def test_what_is_saved_while_a_stick_is_written_goes_with_the_next(world: World, up: Path) -> None:
    pc = first_pc(world)
    visits = [pc.save(a_visit(complaint="x" * 4000 + str(number))) for number in range(80)]
    job = stick(pc).writing(up)
    assert job.beside()
    job.inside()
    later = pc.save(a_visit(complaint="meanwhile"))
    seen = to_the_end(job)
    told = job.end(None)

    assert not list(up.parent.glob("*.unfinished"))
    assert (told["events"], told["bytes"]) == (80, up.stat().st_size)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert (seen[-1], len(seen) > 3) == ((80, 80), True)
    assert office(world).read(None, up)["events"] == 80
    assert log_ids(world) == visits
    stick(pc).write(up)
    office(world).read(None, up)
    assert log_ids(world)[-1] == later


def test_what_is_given_up_half_way_leaves_the_stick_as_it_was(world: World, up: Path) -> None:
    pc = first_pc(world)
    pc.save(a_visit())
    stick(pc).write(up)
    before = up.read_bytes()
    job = stick(pc).writing(up)
    assert job.beside()
    job.inside()
    assert len(list(up.parent.iterdir())) == 2
    job.leave()
    assert (list(up.parent.iterdir()), up.read_bytes()) == ([up], before)
    assert not job.beside()
    assert pc.store.sync.waiting() == 1


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "stick_full"),
        (errno.EROFS, "stick_write_protected"),
        (errno.EACCES, "stick_write_protected"),
        (errno.EIO, "stick_gone"),
        (errno.ENODEV, "stick_gone"),
        (errno.EINVAL, "stick_not_writable"),
    ],
)
def test_a_stick_that_breaks_half_way_leaves_no_bundle_and_says_what_it_was(
    world: World, up: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    def broken(_: int) -> None:
        raise OSError(number, "broken")

    pc = first_pc(world)
    pc.save(a_visit())
    noted: list[Any] = []
    job = NotedJob(stick(pc).writing(up), noted.append)
    monkeypatch.setattr("sync.bundle_file.os.fsync", broken)
    with pytest.raises(Hindrance, match=code) as no:
        to_the_end(job)
    job.end(no.value)
    assert (up.exists(), noted) == (False, [])
    assert outcomes(pc) == [("bundle", code)]
    assert pc.store.sync.waiting() == 1


def test_a_writing_that_is_given_up_leaves_no_bundle(world: World, up: Path) -> None:
    pc = first_pc(world)
    pc.save(a_visit())
    job = stick(pc).writing(up)
    job.beside()
    job.inside()
    job.end(Refusal("sync_is_running"))
    assert not up.exists()


def test_a_big_set_from_a_stick_comes_into_use_slice_by_slice(world: World, up: Path) -> None:
    pc = first_pc(world)
    texts = [f"{number:05} {'y' * 40}" for number in range(3000)]
    publish(world, *texts)
    office(world).write(None, up, [])
    job = stick(pc).reading(lambda: [up])
    seen = to_the_end(job)
    assert job.end(None)["faults"] == []
    assert len(texts_in_use(world)) == 3000
    assert seen[-1][0] <= seen[-1][1] == up.stat().st_size
    assert len(seen) > 5
    assert outcomes(pc) == [("bundle", "done")]


def test_of_all_files_on_a_stick_those_for_this_pc_are_taken_and_a_broken_one_is_named(
    world: World, tmp_path: Path
) -> None:
    pc, other = first_pc(world), another_pc(world)
    pc.save(a_visit())
    other.save(a_visit())
    own, broken, down = (tmp_path / f"{name}.cunzhen" for name in ("a", "b", "c"))
    for one, file in ((pc, own), (other, broken)):
        stick(one).write(file)
        office(world).read(None, file)
    office(world).write(None, down, [])
    broken.write_bytes(broken.read_bytes()[:-5])
    job = stick(pc).reading(lambda: [own, broken, down])
    to_the_end(job)
    told = job.end(None)
    assert (told["file"], told["receipts"], told["carried"]) == ("c.cunzhen", 1, 1)
    assert told["faults"] == ["bundle_damaged"]
    assert pc.store.sync.waiting() == 0


def test_a_stick_with_nothing_but_our_own_bundle_brings_nothing(world: World, up: Path) -> None:
    pc = first_pc(world)
    stick(pc).write(up)
    job = stick(pc).reading(lambda: [up, up])
    with pytest.raises(Refusal, match="bundle_nothing_for_us"):
        to_the_end(job)
