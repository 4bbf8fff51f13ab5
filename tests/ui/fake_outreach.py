"""The outreach of the fake desk: the training roster, and the contacts appended to its ledger."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.coverage.enrolment import RosterEntry
from core.events import EventDraft, EventType
from core.ids import PersonId
from core.outreach.contact import NotedContact, read_contact
from sync.codec import CborCodec

_CODEC = CborCodec()


@dataclass(frozen=True, slots=True)
class FakeOutreach:
    """Implements `core.outreach.book.OutreachBook`."""

    appended: Sequence[EventDraft]
    roster: Sequence[RosterEntry]

    def people(self, after: PersonId, limit: int) -> Sequence[RosterEntry]:
        behind = [one for one in self.roster if one.person.person_id > after]
        return sorted(behind, key=lambda one: one.person.person_id)[:limit]

    def contacts(self) -> Sequence[NotedContact]:
        return [
            NotedContact(one.event_id, one.user, read_contact(_CODEC.decode(one.body)))
            for one in self.appended
            if one.type == EventType.OUTREACH_NOTED
        ]
