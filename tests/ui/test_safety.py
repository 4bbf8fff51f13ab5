"""设置 tells how old backups and checks are, and does them beside the doctor's work."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QPushButton

from tests.ui.fake_desk import NOW, FakeDesk
from tests.ui.fake_safekeeper import SLICES, FakeSafekeeper
from tests.ui.person import PersonAtDesk
from ui.safe_rounds import SafeRounds
from ui.widgets.password_card import PasswordCard
from ui.widgets.support_card import SupportCard


@pytest.fixture
def keeper(person: PersonAtDesk) -> FakeSafekeeper:
    assert person.window.workplace is not None
    keeper = person.window.workplace.settings.safe._keeper
    assert isinstance(keeper, FakeSafekeeper)
    return keeper


def rounds(person: PersonAtDesk) -> SafeRounds:
    assert person.window.workplace is not None
    return person.window.workplace.settings.safe


def at_settings(person: PersonAtDesk) -> None:
    assert person.window.workplace is not None
    person.window.workplace.go("settings")
    person.wait(lambda: bool(person.reads("safety_backup")))


def choose(person: PersonAtDesk, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    person.click("safety_choose")


def test_without_a_folder_it_says_what_that_means(person: PersonAtDesk, keeper: FakeSafekeeper) -> None:
    at_settings(person)
    assert "还没有选择备份文件夹" in person.reads("safety_backup")
    assert not person.find("safety_back_up", QPushButton).isEnabled()


def test_a_chosen_folder_gets_its_first_backup_at_once(
    person: PersonAtDesk, keeper: FakeSafekeeper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_settings(person)
    choose(person, tmp_path, monkeypatch)
    person.wait(lambda: "上次备份：2026年11月25日 09:30" in person.reads("safety_backup"))
    assert str(tmp_path) in person.reads("safety_backup")
    assert keeper.backups == 1
    person.wait(lambda: person.find("safety_back_up", QPushButton).isEnabled())
    person.click("safety_back_up")
    person.wait(lambda: keeper.backups == 2)


def test_a_backup_that_failed_is_a_sentence_until_one_goes_well(
    person: PersonAtDesk, keeper: FakeSafekeeper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper.broken = "backup_folder_missing"
    at_settings(person)
    choose(person, tmp_path, monkeypatch)
    person.wait(lambda: "请插好 U 盘" in person.reads("safety_warning"))
    keeper.broken = ""
    person.wait(lambda: person.find("safety_back_up", QPushButton).isEnabled())
    person.click("safety_back_up")
    person.wait(lambda: not person.sees("safety_warning"))


def test_everything_is_read_again_slice_by_slice(person: PersonAtDesk, keeper: FakeSafekeeper) -> None:
    at_settings(person)
    person.click("safety_check_now")
    person.wait(lambda: "完好" in person.reads("safety_check"))
    assert keeper.slices == SLICES + 1


def test_what_is_due_is_done_without_being_asked(
    person: PersonAtDesk, keeper: FakeSafekeeper, tmp_path: Path
) -> None:
    keeper.choose_folder(str(tmp_path))
    rounds(person).look_for_work()
    person.wait(lambda: keeper.kept.backup_at == NOW)
    person.wait(lambda: not rounds(person)._running)
    rounds(person).look_for_work()
    person.wait(lambda: keeper.kept.checked_at == NOW)
    person.wait(lambda: not rounds(person)._running)
    rounds(person).look_for_work()
    person.wait(lambda: not person.window.lanes.busy())
    assert (keeper.backups, keeper.slices) == (1, SLICES + 1)


def test_a_password_changed_gets_its_backup_at_once_and_what_older_ones_open_with_is_said(
    person: PersonAtDesk, keeper: FakeSafekeeper
) -> None:
    keeper.kept = replace(keeper.kept, backup_folder="/media/u", backup_at=NOW, backup_opens=False)
    at_settings(person)
    person.wait(lambda: "用当时的密码才打得开" in person.reads("safety_warning"))
    assert keeper.backups == 0
    person.find("settings_password", PasswordCard).password_changed.emit()
    person.wait(lambda: keeper.backups == 1)
    person.wait(lambda: not person.sees("safety_warning"))


def test_a_disk_nearly_full_is_warned_of(
    person: PersonAtDesk, desk: FakeDesk, keeper: FakeSafekeeper
) -> None:
    keeper.kept = type(keeper.kept)("/media/u", NOW - timedelta(days=3), "", NOW, 2, False, False)
    at_settings(person)
    person.wait(lambda: "磁盘快满了" in person.reads("safety_warning"))
    assert "3 天前" in person.reads("safety_backup")
    assert "发现问题 2 处" in person.reads("safety_check")
    assert "标记文件" in person.reads("safety_warning")


def test_the_doctor_reads_what_helpers_get_before_it_is_written(person: PersonAtDesk, tmp_path: Path) -> None:
    person.click("place_settings")
    assert "没有：姓名、证件号" in person.reads("support_contents")
    person.find("support_card", SupportCard).write_to(tmp_path / "support.cunzhen")
    person.wait_to_read("support_news", "已写好 support.cunzhen")
