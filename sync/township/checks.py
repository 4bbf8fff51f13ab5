"""Asking the township's checks about visits: as often for a page of them as for one."""

from collections.abc import Mapping, Sequence
from datetime import date

from core.identity.number_tag import number_tag
from core.supervision_ports import CheckBook, PeopleSeen, Place, VisitToCheck
from core.township_ports import TownshipStore
from core.visits.joins import patient_keys
from core.visits.township_checks import (
    Checked,
    KnownOfPatient,
    SeenVisit,
    check_visit,
    supplies_of,
)
from core.visits.visit import PatientOnVisit
from sync.township.thin_roster import tag_key


def checks_of(
    store: TownshipStore, book: CheckBook, visits: Sequence[VisitToCheck]
) -> Mapping[Place, Checked]:
    """Ask every check about some visits."""
    if not visits:
        return {}
    key = tag_key(store.township())
    people = book.people_seen(
        {one.visit.patient.person_id for one in visits} - {""},
        {number_tag(key, one.visit.patient.id_number) for one in visits if one.visit.patient.id_number},
    )
    beside = book.visits_beside(visits)
    dates = store.roster_dates()
    day = dates[0] if dates else None
    return {
        one.place: check_visit(_seen(one), beside[one.place], _known(one, people, key, day)) for one in visits
    }


def _seen(one: VisitToCheck) -> SeenVisit:
    return SeenVisit(one.clinic, one.event_id, one.visit.visited_at, supplies_of(one.visit))


def _known(one: VisitToCheck, people: PeopleSeen, key: bytes, day: date | None) -> KnownOfPatient:
    patient = one.visit.patient
    entry = people.by_person.get(patient.person_id) or people.by_tag.get(_tag(patient, key))
    return KnownOfPatient(bool(patient_keys(patient)), entry, day, one.told)


def _tag(patient: PatientOnVisit, key: bytes) -> str:
    return number_tag(key, patient.id_number) if patient.id_number else ""
