"""What a visit form writes: a visit of whoever sits here, or the correction of one that was saved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, Protocol

from core.clinic import Clinic
from core.identity.number_said import NumberSaid
from core.policy.check_visit import Spoken
from core.policy.choices import Proof
from core.services.check_visit import check_form
from core.services.correct_visit import (
    Correcting,
    called,
    check_correction,
    correct_visit,
    dated,
    identified,
    unnamed_again,
)
from core.services.prove_identity import proof_lacking
from core.services.receive_patient import Reception
from core.services.record_visit import SavedVisit, record_visit
from core.services.visit_form import VisitForm
from core.visits.companion import Companion
from core.visits.noted_checks import NotedCheck
from core.visits.visit import Visit
from ui.desk import CardSeen
from ui.receiving import Received, named_by_card
from ui.widgets.bedside_fields import typed_of as bedside_typed
from ui.widgets.payment_bar import typed_of as payment_typed
from ui.wording.tolerance import BETWEEN


@dataclass(frozen=True, slots=True)
class Stated:
    """What stands above the form of a correction: the day, and who it was where nobody knew.

    `day` is None for a visit of today; a card goes before what is typed.
    """

    day: date | None = None
    who: NumberSaid = field(default_factory=partial(NumberSaid, ""))
    card: CardSeen | None = field(default=None, repr=False)


class Writing(Protocol):
    """A visit being written; frozen, its deeds on the store lane."""

    @property
    def reception(self) -> Reception:
        """Tell who it is of, and the verdict it rests on."""
        ...

    @property
    def draft_key(self) -> str:
        """Name its draft."""
        ...

    @property
    def repeats(self) -> bool:
        """Tell whether there is a last time it may be the same as."""
        ...

    def begins_with(self) -> Mapping[str, Any]:
        """Give what stands in the form at first, as a draft would hold it."""
        ...

    def as_stated(self, clinic: Clinic, said: Stated) -> "Writing":
        """Say which day it is of, and of whom, where that can be said.

        Raises:
            Refusal: `visit_day_impossible`, or the number is none.
        """
        ...

    def lacks(self, clinic: Clinic) -> Proof | None:
        """Tell which proof of who it is of is demanded and was not given."""
        ...

    def check(self, clinic: Clinic, form: VisitForm) -> tuple[Spoken, ...]:
        """Ask the checks about what is written so far."""
        ...

    def save(self, clinic: Clinic, form: VisitForm) -> SavedVisit:
        """Write it down for good.

        Raises:
            Refusal, Hindrance: as `record_visit` and `correct_visit`.
        """
        ...


@dataclass(frozen=True, slots=True)
class NewVisit:
    """Implements `Writing` for whoever sits here: always of today."""

    received: Received

    @property
    def reception(self) -> Reception:
        """Tell who sits here."""
        return self.received.reception

    @property
    def draft_key(self) -> str:
        """Name the draft of this person's open visit."""
        return self.received.reception.draft_key

    @property
    def repeats(self) -> bool:
        """Tell whether the patient was here before."""
        return bool(self.received.reception.last_visits)

    def begins_with(self) -> Mapping[str, Any]:
        """Begin with what the patient was known last time not to tolerate."""
        last = next(iter(self.received.reception.last_visits), None)
        return {"tolerance": {"allergies": BETWEEN.join(last.visit.allergies)}} if last else {}

    def as_stated(self, _clinic: Clinic, _said: Stated) -> "NewVisit":
        """Stay of today, and of whoever sits here."""
        return self

    def lacks(self, clinic: Clinic) -> Proof | None:
        """Compare what is demanded with how it was proved who sits here."""
        return proof_lacking(clinic, self.received.reception, self.received.check)

    def check(self, clinic: Clinic, form: VisitForm) -> tuple[Spoken, ...]:
        """Check the visit."""
        return check_form(clinic, self.received.reception, self.received.check, form)

    def save(self, clinic: Clinic, form: VisitForm) -> SavedVisit:
        """Record the visit."""
        return record_visit(clinic, self.received.reception, self.received.check, form)


