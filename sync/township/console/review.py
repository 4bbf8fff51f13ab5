"""The pages of the visits that want a look: waiting, gone back, put aside; and one visit as a whole."""

from collections.abc import Callable, Mapping
from typing import Any

from core.console import ConsoleDeed
from core.console_rows import AsideEntry, ReturnedEntry, WaitingEntry
from core.errors import Refusal
from core.identity.id_number import mask_number
from core.ids import ClinicCode, EventId
from sync.township.console.asking import Answer, Ask, Desk, Moved, Shown
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
    clinics = {one.code: one.name for one in desk.store.clinics()}
    return Shown("review.html", {"list": name, "lists": list(_LISTS), "page": page, "clinics": clinics})


def _waiting(desk: Desk, after: str) -> Cut[Row]:
    page = cut(desk.console.waiting_visits(row_place(after), PAGE + 1), lambda one: place_of_row(one.row))
    return Cut([_waiting_row(one) for one in page.items], page.following)


def _waiting_row(one: WaitingEntry) -> Row:
    return {"clinic": one.row.clinic, "event": one.row.visit, "visit": visit_of(one.body), "why": ""}


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
    return {"clinic": one.clinic, "event": one.event_id, "visit": visit_of(one.body), "why": why}


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
    }
    return Shown("visit.html", facts)


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
