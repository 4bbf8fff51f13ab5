"""随访: one follow-up as it is written down once and never edited, and its body in the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.errors import Refusal
from core.followup.form import Value, Values
from core.followup.judgement import Classification, Step
from core.identity.credentials import key_outside
from core.ids import EventId, UserId
from core.read_body import is_whole, read_body
from core.visits.visit import PatientOnVisit

_MOST_VALUES = 200
_LONGEST_TEXT = 1000
_LARGEST = 2**31
_YEARS = range(2000, 2200)


def person_key(patient: PatientOnVisit) -> str:
    """Name whoever is followed up: by the id in the roster, else by what is known, as an open form does."""
    return patient.person_id or key_outside(patient.id_number, patient.number_kind, patient.name)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A filled-in form: whose, which edition, of which day, what stands there, and what it came to.

    `dangers` are the fields that asked for an urgent referral, `computed` what the numbers alone said.
    """

    patient: PatientOnVisit
    disease: str
    version: str
    on: date
    visited_at: datetime
    doctor: UserId
    doctor_name: str
    values: Values
    classification: Classification
    computed: Classification | None
    step: Step
    dangers: tuple[str, ...]
    next_on: date

    def to_plain(self) -> dict[str, Any]:
        """Give the body of the event `follow_up_recorded`."""
        return {
            "patient": self.patient.to_plain(),
            "disease": self.disease,
            "version": self.version,
            "on": self.on.isoformat(),
            "visited_at": self.visited_at.isoformat(),
            "doctor": self.doctor,
            "doctor_name": self.doctor_name,
            "values": {key: list(one) if isinstance(one, tuple) else one for key, one in self.values.items()},
            "classification": int(self.classification),
            "computed": None if self.computed is None else int(self.computed),
            "step": int(self.step),
            "dangers": list(self.dangers),
            "next_on": self.next_on.isoformat(),
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "FollowUp":
        """Read what `to_plain` wrote.

        Raises:
            KeyError, ValueError, TypeError, AttributeError: a field is missing or not of its form.
        """
        computed = plain["computed"]
        return cls(
            patient=PatientOnVisit.from_plain(plain["patient"]),
            disease=plain["disease"],
            version=plain["version"],
            on=date.fromisoformat(plain["on"]),
            visited_at=datetime.fromisoformat(plain["visited_at"]),
            doctor=UserId(plain["doctor"]),
            doctor_name=plain["doctor_name"],
            values={key: _value(one) for key, one in plain["values"].items()},
            classification=Classification(plain["classification"]),
            computed=None if computed is None else Classification(computed),
            step=Step(plain["step"]),
            dangers=tuple(plain["dangers"]),
            next_on=date.fromisoformat(plain["next_on"]),
        )


@dataclass(frozen=True, slots=True)
class FollowUpState:
    """A follow-up as it stands in the ledger; `corrected`: it took the place of another version.

    `disputed`: rival corrections of it exist, and none takes effect until one supersedes them all.
    """

    event_id: EventId
    follow_up: FollowUp
    cancelled: bool = False
    disputed: bool = False
    corrected: bool = False
    day_in_doubt: bool = False


def read_follow_up(plain: Any) -> FollowUp:
    """Read the body of a follow-up, whichever program wrote it.

    Raises:
        ValueError: a field is missing or not of its form.
    """
    return read_body(plain, FollowUp.from_plain, _is_well_formed, "a follow-up")


def require_short(values: Values) -> None:
    """Refuse what no reader would take.

    Raises:
        Refusal: `follow_up_too_long`.
    """
    if not _are_values(values):
        raise Refusal("follow_up_too_long")


def _is_well_formed(one: FollowUp) -> bool:
    patient = one.patient
    texts = (patient.person_id, patient.id_number, patient.name, patient.number_kind)
    return (
        one.visited_at.tzinfo is not None
        and {one.visited_at.year, one.on.year, one.next_on.year} <= set(_YEARS)
        and all(
            isinstance(text, str)
            for text in (*texts, one.disease, one.version, one.doctor, one.doctor_name, *one.dangers)
        )
        and _are_values(one.values)
    )


def _are_values(values: Values) -> bool:
    return len(values) <= _MOST_VALUES and all(
        isinstance(key, str) and len(key) <= _LONGEST_TEXT and _is_value(one) for key, one in values.items()
    )


def _is_value(one: Value) -> bool:
    if isinstance(one, tuple):
        return len(one) <= _MOST_VALUES and all(map(_is_count, one))
    return len(one) <= _LONGEST_TEXT if isinstance(one, str) else _is_count(one)


def _is_count(one: object) -> bool:
    return isinstance(one, int) and is_whole(one) and 0 <= one < _LARGEST


def _value(plain: Any) -> Value:
    if isinstance(plain, list):
        return tuple(plain)
    if not isinstance(plain, int | str) or isinstance(plain, bool):
        raise TypeError("neither a code, a count nor a text")
    return plain
