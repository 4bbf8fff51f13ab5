"""忘记密码 from the lock screen to the new password: the recovery screen's wishes, on the store lane."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from core.errors import Stop
from core.ids import UserId
from ui.desk import Desk, DeskAccess
from ui.screens.recovery import RecoveryScreen
from ui.tasks import Lanes
from ui.wording import recovery_screen as words


@dataclass(frozen=True, slots=True)
class _Given:
    user: UserId
    answer: str = field(repr=False)
    password: str = field(repr=False)


_NOTHING = _Given(UserId(""), "", "")


class Recovering(QObject):
    """Ask for the challenge, hand the answer in, and say what became of it.

    Signals: `opening` before the closed files are touched, `recovered(user, password, note)` when the new
    password holds.
    """

    opening = Signal()
    recovered = Signal(str, str, str)

    def __init__(self, desk: Desk, lanes: Lanes, screen: RecoveryScreen) -> None:
        super().__init__(screen)
        self._desk = desk
        self._lanes = lanes
        self._screen = screen
        self._given = _NOTHING
        screen.user_chosen.connect(self._ask_challenge)
        screen.answered.connect(self._hand_in)
        screen.password_wanted.connect(self._ask_password)

    @property
    def _access(self) -> DeskAccess:
        return self._desk.access

    @Slot(str)
    def _ask_challenge(self, user: str) -> None:
        asked = partial(self._access.challenge, UserId(user))
        self._lanes.store.run(asked, self._screen.show_challenge, self._screen.show_unavailable)

    @Slot()
    def _ask_password(self) -> None:
        self._lanes.store.run(self._access.offer_password, self._screen.show_offered, self._problem)

    @Slot(str, str, str)
    def _hand_in(self, user: str, answer: str, password: str) -> None:
        self._given = _Given(UserId(user), answer, password)
        # A slip here must not take away the desk that somebody else left locked: it is closed only after.
        checked = partial(self._access.check_answer, UserId(user), answer, password)
        self._lanes.store.run(checked, self._let_in, self._problem)

    @Slot(object)
    def _let_in(self, _nothing: object) -> None:
        self.opening.emit()
        given = self._given
        handed_in = partial(self._access.recover, given.user, given.answer, given.password)
        self._lanes.store.run(handed_in, self._done, self._problem)

    @Slot(object)
    def _done(self, facts: Mapping[str, Any]) -> None:
        given, self._given = self._given, _NOTHING
        self._screen.forget()
        self.recovered.emit(
            given.user, given.password, words.DONE if facts["rekeyed"] else words.DONE_WITHOUT_KEY
        )

    @Slot(object)
    def _problem(self, stop: Stop) -> None:
        self._given = _NOTHING
        self._screen.show_problem(stop)
