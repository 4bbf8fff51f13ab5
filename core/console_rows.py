"""What the lists of the township's console are made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from core.events import EventType, ResultKind
from core.ids import ClinicCode, DeviceId, EventId
from core.settlement_ports import OutboxRow, Step


@dataclass(frozen=True, slots=True)
class ClinicStanding:
    """A clinic as the township sees it.

    Args:
        devices: PCs that may call.
        events: how many its log holds.
        unjudged: events nobody has looked at yet.
        unsettled: visits whose way through the platform is not at its end.
    """

    code: ClinicCode
    name: str
    last_contact: datetime | None
    devices: int
    events: int
    unjudged: int
    unsettled: int


@dataclass(frozen=True, slots=True)
class DeviceStanding:
    """A PC, whose it is, and how much is held of it in how many lives of its ledger.

    `returned`: it was taken back after a loss, and nobody has confirmed it yet.
    """

    device: DeviceId
    clinic: ClinicCode
    clinic_name: str
    enrolled_at: datetime
    last_contact: datetime | None
    revoked: bool
    lives: int
    events: int
    returned: bool = False


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """A visit on its way to the platform, with the name of its clinic."""

    row: OutboxRow
    clinic_name: str


@dataclass(frozen=True, slots=True)
class WaitingEntry:
    """A visit the platform has not been told of, and its body."""

    row: OutboxRow
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReturnedEntry:
    """A visit that went back to the doctor: when, why, and where that stands in the clinic's results."""

    clinic: ClinicCode
    event_id: EventId
    position: int
    at: datetime
    reason: str
    type: str
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class AsideEntry:
    """Something put aside, and why; `place` is device, life, sequence and hash."""

    clinic: ClinicCode
    event_id: EventId
    reason: str
    place: tuple[str, str, int, bytes]
    type: str
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class VisitCase:
    """One event with all that was said of it, oldest first, and how far it has come at the platform.

    Args:
        corrected: a correction or cancellation takes its place.
        too_late: it was written after its PC was revoked.
    """

    clinic: ClinicCode
    event_id: EventId
    type: str
    body: bytes = field(repr=False)
    said: tuple[tuple[ResultKind | str, datetime, Mapping[str, Any]], ...]
    row: OutboxRow | None
    corrected: bool
    too_late: bool

    @property
    def is_visit(self) -> bool:
        """Tell whether it asks for a settlement."""
        return self.type in (EventType.VISIT_RECORDED, EventType.VISIT_CORRECTED)

    @property
    def may_be_returned(self) -> bool:
        """Tell whether the platform does not know of it yet."""
        return self.row is not None and self.row.step is Step.WAITING and not self.row.messages

    @property
    def may_be_taken_in(self) -> bool:
        """Tell whether it went back and nothing else was made of it since."""
        is_back = bool(self.said) and self.said[-1][0] == ResultKind.NEEDS_CORRECTION
        rests = self.row is None or self.row.step.went_back
        return self.is_visit and is_back and rests and not (self.corrected or self.too_late)


@dataclass(frozen=True, slots=True)
class PackInForce:
    """A policy pack in force; of the county's also the first days of its versions and when it was signed."""

    pack_id: str
    answers: bool
    versions: tuple[str, ...]
    signed_on: date | None
