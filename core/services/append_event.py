"""Put what happened into the ledger under the name of whoever is signed in, with the clock as it is."""

from collections.abc import Mapping
from typing import Any

from core.clinic import Clinic
from core.dates import whole_millisecond
from core.events import Event, EventDraft, EventType


def append_event(clinic: Clinic, kind: EventType, content: Mapping[str, Any], form_key: str = "") -> Event:
    """Append an event; when this returns, it is on the disk, and the open form it was typed into is gone.

    Raises:
        Hindrance: the ledger could not keep it; nothing was kept.
    """
    body = clinic.codec.encode(dict(content))
    draft = EventDraft(
        event_id=clinic.ids.next_for(clinic.codec.digest(body)),
        type=kind,
        body=body,
        versions=clinic.records.versions(),
        user=clinic.staff.user,
        device_time=whole_millisecond(clinic.clock.now()),
        clock_trust=clinic.watch.standing().trust,
    )
    return clinic.ledger.append(draft, form_key)
