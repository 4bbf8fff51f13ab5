"""The rows a township's store is handed and gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.calling import USUAL, CallSettings
from core.data_sets import DataSetVersion
from core.events import Epoch, ResultKind
from core.ids import ClinicCode, DeviceId, EventId, Incarnation, PersonId, TownshipCode, UserId


@dataclass(frozen=True, slots=True)
class TownshipKeys:
    """Private halves: Ed25519 signing and X25519 sealing, raw; the service's TLS key as PKCS 8 DER."""

    signing: bytes = field(repr=False)
    sealing: bytes = field(repr=False)
    tls: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Township:
    """乡镇卫生院: one island of a service; `pack` is the code of the policy pack in force there.

    A `training` township holds invented people and can never reach a real platform.
    """

    code: TownshipCode
    name: str
    institution_code: str
    pack: str
    epoch: Epoch
    keys: TownshipKeys
    training: bool = False
    calls: CallSettings = USUAL


@dataclass(frozen=True, slots=True)
class ClinicRow:
    """村卫生室: a clinic of the township and the villages whose people its roster holds."""

    code: ClinicCode
    name: str
    villages: tuple[str, ...]
    last_contact: datetime | None = None


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A member of staff of a clinic; `role` is doctor, assistant or manager."""

    user: UserId
    clinic: ClinicCode
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """An enrolled PC and its public keys, raw 32 bytes each.

    `returned`: this township had lost it, took it back on its own word, and nobody has confirmed it yet.
    `last_contact` is when this very PC called last.
    """

    device: DeviceId
    clinic: ClinicCode
    signing_key: bytes
    sealing_key: bytes
    enrolled_at: datetime
    revoked: bool = False
    returned: bool = False
    last_contact: datetime | None = None


@dataclass(frozen=True, slots=True)
class OneTimeCode:
    """A pending enrolment: only a hash of the secret is kept."""

    secret_hash: bytes
    clinic: ClinicCode
    valid_until: datetime
    used_by: DeviceId | None = None


class OfferOutcome(StrEnum):
    """What became of an offered range of events."""

    ACCEPTED = "accepted"
    FORK = "fork"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Where the clinic's log stands after an offer: the incarnation's head and the log's head.

    With FORK or GAP nothing was added to the log; `sequence` and `hash` are what the township holds.
    """

    outcome: OfferOutcome
    incarnation: Incarnation
    sequence: int
    hash: bytes
    log_position: int
    log_hash: bytes
    quarantined: tuple[EventId, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of an event, before it gets its place in the clinic's stream of results."""

    clinic: ClinicCode
    event_id: EventId
    kind: ResultKind
    facts: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class PublishedSet:
    """A data set as clinics may fetch it: its version, signed manifest and chunk digests in order."""

    version: DataSetVersion
    manifest: bytes
    chunks: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class RowChange:
    """What an import did: rows new, changed, gone and the same."""

    new: int
    changed: int
    gone: int
    same: int


@dataclass(frozen=True, slots=True)
class TrailStanding:
    """How the chain through the trail of deeds stands.

    Args:
        lines: how many it has, up to where it breaks.
        head: its last link; written down elsewhere it shows whether lines at the end are missing.
        chained_from: the first line with a link of its own; None before there was one.
        broken_at: the number of the first line that does not fit; None where all do.
    """

    lines: int
    head: bytes
    chained_from: int | None = None
    broken_at: int | None = None


@dataclass(frozen=True, slots=True)
class TownshipCounts:
    """What a township holds, as numbers only.

    `results` counts by kind, `outbox` by step; `fund` and `total` are fen summed over the last SETTLED result
    of each visit that was not reversed.
    """

    clinics: int
    devices: int
    events: int
    visits: int
    unjudged: int
    quarantined: int
    forked: int
    revoked: int
    people: int
    catalogue: int
    results: Mapping[str, int]
    outbox: Mapping[str, int]
    settled_visits: int
    total: int
    fund: int


@dataclass(frozen=True, slots=True)
class ClinicCounts:
    """The part of one clinic in `TownshipCounts`."""

    clinic: ClinicCode
    events: int
    visits: int
    settled_visits: int
    total: int
    fund: int


@dataclass(frozen=True, slots=True)
class ThinRow:
    """What was worked out of one person for the other villages' desks.

    Args:
        digest: of the roster row it came from.
        tag: stands for the number; empty for somebody who has none and cannot be looked up.
    """

    person: PersonId
    digest: bytes
    tag: str
    content: Mapping[str, Any]
