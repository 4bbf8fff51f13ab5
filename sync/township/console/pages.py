"""The table of the console's pages: where each lies, who may see it, and who may do something there."""

from collections.abc import Callable
from dataclasses import dataclass

from core.console import ConsoleRight
from sync.township.console import words
from sync.township.console.asking import Answer, Ask, Desk
from sync.township.console.clinics import show_clinics

Way = Callable[[Desk, Ask], Answer]
HOME = "/"


@dataclass(frozen=True, slots=True)
class Page:
    """A page: `look` shows it, `do` does what its form asks for; `right` None: being signed in is enough."""

    path: str
    right: ConsoleRight | None
    look: Way | None = None
    do: Way | None = None

    @property
    def methods(self) -> tuple[str, ...]:
        """Give the methods it answers to."""
        return tuple(name for name, way in (("GET", self.look), ("POST", self.do)) if way)


@dataclass(frozen=True, slots=True)
class Place:
    """A place that the frame of every page leads to, for whoever has the right."""

    path: str
    name: str
    right: ConsoleRight


PAGES = (Page(HOME, ConsoleRight.SEE_CLINICS, look=show_clinics),)
PLACES = (Place(HOME, words.CLINICS, ConsoleRight.SEE_CLINICS),)
