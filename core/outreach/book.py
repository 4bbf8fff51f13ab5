"""What core expects of the store about outreach: the whole roster, and the contacts written down."""

from collections.abc import Sequence
from typing import Protocol

from core.coverage.enrolment import RosterEntry
from core.ids import PersonId
from core.outreach.contact import NotedContact


class OutreachBook(Protocol):
    """Everybody of the clinic's villages, and who was spoken to."""

    def people(self, after: PersonId, limit: int) -> Sequence[RosterEntry]:
        """List the roster in use behind somebody in it, by their ids; the empty id begins."""
        ...

    def contacts(self) -> Sequence[NotedContact]:
        """List the contacts of all PCs of the clinic, each once, in the order they are known here."""
        ...
