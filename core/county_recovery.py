"""忘记密码 at the county: whose pairs it holds, what it answered, and the book both stand in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.ids import ClinicCode, DeviceId, TownshipCode, UserId
from core.recovery import RecoveryPair, Response, SlotPlace


@dataclass(frozen=True, slots=True)
class ClinicPair:
    """A pair as the township knows it: which clinic's device made it, and who signs in there."""

    clinic: ClinicCode
    clinic_name: str
    users: tuple[UserId, ...]
    pair: RecoveryPair
    revoked: bool


@dataclass(frozen=True, slots=True)
class RecoveryExport:
    """恢复登记: all pairs of a township at a moment; `key` is the township's public signing key.

    The pairs of a device stand in the order they were announced. A device brought back from a backup counts
    on from there, so that a number may come twice: the later pair is the one in use. `former` are signing
    keys that were rolled over and go on counting, the latest first.
    """

    township: TownshipCode
    name: str
    key: bytes
    at: datetime
    pairs: tuple[ClinicPair, ...]
    former: tuple[bytes, ...] = ()

    def newest(self) -> Mapping[DeviceId, ClinicPair]:
        """Give each device's newest pair; one that was revoked has none any more."""
        return newest_of(self.pairs)


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer the county gave; `user` is empty where the name was not on the township's list."""

    at: datetime
    place: SlotPlace
    clinic: ClinicCode
    user: UserId


@dataclass(frozen=True, slots=True)
class Asked:
    """A challenge as typed, and what whoever typed it insists on: `again`, `old_copy`."""

    challenge: str
    again: bool = False
    old_copy: bool = False


class RecoveryBook(Protocol):
    """The county's record of recovery: what townships brought, and every answer it gave."""

    def respond(self, public: bytes, place: SlotPlace) -> Response:
        """Derive what opens a slot of the pair with this public half; nothing is written.

        Raises:
            Refusal: `recovery_key_not_usable`.
        """
        ...

    def export_of(self, township: TownshipCode) -> RecoveryExport | None:
        """Give what a township brought last."""
        ...

    def exports(self) -> Sequence[RecoveryExport]:
        """Give what every township brought last."""
        ...

    def bring_in(self, export: RecoveryExport) -> None:
        """Write down what a township brought."""
        ...

    def answers(self) -> Sequence[Answered]:
        """List the answers, oldest first."""
        ...

    def note_answer(self, answer: Answered) -> None:
        """Write an answer down; it is given only when this has returned."""
        ...


def newest_of(pairs: Sequence[ClinicPair]) -> Mapping[DeviceId, ClinicPair]:
    """Give each device's pair announced last, without devices that were revoked."""
    return {one.pair.device: one for one in pairs if not one.revoked}
