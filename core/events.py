"""What happened at a clinic, and what became of it at the township."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import count
from typing import Any

from core.ids import ClinicCode, DeviceId, EventId, Incarnation, TownshipCode, UserId

FORMAT = 1
"""Version of the event header."""
EVENT_LABEL = b"cunzhen/1/event"
"""The hash of an event is the digest of this label and its header's bytes."""
LOG_LABEL = b"cunzhen/1/log"
"""The hash of a log is the digest of this label, the hash before and the hash of the event."""
START_BYTES = 16
"""Of the random value a program start draws for the ids of its events."""
RESULT_LABEL = b"cunzhen/1/result"
"""The hash of a result is the digest of this label and its record."""
NO_HASH = bytes(32)
"""Hash before the first event of an incarnation, and before the first entry of any chain."""


class EventType(StrEnum):
    """What an event tells. A newer program may send others: they are kept untouched."""

    VISIT_RECORDED = "visit_recorded"
    VISIT_CORRECTED = "visit_corrected"
    VISIT_CANCELLED = "visit_cancelled"
    PERSONS_JOINED = "persons_joined"
    PERSONS_PARTED = "persons_parted"
    INCARNATION_STARTED = "incarnation_started"
    RECOVERY_PAIR_MADE = "recovery_pair_made"
    BOOT = "boot"
    IDENTITY_CHECKED = "identity_checked"
    LOOK_UPS = "look_ups"
    DAY_CLOSED = "day_closed"
    FOLLOW_UP_RECORDED = "follow_up_recorded"
    FOLLOW_UP_CORRECTED = "follow_up_corrected"
    FOLLOW_UP_CANCELLED = "follow_up_cancelled"
    CARE_BEGUN = "care_begun"
    CARE_ENDED = "care_ended"
    TEMPLATE_KEPT = "template_kept"
    STOCK_MOVED = "stock_moved"
    STOCK_CANCELLED = "stock_cancelled"
    OUTREACH_NOTED = "outreach_noted"
    BUNDLE_MADE = "bundle_made"
    BUNDLE_READ = "bundle_read"


OF_THE_PROGRAM = frozenset(
    {
        *(EventType.INCARNATION_STARTED, EventType.RECOVERY_PAIR_MADE, EventType.BOOT),
        *(EventType.LOOK_UPS, EventType.IDENTITY_CHECKED),
        *(EventType.BUNDLE_MADE, EventType.BUNDLE_READ),
    }
)
"""What the program writes by itself: it goes up like all the rest, and nobody at the desk waits for it."""


class ClockTrust(StrEnum):
    """How far the device's time may be believed."""

    TRUSTED = "trusted"
    CONFIRMED = "confirmed"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class EventDraft:
    """An event before the ledger gave it a place; `event_id` is already final."""

    event_id: EventId
    type: str
    body: bytes
    versions: Mapping[str, str]
    user: UserId
    device_time: datetime
    clock_trust: ClockTrust


@dataclass(frozen=True, slots=True)
class EventHeader:
    """Who, where, when and at which place of the chain; `body_hash` ties it to the body."""

    township: TownshipCode
    clinic: ClinicCode
    device: DeviceId
    incarnation: Incarnation
    sequence: int
    event_id: EventId
    type: str
    versions: Mapping[str, str]
    user: UserId
    device_time: datetime
    clock_trust: ClockTrust
    body_hash: bytes
    previous_hash: bytes
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class Event:
    """A header in canonical bytes, the opaque body, and the hash of the header (the link of the chain)."""

    header: EventHeader
    header_bytes: bytes
    body: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class LedgerHead:
    """Where a chain stands: last sequence (0 = empty) and the hash there."""

    incarnation: Incarnation
    sequence: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Epoch:
    """One life of a township's log; a restored township starts a new one that names the old."""

    number: int
    epoch_id: str
    predecessor: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """回执: the township holds everything of this incarnation up to `sequence`; nothing else means sent.

    `log_position` and `log_hash` are the clinic's head in the township's log; `signed` holds the bytes and
    signature as received.
    """

    device: DeviceId
    incarnation: Incarnation
    sequence: int
    hash: bytes
    epoch: Epoch
    log_position: int
    log_hash: bytes
    at: datetime
    signed: bytes


class ResultKind(StrEnum):
    """What became of an event. A newer township may say others: they are kept untouched."""

    RECEIVED = "received"
    NEEDS_CORRECTION = "needs_correction"
    ACCEPTED = "accepted"
    NOT_PAYABLE = "not_payable"
    SETTLEMENT_UNKNOWN = "settlement_unknown"
    SETTLED = "settled"
    REVERSED = "reversed"


_RESULT_KINDS = frozenset(ResultKind)


def result_kind(word: str) -> ResultKind | str:
    """Give what a word of the stream stands for; one of a newer township as it came."""
    return ResultKind(word) if word in _RESULT_KINDS else word


@dataclass(frozen=True, slots=True)
class Result:
    """One entry of the township's signed stream for a clinic; positions are gap-free from 1.

    `facts`: `reason` (text from the platform or a code), for SETTLED `fund`, `account`, `cash` in fen and
    `settlement_id`. `record` is the canonical encoding the hash is of.
    """

    position: int
    event_id: EventId
    kind: ResultKind | str
    at: datetime
    facts: Mapping[str, Any]
    previous_hash: bytes
    record: bytes
    hash: bytes


def event_id_of(start: bytes, number: int, body_hash: bytes) -> EventId:
    """Give the id of the event a program start made as its `number`th, from 0."""
    seed = start + number.to_bytes(8, "big") + body_hash
    return EventId(hashlib.sha256(b"cunzhen/1/event-id" + seed).hexdigest()[:32])


@dataclass(slots=True)
class EventIds:
    """Source of event ids: 128 bits of a hash over a start value, a counter and the body's hash.

    Args:
        start: 16 random bytes, drawn once per program start and told in its event `boot`.
    """

    start: bytes
    _counter: "count[int]" = field(default_factory=count)

    def next_for(self, body_hash: bytes) -> EventId:
        """Make the id of a new event; two equal bodies still get two ids."""
        return event_id_of(self.start, next(self._counter), body_hash)
