"""审核: sending a visit back to its doctor, or letting one be settled after all."""

from core.console_ports import ReviewDesk
from core.console_rows import VisitCase
from core.errors import Refusal
from core.events import ResultKind
from core.ids import ClinicCode, EventId
from core.ports import Clock
from core.township_rows import Finding
from core.visits.read_visit import read_visit
from core.visits.visit import Visit
from sync.codec import decode

LONGEST_REASON = 200


def return_visit(desk: ReviewDesk, clinic: ClinicCode, visit: EventId, reason: str, clock: Clock) -> None:
    """Send a visit back with a reason in the reviewer's own words, which the doctor reads as they are.

    Raises:
        Refusal: `return_reason_missing`, `event_unknown`, `visit_on_its_way`.
    """
    said = " ".join(reason.split())
    if not said or len(said) > LONGEST_REASON:
        raise Refusal("return_reason_missing", longest=LONGEST_REASON)
    facts = {"reason": said}
    desk.return_visit(Finding(clinic, visit, ResultKind.NEEDS_CORRECTION, facts, clock.now()))


def take_visit_in(desk: ReviewDesk, clinic: ClinicCode, visit: EventId, clock: Clock) -> None:
    """Let a visit that went back be settled after all; one nobody can read never is.

    Raises:
        Refusal: `event_unknown`, `visit_not_back`, `visit_not_for_settlement`.
    """
    case = desk.visit_case(clinic, visit)
    found = visit_in(case)
    if found is None or sum(one.main for one in found.diagnoses) != 1:
        raise Refusal("visit_not_for_settlement")
    desk.take_visit_in(Finding(clinic, visit, ResultKind.ACCEPTED, {}, clock.now()))


def visit_in(case: VisitCase) -> Visit | None:
    """Read the visit of an event; None where it is none, or nobody can read it."""
    return visit_of(case.body) if case.is_visit else None


def visit_of(body: bytes) -> Visit | None:
    """Read a visit, whichever program wrote it; None where nobody can."""
    try:
        return read_visit(decode(body))
    except (Refusal, ValueError):
        return None
