"""参保动员 as plain facts for a command line, and contacts noted by ids of the roster."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.audit import Deed
from core.clinic import Clinic
from core.errors import Refusal
from core.ids import PersonId
from core.outreach.contact import ContactAnswer, ContactWay
from core.outreach.village import Approached
from core.services.plan_outreach import note_contact, whole_outreach

FORM = "outreach"


def list_outreach(clinic: Clinic, year: int | None) -> Mapping[str, Any]:
    """List who is not enrolled, with codes for the reasons; a line of the audit trail says that it was given.

    Raises:
        Refusal: as `whole_outreach`.
        Hindrance: the trail could not keep it.
    """
    outreach = whole_outreach(clinic, year)
    people = [_facts(one) for home in outreach.households for one in home.members]
    clinic.audit.note(Deed.EXPORTED, facts={"form": FORM, "rows": len(people)})
    progress = outreach.progress
    return {
        "year": outreach.year,
        "roster_as_of": outreach.roster_as_of.isoformat(),
        "expired": outreach.expired,
        "counted": progress.counted,
        "cared_for": progress.cared_for,
        "spoken_to": progress.spoken_to,
        "answers": {answer: count for answer, count in progress.answers.items() if answer},
        "people": people,
    }


def note_outreach(
    clinic: Clinic,
    people: Sequence[PersonId],
    year: int | None,
    said: tuple[ContactWay, ContactAnswer, str],
) -> Mapping[str, Any]:
    """Note a contact with people of the list.

    Raises:
        Refusal: `outreach_person_unknown`, and as `whole_outreach` and `note_contact`.
    """
    outreach = whole_outreach(clinic, year)
    listed = {one.person.person_id: one.patient for home in outreach.households for one in home.members}
    for person in people:
        if person not in listed:
            raise Refusal("outreach_person_unknown", person=person)
    each = list(dict.fromkeys(people))
    note_contact(clinic, [listed[person] for person in each], outreach.year, said)
    return {"year": outreach.year, "people": each, "answer": said[1].value}


def _facts(one: Approached) -> Mapping[str, Any]:
    told = one.told
    now, later = told.now, told.later
    return {
        "person": one.person.person_id,
        "name": one.person.name,
        "household": one.person.household,
        "why": told.why.value,
        "last_year": told.last_year,
        "refusal": told.refusal.code if told.refusal else "",
        "refusal_facts": dict(told.refusal.facts) if told.refusal else {},
        "now": now.benefit_date.isoformat() if now and now.benefit_date else None,
        "now_months": now.total_months if now else None,
        "later": later.benefit_date.isoformat() if later and later.benefit_date else None,
        "later_months": later.total_months if later else None,
        "to_pay_fen": told.price.to_pay if told.price else None,
        "newborn_until": told.newborn_until.isoformat() if told.newborn_until else None,
        "answer": one.answer,
    }
