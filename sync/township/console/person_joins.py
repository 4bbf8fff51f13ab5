"""The page of who the clinics told to be one person."""

from core.ids import ClinicCode, EventId
from sync.township.console.asking import Answer, Ask, Desk, Shown
from sync.township.console.paging import PAGE, cut, place, whole

_LOOKED_THROUGH = 500
"""Entries of the logs a page looks through that were not yet: few enough for nobody to wait."""


def show_joins(desk: Desk, ask: Ask) -> Answer:
    """Show the joins of all clinics, the latest first."""
    found = place(ask.query.get("after", ""), 3)
    after = (whole(found[0]), ClinicCode(found[1]), EventId(found[2])) if found else None
    desk.store.mark_visits(None, _LOOKED_THROUGH)
    facts = {
        "page": cut(desk.console.person_joins(after, PAGE + 1), lambda one: one.place),
        "clinics": {one.code: one.name for one in desk.store.clinics()},
        "behind": desk.console.unmarked(),
    }
    return Shown("person_joins.html", facts)
