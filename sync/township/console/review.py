"""The pages of the visits that want a look: waiting, gone back, put aside; and one visit as a whole."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from core.console import ConsoleDeed
from core.console_rows import AsideEntry, ReturnedEntry, VisitCase, WaitingEntry
from core.errors import Refusal
from core.events import ResultKind
from core.identity.id_number import mask_number
from core.ids import ClinicCode, EventId
from core.supervision_ports import Place, VisitToCheck
from core.visits.township_checks import TownshipCheck
from core.visits.visit import Visit
from sync.township.console.asking import Answer, Ask, Desk, Moved, Shown
from sync.township.console.checks import checked_visits, checks_shown
from sync.township.console.paging import (
    PAGE,
    Cut,
    cut,
    milliseconds,
    moment,
    place,
    place_of_row,
    row_place,
    whole,
)
from sync.township.review import return_visit, take_visit_in, visit_in, visit_of

Row = Mapping[str, Any]


def show_review(desk: Desk, ask: Ask) -> Answer:
    """Show a list of visits."""
    name, after = ask.query.get("list", "waiting"), ask.query.get("after", "")
    if name not in _LISTS:
        raise Refusal("form_not_readable")
    page = _LISTS[name](desk, after)
    facts = {
        "list": name,
        "lists": list(_LISTS),
        "page": page,
        "clinics": {one.code: one.name for one in desk.store.clinics()},
        "spoken": _spoken(desk, page.items) if name != "aside" else {},
        "behind": desk.console.unmarked(),
    }
    return Shown("review.html", facts)


def _spoken(desk: Desk, rows: Sequence[Row]) -> Mapping[Place, Sequence[TownshipCheck]]:
    """Give by visit which checks spoke, each once."""
    visits = [
        VisitToCheck(one["clinic"], one["event"], one["visit"], one["told"]) for one in rows if one["visit"]
    ]
    return {
        place: list(dict.fromkeys(one.check for one in checked.spoken))
        for place, checked in checked_visits(desk, visits).items()
    }


def _waiting(desk: Desk, after: str) -> Cut[Row]:
    page = cut(desk.console.waiting_visits(row_place(after), PAGE + 1), lambda one: place_of_row(one.row))
    return Cut([_waiting_row(one) for one in page.items], page.following)


def _waiting_row(one: WaitingEntry) -> Row:
    told = (one.row.told,) if one.row.told else ()
    place = {"clinic": one.row.clinic, "event": one.row.visit}
    return {**place, "visit": visit_of(one.body), "why": "", "told": told}


def _returned(desk: Desk, after: str) -> Cut[Row]:
    found = place(after, 3)
    before = (moment(found[0]), ClinicCode(found[1]), whole(found[2])) if found else None
    page = cut(
        desk.console.returned_visits(before, PAGE + 1),
        lambda one: (milliseconds(one.at), one.clinic, one.position),
    )
    return Cut([_returned_row(desk, one) for one in page.items], page.following)


def _returned_row(desk: Desk, one: ReturnedEntry) -> Row:
    why = reason_said(desk, one.reason)
    place = {"clinic": one.clinic, "event": one.event_id}
    return {**place, "visit": visit_of(one.body), "why": why, "told": ()}


def _aside(desk: Desk, after: str) -> Cut[Row]:
    found = place(after, 4)
    behind = (found[0], found[1], whole(found[2]), _digest(found[3])) if found else None
    page = cut(desk.console.aside_entries(behind, PAGE + 1), lambda one: (*one.place[:3], one.place[3].hex()))
    return Cut([_aside_row(one) for one in page.items], page.following)


def _aside_row(one: AsideEntry) -> Row:
    return {
        "clinic": one.clinic,
        "event": one.event_id,
        "visit": visit_of(one.body),
        "aside": one.reason,
        "sequence": one.place[2],
    }


_LISTS: Mapping[str, Callable[[Desk, str], Cut[Row]]] = {
    "waiting": _waiting,
    "returned": _returned,
    "aside": _aside,
}


def show_visit(desk: Desk, ask: Ask) -> Answer:
    """Show one visit as a whole; that somebody looked at a patient is written down first."""
    clinic, event = ClinicCode(ask.part("clinic")), EventId(ask.part("visit"))
    case = desk.console.visit_case(clinic, event)
    desk.doing(ConsoleDeed.VISIT_SEEN, {"clinic": clinic, "visit": event}, lambda: None)
    visit = visit_in(case)
    row = desk.store.clinic(clinic)
    facts = {
        "case": case,
        "clinic": row,
        "visit": visit,
        "number": mask_number(visit.patient.id_number) if visit else "",
        "said": [(kind, at, _why(desk, told)) for kind, at, told in case.said],
        "done": ask.query.get("done", ""),
        "checks": _checks(desk, case, visit) if visit else None,
    }
    return Shown("visit.html", facts)


def _checks(desk: Desk, case: VisitCase, visit: Visit) -> Mapping[str, Any]:
    """Ask the checks, with what the platform said of this very visit in its own words."""
    noes = [told for kind, _, told in case.said if kind == ResultKind.NOT_PAYABLE]
    told = [*(str(one.get("reason", "")) for one in noes), *([case.row.told] if case.row else [])]
    return checks_shown(desk, VisitToCheck(case.clinic, case.event_id, visit, tuple(filter(None, told))))


def send_back(desk: Desk, ask: Ask) -> Answer:
    """Send a visit back with a reason."""
    clinic, event, reason = ClinicCode(ask.part("clinic")), EventId(ask.part("visit")), ask.given("reason")
    facts = {"clinic": clinic, "visit": event}
    desk.doing(
        ConsoleDeed.VISIT_RETURNED,
        facts,
        lambda: return_visit(desk.console, clinic, event, reason, desk.clock),
    )
    return Moved(f"/visits/{clinic}/{event}?done=returned")


def take_in(desk: Desk, ask: Ask) -> Answer:
    """Let a visit that went back be settled after all."""
    clinic, event = ClinicCode(ask.part("clinic")), EventId(ask.part("visit"))
    facts = {"clinic": clinic, "visit": event}
    desk.doing(
        ConsoleDeed.VISIT_TAKEN_IN, facts, lambda: take_visit_in(desk.console, clinic, event, desk.clock)
    )
    return Moved(f"/visits/{clinic}/{event}?done=taken")


def reason_said(desk: Desk, reason: str) -> str:
    """Say why a visit went back: a code of ours in words, what a reviewer wrote as it is."""
    is_code = reason.isascii() and reason.replace("_", "").isalnum()
    return desk.word_for(reason) if is_code else reason


def _why(desk: Desk, told: Mapping[str, Any]) -> str:
    reason = told.get("reason", "")
    return reason_said(desk, str(reason)) if reason else ""


def _digest(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise Refusal("form_not_readable") from None
