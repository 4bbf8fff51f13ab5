"""The card in 设置 about the card reader: which one was found, what went wrong last, and a test."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.errors import Stop
from ui.desk import CardSeen, LooksForReaders, ReaderStanding
from ui.tasks import Lane
from ui.widgets.labels import button, card, label, one_line
from ui.widgets.message import message, say, say_stop
from ui.wording import readers as words


class ReaderCard(QWidget):
    """Look for the reader and try it; nothing read here is kept or shown in full."""

    def __init__(self, reader: LooksForReaders, readers: Lane, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reader_card")
        self._reader = reader
        self._under_way = False
        self._readers = readers
        self._standing = label(words.NOT_LOOKED, "muted", "reader_standing")
        self._news = message("reader_news")
        self._look = button(words.LOOK, "reader_look")
        self._test = button(words.TEST, "reader_test")
        frame, column = card()
        column.addWidget(one_line(words.TITLE, "heading"))
        column.addWidget(self._standing)
        column.addWidget(self._news)
        row = QHBoxLayout()
        row.addWidget(self._look)
        row.addWidget(self._test)
        row.addStretch(1)
        column.addLayout(row)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        self._look.clicked.connect(self._look_for_it)
        self._test.clicked.connect(self._try_it)

    @Slot()
    def _look_for_it(self) -> None:
        if self._begins(words.LOOKING):
            self._readers.run(self._reader.look, self._known, self._failed)

    @Slot()
    def _try_it(self) -> None:
        if self._begins(words.READING):
            self._readers.run(self._reader, self._read, self._failed)

    def _begins(self, said: str) -> bool:
        """Take one thing at a time; a button that was switched off would hand the focus, and the view, on."""
        if self._under_way:
            return False
        self._under_way = True
        say(self._news, said, "muted")
        return True

    @Slot(object)
    def _known(self, standing: ReaderStanding) -> None:
        self._under_way = False
        say(self._news, "")
        self._standing.setText(words.standing_said(standing))

    @Slot(object)
    def _read(self, seen: CardSeen) -> None:
        self._under_way = False
        say(self._news, words.read_said(seen), "good")

    @Slot(object)
    def _failed(self, stop: Stop) -> None:
        self._under_way = False
        say_stop(self._news, stop)
