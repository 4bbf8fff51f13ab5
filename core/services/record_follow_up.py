"""Open a follow-up form, judge it while it is typed, write it down for good, and correct what was written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.audit import Deed, Purpose
from core.clinic import Clinic
from core.coverage.enrolment import ChronicDisease
from core.dates import age_on, china_day, whole_millisecond
from core.errors import Refusal
from core.events import ClockTrust, EventType
from core.followup.book import FollowUpVersions
from core.followup.care import Cared
from core.followup.filling import as_typed, carried, fill, readable
from core.followup.follow_up import FollowUp, FollowUpState, person_key, require_short
from core.followup.form import CLASSIFICATION, NEXT_ON, ON, REFERRAL_REASON, STEP, Form, Values
from core.followup.form_files import form_in_use, form_of
from core.followup.judgement import Classification, Judgement, Step, judge
from core.ids import EventId
from core.roles import Right
from core.services.append_event import append_event
from core.services.correct_visit import LONGEST_REASON
from core.visits.corrections import cancellation_body
from core.visits.visit import PatientOnVisit

HISTORY = 12
"""Follow-ups that stand beside the form: three years of four."""
_OLDEST = timedelta(days=366)
_LATEST = timedelta(days=366)
KEY = "follow-up:"
"""Beginning of the keys of open follow-up forms; the others are of visits."""


@dataclass(frozen=True, slots=True)
class FollowUpSeat:
    """A form that is open: whose, which one, what was written before, and what it corrects if anything."""

    patient: PatientOnVisit
    form: Form
    today: date
    history: tuple[FollowUpState, ...]
    cared: Cared | None = None
    corrects: FollowUpVersions | None = None

    @property
    def draft_key(self) -> str:
        """Name the draft; a correction has one of its own, the same for all versions."""
        if self.corrects is not None:
            return f"{KEY}correction:{self.corrects.versions.first}"
        return f"{KEY}{self.form.disease.value}:{person_key(self.patient)}"

    @property
    def before(self) -> tuple[FollowUpState, ...]:
        """Give the follow-ups that count beside this one, newest first."""
        members = self.corrects.versions.members if self.corrects else frozenset[EventId]()
        return tuple(one for one in self.history if not one.cancelled and one.event_id not in members)

    def begins_with(self) -> Mapping[str, str]:
        """Give what the form begins with: what seldom changes, or what was saved."""
        if self.corrects is not None:
            saved = self.corrects.shown[0].follow_up
            return {**as_typed(self.form, saved.values), **_days_of(saved)}
        last = next((one.follow_up for one in self.before), None)
        kept = carried(self.form, last.values) if last else {}
        return {**kept, ON: self.today.isoformat()}

    def judged(self, typed: Mapping[str, str]) -> Judgement:
        """Judge what is typed so far."""
        values = readable(self.form, typed, self.today)
        return self.judgement_of(values, _day(values, ON, self.today))

    def judgement_of(self, values: Values, on: date) -> Judgement:
        """Judge values of a day, after what counts of the days before."""
        earlier = next((one.follow_up for one in self.before if one.follow_up.on < on), None)
        before = earlier.classification if earlier else None
        return judge(self.form, values, on, self.age(on), before)

    def age(self, on: date) -> int | None:
        """Give the patient's age on a day; None where nobody knows it."""
        birth = self.patient.birth_date
        return age_on(birth, on) if birth else None


@dataclass(frozen=True, slots=True)
class SavedFollowUp:
    """A follow-up that is durably in the ledger."""

    event_id: EventId
    follow_up: FollowUp
    day_in_doubt: bool = False
    corrects: bool = False


def open_follow_up(clinic: Clinic, patient: PatientOnVisit, disease: ChronicDisease) -> FollowUpSeat:
    """Open the form of somebody; who did so is noted.

    Raises:
        Refusal: `not_permitted`.
    """
    clinic.staff.require(Right.LOOK_UP)
    facts = {"why": Purpose.FOLLOW_UP.value}
    clinic.audit.note_in_passing(Deed.LOOKED_UP, patient.person_id, "", facts)
    return _seat(clinic, patient, form_in_use(disease, clinic.records.follow_ups.edition()))


def record_follow_up(clinic: Clinic, seat: FollowUpSeat, typed: Mapping[str, str]) -> SavedFollowUp:
    """Append the follow-up to the ledger; when this returns, it is on the disk.

    Raises:
        Refusal: `not_permitted`; what `fill` refuses; `follow_up_day_impossible`,
            `follow_up_next_impossible`, `follow_up_next_too_late`, `follow_up_classification_missing`,
            `follow_up_referral_not_said`, `follow_up_too_long`.
        Hindrance: the ledger could not keep it; nothing was kept, the draft is still there.
    """
    clinic.staff.require(Right.RECORD)
    one = _written(clinic, seat, typed)
    return _kept(clinic, EventType.FOLLOW_UP_RECORDED, one, {}, seat.draft_key)


def take_up_follow_up(clinic: Clinic, event_id: EventId) -> FollowUpSeat:
    """Take up a saved follow-up to correct it; who did so is noted.

    Raises:
        Refusal: `not_permitted`, `follow_up_not_here`, `follow_up_cancelled`, `follow_up_of_newer_program`.
    """
    versions = _versions(clinic, event_id)
    saved = versions.shown[0].follow_up
    form, known = form_of(saved.disease, saved.version), versions.versions
    if form is None or len(versions.shown) + len(known.cancellations) < len(known.live):
        raise Refusal("follow_up_of_newer_program")
    facts = {"why": Purpose.CORRECTION.value}
    clinic.audit.note_in_passing(Deed.LOOKED_UP, saved.patient.person_id, "", facts)
    return replace(_seat(clinic, saved.patient, form), corrects=versions)


