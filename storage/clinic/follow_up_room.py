"""What the commands about follow-ups do in a clinic's files."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from core.clinic import Clinic, SignIn
from core.coverage.enrolment import ChronicDisease
from core.followup.care import CareSource
from core.ids import PersonId
from core.services.bring_in_follow_ups import bring_in_follow_ups, list_due
from core.services.take_into_care import begin_care, patient_in_roster


@dataclass(frozen=True, slots=True)
class FollowUpRoom:
    """Opens the clinic of whoever asks, and closes it again."""

    working: Callable[[SignIn], AbstractContextManager[Clinic]]

    def due(self, who: SignIn, everybody: bool) -> Mapping[str, Any]:
        """List who is due."""
        with self.working(who) as clinic:
            return list_due(clinic, everybody)

    def record_follow_ups(self, who: SignIn, lines: Iterable[str]) -> Iterator[Mapping[str, Any]]:
        """Record one follow-up per JSON line; yield what became of each."""
        with self.working(who) as clinic:
            yield from bring_in_follow_ups(clinic, lines)

    def take_in(self, who: SignIn, person: PersonId, disease: ChronicDisease) -> Mapping[str, Any]:
        """Take somebody of the roster into care."""
        with self.working(who) as clinic:
            begin_care(clinic, patient_in_roster(clinic, person), disease, CareSource.BY_HAND)
        return {"person": person, "disease": disease.value}
