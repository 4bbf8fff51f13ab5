"""更正 and 作废: a saved visit is never edited, another event takes its place or crosses it out."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from core.audit import Deed, Purpose, Reason
from core.clinic import Clinic
from core.coverage.verdict import Verdict, VerdictKind
from core.dates import CHINA, china_day
from core.errors import Refusal
from core.events import EventType
from core.identity.credentials import Credential
from core.identity.identity_check import CheckMethod, IdentityCheck
from core.identity.number_said import NumberSaid
from core.ids import EventId
from core.policy.check_visit import Spoken
from core.ports import VisitState, VisitVersions
from core.roles import Right
from core.services.append_event import append_event
from core.services.check_visit import check_form
from core.services.estimate_split import estimate_split, two_diseases_of
from core.services.prove_identity import proved
from core.services.receive_patient import (
    Reception,
    check_identity,
    note_look_up,
    receive_as_on,
    receive_credential,
    receive_without_number,
    whom_and_why,
)
from core.services.record_visit import SavedVisit, keep_visit, patient_of, verdict_on_visit
from core.services.visit_form import VisitForm, require_complete
from core.visits.corrections import cancellation_body, correction_body
from core.visits.noted_checks import noted
from core.visits.visit import OrderLine, VerdictOnVisit, Visit

LONGEST_REASON = 100
_OLDEST_DAYS = 366
"""How far back a visit may be dated: a clerk's books of the year before are closed by then."""
_KEY = "correction:"


@dataclass(frozen=True, slots=True)
class Correcting:
    """A visit that was taken up to be corrected, and the patient as on the day it is of.

    As long as that day stays, so does the verdict the desk was told then. `identified` is how it was proved
    since who it was, where the visit began without a number; the verdict is then that person's.
    """

    versions: VisitVersions
    reception: Reception
    identified: IdentityCheck | None = None

    @property
    def state(self) -> VisitState:
        """Give the version the correction begins with: the live one, or the first of rivals."""
        return self.versions.shown[0]

    @property
    def rivals(self) -> tuple[VisitState, ...]:
        """Give the other versions none of which takes effect."""
        return self.versions.shown[1:]

    @property
    def stands(self) -> list[OrderLine]:
        """Give the lines that stand there already: they keep the price they had."""
        return [line for state in self.versions.shown for line in state.visit.lines]

    @property
    def day(self) -> date:
        """Tell the day the corrected visit will be of."""
        return self.reception.verdict.on

    @property
    def draft_key(self) -> str:
        """Name the draft: the same for all versions of a visit."""
        return _KEY + self.versions.versions.first


def visit_of_draft(draft_key: str) -> EventId | None:
    """Tell which visit a draft corrects; None for one that begins a visit."""
    return EventId(draft_key.removeprefix(_KEY)) if draft_key.startswith(_KEY) else None


def take_up(clinic: Clinic, event_id: EventId) -> Correcting:
    """Take up a visit to correct it; who did so is noted.

    Raises:
        Refusal: `not_permitted`, `visit_not_here`, `visit_cancelled`, `visit_of_newer_program`.
    """
    versions = _versions(clinic, event_id)
    if len(versions.shown) + len(versions.versions.cancellations) < len(versions.versions.live):
        raise Refusal("visit_of_newer_program")
    state = versions.shown[0]
    reception = _seated(clinic, versions, china_day(state.visit.visited_at))
    facts = whom_and_why(reception, Reason(Purpose.CORRECTION))
    clinic.audit.note_in_passing(Deed.LOOKED_UP, reception.person_id, "", facts)
    return Correcting(versions, reception)


