"""忘记密码 from the lock screen to the new password: the recovery screen's wishes, on the store lane."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from core.errors import Stop
from core.ids import UserId
from ui.desk import DeskAccess
from ui.screens.recovery import RecoveryScreen
from ui.tasks import Lanes
from ui.wording import recovery_screen as words


class Recovering(QObject):
    """Ask for the challenge, hand the answer in, and say what became of it.

    Signals: `opening` before the closed files are touched, `recovered(user, password, note)` when the new
    password holds.
    """

    opening = Signal()
    recovered = Signal(str, str, str)

    def __init__(self, access: DeskAccess, lanes: Lanes, screen: RecoveryScreen) -> None:
        super().__init__(screen)
        self._access = access
        self._lanes = lanes
        self._screen = screen
        self._given = ("", "")
        screen.user_chosen.connect(self._ask_challenge)
        screen.answered.connect(self._hand_in)
        screen.password_wanted.connect(self._ask_password)

    @Slot(str)
    def _ask_challenge(self, user: str) -> None:
        asked = partial(self._access.challenge, UserId(user))
        self._lanes.store.run(asked, self._screen.show_challenge, self._screen.show_unavailable)

    @Slot()
    def _ask_password(self) -> None:
        self._lanes.store.run(self._access.offer_password, self._screen.show_offered, self._problem)

    @Slot(str, str, str)
    def _hand_in(self, user: str, answer: str, password: str) -> None:
        self._given = user, password
        self.opening.emit()
        handed_in = partial(self._access.recover, UserId(user), answer, password)
        self._lanes.store.run(handed_in, self._done, self._problem)

    @Slot(object)
    def _done(self, facts: Mapping[str, Any]) -> None:
        user, password = self._given
        self._given = ("", "")
        self._screen.forget()
        self.recovered.emit(user, password, words.DONE if facts["rekeyed"] else words.DONE_WITHOUT_KEY)

    @Slot(object)
    def _problem(self, stop: Stop) -> None:
        self._given = ("", "")
        self._screen.show_problem(stop)
