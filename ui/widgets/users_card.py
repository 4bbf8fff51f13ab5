"""Who can unlock this PC: the list for all, adding and removing for managers."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.clinic import Seat
from core.errors import Stop
from core.ids import UserId
from core.roles import Right
from ui.desk import OpenDesk
from ui.tasks import Lane
from ui.widgets.labels import button, caption, label, one_line, unit
from ui.widgets.message import message, say, say_stop
from ui.wording import staff as words

_SURE = "sure"


class UsersCard(QFrame):
    """List, add, remove; a removal is pressed twice."""

    def __init__(self, desk: OpenDesk, store: Lane, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settings_users")
        self.setProperty("role", "card")
        self._desk = desk
        self._store = store
        self._rows = QGridLayout()
        self._why_not = label(words.FOR_MANAGERS, "muted", "users_why_not")
        self._form = QWidget()
        self._who = QComboBox()
        self._password = QLineEdit()
        self._offer = button(words.OFFER, "users_offer")
        self._add = button(words.ADD, "users_add")
        self._nobody = label(words.NOBODY_TO_ADD, "muted", "users_nobody")
        self._problem = message("users_problem")
        self._lay_out()
        self._offer.clicked.connect(self._ask_offer)
        self._add.clicked.connect(self._asked_to_add)

    def show_users(self) -> None:
        """Load the list afresh."""
        self._password.clear()
        self._load()

    def _load(self) -> None:
        self._store.run(self._desk.users.seats, self._known, self._failed)

    @Slot(object)
    def _known(self, seats: Sequence[Seat]) -> None:
        me = self._desk.clinic.staff
        manages = me.may(Right.MANAGE_USERS)
        self._show_rows(seats, me.user if manages else None)
        waiting = [one.staff for one in seats if not one.opens]
        self._who.clear()
        for staff in waiting:
            self._who.addItem(words.user_named(staff.user, staff.name), staff.user)
        self._form.setVisible(manages and bool(waiting))
        self._nobody.setVisible(manages and not waiting)
        self._why_not.setVisible(not manages)

    def _show_rows(self, seats: Sequence[Seat], manager: UserId | None) -> None:
        while self._rows.count():
            item = self._rows.takeAt(0)
            widget = item.widget() if item else None
            if widget:
                widget.deleteLater()
        for row, seat in enumerate(seats):
            self._rows.setRowMinimumHeight(row, round(unit(self) * 1.5))
            staff = seat.staff
            cells = (
                staff.user,
                staff.name,
                words.role_said(staff.role, staff.standing),
                words.opens_said(seat),
            )
            for column, text in enumerate(cells):
                self._rows.addWidget(one_line(text, "" if seat.opens else "muted"), row, column)
            if manager is not None and seat.opens and staff.user != manager:
                self._rows.addWidget(self._remover(staff.user), row, len(cells))

    def _remover(self, user: UserId) -> QPushButton:
        made = button(words.REMOVE, f"users_remove_{user}", "quiet")
        made.setProperty("user", user)
        made.clicked.connect(self._asked_to_remove)
        return made

    @Slot()
    def _asked_to_remove(self) -> None:
        pressed = self.sender()
        if not isinstance(pressed, QPushButton):
            return
        if not pressed.property(_SURE):
            pressed.setProperty(_SURE, True)
            pressed.setText(words.REMOVE_SURE)
            return
        user = UserId(str(pressed.property("user")))
        self._store.run(partial(self._desk.users.remove, user), self._removed, self._failed)

    @Slot()
    def _asked_to_add(self) -> None:
        user = UserId(str(self._who.currentData() or ""))
        if not (user and self._add.isEnabled()):
            return
        if not self._password.text():
            say(self._problem, words.PASSWORD_MISSING, "warning")
            self._password.setFocus()
            return
        self._add.setEnabled(False)
        self._store.run(partial(self._desk.users.add, user, self._password.text()), self._added, self._failed)

    @Slot()
    def _ask_offer(self) -> None:
        self._store.run(self._desk.users.offer_password, self._offered, self._failed)

    @Slot(object)
    def _offered(self, password: str) -> None:
        self._password.setText(password)

    @Slot(object)
    def _added(self, _nothing: object) -> None:
        self._done(words.ADDED)

    @Slot(object)
    def _removed(self, _nothing: object) -> None:
        self._done(words.REMOVED)

    def _done(self, said: str) -> None:
        self._add.setEnabled(True)
        self._password.clear()
        say(self._problem, said, "good")
        self._load()

    @Slot(object)
    def _failed(self, stop: Stop) -> None:
        self._add.setEnabled(True)
        say_stop(self._problem, stop)

    def _lay_out(self) -> None:
        em = unit(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(em, round(em * 0.7), em, round(em * 0.7))
        column.setSpacing(round(em * 0.4))
        column.addWidget(one_line(words.USERS, "heading"))
        self._rows.setHorizontalSpacing(em)
        self._rows.setVerticalSpacing(round(em * 0.3))
        self._rows.setColumnStretch(3, 1)
        column.addLayout(self._rows)
        grid = QGridLayout(self._form)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(em)
        grid.setVerticalSpacing(round(em * 0.5))
        grid.addWidget(caption(words.NEW_USER, self._who, "users_who"), 0, 0)
        grid.addWidget(self._who, 0, 1)
        grid.addWidget(caption(words.PASSWORD_OF_NEW, self._password, "users_password"), 1, 0)
        grid.addWidget(self._password, 1, 1)
        grid.setColumnStretch(1, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self._offer)
        buttons.addStretch()
        buttons.addWidget(self._add)
        grid.addLayout(buttons, 2, 0, 1, 2)
        for widget in (self._form, self._nobody, self._why_not, self._problem):
            column.addWidget(widget)
        for widget in (self._form, self._nobody, self._why_not):
            widget.hide()
