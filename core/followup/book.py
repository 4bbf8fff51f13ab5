"""What core expects of the store about follow-ups: a projection of the ledger and of the roster."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from core.followup.care import CareCounts, Cared
from core.followup.follow_up import FollowUpState
from core.ids import EventId
from core.visits.corrections import Versions


@dataclass(frozen=True, slots=True)
class FollowUpVersions:
    """A follow-up with its corrections: `shown` are its live versions as far as they can be read here."""

    versions: Versions
    shown: tuple[FollowUpState, ...]


class FollowUpBook(Protocol):
    """Who is followed up, and what was written down about it."""

    def edition(self) -> str:
        """Name the edition of the forms the township set; empty where it set none."""
        ...

    def due(self, until: date | None, on: date, limit: int, offset: int = 0) -> Sequence[Cared]:
        """List who is in care and due by a day, or everybody, soonest first; `on` tells which year counts."""
        ...

    def counts(self, on: date, soon: date) -> CareCounts:
        """Count who is in care, due before `on`, and due from then on until `soon` inclusive."""
        ...

    def care_of(self, person_key: str, on: date) -> Sequence[Cared]:
        """Give what somebody is or was in care for."""
        ...

    def history(self, person_key: str, disease: str, limit: int, offset: int = 0) -> Sequence[FollowUpState]:
        """List somebody's follow-ups, newest first, without those something took the place of."""
        ...

    def versions(self, event_id: EventId) -> FollowUpVersions | None:
        """Give the follow-up an event is a version of; None for one that is not known here."""
        ...
