"""诊所记录: what a clinic's other PCs, and earlier lives of its ledgers, wrote and the township accepted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from core.events import Epoch, Event, LedgerHead
from core.ids import ClinicCode, DeviceId, Incarnation
from core.own_events import EventSpan


@dataclass(frozen=True, slots=True)
class SignedRange:
    """What a device signed when it offered events: where the range begins, the epoch, and the signature.

    `key` is the township's where the township signed in the device's place; else it is empty.
    """

    first: int
    epoch_number: int
    epoch_id: str
    signature: bytes
    key: bytes = b""


@dataclass(frozen=True, slots=True)
class LogBatch:
    """One accepted range as it was offered, with its number in the clinic's log and its signer's key."""

    number: int
    device: DeviceId
    signing_key: bytes
    signed: SignedRange
    events: tuple[Event, ...]

    @property
    def incarnation(self) -> Incarnation:
        """Give the life of a ledger it belongs to."""
        return self.events[0].header.incarnation


@dataclass(frozen=True, slots=True)
class OtherLife:
    """A life of another PC's ledger, and the last sequence of it that is here."""

    device: DeviceId
    incarnation: Incarnation
    last: int


class ClinicLogShelf(Protocol):
    """The township's side: every accepted range of a clinic, numbered without gaps."""

    def log_batches(self, clinic: ClinicCode, after: int, limit: int) -> Sequence[LogBatch]:
        """List a clinic's accepted ranges behind a number, in order."""
        ...

    def log_head(self, clinic: ClinicCode, except_for: Incarnation) -> int:
        """Give the number of the last range that another life of a ledger offered; 0 when there is none."""
        ...

    def ranges_of(self, device: DeviceId, span: EventSpan, limit: int) -> Sequence[LogBatch]:
        """List the accepted ranges of a life of a device's ledger that hold some of its events, in order."""
        ...


class StickWords(Protocol):
    """The township's side: where a device stood when it last wrote a stick."""

    def keep_stick_word(self, device: DeviceId, hello: bytes, log_position: int) -> None:
        """Remember where a device stood, as its bundle said."""
        ...

    def stick_word(self, device: DeviceId) -> tuple[bytes, int] | None:
        """Give where a device stood when it last wrote a stick."""
        ...


class OtherEvents(Protocol):
    """The clinic's side: kept in the ledger file, for the township may be lost and the other PC burnt."""

    def lives(self) -> Sequence[LedgerHead]:
        """Tell how far every life of this ledger is here as the township has it."""
        ...

    def log_position(self, epoch: Epoch) -> int:
        """Tell the number of the last range that was looked at in an epoch."""
        ...

    def keep_log(self, epoch: Epoch, batches: Sequence[LogBatch], up_to: int) -> None:
        """Keep verified ranges and the new position in one transaction; events that are here are skipped."""
        ...

    def others_to_hand_on(self, epoch: Epoch) -> Sequence[OtherLife]:
        """List what other PCs wrote, to be offered to a township in an epoch that was not the first.

        Nothing where that was done in this epoch.
        """
        ...

    def ranges_of_other(self, incarnation: Incarnation, after: int, limit: int) -> Sequence[LogBatch]:
        """Give the next ranges of such a life behind a sequence, in order, as their device signed them."""
        ...

    def handed_on(self, epoch: Epoch) -> None:
        """Remember that this was done in an epoch."""
        ...
