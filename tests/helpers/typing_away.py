"""A doctor who types until the power goes: `python -m tests.helpers.typing_away DATA`.

Opens the real window over the real store, fills a visit form halfway, and then types letter by letter; after
each letter that is on the disk it prints what stands in the form.
"""

import json
import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QDeadlineTimer, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import main
from core.training.characters import Character
from tests.helpers.open_desk import PASSWORD, village
from tests.ui.person import PersonAtDesk
from ui.application import prepare
from ui.main_window import MainWindow
from ui.screens.visit_form import VisitFormScreen

FIELDS = {
    **{"visit_complaint": "咳嗽、流", "visit_onset": "3天", "visit_temperature": "37."},
    **{"visit_systolic": "15", "visit_diagnosis": "yfx", "visit_service": "yb"},
    **{"line_1_quantity": "", "line_1_dose": "半"},
}
REMARK = "visit_remark"


class _Patience:
    """What of qtbot the person at the desk needs."""

    def waitUntil(self, until, timeout):  # type: ignore[no-untyped-def]
        deadline = QDeadlineTimer(timeout)
        while not until():
            assert not deadline.hasExpired()
            QTest.qWait(5)


def write_halfway(person: PersonAtDesk) -> None:
    """Fill the form so that nothing in it is finished."""
    person.wait(lambda: person.field("unlock_password").isEnabled())
    person.unlock(PASSWORD)
    person.wait_to_see("reception_screen")
    person.receive(village().characters[Character.ACTIVE].person.id_number)
    person.start_visit()
    person.pick("visit_diagnosis", "jxshxdgr")
    person.pick("visit_drug", "amxljn")
    for name, text in FIELDS.items():
        person.field(name).setFocus()
        person.field(name).selectAll()
        person.press(Qt.Key.Key_Backspace)
        person.write(text)


def main_loop(data: Path) -> None:
    """Type for ever, telling after each letter what is on the disk by then."""
    application = QApplication([])
    prepare(application)
    window = MainWindow(main.window_parts(main._DeskDoor(data), None, calls_by_itself=False))
    window.show()
    person = PersonAtDesk(window, _Patience())  # type: ignore[arg-type]
    write_halfway(person)
    kept: list[int] = []
    person.find("visit_form", VisitFormScreen).draft_kept.connect(lambda: kept.append(1))
    while True:
        person.rest()
        kept.clear()
        person.type_into(REMARK, "啊")
        person.wait(lambda: bool(kept))
        print(json.dumps({name: person.field(name).text() for name in (*FIELDS, REMARK)}), flush=True)


if __name__ == "__main__":
    main_loop(Path(sys.argv[1]))
