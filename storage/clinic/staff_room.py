"""What a manager asks of a clinic from a command line: who did what."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.audit import AuditEntry, Deed
from core.clinic import SignIn
from core.ids import PersonId
from storage.clinic.upkeep import Upkeep


@dataclass(frozen=True, slots=True)
class StaffRoom:
    """The deeds; each opens the clinic's files and closes them again."""

    upkeep: Upkeep

    def audit(self, who: SignIn, person: str, limit: int, before: int | None) -> Mapping[str, Any]:
        """Give a page of the audit trail, newest first, of everybody or about one person."""
        with self.upkeep.opened(who) as store:
            store.audit.note(Deed.TRAIL_READ, PersonId(person))
            page = () if before is None else (before,)
            if person:
                entries = store.audit.of_person(PersonId(person), limit, *page)
            else:
                entries = store.audit.latest(limit, *page)
            return {"lines": [line_of(entry) for entry in entries]}


def line_of(entry: AuditEntry) -> Mapping[str, Any]:
    """Give a line as plain facts; the hash lets two print-outs be compared."""
    return {
        "position": entry.position,
        "at": entry.at.isoformat(),
        "user": entry.user,
        "deed": entry.deed,
        "person": entry.person,
        "reason": entry.reason,
        "facts": dict(entry.facts),
        "hash": entry.hash.hex(),
    }
