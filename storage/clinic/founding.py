"""Setting a clinic up on this PC once its township has taken it in."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from core.events import Epoch
from core.ids import UserId
from core.ports import Enrolment
from storage.clinic.desk import Desk, create_clinic, require_free
from storage.clinic.vault import require_usable

_TOLD = ("clinic", "clinic_name", "township_name", "device")


class FirstUser(Protocol):
    """Where the clinic will lie, and who opens it first."""

    @property
    def data(self) -> Path:
        """Its folder."""
        ...

    @property
    def user(self) -> str:
        """The sign-in name."""
        ...

    @property
    def password(self) -> str:
        """The first password."""
        ...


class Met(Protocol):
    """What meeting the township gave."""

    @property
    def enrolment(self) -> Enrolment:
        """Who the device is now."""
        ...

    @property
    def epoch(self) -> Epoch:
        """The epoch it begins in."""
        ...


def found_clinic(desk: Desk, first: FirstUser, meet: Callable[[], Met]) -> Mapping[str, Any]:
    """Meet the township and make the encrypted files; a folder that cannot hold them spends no code.

    Raises:
        Refusal, Hindrance: as `require_usable`, `require_free`, `create_clinic` and the meeting.
    """
    require_usable(UserId(first.user), first.password)
    require_free(desk.folder)
    met = meet()
    create_clinic(desk, met.enrolment, met.epoch, UserId(first.user), first.password)
    return {name: getattr(met.enrolment, name) for name in _TOLD}
