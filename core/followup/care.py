"""慢病管理: who is followed up for a disease, since when and why, and when the next follow-up is due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from core.followup.follow_up import person_key
from core.visits.visit import PatientOnVisit

LONGEST_REASON = 100
_YEARS = range(2000, 2200)


class CareSource(StrEnum):
    """How somebody came into care: 名册两病备案, 就诊诊断, or by hand."""

    ROSTER = "roster"
    DIAGNOSIS = "diagnosis"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class CareNote:
    """The body of the events `care_begun` and `care_ended`; the type tells which of them."""

    patient: PatientOnVisit
    disease: str
    visited_at: datetime
    source: str = CareSource.BY_HAND.value
    reason: str = ""

    def to_plain(self) -> dict[str, Any]:
        """Give the note as text fields."""
        return {
            "patient": self.patient.to_plain(),
            "disease": self.disease,
            "visited_at": self.visited_at.isoformat(),
            "source": self.source,
            "reason": self.reason,
        }


def read_care_note(plain: Any) -> CareNote:
    """Read such a body, whichever program wrote it.

    Raises:
        ValueError: a field is missing or not of its form.
    """
    try:
        patient = PatientOnVisit.from_plain(plain["patient"])
        moment = datetime.fromisoformat(plain["visited_at"])
        note = CareNote(patient, plain["disease"], moment, plain["source"], plain.get("reason", ""))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("not a note of care") from error
    texts = (patient.person_id, patient.id_number, patient.name, note.disease, note.source, note.reason)
    if not all(isinstance(text, str) for text in texts):
        raise ValueError("a field is not of its form")
    if moment.tzinfo is None or moment.year not in _YEARS:
        raise ValueError("a moment that is none")
    return note


@dataclass(frozen=True, slots=True)
class Cared:
    """Somebody in care for a disease, with what the list shows; `in_care` is false after it was ended.

    `due` is the day of the next follow-up: what the last one asked for, or the day care began. `this_year`
    counts those of the year that were face to face. `last` holds day, classification and step of the last.
    """

    patient: PatientOnVisit
    disease: str
    in_care: bool
    since: date
    source: str
    due: date
    last: tuple[date, int, int] | None = None
    this_year: int = 0
    contract: bool = False
    village_group: str = ""
    household: str = ""

    @property
    def person_key(self) -> str:
        """Name the person."""
        return person_key(self.patient)


@dataclass(frozen=True, slots=True)
class CareCounts:
    """How many are in care, how many of them should have been seen before today, and how many soon."""

    in_care: int
    overdue: int
    soon: int

    def to_plain(self) -> Mapping[str, int]:
        """Give the counts."""
        return {"in_care": self.in_care, "overdue": self.overdue, "soon": self.soon}
