"""Bring follow-ups in from another system, one plain record at a time, and list who is due for a command."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from core.audit import Deed
from core.clinic import Clinic
from core.coverage.enrolment import ChronicDisease
from core.dates import china_day
from core.errors import Refusal
from core.followup.care import CareSource
from core.followup.follow_up import person_key
from core.followup.form_files import a_year, form_in_use, forms
from core.roles import Right
from core.services.bring_in_visits import read_line
from core.services.receive_patient import receive_number
from core.services.record_follow_up import SavedFollowUp, open_follow_up, record_follow_up
from core.services.record_visit import patient_of
from core.services.take_into_care import begin_care

_FIELDS = {"id_number": str, "name": str, "disease": str, "fields": dict}
_PAGE = 500
FORM = "follow_ups"


def bring_in_follow_ups(clinic: Clinic, lines: Iterable[str]) -> Iterator[Mapping[str, Any]]:
    """Record one follow-up per JSON line; yield what became of each: `saved`, or code and facts of a refusal.

    Raises:
        Hindrance: the ledger could not keep it; the lines before are kept.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            saved = bring_in_follow_up(clinic, read_line(line))
        except Refusal as refusal:
            yield {"line": number, "outcome": refusal.code, "facts": refusal.facts}
        else:
            yield {"line": number, "outcome": "saved", "event_id": saved.event_id}


def bring_in_follow_up(clinic: Clinic, plain: Mapping[str, Any]) -> SavedFollowUp:
    """Record one follow-up as docs/follow-up.md describes it; whoever is not in care yet is taken in.

    Raises:
        Refusal: `brought_in_field` naming the field, or what recording refuses.
        Hindrance: the ledger could not keep it.
    """
    for name, value in plain.items():
        if name not in _FIELDS or not isinstance(value, _FIELDS[name]):
            raise Refusal("brought_in_field", field=name)
    if plain.get("disease") not in set(ChronicDisease):
        raise Refusal("brought_in_field", field="disease")
    typed = plain.get("fields", {})
    if not all(isinstance(text, str) for text in typed.values()):
        raise Refusal("brought_in_field", field="fields")
    disease = ChronicDisease(plain["disease"])
    patient = patient_of(receive_number(clinic, plain.get("id_number", ""), plain.get("name", "")))
    seat = open_follow_up(clinic, patient, disease)
    saved = record_follow_up(clinic, seat, typed)
    today = china_day(clinic.clock.now())
    care = clinic.records.follow_ups.care_of(person_key(patient), today)
    if not any(one.in_care for one in care if one.disease == disease):
        begin_care(clinic, patient, disease, CareSource.BY_HAND)
    return saved


def list_due(clinic: Clinic, everybody: bool) -> Mapping[str, Any]:
    """List who is in care and due within the weeks of the standard, or everybody, after noting who asked.

    Raises:
        Refusal: `not_permitted`.
        Hindrance: it cannot be written down, and is not done.
    """
    clinic.staff.require(Right.EXPORT)
    book, today = clinic.records.follow_ups, china_day(clinic.clock.now())
    form = form_in_use(ChronicDisease.HYPERTENSION, book.edition())
    soon = today + timedelta(days=form.rules.soon_days)
    people = list(_people(clinic, None if everybody else soon, today))
    clinic.audit.note(Deed.EXPORTED, facts={"form": FORM, "rows": len(people)})
    return {**book.counts(today, soon).to_plain(), "people": people}


def list_forms() -> Mapping[str, Any]:
    """List the forms shipped with the program, where they come from and what is not confirmed."""
    return {
        "forms": [
            {
                "disease": form.disease.value,
                "version": form.version,
                "title": form.title,
                "edition": form.edition,
                "sources": list(form.sources),
                "unconfirmed": list(form.unconfirmed),
                "fields": sum(1 for _ in form.fields),
            }
            for form in forms().values()
        ]
    }


def _people(clinic: Clinic, until: date | None, today: date) -> Iterator[Mapping[str, Any]]:
    seen = 0
    while page := clinic.records.follow_ups.due(until, today, _PAGE, seen):
        for one in page:
            yield {
                "person": one.person_key,
                "name": one.patient.name,
                "disease": one.disease,
                "due": one.due.isoformat(),
                "last": one.last[0].isoformat() if one.last else None,
                "this_year": one.this_year,
                "a_year": a_year(one.disease),
                "contract": one.contract,
            }
        seen += len(page)
