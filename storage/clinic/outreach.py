"""What outreach needs of a clinic's files: the roster from end to end, and who was spoken to."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from core.coverage.enrolment import RosterEntry
from core.errors import Refusal
from core.events import EventType
from core.ids import EventId, PersonId
from core.outreach.contact import NotedContact, read_contact
from core.ports import EventCodec
from storage.clinic.ledger import ClinicLedger
from storage.clinic.other_events import OtherLedgers
from storage.clinic.roster import Roster

_log = logging.getLogger(__name__)
_KIND = EventType.OUTREACH_NOTED


@dataclass(frozen=True, slots=True)
class Outreach:
    """Implements `core.outreach.book.OutreachBook`."""

    roster: Roster
    ledger: ClinicLedger
    others: OtherLedgers
    codec: EventCodec

    def people(self, after: PersonId, limit: int) -> Sequence[RosterEntry]:
        """List the roster in use behind somebody in it, by their ids; the empty id begins."""
        return self.roster.people(after, limit)

    def contacts(self) -> Sequence[NotedContact]:
        """List the contacts of all PCs, each once; what a newer program wrote otherwise is passed over."""
        found: dict[EventId, NotedContact] = {}
        for event in chain(self.ledger.of_kind_from(_KIND, 0), self.others.of_kind(_KIND)):
            header = event.header
            try:
                contact = read_contact(self.codec.recall(event.body))
            except (ValueError, Refusal):
                _log.info("the body of event %s is not readable here", header.event_id)
                continue
            found.setdefault(header.event_id, NotedContact(header.event_id, header.user, contact))
        return list(found.values())