def correct_follow_up(clinic: Clinic, seat: FollowUpSeat, typed: Mapping[str, str]) -> SavedFollowUp:
    """Let what is typed take the place of what was saved.

    Raises:
        Refusal: as `record_follow_up` and `take_up_follow_up`; `nothing_corrected`,
            `follow_up_changed_meanwhile`.
        Hindrance: the ledger could not keep it; nothing was kept, the draft is still there.
    """
    if seat.corrects is None:
        raise ValueError("nothing is being corrected")
    versions = _versions(clinic, seat.corrects.versions.first)
    if versions.versions.live != seat.corrects.versions.live:
        raise Refusal("follow_up_changed_meanwhile")
    former = versions.shown[0].follow_up
    written = _written(clinic, seat, typed)
    one = replace(written, visited_at=former.visited_at, doctor=former.doctor, doctor_name=former.doctor_name)
    if one == former and len(versions.versions.live) == 1:
        raise Refusal("nothing_corrected")
    supersedes = {"supersedes": sorted(versions.versions.live)}
    return _kept(clinic, EventType.FOLLOW_UP_CORRECTED, one, supersedes, seat.draft_key)


def cancel_follow_up(clinic: Clinic, event_id: EventId, reason: str) -> None:
    """Cross a follow-up out that never was, with the reason.

    Raises:
        Refusal: `cancel_reason_missing`, `cancel_reason_too_long`, and those of `take_up_follow_up`.
        Hindrance: the ledger could not keep it.
    """
    versions, why = _versions(clinic, event_id), reason.strip()
    if not why:
        raise Refusal("cancel_reason_missing")
    if len(why) > LONGEST_REASON:
        raise Refusal("cancel_reason_too_long", most=LONGEST_REASON)
    append_event(clinic, EventType.FOLLOW_UP_CANCELLED, cancellation_body(why, versions.versions.live))


def _seat(clinic: Clinic, patient: PatientOnVisit, form: Form) -> FollowUpSeat:
    today, key = china_day(clinic.clock.now()), person_key(patient)
    book = clinic.records.follow_ups
    history = tuple(book.history(key, form.disease.value, HISTORY))
    care: Sequence[Cared] = book.care_of(key, today)
    cared = next((one for one in care if one.disease == form.disease), None)
    return FollowUpSeat(patient, form, today, history, cared)


def _versions(clinic: Clinic, event_id: EventId) -> FollowUpVersions:
    clinic.staff.require(Right.CORRECT)
    versions = clinic.records.follow_ups.versions(event_id)
    if versions is None:
        raise Refusal("follow_up_not_here")
    if not versions.shown:
        raise Refusal("follow_up_cancelled")
    return versions


def _written(clinic: Clinic, seat: FollowUpSeat, typed: Mapping[str, str]) -> FollowUp:
    today = china_day(clinic.clock.now())
    values = dict(fill(seat.form, typed, today))
    on = _day(values, ON, today)
    if not today - _OLDEST <= on <= today:
        raise Refusal("follow_up_day_impossible")
    judgement = seat.judgement_of(values, on)
    if judgement.classification is None:
        raise Refusal("follow_up_classification_missing")
    if judgement.refers and REFERRAL_REASON not in values:
        raise Refusal("follow_up_referral_not_said")
    next_on = _next_on(values, on, judgement)
    values[CLASSIFICATION] = int(judgement.classification)
    if seat.form.field(STEP):
        values[STEP] = int(judgement.step)
    require_short(values)
    return FollowUp(
        patient=seat.patient,
        disease=seat.form.disease.value,
        version=seat.form.version,
        on=on,
        visited_at=whole_millisecond(clinic.clock.now()),
        doctor=clinic.staff.user,
        doctor_name=clinic.staff.name,
        values={key: one for key, one in values.items() if key not in (ON, NEXT_ON)},
        classification=Classification(judgement.classification),
        computed=judgement.computed,
        step=judgement.step,
        dangers=tuple(dict.fromkeys(one.field for one in judgement.dangers)),
        next_on=next_on,
    )


def _next_on(values: Values, on: date, judgement: Judgement) -> date:
    chosen = _day(values, NEXT_ON, judgement.next_by)
    if not on < chosen <= on + _LATEST:
        raise Refusal("follow_up_next_impossible")
    if judgement.step is not Step.ROUTINE and chosen > judgement.next_by:
        raise Refusal("follow_up_next_too_late", by=judgement.next_by.isoformat())
    return chosen


def _day(values: Values, key: str, otherwise: date) -> date:
    told = values.get(key)
    return date.fromisoformat(told) if isinstance(told, str) else otherwise


def _days_of(saved: FollowUp) -> Mapping[str, str]:
    return {ON: saved.on.isoformat(), NEXT_ON: saved.next_on.isoformat()}


def _kept(
    clinic: Clinic, kind: EventType, one: FollowUp, more: Mapping[str, Sequence[str]], form_key: str
) -> SavedFollowUp:
    header = append_event(clinic, kind, {**one.to_plain(), **more}, form_key).header
    doubtful = header.clock_trust is ClockTrust.DOUBTFUL
    return SavedFollowUp(header.event_id, one, doubtful, corrects=kind is EventType.FOLLOW_UP_CORRECTED)
