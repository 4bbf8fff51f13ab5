"""The card in 设置 that writes a file for whoever helps; what is in it stands there before it is written."""

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from core.errors import Stop
from ui.desk import OpenDesk
from ui.tasks import Lane
from ui.widgets.labels import button, card, label, one_line
from ui.widgets.message import message, say, say_stop
from ui.wording import support as words


class SupportCard(QWidget):
    """Say what a support bundle holds, and write one."""

    def __init__(self, desk: OpenDesk, store: Lane, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("support_card")
        self._desk = desk
        self._store = store
        self._write = button(words.WRITE, "support_write")
        self._news = message("support_news")
        frame, column = card()
        column.addWidget(one_line(words.TITLE, "heading"))
        column.addWidget(label(words.contents_said(), "muted", "support_contents"))
        column.addWidget(self._news)
        row = QHBoxLayout()
        row.addWidget(self._write)
        row.addStretch(1)
        column.addLayout(row)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        self._write.clicked.connect(self._choose)

    @Slot()
    def _choose(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, words.WRITTEN_TO, words.FILE_NAME, words.FILES)
        if chosen:
            self.write_to(Path(chosen))

    def write_to(self, file: Path) -> None:
        """Write it there."""
        self._write.setEnabled(False)
        self._store.run(partial(self._desk.write_support, file), self._written, self._failed)

    @Slot(object)
    def _written(self, facts: Any) -> None:
        self._write.setEnabled(True)
        say(self._news, words.written(facts), "good")

    @Slot(object)
    def _failed(self, stop: Stop) -> None:
        self._write.setEnabled(True)
        say_stop(self._news, stop)
