"""门诊日志: the visits of some days in the order they were made, with where each patient lives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.clinic import Clinic
from core.ports import VisitState
from core.services.visits_between import CANCELLED, visits_between
from core.services.where_lives import address_of


@dataclass(frozen=True, slots=True)
class LogLine:
    """A visit of the log; address and phone are empty for somebody outside the roster."""

    state: VisitState
    address: str
    phone: str


def outpatient_log(clinic: Clinic, first: date, last: date) -> Sequence[LogLine]:
    """Give the log of some days, both included, without what was crossed out."""
    counting = [one for one in visits_between(clinic.records, first, last) if one.state != CANCELLED]
    return [_line(clinic, one) for one in reversed(counting)]


def _line(clinic: Clinic, state: VisitState) -> LogLine:
    person = state.visit.patient.person_id
    entry = clinic.records.entry(person)
    return LogLine(state, address_of(clinic, person), entry.person.phone if entry else "")
