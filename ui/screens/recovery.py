"""忘记密码: what is read to the county on the telephone, its answer, and the new password."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from core.errors import Refusal, Stop
from core.ids import UserId
from core.recovery import RESPONSE_SIGNS, read_response, response_signs
from ui.application import ENTER_ACTS
from ui.widgets.labels import button, caption, card, label, one_line, unit
from ui.widgets.message import mark_faulty, message, say, say_stop
from ui.wording import recovery_screen as words


class RecoveryScreen(QWidget):
    """Show the challenge, take the answer and the new password; every slip is said at its field.

    Signals: `user_chosen(user)` when another user's challenge is wanted, `answered(user, answer, password)`
    when all is filled in, `password_wanted` when the program shall offer one, `given_up` on the way back.
    """

    user_chosen = Signal(str)
    answered = Signal(str, str, str)
    password_wanted = Signal()
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("recovery_screen")
        self._users = QComboBox()
        self._challenge = one_line("", "challenge", "recovery_challenge")
        self._answer = QLineEdit()
        self._answer.setPlaceholderText(words.ANSWER_HINT)
        self._check = label("", "small", "recovery_check")
        self._password, self._again = _secret_field(), _secret_field()
        self._again.setProperty(ENTER_ACTS, True)
        self._offer = button(words.OFFER, "recovery_offer")
        self._offered = label("", "strong", "recovery_offered")
        self._again_caption = caption(words.AGAIN, self._again, "recovery_again")
        self._problem = message("recovery_problem")
        self._go = button(words.GO, "recovery_go", "primary")
        self._back = button(words.BACK, "recovery_back")
        self._lay_out()
        self._connect()

    def show_user(self, users: Sequence[UserId], user: UserId) -> None:
        """Begin for a user, with nothing typed yet."""
        self._users.blockSignals(True)
        self._users.clear()
        self._users.addItems(list(users))
        self._users.setCurrentText(user)
        self._users.blockSignals(False)
        self._clear()
        self._choose()

    def show_challenge(self, challenge: str) -> None:
        """Show what is to be read out; from now on the answer can be typed."""
        self._challenge.setText(words.spaced(challenge))
        self._free(True)
        self._answer.setFocus()

    def show_unavailable(self, stop: Stop) -> None:
        """Say why this user cannot be helped by telephone now."""
        self._challenge.setText(words.NO_CHALLENGE)
        say_stop(self._problem, stop)
        self._back.setFocus()

    def show_offered(self, offered: Mapping[str, Any]) -> None:
        """Show an offered password in clear, to be written down, until something else is typed."""
        self._password.setText(offered["password"])
        self._again.setText(offered["password"])
        self._offered.setText(words.offered(offered))
        self._show_in_clear(True)
        self._go.setFocus()

    def show_problem(self, stop: Stop) -> None:
        """Say why it did not open; what was typed stays."""
        self._free(True)
        say_stop(self._problem, stop)
        at_password = stop.code in words.PASSWORD_CODES
        (self._password if at_password else self._answer).setFocus()

    def forget(self) -> None:
        """Forget what was typed as soon as the desk is open, or on the way back."""
        self._clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leads back to the lock."""
        if event.key() == Qt.Key.Key_Escape and self._back.isEnabled():
            self._give_up()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the card as wide as its fields like, inside the window."""
        super().resizeEvent(event)
        self._frame.setFixedWidth(min(self.width() - 2 * unit(self), unit(self) * 34))

    @Slot()
    def _choose(self) -> None:
        self._free(False)
        self._back.setEnabled(True)
        self._users.setEnabled(True)
        self._challenge.setText(words.NO_CHALLENGE)
        say(self._problem, "")
        self.user_chosen.emit(self._users.currentText())

    @Slot()
    def _look_at_answer(self) -> bool:
        """Say a slip as soon as the answer is complete, while the county is still on the telephone."""
        typed = self._answer.text()
        sentence, right = words.missing(response_signs(typed)), False
        if not sentence:
            try:
                read_response(typed)
                sentence, right = words.ANSWER_COMPLETE, True
            except Refusal as refusal:
                sentence = words.slip(refusal)
        self._check.setText(sentence)
        mark_faulty(self._answer, response_signs(typed) >= RESPONSE_SIGNS and not right)
        return right

    @Slot()
    def _type_own(self) -> None:
        """Take back an offered password at the first key."""
        if self._offered.isVisible():
            self._again.clear()
            self._show_in_clear(False)

    def _show_in_clear(self, clear: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if clear else QLineEdit.EchoMode.Password
        self._password.setEchoMode(mode)
        self._offered.setVisible(clear)
        self._again.setVisible(not clear)
        self._again_caption.setVisible(not clear)

    @Slot()
    def _go_on(self) -> None:
        if not self._go.isEnabled():
            return
        if not self._look_at_answer():
            self._answer.setFocus()
            return
        if self._password.text() != self._again.text():
            self.show_problem(Refusal("passwords_differ"))
            return
        self._free(False)
        say(self._problem, "")
        self.answered.emit(self._users.currentText(), self._answer.text(), self._password.text())

    @Slot()
    def _give_up(self) -> None:
        self.forget()
        self.given_up.emit()

    def _clear(self) -> None:
        for field in (self._answer, self._password, self._again):
            field.clear()
        self._challenge.setText("")
        self._show_in_clear(False)
        self._offered.setText("")
        self._check.setText(words.missing(0))
        say(self._problem, "")
        self._free(True)

    def _free(self, free: bool) -> None:
        fields: tuple[QWidget, ...] = (self._users, self._answer, self._password, self._again)
        for field in (*fields, self._offer, self._go, self._back):
            field.setEnabled(free)
        self._go.setText(words.GO if free or not self._answer.text() else words.GOING)

    def _connect(self) -> None:
        self._users.currentTextChanged.connect(self._choose)
        self._answer.textChanged.connect(self._look_at_answer)
        self._password.textEdited.connect(self._type_own)
        self._again.returnPressed.connect(self._go_on)
        self._offer.clicked.connect(self.password_wanted)
        self._go.clicked.connect(self._go_on)
        self._back.clicked.connect(self._give_up)

    def _lay_out(self) -> None:
        self._frame, column = card("recovery_card")
        em = unit(self)
        column.setContentsMargins(em * 2, round(em * 0.8), em * 2, round(em * 0.8))
        column.setSpacing(round(em * 0.4))
        head = QHBoxLayout()
        head.setSpacing(em)
        head.addWidget(label(words.TITLE, "heading", "recovery_title"), 1)
        head.addWidget(caption(words.USER, self._users, "recovery_user"))
        head.addWidget(self._users)
        column.addLayout(head)
        column.addWidget(label(words.HOW, "muted"))
        column.addLayout(self._fields(em))
        column.addWidget(self._problem)
        buttons = QHBoxLayout()
        buttons.setSpacing(em)
        buttons.addWidget(self._go, 1)
        buttons.addWidget(self._back)
        column.addLayout(buttons)
        _centred(self, self._frame)

    def _fields(self, em: int) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(em)
        grid.setVerticalSpacing(round(em * 0.4))
        grid.setColumnStretch(1, 1)
        rows: tuple[tuple[QWidget | None, QWidget], ...] = (
            (caption(words.CHALLENGE, self._challenge, "recovery_challenge"), self._challenge),
            (caption(words.ANSWER, self._answer, "recovery_answer"), self._answer),
            (None, self._check),
            (caption(words.NEW_PASSWORD, self._password, "recovery_password"), self._password),
            (self._again_caption, self._again),
            (None, self._offered),
        )
        for place, (name, field) in enumerate(rows):
            if name is not None:
                grid.addWidget(name, place, 0)
            grid.addWidget(field, place, 1, 1, 1 if field is self._password else 2)
        grid.addWidget(self._offer, 3, 2)
        return grid


def _secret_field() -> QLineEdit:
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    return field


def _centred(screen: QWidget, frame: QFrame) -> None:
    outer = QVBoxLayout(screen)
    outer.addStretch(1)
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(frame, 0, Qt.AlignmentFlag.AlignCenter)
    row.addStretch(1)
    outer.addLayout(row)
    outer.addStretch(1)
