"""Hear from the desk which day it is, and write the answer down."""

from core.audit import Deed
from core.clinic import Clinic
from core.clock_trust import ClockStanding
from core.dates import china_day


def confirm_day(clinic: Clinic, right: bool) -> ClockStanding:
    """Keep the answer to "is it today": it holds until the clock moves or the township says otherwise."""
    before, today = clinic.watch.standing(), china_day(clinic.clock.now())
    why = before.doubt.why.value if before.doubt else ""
    facts = {"day": today.isoformat(), "right": int(right), "why": why}
    clinic.audit.note_in_passing(Deed.DAY_ASKED, facts=facts)
    clinic.watch.answer(right)
    return clinic.watch.standing()
