"""What the lock screen says of a data folder it cannot open, with the real store behind the window."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

import main
from storage.clinic.database import CACHE, LEDGER
from storage.clinic.desk import create_clinic, open_clinic
from storage.clinic.vault_file import VAULT
from tests.storage.clinic.sample import DOCTOR, ENROLMENT, EPOCH, PASSWORD, TESTING
from tests.storage.clinic.test_vault import refused
from tests.ui.person import PersonAtDesk
from ui.main_window import MainWindow

Sit = Callable[[Path], PersonAtDesk]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clinic of its own, closed."""
    real = main.clinic_folder
    monkeypatch.setattr(main, "clinic_folder", lambda data: replace(real(data), cost=TESTING))
    desk = main.clinic_folder(tmp_path / "clinic")
    create_clinic(desk, ENROLMENT, EPOCH, DOCTOR, PASSWORD)
    return desk.folder


@pytest.fixture
def sit(qtbot: QtBot) -> Iterator[Sit]:
    """Sit down before a window over a data folder; every window is closed at the end."""
    windows: list[MainWindow] = []

    def down(data: Path) -> PersonAtDesk:
        window = MainWindow(main.window_parts(main._DeskDoor(data), None, calls_by_itself=False))
        window.resize(1366, 768)
        window.show()
        windows.append(window)
        person = PersonAtDesk(window, qtbot)
        person.rest()
        return person

    yield down
    for window in windows:
        window.close()
        window.deleteLater()


@pytest.mark.parametrize(
    ("file", "words"),
    [(LEDGER, "找不到就诊台账文件"), (VAULT, "找不到密钥文件")],
)
def test_a_missing_file_is_named(folder: Path, sit: Sit, file: str, words: str) -> None:
    (folder / file).unlink()
    person = sit(folder)
    if file != VAULT:
        person.unlock(PASSWORD)
    person.wait_to_read("unlock_problem", words)
    assert not person.sees("workplace")
    assert not person.sees("unlock_training")


def test_a_file_in_the_place_of_the_folder_is_told(folder: Path, sit: Sit) -> None:
    sit(folder / LEDGER).wait_to_read("unlock_problem", "是一个文件，不是资料文件夹")


def test_a_missing_cache_keeps_nobody_out(folder: Path, sit: Sit) -> None:
    (folder / CACHE).unlink()
    person = sit(folder)
    person.unlock(PASSWORD)
    person.wait_to_see("reception_screen")
    chip = person.find("chip", QPushButton)
    person.wait(lambda: "没有名册" in chip.text() or "无名册" in chip.text())  # as the width allows


def test_a_second_window_says_that_the_first_has_the_files(folder: Path, sit: Sit) -> None:
    first = sit(folder)
    first.unlock(PASSWORD)
    first.wait_to_see("reception_screen")
    second = sit(folder)
    second.unlock(PASSWORD)
    second.wait_to_read("unlock_problem", "正被另一个窗口或程序使用")
    assert first.sees("workplace")


def test_a_window_says_that_a_command_has_the_files(folder: Path, sit: Sit) -> None:
    store = open_clinic(main.clinic_folder(folder), DOCTOR, PASSWORD)
    person = sit(folder)
    person.unlock(PASSWORD)
    person.wait_to_read("unlock_problem", "正被另一个窗口或程序使用")
    store.close()


@pytest.mark.parametrize(
    "damaged", [bytes(range(256)) * 8, b"[General]\ntext_size=9999999999999\nidle_minutes=-5\n"]
)
def test_damaged_preferences_are_as_if_there_were_none(folder: Path, sit: Sit, damaged: bytes) -> None:
    (folder / "preferences.ini").write_bytes(damaged)
    person = sit(folder)
    person.unlock(PASSWORD)
    person.wait_to_see("reception_screen")


def test_no_sheet_is_written_over_the_clinics_own_files(folder: Path, sit: Sit) -> None:
    person = sit(folder)
    person.unlock(PASSWORD)
    person.wait_to_see("reception_screen")
    kept = (folder / LEDGER).read_bytes()
    assert person.window._desk
    with refused("file_inside_data_folder"):
        person.window._desk.write_sheet(folder / LEDGER, "x", ("x",), ())
    assert (folder / LEDGER).read_bytes() == kept
