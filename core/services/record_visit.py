"""Write a visit down so that it cannot be lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.clinic import Clinic
from core.dates import china_day, whole_millisecond
from core.errors import Hindrance, Refusal
from core.events import ClockTrust, EventDraft, EventType
from core.identity.identity_check import IdentityCheck
from core.ids import EventId
from core.roles import Right
from core.services.estimate_split import estimate_split
from core.services.receive_patient import Reception, received_today
from core.visits.visit import Diagnosis, FundSplit, OrderLine, PatientOnVisit, VerdictOnVisit, Visit

HASH_ON_SLIP = 8
"""Hex digits of the body's hash printed on the slip: enough to tell a changed copy at a glance."""

LONGEST_VISIT = 64 * 1024
"""Bytes of a body: a whole day of writing, and far below what a township takes as one event."""
_MOST = 99_999
"""Boxes or days of a line: more is a slip of the hand, or a number that no longer fits where it travels."""


@dataclass(frozen=True, slots=True)
class VisitForm:
    """What the doctor wrote; vitals are tenths of a degree and mmHg, None where not taken."""

    complaint: str
    diagnoses: tuple[Diagnosis, ...]
    lines: tuple[OrderLine, ...]
    onset_date: date | None = None
    temperature_tenths: int | None = None
    systolic: int | None = None
    diastolic: int | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class SavedVisit:
    """A visit that is durably in the ledger: its id, place, short hash for the slip, and content.

    `day_in_doubt`: nobody could say that the clock was right; its date is to be confirmed.
    """

    event_id: EventId
    sequence: int
    short_hash: str
    visit: Visit
    day_in_doubt: bool = False


def record_visit(clinic: Clinic, reception: Reception, check: IdentityCheck, form: VisitForm) -> SavedVisit:
    """Append the visit to the ledger; when this returns, it is on the disk.

    Raises:
        Refusal: `not_permitted`; or the form is incomplete: `visit_without_diagnosis`,
            `visit_main_diagnosis_unclear`, `line_quantity_not_positive`, `line_count_impossible`,
            `price_above_ceiling`, `vitals_out_of_range`, `blood_pressure_swapped`, `onset_in_future`;
            or `visit_too_long`.
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


def _recorded(clinic: Clinic, reception: Reception, check: IdentityCheck, form: VisitForm) -> SavedVisit:
    today = china_day(clinic.clock.now())
    _refuse_incomplete(clinic, form, today)
    visit = _visit(clinic, received_today(clinic, reception), check, form)
    body = clinic.codec.encode(visit.to_plain())
    if len(body) > LONGEST_VISIT:
        raise Refusal("visit_too_long")
    body_hash, trust = clinic.codec.digest(body), clinic.watch.standing().trust
    draft = EventDraft(
        event_id=clinic.ids.next_for(body_hash),
        type=EventType.VISIT_RECORDED,
        body=body,
        versions=clinic.records.versions(),
        user=clinic.staff.user,
        device_time=visit.visited_at,
        clock_trust=trust,
    )
    event = clinic.ledger.append(draft, reception.draft_key)
    place = (event.header.event_id, event.header.sequence, body_hash.hex()[:HASH_ON_SLIP])
    return SavedVisit(*place, visit, trust is ClockTrust.DOUBTFUL)


def _visit(clinic: Clinic, reception: Reception, check: IdentityCheck, form: VisitForm) -> Visit:
    verdict = reception.verdict
    estimate = estimate_split(clinic, reception, form.lines)
    return Visit(
        patient=PatientOnVisit(
            person_id=reception.person_id,
            id_number=reception.id_number,
            name=reception.name,
            sex=reception.sex,
            birth_date=reception.birth_date,
            number_kind=reception.number_kind,
        ),
        identity_check=check,
        verdict=VerdictOnVisit(
            kind=verdict.kind.value,
            benefit_date=verdict.benefit_date,
            roster_as_of=verdict.roster_as_of,
            pack=verdict.pack,
            certainty=verdict.certainty.value,
        ),
        visited_at=whole_millisecond(clinic.clock.now()),
        doctor=clinic.staff.user,
        doctor_name=clinic.staff.name,
        complaint=form.complaint.strip(),
        diagnoses=form.diagnoses,
        lines=form.lines,
        estimate=FundSplit(estimate.fund, estimate.account, estimate.cash) if estimate else None,
        onset_date=form.onset_date,
        first_visit=not reception.last_visits,
        temperature_tenths=form.temperature_tenths,
        systolic=form.systolic,
        diastolic=form.diastolic,
        remark=form.remark.strip(),
    )


_LIMITS = {"temperature_tenths": (300, 450), "systolic": (40, 300), "diastolic": (20, 200)}
"""What a thermometer (tenths of a degree) or a cuff (mmHg) can show on a living person."""


def _refuse_incomplete(clinic: Clinic, form: VisitForm, today: date) -> None:
    if not form.diagnoses:
        raise Refusal("visit_without_diagnosis")
    if sum(diagnosis.main for diagnosis in form.diagnoses) != 1:
        raise Refusal("visit_main_diagnosis_unclear")
    if form.onset_date and form.onset_date > today:
        raise Refusal("onset_in_future")
    for vital, (low, high) in _LIMITS.items():
        value = getattr(form, vital)
        if value is not None and not low <= value <= high:
            raise Refusal("vitals_out_of_range", vital=vital)
    if form.systolic is not None and form.diastolic is not None and form.systolic <= form.diastolic:
        raise Refusal("blood_pressure_swapped")
    _refuse_lines(clinic, form.lines)


def _refuse_lines(clinic: Clinic, lines: Sequence[OrderLine]) -> None:
    for place, line in enumerate(lines, start=1):
        if line.quantity <= 0:
            raise Refusal("line_quantity_not_positive", line=place)
        if line.quantity > _MOST or not 0 <= line.days <= _MOST:
            raise Refusal("line_count_impossible", line=place)
        item = clinic.records.item(line.kind, line.code)
        if item and line.unit_price > item.price_ceiling:
            raise Refusal("price_above_ceiling", line=place)
