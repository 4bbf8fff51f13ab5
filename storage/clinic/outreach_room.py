"""What the commands about outreach do in a clinic's files."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from core.clinic import Clinic, SignIn
from core.ids import PersonId
from core.outreach.contact import ContactAnswer, ContactWay
from core.services.tell_outreach import list_outreach, note_outreach


@dataclass(frozen=True, slots=True)
class OutreachRoom:
    """Opens the clinic of whoever asks, and closes it again."""

    working: Callable[[SignIn], AbstractContextManager[Clinic]]

    def unenrolled(self, who: SignIn, year: int | None) -> Mapping[str, Any]:
        """List who is not enrolled for a year."""
        with self.working(who) as clinic:
            return list_outreach(clinic, year)

    def note(
        self,
        who: SignIn,
        people: Sequence[PersonId],
        year: int | None,
        said: tuple[ContactWay, ContactAnswer, str],
    ) -> Mapping[str, Any]:
        """Note a contact."""
        with self.working(who) as clinic:
            return note_outreach(clinic, people, year, said)
