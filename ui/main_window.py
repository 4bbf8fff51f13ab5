"""The one window: the lock, and behind it the workplace of whoever unlocked it."""

from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QStackedWidget

from core.errors import Stop
from core.ids import UserId
from ui import theme
from ui.desk import Desk, DoorPlate, OpenDesk, WindowParts
from ui.idle import IdleWatch
from ui.preferences import Preferences
from ui.screens.unlock import UnlockScreen
from ui.sleep import SleepWatch, WindowsMessages, watch_the_system
from ui.tasks import Lanes, open_lanes
from ui.widgets.toast import Toast
from ui.wording import screens as words

if TYPE_CHECKING:
    from ui.screens.founding import FoundingScreen
    from ui.screens.recovery import RecoveryScreen
    from ui.sync_rounds import SyncRounds
    from ui.workplace import Workplace


@dataclass(frozen=True, slots=True)
class _Asked:
    user: UserId
    password: str = field(repr=False)


def _checked(desk: Desk, asked: _Asked) -> _Asked:
    desk.check(asked.user, asked.password)
    return asked


def _give_up_what_lies_over() -> None:
    """Close dialogs: they would lie over the lock, and whoever answers one does a deed of the user."""
    for one in QApplication.topLevelWidgets():
        if isinstance(one, QDialog) and one.isVisible():
            one.reject()
    if popup := QApplication.activePopupWidget():
        popup.close()


