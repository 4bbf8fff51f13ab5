"""忘记密码 with the real store behind the window: new password, new key, everything there."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

import main
from core.recovery import SlotPlace, read_challenge, write_response
from storage.clinic.desk import create_clinic, open_clinic
from storage.recovery import response_of
from tests.helpers.county import a_county
from tests.storage.clinic.sample import DOCTOR, ENROLMENT, EPOCH, PASSWORD, TESTING
from tests.ui.person import PersonAtDesk
from ui.main_window import MainWindow

COUNTY, SECRETS = a_county()
NEW = "qing shan yuan lu chang"


def test_a_doctor_on_the_telephone_gets_back_to_the_own_files(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = main.clinic_folder
    monkeypatch.setattr(main, "clinic_folder", lambda data: replace(real(data), cost=TESTING))
    desk = main.clinic_folder(tmp_path / "clinic")
    create_clinic(desk, replace(ENROLMENT, county=COUNTY), EPOCH, DOCTOR, PASSWORD)
    open_clinic(desk, DOCTOR, PASSWORD).close()
    content = desk.vault.read()
    assert content.recovery is not None
    desk.vault.write(replace(content, recovery=replace(content.recovery, held=True)))

    window = MainWindow(main.window_parts(main._DeskDoor(desk.folder), None, calls_by_itself=False))
    window.resize(1366, 768)
    window.show()
    person = PersonAtDesk(window, qtbot)
    person.wait(lambda: person.find("unlock_forgotten", QPushButton).isEnabled())
    person.click("unlock_forgotten")
    person.wait_to_see("recovery_screen")
    person.rest()
    heard = read_challenge(person.reads("recovery_challenge"))
    place = SlotPlace(ENROLMENT.device, 1, heard.slot)
    answer = response_of(SECRETS.recovery, content.recovery.pair.public, place).told_to(heard)
    person.write(write_response(answer).lower())
    person.press(Qt.Key.Key_Return)
    for _ in range(2):
        person.write(NEW)
        person.press(Qt.Key.Key_Return)
    person.wait_to_see("reception_screen")
    person.rest()
    window.close()
    window.deleteLater()

    assert desk.vault.read().check != content.check
    store = open_clinic(desk, DOCTOR, NEW)
    assert list(store.verify()) == []
    store.close()
