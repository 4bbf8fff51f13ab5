"""并档: two ways somebody is known here are one person, until somebody takes that back.

Nothing is edited: a join is an event, and what undoes it is one that names it. Which joins count follows from
what is known, whatever the order it became known in.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.identity.credentials import keys_of_number
from core.ids import EventId, UserId
from core.visits.visit import PatientOnVisit

MOST_PARTED = 50
"""Joins one event may undo: two PCs that were apart for weeks make far fewer."""
_ID_DIGITS = 32


class Likeness(StrEnum):
    """Why two may be one person; the value is the reason code that words it."""

    NAME_AND_BIRTH = "like_name_and_birth"
    NAME_ONLY = "like_name_only"
    """Of one of them no day of birth is known."""
    TOLD = "like_told"
    """Whoever sits there brought the other number."""


@dataclass(frozen=True, slots=True)
class Join:
    """An event that tells that two are one person; who told it, and when."""

    event_id: EventId
    people: tuple[PatientOnVisit, PatientOnVisit] = field(repr=False)
    likeness: str
    at: datetime
    user: UserId

    @property
    def keys(self) -> Set[str]:
        """Name what either of them is found by."""
        return {key for one in self.people for key in patient_keys(one)}


def keys_of(person_id: str, id_number: str, number_kind: str) -> Sequence[str]:
    """Name what somebody is found again by: their number, and who they are in the roster; none of nobody.

    A passport and an officer's card may be spelt alike: where the form does not tell the kind, it is named.
    """
    numbers, person = keys_of_number(id_number.strip().upper(), number_kind.strip()), person_id.strip()
    return [*(f"number {one}" for one in numbers), *([f"person {person}"] if person else [])]


def patient_keys(patient: PatientOnVisit) -> Sequence[str]:
    """Name what the patient of a visit is found again by."""
    return keys_of(patient.person_id, patient.id_number, patient.number_kind)


def people_joined(keys: Collection[str], joins: Iterable[Join]) -> tuple[PatientOnVisit, ...]:
    """Give everybody of some joins who is not found by these keys; each once, as first told."""
    found: list[PatientOnVisit] = []
    known = set(keys)
    for one in (person for join in sorted(joins, key=_order) for person in join.people):
        mine = set(patient_keys(one))
        if not mine & known:
            found.append(one)
        known |= mine
    return tuple(found)


def join_body(one: PatientOnVisit, other: PatientOnVisit, likeness: Likeness) -> dict[str, Any]:
    """Give the body of the event `persons_joined`."""
    return {"people": [one.to_plain(), other.to_plain()], "likeness": likeness.value}


def parting_body(one: PatientOnVisit, other: PatientOnVisit, joins: Iterable[EventId]) -> dict[str, Any]:
    """Give the body of the event `persons_parted`; without joins it only says that two are not one."""
    return {"people": [one.to_plain(), other.to_plain()], "parts": sorted(joins)}


def read_people(plain: Any) -> tuple[PatientOnVisit, PatientOnVisit]:
    """Read the two a body is about, whichever program wrote it.

    Raises:
        ValueError: it is not about two people who can be found.
    """
    try:
        one, other = map(PatientOnVisit.from_plain, plain["people"])
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("not two people") from error
    for person in (one, other):
        texts = (person.person_id, person.id_number, person.name, person.number_kind)
        if not all(isinstance(text, str) for text in texts) or not patient_keys(person):
            raise ValueError("nobody who can be found")
    return one, other


def parted_ids(plain: Mapping[str, Any]) -> frozenset[EventId]:
    """Read which joins a body undoes.

    Raises:
        KeyError, ValueError, TypeError: the field is missing or not of its form.
    """
    ids = plain["parts"]
    if not isinstance(ids, list) or len(ids) > MOST_PARTED:
        raise ValueError("parts")
    for one in ids:
        if not isinstance(one, str) or len(one) != _ID_DIGITS or bytes.fromhex(one).hex() != one:
            raise ValueError("parts")
    return frozenset(map(EventId, ids))


def _order(join: Join) -> tuple[datetime, EventId]:
    return join.at, join.event_id
