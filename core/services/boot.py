"""Tell in the ledger that the program was started: version, clock, and what its event ids are made of."""

from core.clinic import Clinic
from core.errors import Hindrance
from core.events import EventType
from core.services.append_event import append_event


def note_boot(clinic: Clinic, program: str) -> None:
    """Write the start down, once; a disk that takes nothing keeps nobody from working.

    Without it nothing is lost but bytes: the ids of the events then travel whole.
    """
    started = {"program": program, "start": clinic.ids.start}
    last = next(clinic.ledger.newest_first(EventType.BOOT), None)
    if last and clinic.codec.recall(last.body).get("start") == clinic.ids.start:
        return
    try:
        append_event(clinic, EventType.BOOT, started)
    except Hindrance as hindrance:
        if hindrance.code != "disk_full":
            raise
