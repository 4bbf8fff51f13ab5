"""并档: suggest who may be the person that sits here, and write down what the doctor says of it.

Nothing is joined by itself: a name and a day of birth are shared by strangers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core.audit import Deed, Purpose
from core.clinic import Clinic
from core.dates import age_on, china_day
from core.errors import Refusal
from core.events import EventType
from core.identity.id_number import NumberKind
from core.identity.name import same_name, usable_name
from core.identity.number_said import NumberSaid
from core.identity.person import Person, Sex
from core.ids import PersonId
from core.roles import Right
from core.services.append_event import append_event
from core.services.joined_people import row_by_number
from core.services.receive_patient import Reception, look_again
from core.services.record_visit import patient_of
from core.visits.joins import MOST_PARTED, Likeness, join_body, parting_body, patient_keys
from core.visits.visit import PatientOnVisit

_LOOKED_THROUGH = 30
"""People of the roster, and visits, of one name that are compared: nobody reads a longer list."""
_MOST = 3
_CERTIFICATE_YEARS = 6
"""Nobody goes to school with a certificate of birth and no number of their own."""


@dataclass(frozen=True, slots=True)
class Suspect:
    """Somebody who may be the one that sits here, and what is alike."""

    patient: PatientOnVisit
    likeness: Likeness


def suspects(clinic: Clinic, reception: Reception) -> tuple[Suspect, ...]:
    """Give who in the roster, or seen here before, may be the same person; nobody the doctor told apart."""
    me = patient_of(reception)
    if not patient_keys(me) or not me.name.strip():
        return ()
    apart = clinic.records.told_apart(reception.joined.keys)
    taken = {*reception.joined.keys, *apart}
    found = list[Suspect]()
    today = china_day(clinic.clock.now())
    for one in _called_alike(clinic, me):
        likeness = _likeness(me, one, today)
        keys = set(patient_keys(one))
        if likeness is not None and not keys & taken:
            found.append(Suspect(one, likeness))
            taken |= keys
    return tuple(found[:_MOST])


def named_by_number(clinic: Clinic, reception: Reception, said: NumberSaid) -> Suspect:
    """Give whom another number stands for that somebody brought: to be looked at before it is joined.

    Raises:
        Refusal: `join_with_oneself`, or as `whom_number_stands_for`.
    """
    patient = whom_number_stands_for(clinic, reception, said)
    if set(patient_keys(patient)) & set(reception.joined.keys):
        raise Refusal("join_with_oneself")
    return Suspect(patient, Likeness.TOLD)


def whom_number_stands_for(clinic: Clinic, reception: Reception, said: NumberSaid) -> PatientOnVisit:
    """Give who a number is of: somebody of the roster, which is noted, or whoever sits here.

    The name said with it is the one on that document; without one it is that of whoever sits here.

    Raises:
        Refusal: `name_not_usable`, or a code of `core.identity.credentials`.
    """
    shown = said.read(china_day(clinic.clock.now()))
    entry = row_by_number(clinic, shown.number, shown.kind_told)
    if entry is not None:
        facts = {"how": said.how.value, "why": Purpose.PRESENT.value}
        clinic.audit.note_in_passing(Deed.LOOKED_UP, entry.person.person_id, "", facts)
        return patient_in_roster(entry.person)
    name = usable_name(said.name) or reception.name
    return PatientOnVisit(PersonId(""), shown.number, name, shown.sex, shown.birth_date, shown.kind_told)


def join_people(clinic: Clinic, reception: Reception, suspect: Suspect) -> Reception:
    """Write down that two are one person, and receive that person; when this returns, it is on the disk.

    Raises:
        Refusal: `not_permitted`, `join_without_number`, `join_with_oneself`.
        Hindrance: the ledger could not keep it; nothing was kept.
    """
    clinic.staff.require(Right.CORRECT)
    _require_two(reception, suspect.patient)
    body = join_body(patient_of(reception), suspect.patient, suspect.likeness)
    append_event(clinic, EventType.PERSONS_JOINED, body)
    return look_again(clinic, reception)


def part_people(clinic: Clinic, reception: Reception, other: PatientOnVisit) -> Reception:
    """Write down that one of the joined is somebody else, and undo every join that names them.

    Raises:
        Refusal: `not_permitted`, `not_joined`.
        Hindrance: the ledger could not keep it; nothing was kept.
    """
    clinic.staff.require(Right.CORRECT)
    keys = set(patient_keys(other))
    undone = [one.event_id for one in reception.joined.joins if keys & one.keys][:MOST_PARTED]
    if not undone:
        raise Refusal("not_joined")
    append_event(clinic, EventType.PERSONS_PARTED, parting_body(patient_of(reception), other, undone))
    return look_again(clinic, reception)


def tell_apart(clinic: Clinic, reception: Reception, suspect: Suspect) -> Reception:
    """Write down that somebody who is suggested is another person: nobody is asked again.

    Raises:
        Refusal: `not_permitted`, `join_without_number`, `join_with_oneself`.
        Hindrance: the ledger could not keep it; nothing was kept.
    """
    clinic.staff.require(Right.CORRECT)
    _require_two(reception, suspect.patient)
    append_event(clinic, EventType.PERSONS_PARTED, parting_body(patient_of(reception), suspect.patient, ()))
    return look_again(clinic, reception)


def patient_in_roster(person: Person) -> PatientOnVisit:
    """Give somebody of the roster as a visit notes them."""
    return PatientOnVisit(person.person_id, person.id_number, person.name, person.sex, person.birth_date)


def _require_two(reception: Reception, other: PatientOnVisit) -> None:
    if not patient_keys(patient_of(reception)) or not patient_keys(other):
        raise Refusal("join_without_number")
    if set(patient_keys(other)) & set(reception.joined.keys):
        raise Refusal("join_with_oneself")


def _called_alike(clinic: Clinic, me: PatientOnVisit) -> Iterable[PatientOnVisit]:
    """Give those of that name, however it is written: of the roster first, whose day of birth is known."""
    for found in clinic.records.search(me.name, _LOOKED_THROUGH):
        if me.birth_date in (None, found.birth_date) and _written_alike(me.name, found.name):
            entry = clinic.records.entry(found.person_id)
            if entry is not None:
                yield patient_in_roster(entry.person)
    yield from clinic.records.seen_called(me.name, _LOOKED_THROUGH)


def _written_alike(name: str, other: str) -> bool:
    """Tell whether two names may be one: letters have other forms, but no name is another's beginning."""
    same_length = len(name.strip()) == len(other.strip())
    return same_name(name, other) or (same_length and not name.isascii() and not other.isascii())


def _likeness(me: PatientOnVisit, other: PatientOnVisit, today: date) -> Likeness | None:
    """Tell what is alike; of one name, strangers differ in sex or in the day of birth."""
    if Sex.UNKNOWN not in (me.sex, other.sex) and me.sex is not other.sex:
        return None
    if me.birth_date and other.birth_date:
        return Likeness.NAME_AND_BIRTH if me.birth_date == other.birth_date else None
    born = me.birth_date or other.birth_date
    newborn = NumberKind.BIRTH_CERTIFICATE in (me.number_kind, other.number_kind)
    if newborn and born and age_on(born, today) >= _CERTIFICATE_YEARS:
        return None
    return Likeness.NAME_ONLY if same_name(me.name, other.name) else None