def dated(clinic: Clinic, correcting: Correcting, day: date) -> Correcting:
    """Say that the visit was on another day; the verdict is the one of that day.

    Raises:
        Refusal: `visit_day_impossible`.
    """
    if not timedelta(0) <= china_day(clinic.clock.now()) - day <= timedelta(_OLDEST_DAYS):
        raise Refusal("visit_day_impossible")
    if day == correcting.day:
        return correcting
    if correcting.identified is None:
        return replace(correcting, reception=_seated(clinic, correcting.versions, day))
    return _named(clinic, correcting, correcting.reception, correcting.identified, day)


def identified(clinic: Clinic, correcting: Correcting, said: NumberSaid) -> Correcting:
    """Say by a number who it was that was treated before anybody knew; care came first.

    Raises:
        Refusal: as `shown_since`, or a code of `core.identity.credentials`.
    """
    shown = said.read(china_day(clinic.clock.now()))
    return shown_since(clinic, correcting, shown, said.name, check_identity(clinic, said.how, said.reader))


def shown_since(
    clinic: Clinic, correcting: Correcting, shown: Credential, name: str, check: IdentityCheck
) -> Correcting:
    """Say who it was by what was shown since; where nobody knows a name the one of the visit stays.

    Who is opened by it is noted once, and the strongest proof of the same number stands.

    Raises:
        Refusal: `patient_has_number`: another person is another visit; `name_not_usable`.
    """
    visit, known = correcting.state.visit, correcting.identified
    if visit.patient.id_number:
        raise Refusal("patient_has_number")
    reception = receive_credential(clinic, shown, name.strip())
    if not reception.name:
        reception = replace(reception, name=visit.patient.name)
    if known is None or correcting.reception.id_number != shown.number:
        note_look_up(clinic, reception, check.method, Reason(Purpose.CORRECTION))
    elif known.method.proof.meets(check.method.proof):
        check = known
    return _named(clinic, correcting, reception, check, correcting.day)


def called(clinic: Clinic, correcting: Correcting, name: str) -> Correcting:
    """Say by name alone who it was: a number may still come.

    Raises:
        Refusal: `patient_has_number`, `name_missing`, `name_not_usable`.
    """
    if correcting.state.visit.patient.id_number:
        raise Refusal("patient_has_number")
    reception = receive_without_number(clinic, name)
    check = check_identity(clinic, CheckMethod.KNOWN_TO_DOCTOR)
    return _named(clinic, correcting, reception, check, correcting.day)


def unnamed_again(clinic: Clinic, correcting: Correcting) -> Correcting:
    """Take back who it was said to have been since."""
    if correcting.identified is None:
        return correcting
    seated = _seated(clinic, correcting.versions, correcting.day)
    return replace(correcting, reception=seated, identified=None)


def correct_visit(clinic: Clinic, correcting: Correcting, form: VisitForm) -> SavedVisit:
    """Append the corrected visit; when this returns, it is on the disk, and the former version is history.

    Raises:
        Refusal: `not_permitted`, `visit_changed_meanwhile`, `nothing_corrected`; the form is incomplete (see
            `require_complete`); a check stops it or asks for a reason (see `noted`); `visit_too_long`;
            `identity_proof_too_weak` of whoever is named since.
        Hindrance: the ledger could not keep it; nothing was kept, the draft is still there.
    """
    _require_still_live(clinic, correcting.versions)
    former = correcting.state.visit
    require_complete(clinic, form, correcting.day, correcting.stands)
    spoken = check_correction(clinic, correcting, form)
    visit = replace(_corrected(clinic, correcting, form), checks=noted(spoken, form.reasons))
    as_judged_now = replace(
        former, estimate=visit.estimate, checks=visit.checks, two_diseases=visit.two_diseases
    )
    if visit == as_judged_now and not _asks(correcting):
        raise Refusal("nothing_corrected")
    body = correction_body(visit, correcting.versions.versions.live)
    return keep_visit(clinic, EventType.VISIT_CORRECTED, visit, body, correcting.draft_key)


