"""解锁: who signs in, and the password; also what covers the screen while it is locked."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from core.errors import Stop
from core.ids import UserId
from ui.application import ENTER_ACTS
from ui.desk import DoorPlate
from ui.widgets.labels import button, caption, card, label, one_line, tip, unit
from ui.widgets.message import message, say, say_stop
from ui.wording import founding_screen as founding_words
from ui.wording import screens as words
from ui.wording.reasons import sentence_for

_NO_CLINIC = "no_clinic_here"


class UnlockScreen(QWidget):
    """Ask for user and password.

    Signals: `password_given(user, password)` when Enter or the button was pressed,
    `password_forgotten(user)` when help is wanted, `founding_wanted` where no clinic lies here yet.
    """

    password_given = Signal(str, str)
    password_forgotten = Signal(str)
    founding_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("unlock_screen")
        self._users = QComboBox()
        self._password = QLineEdit()
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._password.setProperty(ENTER_ACTS, True)
        self._go = button(words.UNLOCK, "unlock_button", "primary")
        self._forgotten = button(words.FORGOTTEN, "unlock_forgotten", "quiet")
        self._found = button(founding_words.WANTED, "unlock_found", "primary")
        self._found.hide()
        self._clinic = label("", "muted", "unlock_clinic")
        self._title = label(words.UNLOCK_TITLE, "heading", "unlock_title")
        self._problem = message("unlock_problem")
        self._training = one_line(words.TRAINING, "training", "unlock_training")
        self._training.hide()  # practice or not is read from the folder; until then nothing is claimed
        self._lay_out()
        for field in (self._users, self._password, self._go, self._forgotten):
            field.setEnabled(False)
        self._forgotten.clicked.connect(self._forget)
        self._found.clicked.connect(self.founding_wanted)
        self._go.clicked.connect(self._give)
        self._password.returnPressed.connect(self._give)

    def show_door(self, plate: DoorPlate) -> None:
        """Show who may sign in."""
        self._show_ways_in(True)
        self._clinic.setText(words.clinic_code(plate.clinic))
        self._training.setVisible(plate.training)
        self._users.clear()
        self._users.addItems(list(plate.users))
        say(self._problem, "" if plate.users else words.NO_USERS)
        self._free(bool(plate.users))
        self._password.setFocus()

    def take_focus(self) -> None:
        """Put the cursor where the password is typed."""
        self._password.setFocus()

    def show_locked(self, user: UserId) -> None:
        """Show that the screen is locked, with the same user chosen."""
        self._title.setText(words.LOCKED_TITLE)
        self._users.setCurrentText(user)
        self._password.clear()
        self._free(True)
        self._password.setFocus()

    def show_problem(self, stop: Stop) -> None:
        """Say why it stays locked; the password is asked again, or a clinic is to be founded first."""
        self._free(True)
        founded = stop.code != _NO_CLINIC
        self._show_ways_in(founded)
        if founded:
            say_stop(self._problem, stop)
        else:  # a first start is nobody's mistake
            say(self._problem, sentence_for(stop), "muted")
        self._password.selectAll()
        self._password.setFocus()

    def show_opened(self) -> None:
        """Forget the password as soon as the desk is open."""
        self._password.clear()
        self._free(True)
        say(self._problem, "")

    @Slot()
    def _give(self) -> None:
        if not self._go.isEnabled() or not self._password.text():
            return
        self._free(False)
        say(self._problem, "")
        self.password_given.emit(self._users.currentText(), self._password.text())

    @Slot()
    def _forget(self) -> None:
        self._password.clear()
        say(self._problem, "")
        self.password_forgotten.emit(self._users.currentText())

    def _show_ways_in(self, there: bool) -> None:
        for widget in (*self._captions, self._users, self._password, self._go, self._forgotten):
            widget.setVisible(there)
        self._found.setVisible(not there)
        self._title.setText(words.UNLOCK_TITLE if there else founding_words.FIRST_START)

    def _free(self, free: bool) -> None:
        for field in (self._users, self._password, self._go, self._forgotten):
            field.setEnabled(free)
        self._go.setText(words.UNLOCK if free else words.UNLOCKING)

    def _lay_out(self) -> None:
        frame, column = card("unlock_card")
        em = unit(self)
        column.setContentsMargins(em * 2, round(em * 1.4), em * 2, round(em * 1.4))
        column.setSpacing(round(em * 0.6))
        head = QHBoxLayout()
        head.setSpacing(em)
        head.addWidget(one_line(words.PROGRAM, "title"))
        head.addWidget(self._clinic, 1)
        head.addWidget(self._training)
        column.addLayout(head)
        column.addWidget(self._title)
        column.addSpacing(em // 2)
        grid = QGridLayout()
        grid.setHorizontalSpacing(em)
        grid.setVerticalSpacing(round(em * 0.7))
        grid.setColumnStretch(1, 1)
        fields = (
            (words.USER, self._users, "unlock_user"),
            (words.PASSWORD, self._password, "unlock_password"),
        )
        self._captions = [caption(*named) for named in fields]
        for place, (name, (_, field, _)) in enumerate(zip(self._captions, fields, strict=True)):
            grid.addWidget(name, place, 0)
            grid.addWidget(field, place, 1)
        column.addLayout(grid)
        column.addWidget(self._problem)
        column.addSpacing(em // 2)
        column.addWidget(self._found)
        column.addWidget(self._go)
        column.addWidget(self._forgotten)
        tip(self._forgotten, words.FORGOTTEN_HINT)
        self._frame = frame
        self._centre(frame)

    def _centre(self, frame: QFrame) -> None:
        outer = QVBoxLayout(self)
        outer.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(frame, 0, Qt.AlignmentFlag.AlignCenter)
        row.addStretch(1)
        outer.addLayout(row)
        outer.addStretch(2)
        frame.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Minimum)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the card as wide as its sentences like, inside the window."""
        super().resizeEvent(event)
        self._frame.setFixedWidth(min(self.width() - 2 * unit(self), unit(self) * 24))
