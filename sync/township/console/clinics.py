"""The page of the clinics: who has been silent, and what waits."""

from datetime import timedelta

from sync.township.console.asking import Answer, Ask, Desk, Shown
from sync.township.console.paging import PAGE, cut

SILENT_AFTER = timedelta(days=3)
"""A clinic with a line calls several times a day; one silent for so long wants a telephone call."""


def show_clinics(desk: Desk, ask: Ask) -> Answer:
    """Show a page of the clinics, the longest silent first; what is told of all of them is of all of them."""
    now = desk.clock.now()
    clinics = [
        (one, one.last_contact is None or now - one.last_contact >= SILENT_AFTER)
        for one in desk.console.clinic_standings()
    ]
    begin = ask.number("after") or 0
    page = cut(clinics[begin : begin + PAGE + 1], lambda _: [begin + PAGE])
    facts = {
        "count": len(clinics),
        "page": page,
        "silent": sum(silent for _, silent in clinics),
        "unsettled": sum(one.unsettled for one, _ in clinics),
        "frozen_since": desk.store.frozen_since(),
        "roster_dates": desk.store.roster_dates(),
    }
    return Shown("clinics.html", facts)
