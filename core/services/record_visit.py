"""Write a visit down so that it cannot be lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.clinic import Clinic
from core.coverage.verdict import Verdict
from core.dates import china_day, whole_millisecond
from core.errors import Hindrance, Refusal
from core.events import ClockTrust, EventDraft, EventType
from core.identity.identity_check import IdentityCheck
from core.ids import EventId
from core.roles import Right
from core.services.check_visit import check_form
from core.services.estimate_split import estimate_split, two_diseases_of
from core.services.name_companion import require_another
from core.services.prove_identity import proved
from core.services.receive_patient import Reception, received_today
from core.services.visit_form import VisitForm, require_complete
from core.visits.noted_checks import noted
from core.visits.visit import PatientOnVisit, VerdictOnVisit, Visit

HASH_ON_SLIP = 8
"""Hex digits of the body's hash printed on the slip: enough to tell a changed copy at a glance."""

LONGEST_VISIT = 64 * 1024
"""Bytes of a body: a whole day of writing, and far below what a township takes as one event."""


@dataclass(frozen=True, slots=True)
class SavedVisit:
    """A visit that is durably in the ledger: its id, place, short hash for the slip, and content.

    `day_in_doubt`: nobody could say that the clock was right; its date is to be confirmed. `corrected`: it
    took the place of another version.
    """

    event_id: EventId
    sequence: int
    short_hash: str
    visit: Visit
    day_in_doubt: bool = False
    corrected: bool = False


def record_visit(clinic: Clinic, reception: Reception, check: IdentityCheck, form: VisitForm) -> SavedVisit:
    """Append the visit to the ledger; when this returns, it is on the disk.

    Raises:
        Refusal: `not_permitted`; the form is incomplete (see `require_complete`); a check stops it
            or asks for a reason (see `noted`); `identity_proof_too_weak`; `visit_too_long`.
        Hindrance: the ledger could not keep it; nothing was kept, the draft is still there.
    """
    clinic.staff.require(Right.RECORD)
    try:
        return _recorded(clinic, reception, check, form)
    except Hindrance as hindrance:
        if hindrance.code != "cache_begun_anew":
            raise
        # Nothing was appended yet: what is begun anew is never the ledger, and a visit needs nothing else.
        return _recorded(clinic, reception, check, form)


def keep_visit(
    clinic: Clinic, kind: EventType, visit: Visit, plain: Mapping[str, Any], form_key: str
) -> SavedVisit:
    """Append an event that holds a visit; when this returns, it is on the disk.

    Raises:
        Refusal: `visit_too_long`, `companion_is_patient`.
        Hindrance: the ledger could not keep it; nothing was kept.
    """
    require_another(visit.patient, visit.companion)
    body = clinic.codec.encode(dict(plain))
    if len(body) > LONGEST_VISIT:
        raise Refusal("visit_too_long")
    body_hash, trust = clinic.codec.digest(body), clinic.watch.standing().trust
    draft = EventDraft(
        event_id=clinic.ids.next_for(body_hash),
        type=kind,
        body=body,
        versions=clinic.records.versions(),
        user=clinic.staff.user,
        device_time=whole_millisecond(clinic.clock.now()),
        clock_trust=trust,
    )
    event = clinic.ledger.append(draft, form_key)
    place = (event.header.event_id, event.header.sequence, body_hash.hex()[:HASH_ON_SLIP])
    return SavedVisit(*place, visit, trust is ClockTrust.DOUBTFUL, kind == EventType.VISIT_CORRECTED)


def patient_of(reception: Reception) -> PatientOnVisit:
    """Give what a visit notes of who was seen."""
    return PatientOnVisit(
        person_id=reception.person_id,
        id_number=reception.id_number,
        name=reception.name,
        sex=reception.sex,
        birth_date=reception.birth_date,
        number_kind=reception.number_kind,
    )


def verdict_on_visit(verdict: Verdict) -> VerdictOnVisit:
    """Give what a visit notes of a verdict."""
    return VerdictOnVisit(
        kind=verdict.kind.value,
        benefit_date=verdict.benefit_date,
        roster_as_of=verdict.roster_as_of,
        pack=verdict.pack,
        certainty=verdict.certainty.value,
    )


def _recorded(clinic: Clinic, reception: Reception, check: IdentityCheck, form: VisitForm) -> SavedVisit:
    require_complete(clinic, form, china_day(clinic.clock.now()))
    visit = _visit(clinic, received_today(clinic, reception), check, form)
    return keep_visit(clinic, EventType.VISIT_RECORDED, visit, visit.to_plain(), reception.draft_key)


def _visit(clinic: Clinic, reception: Reception, check: IdentityCheck, form: VisitForm) -> Visit:
    estimate, check = (
        estimate_split(clinic, reception, form.lines),
        proved(clinic, reception, check, form.proof),
    )
    return Visit(
        patient=patient_of(reception),
        identity_check=check,
        verdict=verdict_on_visit(reception.verdict),
        visited_at=whole_millisecond(clinic.clock.now()),
        doctor=clinic.staff.user,
        doctor_name=clinic.staff.name,
        complaint=form.complaint.strip(),
        diagnoses=form.diagnoses,
        lines=form.lines,
        estimate=estimate,
        onset_date=form.onset_date,
        first_visit=not reception.last_visits,
        temperature_tenths=form.temperature_tenths,
        systolic=form.systolic,
        diastolic=form.diastolic,
        remark=form.remark.strip(),
        companion=form.companion,
        pregnant=form.pregnant,
        allergies=form.allergies,
        bedside=form.bedside,
        herbs=form.herbs,
        payment=form.payment,
        two_diseases=two_diseases_of(clinic, reception, form.lines),
        checks=noted(check_form(clinic, reception, check, form), form.reasons),
    )
