"""The page of prescription review: each doctor's sample of a month, what was found, and how often."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from core.catalogue.items import ItemKind
from core.console import ConsoleDeed
from core.dates import china_day, first_of_month, month_of, month_text
from core.errors import Refusal
from core.ids import ClinicCode, EventId
from core.prescription_review import LONGEST_NOTE, MOST, SAMPLE, DoctorSample, Reviewed, Verdict, samples_of
from core.statement import ToldVisit
from core.township_rows import ClinicRow
from sync.township.console.asking import Answer, Ask, Desk, Moved, Shown
from sync.township.console.by_clinic import month_by_clinic
from sync.township.statements.month import month_named


def show_prescriptions(desk: Desk, ask: Ask) -> Answer:
    """Show the samples of a month, the last full one where none is asked for."""
    first = first_of_month(month_of(china_day(desk.clock.now())))
    month = month_named(ask.query.get("month") or month_text(month_of(first - timedelta(days=1))))
    size = SAMPLE if ask.number("size") is None else ask.number("size")
    if not 1 <= (size or 0) <= MOST:
        raise Refusal("form_not_readable")
    page = month_by_clinic(desk, ask, month, lambda one, seen: _samples(desk, one, seen, size or SAMPLE))
    facts = {
        "month": month_text(month),
        "size": size,
        "most": MOST,
        "page": page,
        "verdicts": list(Verdict),
        "done": "done" in ask.query,
    }
    return Shown("prescriptions.html", facts)


def keep_review(desk: Desk, ask: Ask) -> Answer:
    """Keep what a reviewer found about a prescription; anything but proper needs a word why."""
    clinic, visit = ClinicCode(ask.part("clinic")), EventId(ask.part("visit"))
    note = " ".join(ask.given("note").split())
    verdict = _verdict(ask.given("verdict"))
    month, size = month_text(month_named(ask.given("month"))), ask.number("size") or SAMPLE
    if len(note) > LONGEST_NOTE or (verdict is not Verdict.PROPER and not note):
        raise Refusal("review_note_missing", longest=LONGEST_NOTE)
    if not desk.console.visit_case(clinic, visit).is_visit:
        raise Refusal("event_unknown", event=visit)
    found = Reviewed(clinic, visit, verdict, note, desk.user.user, desk.clock.now())
    facts = {"clinic": clinic, "visit": visit, "verdict": verdict.value}
    desk.doing(ConsoleDeed.PRESCRIPTION_REVIEWED, facts, lambda: desk.console.keep_reviewed(found))
    return Moved(f"/prescriptions?month={month}&size={size}&done=1")


def _samples(
    desk: Desk, clinic: ClinicRow, seen: Sequence[ToldVisit], size: int
) -> Sequence[Mapping[str, Any]]:
    township = desk.store.township().code
    return [_told(desk, clinic.name, one) for one in samples_of(township, clinic.code, seen, size)]


def _told(desk: Desk, clinic_name: str, sample: DoctorSample) -> Mapping[str, Any]:
    known = desk.console.reviewed((sample.clinic, one.event_id) for one in sample.drawn)
    rows = [
        {
            "event": one.event_id,
            "visit": one.visit,
            "drugs": [line for line in one.visit.lines if line.kind is ItemKind.DRUG],
            "found": known.get(one.event_id),
        }
        for one in sample.drawn
    ]
    counts = Counter(found.verdict for found in known.values())
    return {"sample": sample, "clinic_name": clinic_name, "rows": rows, "counts": counts}


def _verdict(text: str) -> Verdict:
    if text not in set(Verdict):
        raise Refusal("form_not_readable")
    return Verdict(text)
