"""Visits that were begun and not saved: who they are of, and how to take them up again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.audit import Deed
from core.clinic import Clinic
from core.dates import china_day
from core.identity.credentials import read_credential
from core.identity.id_number import Concern, NumberKind
from core.ids import EventId, PersonId
from core.roles import Right
from core.services.correct_visit import visit_of_draft
from core.services.receive_patient import (
    Reception,
    receive_credential,
    receive_person,
    receive_without_number,
)


@dataclass(frozen=True, slots=True)
class UnfinishedVisit:
    """An open form: its key, whose it is as far as was noted, and when it was kept last.

    `corrects` names the saved visit it corrects, by any of its versions; None for one that begins a visit.
    """

    draft_key: str
    name: str
    id_number: str
    kept_at: datetime | None
    number_kind: NumberKind | None = None
    on_chip: bool = False
    corrects: EventId | None = None


def noted_with_draft(clinic: Clinic, reception: Reception) -> dict[str, Any]:
    """Give what is kept with the fields of a form so that it can be found and taken up again."""
    kind: dict[str, Any] = {"kind": reception.number_kind} if reception.number_kind else {}
    if Concern.CHECK_ON_CHIP in reception.concerns:
        kind["on_chip"] = True
    return {
        "person": {"name": reception.name, "number": reception.id_number, **kind},
        "kept_at": clinic.clock.now().isoformat(),
    }


def unfinished_visits(clinic: Clinic, limit: int) -> tuple[UnfinishedVisit, ...]:
    """List the open forms, those kept last first."""
    return tuple(_unfinished(clinic, key, content) for key, content in clinic.drafts.open_drafts(limit))


def receive_again(clinic: Clinic, visit: UnfinishedVisit) -> Reception:
    """Receive the person of an open form; the form follows into the roster, or out of it.

    Raises:
        Refusal: as receiving by number or without one.
    """
    if clinic.records.entry(PersonId(visit.draft_key)) is not None:
        return receive_person(clinic, PersonId(visit.draft_key))
    if visit.id_number:
        today = china_day(clinic.clock.now())
        shown = read_credential(visit.id_number, today, visit.number_kind, from_chip=visit.on_chip)
        reception = receive_credential(clinic, shown, visit.name)
    else:
        reception = receive_without_number(clinic, visit.name)
    if reception.draft_key != visit.draft_key:
        clinic.drafts.move_draft(visit.draft_key, reception.draft_key)
    return reception


def discard_draft(clinic: Clinic, draft_key: str, about: PersonId, reason: str) -> None:
    """Throw an unfinished visit, or an unfinished correction of one, away for good.

    Raises:
        Refusal: `not_permitted`.
        Hindrance: it could not be written down; the form is still there.
    """
    corrects = visit_of_draft(draft_key)
    clinic.staff.require(Right.CORRECT if corrects else Right.RECORD)
    facts = {"event": corrects} if corrects else {}
    clinic.audit.note(Deed.DRAFT_DISCARDED, about, reason.strip(), facts)
    clinic.drafts.forget_draft(draft_key)


def _unfinished(clinic: Clinic, key: str, content: Mapping[str, Any]) -> UnfinishedVisit:
    person, kept = content.get("person", {}), content.get("kept_at")
    entry = clinic.records.entry(PersonId(key))
    return UnfinishedVisit(
        draft_key=key,
        name=entry.person.name if entry else person.get("name", ""),
        id_number=entry.person.id_number if entry else person.get("number", ""),
        kept_at=datetime.fromisoformat(kept) if kept else None,
        number_kind=NumberKind(person["kind"]) if "kind" in person and entry is None else None,
        on_chip=person.get("on_chip", False),
        corrects=visit_of_draft(key),
    )
