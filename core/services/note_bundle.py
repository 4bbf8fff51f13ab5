"""Tell in the ledger that a stick was written or read: the township can ask after one that is lost."""

from collections.abc import Mapping
from typing import Any

from core.clinic import Clinic
from core.events import EventType
from core.services.append_event import append_event


def note_bundle_made(clinic: Clinic, digest: bytes, events: int) -> None:
    """Write down that a bundle was made: the hash of the file, and how many events it carries.

    Raises:
        Hindrance: the ledger could not keep it; the bundle is good all the same.
    """
    append_event(clinic, EventType.BUNDLE_MADE, {"file": digest, "events": events})


def note_bundle_read(clinic: Clinic, digest: bytes, taken: Mapping[str, Any]) -> None:
    """Write down that a bundle was read: the hash of the file, what was taken from it and what was not.

    Raises:
        Hindrance: as `note_bundle_made`.
    """
    append_event(clinic, EventType.BUNDLE_READ, {"file": digest, **taken})