class MainWindow(QMainWindow):
    """Show the lock or the workplace; keep both threads.

    Signals: `desk_opened` when a user is in (for the first time or again), `desk_locked` when the lock is up,
    `door_shown` when the users stand on the lock screen.
    """

    desk_opened = Signal()
    desk_locked = Signal()
    door_shown = Signal()

    def __init__(self, parts: WindowParts) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowTitle(words.PROGRAM)
        self._parts = parts
        self.lanes: Lanes = open_lanes(self)
        self._desk: OpenDesk | None = None
        self._user = UserId("")
        self._users: tuple[UserId, ...] = ()
        self._news = ""
        self._stays_locked = False
        self.workplace: Workplace | None = None
        self.rounds: SyncRounds | None = None
        self._preferences = Preferences(parts.preferences, self)
        self._em = 0
        self._dress(self._preferences.text_size())
        self.resize(self.screen().availableSize())
        self.unlock_screen = UnlockScreen()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.unlock_screen)
        self.setCentralWidget(self._stack)
        self.toast = Toast(self)
        self._idle = IdleWatch(self._preferences.idle_minutes(), self)
        self._idle.left_alone.connect(self.lock)
        self.sleep_watch = SleepWatch(self)
        self.sleep_watch.falls_asleep.connect(self.rest)
        self.sleep_watch.session_locked.connect(self.lock)
        self._heard: WindowsMessages | None = None
        self._preferences.text_size_chosen.connect(self._dress)
        self._preferences.idle_minutes_chosen.connect(self._idle.choose_minutes)
        self.unlock_screen.password_given.connect(self._unlock)
        self.unlock_screen.password_forgotten.connect(self._forgotten)
        self.unlock_screen.founding_wanted.connect(self._found)
        self.lanes.store.run(parts.desk.door, self._door_read, self._problem)

    @cached_property
    def _recovery_screen(self) -> "RecoveryScreen":
        from ui.recovering import Recovering
        from ui.screens.recovery import RecoveryScreen

        screen = RecoveryScreen()
        self._stack.addWidget(screen)
        recovering = Recovering(self._parts.desk, self.lanes, screen)
        recovering.opening.connect(self._leave)
        recovering.recovered.connect(self._recovered)
        screen.given_up.connect(self._show_lock)
        return screen

    @cached_property
    def _founding_screen(self) -> "FoundingScreen":
        from ui.founding import FoundingHere
        from ui.screens.founding import FoundingScreen

        screen = FoundingScreen()
        self._stack.addWidget(screen)
        here = FoundingHere(self._parts.desk, self.lanes, screen)
        here.founded.connect(self._founded)
        screen.given_up.connect(self._show_lock)
        return screen

    @Slot()
    def lock(self) -> None:
        """Hide everything behind the lock; what is being written stays and is kept on the disk."""
        if self.workplace is None or self._stack.currentWidget() is not self.workplace:
            self._stays_locked = True  # a password may be looked at just now
            return
        _give_up_what_lies_over()
        self.toast.let_go()
        self.workplace.keep_draft()
        self._idle.rest()
        self.unlock_screen.show_locked(self._user)
        self._stack.setCurrentWidget(self.unlock_screen)
        self.desk_locked.emit()

    @Slot()
    def rest(self) -> None:
        """Lock, and close the files: the PC falls asleep."""
        self.lock()
        if self._desk is not None:
            self.lanes.store.run(self._desk.rest, self._closed, self._problem)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep the draft, let both threads finish what is begun, close the files."""
        self.hide()
        self._leave()
        self.lanes.close()
        super().closeEvent(event)

    @Slot(int)
    def _dress(self, points: int) -> None:
        application = QApplication.instance()
        if isinstance(application, QApplication):
            theme.dress(application, points)
            em = theme.scale_of(theme.text_font(points)).text
            if self._em:
                from ui.spacing import lay_out_again

                lay_out_again(self, self._em, em)
            self._em = em

    @Slot(object)
    def _door_read(self, plate: DoorPlate) -> None:
        self._users = plate.users
        self.unlock_screen.show_door(plate)
        self.door_shown.emit()
        self.lanes.store.run(self._parts.desk.make_ready, self._made_ready, self._problem)

    @Slot(object)
    def _made_ready(self, _nothing: object) -> None:
        """Read in what lies behind the lock while the password is typed; the lock shows sooner without."""
        import ui.workplace  # noqa: F401

        self._heard = watch_the_system(self.sleep_watch, self)

    @Slot(object)
    def _problem(self, stop: Stop) -> None:
        self.unlock_screen.show_problem(stop)

    @Slot(str, str)
    def _unlock(self, user: str, password: str) -> None:
        self._stays_locked = False
        if self._desk is not None and user == self._user:
            self.lanes.store.run(partial(self._desk.confirm, password), self._confirmed, self._problem)
            return
        asked = _Asked(UserId(user), password)
        if self._desk is None:
            self._open(asked)
            return
        # Somebody else's slip of the finger must not take away the screen that lies locked here.
        self.lanes.store.run(partial(_checked, self._parts.desk, asked), self._change_over, self._problem)

    @Slot(object)
    def _change_over(self, asked: _Asked) -> None:
        self._leave()
        self._open(asked)

    def _open(self, asked: _Asked) -> None:
        self._user = asked.user
        self.lanes.store.run(
            partial(self._parts.desk.unlock, asked.user, asked.password), self._opened, self._problem
        )

    @Slot(str)
    def _forgotten(self, user: str) -> None:
        self._recovery_screen.show_user(self._users, UserId(user))
        self._stack.setCurrentWidget(self._recovery_screen)

    @Slot()
    def _found(self) -> None:
        self._founding_screen.begin()
        self._stack.setCurrentWidget(self._founding_screen)

    @Slot(str, str, str)
    def _founded(self, user: str, password: str, note: str) -> None:
        """Read the door that is there now, and go through it."""
        self.lanes.store.run(self._parts.desk.door, self._door_read, self._problem)
        self._recovered(user, password, note)

    @Slot()
    def _show_lock(self) -> None:
        self._stack.setCurrentWidget(self.unlock_screen)
        self.unlock_screen.take_focus()

    @Slot(str, str, str)
    def _recovered(self, user: str, password: str, note: str) -> None:
        self._news = note
        self._stack.setCurrentWidget(self.unlock_screen)
        self._unlock(user, password)

    @Slot(object)
    def _confirmed(self, _nothing: object) -> None:
        self._show_workplace()

    @Slot(object)
    def _opened(self, desk: OpenDesk) -> None:
        from ui.sync_rounds import SyncRounds
        from ui.workplace import Workplace

        self._desk = desk
        self.rounds = SyncRounds(desk, self.lanes, self._parts.calls_by_itself, self)
        extras = (self._parts.read_card, self._parts.about)
        self.workplace = Workplace(desk, self.lanes, self.rounds, self._preferences, extras)
        self.workplace.lock_asked.connect(self.lock)
        self.workplace.news_told.connect(self.toast.tell)
        self.workplace.place_opened.connect(self.toast.let_go)
        self.toast.lie_on(self.workplace.navigation, self.workplace.bar)
        self._stack.addWidget(self.workplace)
        self._show_workplace()

    def _show_workplace(self) -> None:
        if self._stays_locked:
            self._stay_locked()
            return
        self.unlock_screen.show_opened()
        if self.workplace is not None:
            self._stack.setCurrentWidget(self.workplace)
            self.workplace.patients.take_focus()
            self.workplace.show_standing()
        self._idle.watch()
        if self._news:
            self.toast.tell(self._news)
            self._news = ""
        self.desk_opened.emit()

    def _stay_locked(self) -> None:
        """Ask for the password again: while it was looked at the PC fell asleep or was locked."""
        self.unlock_screen.show_locked(self._user)
        if self._desk is not None:
            self.lanes.store.run(self._desk.rest, self._closed, self._problem)
        self.desk_locked.emit()

    @Slot()
    def _leave(self) -> None:
        """Close the desk of whoever was in."""
        if self._desk is None or self.workplace is None or self.rounds is None:
            return
        self._idle.rest()
        self.workplace.leave()
        self.rounds.stop()
        self.lanes.store.run(self._desk.close, self._closed, self._problem)
        self._stack.removeWidget(self.workplace)
        self.workplace.deleteLater()
        self.rounds.deleteLater()
        self._desk = self.workplace = self.rounds = None

    @Slot(object)
    def _closed(self, _nothing: object) -> None:
        """Nothing more to do: the lock is up already."""
