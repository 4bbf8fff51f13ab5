"""The one thing services are given: the clinic as it stands open on the desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from core.errors import Refusal
from core.ids import ClinicCode, TownshipCode, UserId
from core.roles import Right, Role, Standing, rights_of

if TYPE_CHECKING:  # the lock screen knows who may sign in, and should not wait for the law to be read in
    from core.clock_trust import ClockWatch
    from core.events import EventIds
    from core.policy.in_force import PackShelf
    from core.ports import AuditTrail, Clock, Drafts, EventCodec, Ledger, Records

TRAINING_MARK = "training"
"""Name of the empty file in a data folder that says, before any password: these people do not exist."""


def require_outside(data: Path, place: Path) -> None:
    """Let nothing be written into a data folder but what the program keeps there.

    Raises:
        Refusal: `file_inside_data_folder`.
    """
    if place.resolve().is_relative_to(data.resolve()):
        raise Refusal("file_inside_data_folder")


@dataclass(frozen=True, slots=True)
class NewClinic:
    """What enrolment needs: where the township answers or its stick, its code, and the first user."""

    data: Path
    meeting: str | Path
    code: str = field(repr=False)
    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SignIn:
    """Which clinic's files to open, and who asks."""

    data: Path
    user: str
    password: str = field(repr=False)

    def require_outside(self, place: Path) -> None:
        """Let nothing be written among the clinic's own files.

        Raises:
            Refusal: `file_inside_data_folder`.
        """
        require_outside(self.data, place)


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of staff, with the role the township gave and how sure that is."""

    user: UserId
    name: str
    role: Role
    standing: Standing = Standing.GRANTED

    def may(self, right: Right) -> bool:
        """Tell whether this is permitted."""
        return right in rights_of(self.role, self.standing)

    def require(self, right: Right) -> None:
        """Let nobody on who may not.

        Raises:
            Refusal: `not_permitted`.
        """
        if not self.may(right):
            raise Refusal("not_permitted", right=right.value)


@dataclass(frozen=True, slots=True)
class Seat:
    """A member of staff, and whether this PC opens for the password of that user."""

    staff: Staff
    opens: bool


class Users(Protocol):
    """Who can unlock this PC; asked for by the places that manage it. All of it on the store lane."""

    def seats(self) -> Sequence[Seat]:
        """List who can unlock this PC and who is on the township's list but cannot yet."""
        ...

    def add(self, user: UserId, password: str) -> None:
        """Let somebody of the township's list unlock this PC.

        Raises:
            Refusal: `not_permitted`, `user_not_listed`, `user_exists`, `password_too_weak`.
        """
        ...

    def remove(self, user: UserId) -> None:
        """Take somebody's way in away; what they wrote stays.

        Raises:
            Refusal: `not_permitted`, `user_unknown`, `own_user_stays`.
        """
        ...

    def change_password(self, old: str, new: str) -> None:
        """Replace one's own password.

        Raises:
            Refusal: `wrong_password`, `wait_before_next_attempt`, `password_too_weak`.
        """
        ...

    def offer_password(self) -> str:
        """Draw a password of four words."""
        ...


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
    watch: ClockWatch
    ids: EventIds
