"""Sticks from the sync page: found, chosen, written and read beside the desk's work, and how it fails."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QProgressBar, QPushButton

from core.errors import Hindrance, Refusal
from tests.ui.fake_desk import FakeDesk, FakeOpenDesk
from tests.ui.fake_outputs import FakeStickJob
from tests.ui.person import PersonAtDesk
from ui.devices.sticks import Stick, is_on_usb
from ui.screens.sync import SyncScreen
from ui.widgets.stick_card import StickCard
from ui.wording.reasons import sentences

ONE = Stick(Path("/media/one"), "ONE", 14 * 1024**3)
TWO = Stick(Path("/media/two"), "TWO", 800 * 1024**2)


@pytest.fixture
def page(person: PersonAtDesk) -> SyncScreen:
    person.click("place_sync")
    found = person.find("sync_screen", SyncScreen)
    found.sticks.find = lambda: [ONE]
    return found


def jobs(page: SyncScreen) -> list[FakeStickJob]:
    desk = page._desk
    assert isinstance(desk, FakeOpenDesk)
    return desk.stick_jobs


def break_sticks(page: SyncScreen, stop: Hindrance | Refusal) -> None:
    desk = page._desk
    assert isinstance(desk, FakeOpenDesk)
    desk.sticks_break = stop


def test_the_stick_that_is_plugged_in_is_written_step_by_step(person: PersonAtDesk, page: SyncScreen) -> None:
    person.click("stick_write")
    person.wait_to_read("stick_news", "现在可以拔出 U 盘了")
    assert "内有待上传的记录 3 条" in person.reads("stick_news")
    (job,) = jobs(page)
    assert (job.folder, job.ended) == (ONE.folder, [None])
    assert job.done == ["beside", "inside"] * 3 + ["beside"]
    assert not person.find("stick_progress", QProgressBar).isVisible()
    assert person.find("stick_write", QPushButton).isEnabled()


def test_what_a_stick_brought_is_told(person: PersonAtDesk, page: SyncScreen) -> None:
    person.click("stick_read")
    person.wait_to_read("stick_news", "结果 4 条")
    assert jobs(page)[0].ended == [None]


def test_without_a_stick_it_says_what_to_do_and_finds_it_the_next_time(
    person: PersonAtDesk, page: SyncScreen
) -> None:
    page.sticks.find = lambda: []
    person.click("stick_read")
    person.wait_to_read("stick_news", "没有找到 U 盘")
    assert jobs(page) == []
    page.sticks.find = lambda: [ONE]
    person.click("stick_again")
    person.wait_to_read("stick_news", "结果 4 条")
    assert not person.sees("stick_again")


def test_of_several_sticks_the_doctor_chooses_one(person: PersonAtDesk, page: SyncScreen) -> None:
    page.sticks.find = lambda: [ONE, TWO]
    person.click("stick_write")
    person.wait_to_read("stick_news", "插着 2 个 U 盘")
    assert person.find("stick_choice_0", QPushButton).text() == "ONE，还可写 14.0 GB"
    person.click("stick_choice_1")
    person.wait_to_read("stick_news", "现在可以拔出")
    assert [job.folder for job in jobs(page)] == [TWO.folder]
    person.wait(lambda: not person.sees("stick_choice_0"))


@pytest.mark.parametrize(
    "code", ["stick_full", "stick_write_protected", "stick_gone", "stick_not_writable", "stick_not_readable"]
)
def test_a_stick_that_fails_half_way_is_told_in_a_sentence_of_its_own(
    person: PersonAtDesk, page: SyncScreen, code: str
) -> None:
    stop = Hindrance(code, file="C001-up.cunzhen")
    break_sticks(page, stop)
    person.click("stick_write")
    person.wait_to_read("stick_news", sentences()[code].partition("{")[0])
    assert jobs(page)[0].ended == [stop]
    assert person.find("stick_write", QPushButton).isEnabled()


def test_a_stick_of_another_clinic_is_told(person: PersonAtDesk, page: SyncScreen) -> None:
    break_sticks(page, Refusal("bundle_nothing_for_us"))
    person.click("stick_read")
    person.wait_to_read("stick_news", "没有给这台电脑的内容")


def test_while_a_stick_is_under_way_no_round_begins_and_one_that_runs_goes_first(
    person: PersonAtDesk, page: SyncScreen, desk: FakeDesk
) -> None:
    rounds = person.window.rounds
    assert rounds is not None
    assert rounds.hold()
    rounds.start()
    assert not rounds.running()
    assert not rounds.hurry()
    rounds.release()
    rounds.start()
    assert not rounds.hold()
    person.click("stick_write")
    person.wait_to_read("stick_news", "正在联网同步")
    person.wait(lambda: not rounds.running())
    assert jobs(page) == []


def test_a_desk_that_is_locked_begins_no_further_step(person: PersonAtDesk, page: SyncScreen) -> None:
    page.sticks.stop()
    person.click("stick_write")
    person.rest()
    assert jobs(page) == []


def test_a_stick_under_way_is_given_up_tidily_when_the_desk_is_locked(
    person: PersonAtDesk, page: SyncScreen
) -> None:
    page.sticks.moved.connect(lambda _: page.sticks.stop())
    person.click("stick_write")
    person.rest()
    (job,) = jobs(page)
    assert (job.done.count("beside"), job.done.count("leave"), job.ended) == (1, 1, [])


def test_a_pc_the_township_has_not_heard_of_says_so(person: PersonAtDesk, page: SyncScreen) -> None:
    assert not person.sees("stick_admission")
    person.find("stick_card", StickCard).show_admitted(False)
    person.wait_to_read("stick_admission", "卫生院还没有登记这台电脑")


@pytest.fixture
def blocks(tmp_path: Path) -> Callable[[str, str], Path]:
    def make(device: str, hangs_on: str) -> Path:
        real = tmp_path / hangs_on / device
        real.mkdir(parents=True)
        (tmp_path / "block").mkdir()
        (tmp_path / "block" / device).symlink_to(real)
        return tmp_path / "block"

    return make


def test_a_stick_is_known_by_the_plug_it_hangs_on(blocks: Callable[[str, str], Path]) -> None:
    of_usb = blocks("sdb1", "devices/pci0000/usb2/2-1/host6/block/sdb")
    assert is_on_usb("/dev/sdb1", of_usb)
    assert not is_on_usb("/dev/sdc1", of_usb)
    assert not is_on_usb("tmpfs", of_usb)


def test_the_disk_of_the_pc_is_no_stick(blocks: Callable[[str, str], Path]) -> None:
    assert not is_on_usb("/dev/sda1", blocks("sda1", "devices/pci0000/ata1/host0/block/sda"))
