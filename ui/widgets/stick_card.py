"""The card in 同步 that writes and reads sticks: two buttons, which stick to use, and how far it is."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from core.errors import Stop
from ui.devices.sticks import Stick
from ui.stick_rounds import READ, WRITE, StickRounds
from ui.widgets.labels import button, card, label, one_line
from ui.widgets.message import message, say, say_stop
from ui.wording import stick_screen as words


class StickCard(QWidget):
    """Let the doctor carry by stick what does not go over the network."""

    def __init__(self, sticks: StickRounds, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stick_card")
        self._sticks = sticks
        self._asked = WRITE
        self._write = button(words.WRITE, "stick_write")
        self._read = button(words.READ, "stick_read")
        self._again = button(words.AGAIN, "stick_again", "quiet")
        self._elsewhere = button(words.ELSEWHERE, "stick_elsewhere", "quiet")
        self._admission = label(words.NOT_ADMITTED, "warning", "stick_admission")
        self._news = message("stick_news")
        self._progress = QProgressBar()
        self._progress.setObjectName("stick_progress")
        self._progress.setAccessibleName(words.TITLE)
        self._progress.setTextVisible(False)
        self._choice = QWidget()
        self._choices = QVBoxLayout(self._choice)
        self._group = QButtonGroup(self)
        self._folders: list[Path] = []
        self._lay_out()
        self._show_choice([], shown=False)
        self._progress.hide()
        self._admission.hide()
        self._write.clicked.connect(self._asked_to_write)
        self._read.clicked.connect(self._asked_to_read)
        self._group.idClicked.connect(self._chosen)
        self._again.clicked.connect(self._look_again)
        self._elsewhere.clicked.connect(self._choose_folder)
        sticks.begun.connect(self._begun)
        sticks.choice_asked.connect(self._ask_which)
        sticks.moved.connect(self._moved)
        sticks.done.connect(self._done)
        sticks.stopped.connect(self._stopped)

    def show_admitted(self, admitted: bool) -> None:
        """Say whether the township has yet to hear of this PC."""
        self._admission.setVisible(not admitted)

    @Slot()
    def _asked_to_write(self) -> None:
        self._asked = WRITE
        self._look_again()

    @Slot()
    def _asked_to_read(self) -> None:
        self._asked = READ
        self._look_again()

    @Slot()
    def _look_again(self) -> None:
        self._show_choice([], shown=False)
        say(self._news, "")
        self._set_ready(False)
        if self._asked == WRITE:
            self._sticks.write()
        else:
            self._sticks.read()

    @Slot(str)
    def _begun(self, what: str) -> None:
        self._show_choice([], shown=False)
        self._set_ready(False)
        say(self._news, words.WRITING if what == WRITE else words.READING, "muted")
        self._progress.setRange(0, 0)
        self._progress.show()

    @Slot(list)
    def _ask_which(self, sticks: Sequence[Stick]) -> None:
        self._set_ready(True)
        say(self._news, words.several(sticks) if sticks else words.NO_STICK, "warning")
        self._show_choice(sticks, shown=True)

    @Slot(object)
    def _moved(self, progress: tuple[int, int]) -> None:
        done, whole = progress
        self._progress.setRange(0, 100 if whole else 0)
        self._progress.setValue(done * 100 // whole if whole else 0)

    @Slot(str, object)
    def _done(self, what: str, facts: Mapping[str, Any]) -> None:
        say(self._news, words.wrote(facts) if what == WRITE else words.read(facts), "good")
        self._rest()

    @Slot(object)
    def _stopped(self, stop: Stop) -> None:
        say_stop(self._news, stop)
        self._rest()

    @Slot(int)
    def _chosen(self, number: int) -> None:
        self._sticks.at(self._folders[number])

    @Slot()
    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, words.CHOOSE_FOLDER)
        if chosen:
            self._sticks.at(Path(chosen))

    def _rest(self) -> None:
        self._progress.hide()
        self._set_ready(True)

    def _set_ready(self, ready: bool) -> None:
        self._write.setEnabled(ready)
        self._read.setEnabled(ready)

    def _show_choice(self, sticks: Sequence[Stick], *, shown: bool) -> None:
        while self._choices.count():
            item = self._choices.takeAt(0)
            widget = item.widget() if item else None
            if widget:
                widget.deleteLater()
        for number, stick in enumerate(sticks):
            one = button(words.stick_name(stick), f"stick_choice_{number}")
            self._group.addButton(one, number)
            self._choices.addWidget(one)
        self._folders = [stick.folder for stick in sticks]
        for other in (self._choice, self._again, self._elsewhere):
            other.setVisible(shown)

    def _lay_out(self) -> None:
        frame, column = card()
        column.addWidget(one_line(words.TITLE, "heading"))
        column.addWidget(self._admission)
        column.addWidget(label(words.ABOUT, "muted", "stick_about"))
        column.addWidget(self._news)
        column.addWidget(self._progress)
        self._choices.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._choice)
        row = QHBoxLayout()
        for one in (self._write, self._read, self._again, self._elsewhere):
            row.addWidget(one)
        row.addStretch(1)
        column.addLayout(row)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
