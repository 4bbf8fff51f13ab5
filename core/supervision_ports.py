"""What looking over the clinics' visits expects of the township's store."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Protocol

from core.coverage.enrolment import RosterEntry
from core.ids import ClinicCode, EventId
from core.visits.identity_signals import Proof
from core.visits.joins import Join
from core.visits.township_checks import SeenVisit
from core.visits.visit import Visit

Place = tuple[ClinicCode, EventId]
"""A clinic, and an event of it."""
Moment = tuple[datetime, ClinicCode, EventId]
"""Where a visit stands among all of a township, by the time it was made."""
BEHIND_ALL: Moment = (datetime(2200, 1, 1, tzinfo=UTC), ClinicCode(""), EventId(""))
"""Behind every visit anybody can read, whatever the clocks of PCs say."""


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
class ProvedVisit:
    """A visit's body and how it was proved who was there; one that does not count is history or void."""

    proof: Proof
    body: bytes = field(repr=False)
    counts: bool

    @property
    def moment(self) -> Moment:
        """Tell where it stands."""
        return self.proof.at, self.proof.clinic, self.proof.event_id


@dataclass(frozen=True, slots=True)
class PeopleSeen:
    """Rows of the roster, by person id and by the tag of a number."""

    by_person: Mapping[str, RosterEntry]
    by_tag: Mapping[str, RosterEntry]


JoinPlace = tuple[int, ClinicCode, EventId]
"""Where a join stands in the list: its moment in milliseconds, and which event it is."""


@dataclass(frozen=True, slots=True)
class JoinTold:
    """Who a clinic told to be one person; `undone` since, or `late`: written after its PC was revoked."""

    clinic: ClinicCode
    join: Join
    undone: bool
    late: bool
    at: int

    @property
    def place(self) -> JoinPlace:
        """Tell where it stands in the list."""
        return self.at, self.clinic, self.join.event_id


class JoinBook(Protocol):
    """Who was told to be one person."""

    def person_joins(self, after: JoinPlace | None, limit: int) -> Sequence[JoinTold]:
        """List them, the latest first."""
        ...


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


class IdentityProofs(Protocol):
    """How it was proved at the visits of a township who was there."""

    def proved_visits(self, before: Moment, limit: int) -> Sequence[ProvedVisit]:
        """List the visits before one, newest first."""
        ...

    def proofs_between(self, first: date, last: date, clinics: Collection[ClinicCode]) -> Sequence[Proof]:
        """Give the proofs of some clinics' visits of some days, both included, that count."""
        ...
