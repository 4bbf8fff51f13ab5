"""建站: the first start without a network. A file on a stick, the code on paper, the first user."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.errors import Refusal, Stop
from core.letters import letters_of
from ui.application import ENTER_ACTS
from ui.widgets.elided import ElidedLabel
from ui.widgets.labels import button, caption, card, label, unit
from ui.widgets.message import message, say, say_stop
from ui.wording import founding_screen as words


class FoundingScreen(QWidget):
    """Take the file, the code and the first user; whatever is wrong is said in a sentence, and stays typed.

    Signals: `described(file, code, user, password)` when all is there, `password_wanted` when the program
    shall offer one, `given_up` on the way back.
    """

    described = Signal(object, str, str, str)
    password_wanted = Signal()
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("founding_screen")
        self._file: Path | None = None
        self._chosen = ElidedLabel(words.NOTHING_CHOSEN, "", "founding_file")
        self._choose = button(words.CHOOSE, "founding_choose")
        self._code, self._user = QLineEdit(), QLineEdit()
        self._code.setPlaceholderText(words.CODE_HINT)
        self._user.setPlaceholderText(words.USER_HINT)
        self._count = label(words.typed(0), "small", "founding_count")
        self._password, self._again = QLineEdit(), QLineEdit()
        self._again.setProperty(ENTER_ACTS, True)
        self._offer = button(words.OFFER, "founding_offer")
        self._problem = message("founding_problem")
        self._go = button(words.GO, "founding_go", "primary")
        self._back = button(words.BACK, "founding_back")
        self._lay_out()
        self._connect()
        self._show_in_clear(False)

    def begin(self) -> None:
        """Begin with nothing typed yet."""
        self.forget()
        self._choose.setFocus()

    def take_file(self, file: Path) -> None:
        """Take the file somebody chose."""
        self._file = file
        self._chosen.say(str(file))
        say(self._problem, "")
        self._code.setFocus()

    def show_offered(self, offered: Mapping[str, Any]) -> None:
        """Show an offered password in clear, to be written down, until something else is typed."""
        for field in (self._password, self._again):
            field.setText(offered["password"])
        self._show_in_clear(True)
        self._go.setFocus()

    def show_problem(self, stop: Stop) -> None:
        """Say what is wrong, and go where it is put right."""
        self._free(True)
        say_stop(self._problem, stop)
        places = ((words.FILE_CODES, self._choose), (words.USER_CODES, self._user))
        at = next((field for codes, field in places if stop.code in codes), self._code)
        (self._password if stop.code in words.PASSWORD_CODES else at).setFocus()

    def forget(self) -> None:
        """Forget what was typed: the clinic is founded, or nobody wants to."""
        self._file = None
        self._chosen.say(words.NOTHING_CHOSEN)
        for field in (self._code, self._user, self._password, self._again):
            field.clear()
        self._show_in_clear(False)
        say(self._problem, "")
        self._free(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leads back to the lock."""
        if event.key() == Qt.Key.Key_Escape and self._back.isEnabled():
            self._give_up()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the card as wide as its fields like, inside the window."""
        super().resizeEvent(event)
        self._frame.setFixedWidth(min(self.width() - 2 * unit(self), unit(self) * 36))

    @Slot()
    def _ask_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, words.CHOOSE, "", words.FILES)
        if chosen:
            self.take_file(Path(chosen))

    @Slot()
    def _count_letters(self) -> None:
        self._count.setText(words.typed(len(letters_of(self._code.text()))))

    @Slot()
    def _type_own(self) -> None:
        """Take back an offered password at the first key."""
        if self._password.echoMode() is QLineEdit.EchoMode.Normal:
            self._again.clear()
            self._show_in_clear(False)

    def _show_in_clear(self, clear: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if clear else QLineEdit.EchoMode.Password
        for field in (self._password, self._again):
            field.setEchoMode(mode)

    @Slot()
    def _go_on(self) -> None:
        if not self._go.isEnabled():
            return
        user, password = self._user.text().strip(), self._password.text()
        if self._file is None:
            self.show_problem(Refusal("founding_file_not_chosen"))
        elif not user:
            self.show_problem(Refusal("founding_user_not_given"))
        elif password != self._again.text():
            self.show_problem(Refusal("passwords_differ"))
        else:
            say(self._problem, "")
            self._free(False)
            self.described.emit(self._file, self._code.text(), user, password)

    @Slot()
    def _give_up(self) -> None:
        self.forget()
        self.given_up.emit()

    def _free(self, free: bool) -> None:
        fields: tuple[QWidget, ...] = (self._choose, self._code, self._user, self._password, self._again)
        for field in (*fields, self._offer, self._go, self._back):
            field.setEnabled(free)
        self._go.setText(words.GO if free else words.GOING)

    def _connect(self) -> None:
        self._choose.clicked.connect(self._ask_file)
        self._code.textChanged.connect(self._count_letters)
        self._password.textEdited.connect(self._type_own)
        self._again.returnPressed.connect(self._go_on)
        self._offer.clicked.connect(self.password_wanted)
        self._go.clicked.connect(self._go_on)
        self._back.clicked.connect(self._give_up)

    def _lay_out(self) -> None:
        self._frame, column = card("founding_card")
        em = unit(self)
        column.setContentsMargins(em * 2, round(em * 0.8), em * 2, round(em * 0.8))
        column.setSpacing(round(em * 0.4))
        column.addWidget(label(words.TITLE, "heading", "founding_title"))
        column.addWidget(label(words.HOW, "muted"))
        grid = QGridLayout()
        column.addLayout(grid)
        self._fill(grid, em)
        column.addWidget(self._problem)
        buttons = QHBoxLayout()
        column.addLayout(buttons)
        buttons.setSpacing(em)
        buttons.addWidget(self._go, 1)
        buttons.addWidget(self._back)
        outer = QVBoxLayout(self)
        outer.addStretch(1)
        row = QHBoxLayout()
        outer.addLayout(row)
        row.addStretch(1)
        row.addWidget(self._frame)  # any alignment would make it lower than sentences of two lines need
        row.addStretch(1)
        outer.addStretch(1)

    def _fill(self, grid: QGridLayout, em: int) -> None:
        grid.setHorizontalSpacing(em)
        grid.setVerticalSpacing(round(em * 0.4))
        grid.setColumnStretch(1, 1)
        beside = {0: self._choose, 4: self._offer}
        rows: tuple[tuple[QWidget | None, QWidget], ...] = (
            (caption(words.FILE, self._choose, "founding_choose"), self._chosen),
            (caption(words.CODE, self._code, "founding_code"), self._code),
            (None, self._count),
            (caption(words.USER, self._user, "founding_user"), self._user),
            (caption(words.PASSWORD, self._password, "founding_password"), self._password),
            (caption(words.AGAIN, self._again, "founding_again"), self._again),
        )
        for place, (name, field) in enumerate(rows):
            if name is not None:
                grid.addWidget(name, place, 0)
            grid.addWidget(field, place, 1, 1, 1 if place in beside else 2)
        for place, button_there in beside.items():  # last: Enter goes from field to field
            grid.addWidget(button_there, place, 2)
