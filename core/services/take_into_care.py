"""纳入 and 结案: say that somebody is followed up for a disease, or no longer; whom to offer it for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.clinic import Clinic
from core.coverage.enrolment import ChronicDisease, RosterEntry
from core.dates import china_day, whole_millisecond
from core.errors import Refusal
from core.events import EventType
from core.followup.care import LONGEST_REASON, Cared, CareNote, CareSource
from core.followup.follow_up import person_key
from core.followup.form_files import form_in_use
from core.ids import PersonId
from core.roles import Right
from core.services.append_event import append_event
from core.visits.visit import PatientOnVisit, Visit

_LOOKED_BACK = timedelta(days=30)
_LOOKED_THROUGH = 200
"""Visits, newest first, that are looked through for diagnoses: a month of most clinics."""


@dataclass(frozen=True, slots=True)
class CareOffer:
    """Somebody whose diagnosis asks for follow-ups, and who was never taken into care for it."""

    patient: PatientOnVisit
    disease: ChronicDisease
    diagnosis: str
    on: date


def begin_care(clinic: Clinic, patient: PatientOnVisit, disease: ChronicDisease, source: CareSource) -> None:
    """Take somebody into care for a disease.

    Raises:
        Refusal: `not_permitted`, `care_begun_already`.
        Hindrance: the ledger could not keep it.
    """
    clinic.staff.require(Right.RECORD)
    if any(one.in_care for one in _care(clinic, patient, disease)):
        raise Refusal("care_begun_already")
    _note(clinic, EventType.CARE_BEGUN, patient, disease, (source, ""))


def end_care(clinic: Clinic, cared: Cared, reason: str) -> None:
    """Say that somebody is no longer followed up: moved away, died, does not want to.

    Raises:
        Refusal: `not_permitted`, `care_reason_missing`, `care_reason_too_long`, `care_not_begun`.
        Hindrance: the ledger could not keep it.
    """
    clinic.staff.require(Right.RECORD)
    why = reason.strip()
    if not why:
        raise Refusal("care_reason_missing")
    if len(why) > LONGEST_REASON:
        raise Refusal("care_reason_too_long", most=LONGEST_REASON)
    disease = ChronicDisease(cared.disease)
    if not any(one.in_care for one in _care(clinic, cared.patient, disease)):
        raise Refusal("care_not_begun")
    _note(clinic, EventType.CARE_ENDED, cared.patient, disease, (CareSource.BY_HAND, why))


def care_offers(clinic: Clinic, limit: int) -> Sequence[CareOffer]:
    """Find people whose latest diagnoses ask for it; whoever's care was ended is not offered again."""
    today = china_day(clinic.clock.now())
    visits = clinic.records.visits(today - _LOOKED_BACK, today, _LOOKED_THROUGH)
    found: dict[tuple[str, ChronicDisease], CareOffer] = {}
    for state in visits:
        if state.state == "cancelled":
            continue
        for offer in _asked_for(clinic, state.visit):
            place = person_key(offer.patient), offer.disease
            if place not in found and not _care(clinic, offer.patient, offer.disease):
                found[place] = offer
            if len(found) == limit:
                return tuple(found.values())
    return tuple(found.values())


def patient_of_entry(entry: RosterEntry) -> PatientOnVisit:
    """Give what a follow-up notes of somebody of the roster."""
    person = entry.person
    return PatientOnVisit(person.person_id, person.id_number, person.name, person.sex, person.birth_date)


def patient_in_roster(clinic: Clinic, person_id: PersonId) -> PatientOnVisit:
    """Find somebody of the roster.

    Raises:
        Refusal: `person_left_roster`.
    """
    entry = clinic.records.entry(person_id)
    if entry is None:
        raise Refusal("person_left_roster")
    return patient_of_entry(entry)


def _asked_for(clinic: Clinic, visit: Visit) -> Iterator[CareOffer]:
    for disease in ChronicDisease:
        beginnings = form_in_use(disease, clinic.records.follow_ups.edition()).diagnoses
        for diagnosis in visit.diagnoses:
            if diagnosis.code.startswith(beginnings):
                yield CareOffer(visit.patient, disease, diagnosis.name, china_day(visit.visited_at))
                break


def _care(clinic: Clinic, patient: PatientOnVisit, disease: ChronicDisease) -> Sequence[Cared]:
    care = clinic.records.follow_ups.care_of(person_key(patient), china_day(clinic.clock.now()))
    return [one for one in care if one.disease == disease]


def _note(
    clinic: Clinic,
    kind: EventType,
    patient: PatientOnVisit,
    disease: ChronicDisease,
    why: tuple[CareSource, str],
) -> None:
    source, reason = why
    moment = whole_millisecond(clinic.clock.now())
    append_event(clinic, kind, CareNote(patient, disease.value, moment, source.value, reason).to_plain())
