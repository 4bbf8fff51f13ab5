"""What looking over the clinics' visits expects of the township's store."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from core.coverage.enrolment import RosterEntry
from core.ids import ClinicCode, EventId
from core.visits.township_checks import SeenVisit
from core.visits.visit import Visit

Place = tuple[ClinicCode, EventId]
"""A clinic, and an event of it."""


@dataclass(frozen=True, slots=True)
class VisitToCheck:
    """A visit that is to be looked at, with what the platform said about it."""

    clinic: ClinicCode
    event_id: EventId
    visit: Visit = field(repr=False)
    told: tuple[str, ...] = ()

    @property
    def place(self) -> Place:
        """Tell which event it is."""
        return self.clinic, self.event_id


@dataclass(frozen=True, slots=True)
class PeopleSeen:
    """Rows of the roster, by person id and by the tag of a number."""

    by_person: Mapping[str, RosterEntry]
    by_tag: Mapping[str, RosterEntry]


class VisitMarks(Protocol):
    """Finding visits again by who was seen."""

    def mark_visits(self, clinic: ClinicCode | None, limit: int) -> int:
        """Look so many entries further through the log of a clinic or of all; tell how many there were."""
        ...


class CheckBook(Protocol):
    """What the township's checks are told."""

    def unmarked(self) -> int:
        """Count the entries of all logs that were not looked through yet."""
        ...

    def visits_beside(self, visits: Sequence[VisitToCheck]) -> Mapping[Place, Sequence[SeenVisit]]:
        """Give, by visit, the others of the same person near it that count; its own versions are none."""
        ...

    def people_seen(self, persons: Collection[str], tags: Collection[str]) -> PeopleSeen:
        """Give the roster's rows of some people, by their ids and by the tags of their numbers."""
        ...
