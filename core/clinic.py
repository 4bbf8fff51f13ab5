"""The one thing services are given: the clinic as it stands open on the desk."""

from dataclasses import dataclass, field
from pathlib import Path

from core.events import EventIds
from core.ids import ClinicCode, TownshipCode, UserId
from core.policy.in_force import PackShelf
from core.ports import AuditTrail, Clock, Drafts, EventCodec, Ledger, Records

TRAINING_MARK = "training"
"""Name of the empty file in a data folder that says, before any password: these people do not exist."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """Which clinic's files to open, and who asks."""

    data: Path
    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Staff:
    """Who is signed in: `role` is doctor, assistant or manager."""

    user: UserId
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class ClinicPlace:
    """Which clinic this is; `training` marks everything shown or printed as practice."""

    township: TownshipCode
    township_name: str
    clinic: ClinicCode
    clinic_name: str
    training: bool


@dataclass(frozen=True, slots=True)
class Clinic:
    """村卫生室: the place, who is signed in, what it knows and where it writes."""

    place: ClinicPlace
    staff: Staff
    records: Records
    ledger: Ledger
    drafts: Drafts
    audit: AuditTrail
    packs: PackShelf
    codec: EventCodec
    clock: Clock
    ids: EventIds
