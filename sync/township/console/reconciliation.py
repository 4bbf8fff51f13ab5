"""The page of reconciliation: differences to work off, those worked off, and the days that were compared."""

from collections.abc import Callable, Mapping
from typing import Any

from core.console import ConsoleDeed
from core.errors import Refusal
from core.reconciliation import KeptDifference
from sync.township.books import work_off
from sync.township.console.asking import Answer, Ask, Desk, Moved, Shown
from sync.township.console.paging import PAGE, Cut, cut, day, place, whole


def show_reconciliation(desk: Desk, ask: Ask) -> Answer:
    """Show one of the lists."""
    name, after = ask.query.get("list", "open"), ask.query.get("after", "")
    if name not in _LISTS:
        raise Refusal("form_not_readable")
    clinics = {one.code: one.name for one in desk.store.clinics()}
    facts = {"list": name, "page": _LISTS[name](desk, after), "clinics": clinics}
    return Shown("reconciliation.html", {**facts, "done": "done" in ask.query})


def close_difference(desk: Desk, ask: Ask) -> Answer:
    """Close a difference with a reason."""
    number, reason = whole(ask.part("number")), ask.given("reason")
    desk.doing(
        ConsoleDeed.DIFFERENCE_CLOSED,
        {"number": number},
        lambda: work_off(desk.console, number, desk.user.user, reason, desk.clock),
    )
    return Moved("/reconciliation?done=1")


def _open(desk: Desk, after: str) -> Cut[KeptDifference]:
    return cut(desk.console.differences(_number(after), PAGE + 1), lambda one: (one.number,))


def _closed(desk: Desk, after: str) -> Cut[KeptDifference]:
    return cut(desk.console.closed_differences(_number(after), PAGE + 1), lambda one: (one.number,))


def _days(desk: Desk, after: str) -> Cut[Any]:
    found = place(after, 1)
    before = day(found[0]) if found else None
    return cut(desk.console.days(before, PAGE + 1), lambda one: (one.day.isoformat(),))


def _number(after: str) -> int | None:
    found = place(after, 1)
    return whole(found[0]) if found else None


_LISTS: Mapping[str, Callable[[Desk, str], Cut[Any]]] = {"open": _open, "closed": _closed, "days": _days}