@dataclass(frozen=True, slots=True)
class CorrectedVisit:
    """Implements `Writing` for a visit that was saved."""

    correcting: Correcting

    @property
    def reception(self) -> Reception:
        """Tell whom the visit is of, as of its day."""
        return self.correcting.reception

    @property
    def draft_key(self) -> str:
        """Name the draft: the same for all versions of the visit."""
        return self.correcting.draft_key

    @property
    def repeats(self) -> bool:
        """Stay what it was."""
        return False

    def begins_with(self) -> Mapping[str, Any]:
        """Begin with what was saved."""
        return typed_of(self.correcting.state.visit)

    def as_stated(self, clinic: Clinic, said: Stated) -> "CorrectedVisit":
        """Date the visit, and say who it was where nobody knew."""
        of_day = dated(clinic, self.correcting, said.day) if said.day else self.correcting
        if said.card is not None:
            return CorrectedVisit(named_by_card(clinic, of_day, said.card))
        if said.who.number:
            return CorrectedVisit(identified(clinic, of_day, said.who))
        if said.who.name:
            return CorrectedVisit(called(clinic, of_day, said.who.name))
        return CorrectedVisit(unnamed_again(clinic, of_day))

    def lacks(self, clinic: Clinic) -> Proof | None:
        """Compare it with how it was proved since who it was; nothing is asked again of whom it was known."""
        since = self.correcting.identified
        return proof_lacking(clinic, self.reception, since) if since else None

    def check(self, clinic: Clinic, form: VisitForm) -> tuple[Spoken, ...]:
        """Check what would take the place of the former version."""
        return check_correction(clinic, self.correcting, form)

    def save(self, clinic: Clinic, form: VisitForm) -> SavedVisit:
        """Let it take the place of the former version."""
        return correct_visit(clinic, self.correcting, form)


@dataclass(frozen=True, slots=True)
class Begun:
    """A visit as it stands now, as it was `said`: its draft, if one lies here, and which proof it lacks."""

    writing: Writing
    draft: Mapping[str, Any] | None
    lacks: Proof | None
    said: Stated


def begun(clinic: Clinic, writing: Writing, said: Stated) -> Begun:
    """Look what lies here of a visit."""
    return Begun(writing, clinic.drafts.draft(writing.draft_key), writing.lacks(clinic), said)


def stated(clinic: Clinic, writing: Writing, said: Stated) -> Begun:
    """Say which day a visit is of, and of whom.

    Raises:
        Refusal: as `Writing.as_stated`.
    """
    return begun(clinic, writing.as_stated(clinic, said), said)


def saved_as(clinic: Clinic, writing: Writing, said: Stated, form: VisitForm) -> SavedVisit:
    """Write a visit down for good, as of the day and the person that stand there."""
    return writing.as_stated(clinic, said).save(clinic, form)


def _typed_companion(companion: Companion | None) -> Mapping[str, str]:
    if companion is None:
        return {}
    return {
        "role": companion.role.value,
        "name": companion.name,
        "number": companion.id_number,
        "kind": companion.number_kind,
        "how": companion.method.value,
    }


def _key(noted: NotedCheck, visit: Visit) -> str:
    """Name what a reason answered, as far as the lines it was about still tell."""
    about = str(noted.facts.get("substance", noted.facts.get("diagnosis", "")))
    places = [place for place in noted.lines if 0 < place <= len(visit.lines)]
    return f"{noted.check}:{about or (visit.lines[places[0] - 1].code if places else '')}"


def typed_of(visit: Visit) -> Mapping[str, Any]:
    """Give a visit as if it had just been typed into the form."""
    tenths = visit.temperature_tenths
    return {
        "fields": {
            "complaint": visit.complaint,
            "onset": visit.onset_date.isoformat() if visit.onset_date else "",
            "temperature": "" if tenths is None else f"{tenths // 10}.{tenths % 10}",
            "systolic": "" if visit.systolic is None else str(visit.systolic),
            "diastolic": "" if visit.diastolic is None else str(visit.diastolic),
            "remark": visit.remark,
        },
        "companion": _typed_companion(visit.companion),
        "bedside": bedside_typed(visit.bedside),
        "payment": payment_typed(visit.payment),
        "herbs": visit.herbs.to_plain() if visit.herbs else {},
        "tolerance": {"allergies": BETWEEN.join(visit.allergies), "pregnant": visit.pregnant},
        "reasons": {_key(one, visit): one.reason for one in visit.checks if one.reason},
        "diagnoses": [{"code": d.code, "name": d.name, "main": d.main} for d in visit.diagnoses],
        "lines": [
            {"line": line.to_plain(), "fields": {}, "scanned": list(line.trace_codes)} for line in visit.lines
        ],
    }
