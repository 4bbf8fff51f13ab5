"""建站 from the lock screen to the open desk: the founding screen's wishes, on the store lane."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from core.errors import Stop
from ui.desk import Desk
from ui.screens.founding import FoundingScreen
from ui.tasks import Lanes
from ui.wording import founding_screen as words


@dataclass(frozen=True, slots=True)
class _First:
    user: str
    password: str = field(repr=False)


class FoundingHere(QObject):
    """Make this PC a clinic's out of a file, and say what became of it.

    Signals: `founded(user, password, note)` when the clinic lies here.
    """

    founded = Signal(str, str, str)

    def __init__(self, desk: Desk, lanes: Lanes, screen: FoundingScreen) -> None:
        super().__init__(screen)
        self._desk = desk
        self._lanes = lanes
        self._screen = screen
        self._first = _First("", "")
        screen.described.connect(self._found)
        screen.password_wanted.connect(self._ask_password)

    @Slot()
    def _ask_password(self) -> None:
        self._lanes.store.run(
            self._desk.access.offer_password, self._screen.show_offered, self._screen.show_problem
        )

    @Slot(object, str, str, str)
    def _found(self, file: Path, code: str, user: str, password: str) -> None:
        self._first = _First(user, password)
        self._lanes.store.run(
            partial(self._desk.found, file, code, user, password), self._done, self._problem
        )

    @Slot(object)
    def _done(self, facts: Mapping[str, Any]) -> None:
        first, self._first = self._first, _First("", "")
        self._screen.forget()
        self.founded.emit(first.user, first.password, words.founded(facts))

    @Slot(object)
    def _problem(self, stop: Stop) -> None:
        self._first = _First("", "")
        self._screen.show_problem(stop)
