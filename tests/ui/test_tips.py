"""Tips show text from outside as it is."""

import pytest
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from ui.widgets.elided import ElidedLabel

NAMES = ["王秀兰", "<b>王</b>", "<img src='x'>", "a & b", "<script>"]


@pytest.mark.parametrize("name", NAMES)
def test_a_tip_never_reads_a_name_as_markup(qtbot: QtBot, name: str) -> None:
    label = ElidedLabel("", "", "someone")
    qtbot.addWidget(label)
    label.say(name)
    assert label.text() == name
    shown = QTextDocument()
    shown.setHtml(label.toolTip())
    assert shown.toPlainText() == name


def test_an_empty_text_has_no_tip(qtbot: QtBot) -> None:
    label = ElidedLabel("王秀兰", "", "someone")
    qtbot.addWidget(label)
    label.say("")
    assert label.toolTip() == ""
