"""One's own password: the old one, and a new one typed twice or offered."""

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.errors import Refusal, Stop
from ui.desk import OpenDesk
from ui.tasks import Lane
from ui.widgets.labels import button, caption, label, one_line, unit
from ui.widgets.message import message, say, say_stop
from ui.wording import staff as words


class PasswordCard(QFrame):
    """Change one's own password.

    Signals: `password_changed` when the new one holds.
    """

    password_changed = Signal()

    def __init__(self, desk: OpenDesk, store: Lane, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settings_password")
        self.setProperty("role", "card")
        self._desk = desk
        self._store = store
        self._old, self._new, self._again = QLineEdit(), QLineEdit(), QLineEdit()
        self._old.setEchoMode(QLineEdit.EchoMode.Password)
        self._offer = button(words.OFFER, "password_offer")
        self._go = button(words.CHANGE_PASSWORD, "password_change")
        self._problem = message("password_problem")
        self._again_caption = caption(words.NEW_AGAIN, self._again, "password_again")
        self._lay_out()
        self._show_in_clear(False)
        self._new.textEdited.connect(self._type_own)
        self._offer.clicked.connect(self._ask_offer)
        self._go.clicked.connect(self._change)

    def clear(self) -> None:
        """Forget what was typed."""
        for field in (self._old, self._new, self._again):
            field.clear()
        self._show_in_clear(False)
        self._go.setEnabled(True)
        say(self._problem, "")

    @Slot()
    def _ask_offer(self) -> None:
        self._store.run(self._desk.users.offer_password, self._offered, self._failed)

    @Slot(object)
    def _offered(self, password: str) -> None:
        self._show_in_clear(True)  # it has to be written down
        for field in (self._new, self._again):
            field.setText(password)

    @Slot()
    def _type_own(self) -> None:
        """Take back an offered password at the first key."""
        if self._new.echoMode() is QLineEdit.EchoMode.Normal:
            self._again.clear()
            self._show_in_clear(False)

    def _show_in_clear(self, clear: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if clear else QLineEdit.EchoMode.Password
        for field in (self._new, self._again):
            field.setEchoMode(mode)
        self._again.setVisible(not clear)
        self._again_caption.setVisible(not clear)

    @Slot()
    def _change(self) -> None:
        if not (self._old.text() and self._new.text() and self._go.isEnabled()):
            say(self._problem, words.BOTH_PASSWORDS, "warning")
            return
        if self._new.text() != self._again.text():
            say_stop(self._problem, Refusal("passwords_differ"))
            self._again.setFocus()
            return
        self._go.setEnabled(False)
        job = partial(self._desk.users.change_password, self._old.text(), self._new.text())
        self._store.run(job, self._changed, self._failed)

    @Slot(object)
    def _changed(self, _nothing: object) -> None:
        self.clear()
        say(self._problem, words.PASSWORD_CHANGED, "good")
        self.password_changed.emit()

    @Slot(object)
    def _failed(self, stop: Stop) -> None:
        self._go.setEnabled(True)
        say_stop(self._problem, stop)

    def _lay_out(self) -> None:
        em = unit(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(em, round(em * 0.7), em, round(em * 0.7))
        column.setSpacing(round(em * 0.4))
        column.addWidget(one_line(words.OWN_PASSWORD, "heading"))
        column.addWidget(label(words.PASSWORD_RULE, "muted"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(em)
        grid.addWidget(caption(words.OLD_PASSWORD, self._old, "password_old"), 0, 0)
        grid.addWidget(self._old, 0, 1)
        grid.addWidget(caption(words.NEW_PASSWORD, self._new, "password_new"), 1, 0)
        grid.addWidget(self._new, 1, 1)
        grid.addWidget(self._again_caption, 2, 0)
        grid.addWidget(self._again, 2, 1)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        column.addWidget(self._problem)
        row = QHBoxLayout()
        row.addWidget(self._offer)
        row.addStretch()
        row.addWidget(self._go)
        column.addLayout(row)