def check_correction(clinic: Clinic, correcting: Correcting, form: VisitForm) -> tuple[Spoken, ...]:
    """Ask the checks about what would take the place of a visit."""
    proof = correcting.identified or correcting.state.visit.identity_check
    return check_form(clinic, correcting.reception, proof, form, correcting.stands)


def cancel_visit(clinic: Clinic, event_id: EventId, reason: str) -> None:
    """Cross a visit out that never was, or was written twice; when this returns, it is on the disk.

    Raises:
        Refusal: `not_permitted`, `visit_not_here`, `visit_cancelled`, `cancel_reason_missing`,
            `cancel_reason_too_long`.
        Hindrance: the ledger could not keep it; nothing was kept.
    """
    versions, why = _versions(clinic, event_id), reason.strip()
    if not why:
        raise Refusal("cancel_reason_missing")
    if len(why) > LONGEST_REASON:
        raise Refusal("cancel_reason_too_long", most=LONGEST_REASON)
    append_event(clinic, EventType.VISIT_CANCELLED, cancellation_body(why, versions.versions.live))


def _versions(clinic: Clinic, event_id: EventId) -> VisitVersions:
    clinic.staff.require(Right.CORRECT)
    versions = clinic.records.visit_versions(event_id)
    if versions is None:
        raise Refusal("visit_not_here")
    if not versions.shown:
        raise Refusal("visit_cancelled")
    return versions


def _require_still_live(clinic: Clinic, taken_up: VisitVersions) -> None:
    """Refuse where another PC's correction came meanwhile: whoever corrects has to have seen it."""
    if _versions(clinic, taken_up.versions.first).versions.live != taken_up.versions.live:
        raise Refusal("visit_changed_meanwhile")


def _asks(correcting: Correcting) -> bool:
    """Tell whether saving it as it stands already says something: which rival counts, or that it is right."""
    state = correcting.state
    return len(correcting.versions.versions.live) > 1 or state.day_in_doubt or state.state == "returned"


def _seated(clinic: Clinic, versions: VisitVersions, day: date) -> Reception:
    visit = versions.shown[0].visit
    reception = receive_as_on(clinic, visit.patient, day, versions.versions.members)
    if day != china_day(visit.visited_at):
        return reception
    return replace(reception, verdict=_as_told(visit.verdict, day))


def _as_told(told: VerdictOnVisit, day: date) -> Verdict:
    """Give the verdict the desk was told that day: a roster that came since speaks for no day before it."""
    kind = VerdictKind(told.kind) if told.kind in set(VerdictKind) else VerdictKind.CANNOT_TELL
    return Verdict(kind, day, told.roster_as_of, pack=told.pack)


def _named(
    clinic: Clinic, correcting: Correcting, shown: Reception, check: IdentityCheck, day: date
) -> Correcting:
    """Seat whoever was shown since as on a day; what is odd about the number stays."""
    reception = receive_as_on(clinic, patient_of(shown), day, correcting.versions.versions.members)
    reception = replace(reception, concerns=shown.concerns)
    return replace(correcting, reception=reception, identified=check)


def _corrected(clinic: Clinic, correcting: Correcting, form: VisitForm) -> Visit:
    former, reception = correcting.state.visit, correcting.reception
    since = correcting.identified
    check = proved(clinic, reception, since, form.proof) if since else former.identity_check
    same_day = correcting.day == china_day(former.visited_at) and since is None
    return replace(
        former,
        patient=patient_of(reception) if since else former.patient,
        identity_check=check,
        verdict=former.verdict if same_day else verdict_on_visit(reception.verdict),
        visited_at=_at(former.visited_at, correcting.day),
        complaint=form.complaint.strip(),
        diagnoses=form.diagnoses,
        lines=form.lines,
        estimate=estimate_split(clinic, reception, form.lines),
        onset_date=form.onset_date,
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
    )


def _at(moment: datetime, day: date) -> datetime:
    """Give the same time of another day."""
    return datetime.combine(day, moment.astimezone(CHINA).timetz())
