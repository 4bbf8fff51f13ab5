"""The page of identity signals: what somebody may want to ask a clinic about, and what it rests on."""

from datetime import datetime, time, timedelta
from urllib.parse import quote

from core.dates import CHINA
from core.errors import Refusal
from core.ids import ClinicCode, EventId
from core.supervision_ports import BEHIND_ALL, Moment
from core.visits.identity_signals import IdentitySignal
from sync.township.console.asking import Answer, Ask, Desk, Shown
from sync.township.console.checks import LOOKED_THROUGH
from sync.township.console.paging import PAGE, Cut, day, milliseconds, moment, place
from sync.township.identity_signals import look_through


def show_signals(desk: Desk, ask: Ask) -> Answer:
    """Show a stretch of visits with signals, from a day or a visit on backwards."""
    kind, until = _kind(ask.query.get("kind", "")), ask.query.get("day", "")
    desk.store.mark_visits(None, LOOKED_THROUGH)
    looked = look_through(desk.store, desk.console, _before(ask.query.get("after", ""), until), kind, PAGE)
    facts = {
        "kind": kind.value if kind else "",
        "kinds": list(IdentitySignal),
        "until": until,
        "looked": looked,
        "page": Cut(looked.found, _address(looked.following)),
        "clinics": {one.code: one.name for one in desk.store.clinics()},
        "word_for": desk.word_for,
        "behind": desk.console.unmarked(),
    }
    return Shown("identity_signals.html", facts)


def _kind(text: str) -> IdentitySignal | None:
    if text and text not in set(IdentitySignal):
        raise Refusal("form_not_readable")
    return IdentitySignal(text) if text else None


def _before(after: str, until: str) -> Moment:
    """Begin behind a visit, or at the end of a day, or at the end of all."""
    if found := place(after, 3):
        return moment(found[0]), ClinicCode(found[1]), EventId(found[2])
    if not until:
        return BEHIND_ALL
    next_day = datetime.combine(day(until), time.min, CHINA) + timedelta(days=1)
    return min((next_day, ClinicCode(""), EventId("")), BEHIND_ALL)


def _address(before: Moment | None) -> str:
    if before is None:
        return ""
    at, clinic, event = before
    return f"{milliseconds(at)}.{quote(clinic, safe='')}.{event}"
