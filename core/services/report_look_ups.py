"""Tell the township who looked at whom: the lines of the audit trail, a batch of them in one event.

The trail is chained on this PC; each batch names the stretch of it and the hash at its end, so that nobody
can change afterwards, on the PC, what was told.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any

from core.audit import AuditEntry, Deed
from core.clinic import Clinic
from core.dates import china_day, whole_second
from core.events import EventType
from core.services.append_event import append_event

LOOKS = frozenset({Deed.LOOKED_UP, Deed.SAW_NUMBER, Deed.PRINTED, Deed.SAVED_PDF, Deed.EXPORTED})
"""Deeds that show somebody's data; the rest of the trail stays here, under the same hash."""
AT_ONCE = 250
"""Lines of a batch: whatever is in them, an event stays far below what a township takes."""


def report_finished_days(clinic: Clinic) -> int:
    """Report what was looked up before today; give the number of events it took.

    Raises:
        Hindrance: the ledger could not keep it; the next call tells it.
    """
    today = china_day(clinic.clock.now())
    reported = 0
    for entries in _unreported(clinic):
        over = list(takewhile(lambda one: china_day(one.at) < today, entries))
        whole = entries if len(entries) == AT_ONCE else over
        reported += _report(clinic, whole)
        if len(whole) < len(entries):
            break
    return reported


def report_look_ups(clinic: Clinic) -> int:
    """Report all that was looked up so far; give the number of events it took.

    Raises:
        Hindrance: as `report_finished_days`.
    """
    return sum(_report(clinic, entries) for entries in _unreported(clinic))


def _unreported(clinic: Clinic) -> Iterator[Sequence[AuditEntry]]:
    told = (clinic.codec.recall(one.body) for one in clinic.ledger.newest_first(EventType.LOOK_UPS))
    after = next((one["up_to"] for one in told if _is_of_this_trail(clinic, one)), 0)
    while entries := clinic.audit.after(after, AT_ONCE):
        yield entries
        after = entries[-1].position


def _is_of_this_trail(clinic: Clinic, told: Mapping[str, Any]) -> bool:
    """Tell whether a batch ends with a line that is here.

    After a backup was brought back its events may come back too, and not the lines they are about.
    """
    line = next(iter(clinic.audit.after(told["up_to"] - 1, 1)), None)
    return line is not None and line.hash == told["hash"]


def _report(clinic: Clinic, entries: Sequence[AuditEntry]) -> int:
    looks = [_line(one) for one in entries if one.deed in LOOKS]
    if not looks:
        return 0
    span = {"after": entries[0].position - 1, "up_to": entries[-1].position, "hash": entries[-1].hash}
    append_event(clinic, EventType.LOOK_UPS, {**span, "looks": looks})
    return 1


def _line(entry: AuditEntry) -> Mapping[str, Any]:
    line: dict[str, Any] = {
        "at": whole_second(entry.at).isoformat(),
        "user": entry.user,
        "deed": entry.deed,
        "person": entry.person,
    }
    if entry.reason:
        line["reason"] = entry.reason
    return {**line, "facts": dict(entry.facts)} if entry.facts else line
