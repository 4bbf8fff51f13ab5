"""What both sides expect of their stores when a past was lost: epochs, earlier lives, results given back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.events import Epoch, Event, LedgerHead, Result
from core.ids import ClinicCode, DeviceId, Incarnation


@dataclass(frozen=True, slots=True)
class ResultsHead:
    """Where a stream of results stands, or stood: a position and the hash there."""

    position: int
    hash: bytes


class TownshipEpochs(Protocol):
    """One township's lives: each begins where a restored copy of its log went on."""

    def begin_epoch(self, epoch: Epoch, before: Sequence[Epoch], at: datetime) -> None:
        """Begin a new life of the log; settlements freeze until the lost span is reconciled.

        Args:
            epoch: the new one; it names as predecessor the present one or the last of `before`.
            before: epochs clinics have seen and this store has not, oldest first.
            at: when it began.

        Raises:
            Refusal: `epoch_does_not_follow`: another one was begun meanwhile.
        """
        ...

    def former_epochs(self) -> Sequence[Epoch]:
        """List the epochs before the present one, oldest first."""
        ...

    def frozen_since(self) -> datetime | None:
        """Tell since when settlements are frozen; None when they are not."""
        ...

    def thaw(self) -> None:
        """Let settlements go on: the lost span was reconciled."""
        ...

    def results_ladder(self, clinic: ClinicCode) -> Sequence[ResultsHead]:
        """Give the stream's head and earlier heads of it, ever farther apart, down to the beginning."""
        ...

    def adopt_results(self, clinic: ClinicCode, results: Sequence[Result]) -> ResultsHead:
        """Take back verified results this store once gave: those that continue its stream become part of it.

        Those that contradict it are kept aside for whoever reconciles the lost span. Gives the head.
        """
        ...


class Revocations(Protocol):
    """Shutting devices out from a place in their chains on."""

    def revoke_device(self, device: DeviceId, kept: Mapping[Incarnation, int], at: datetime) -> int:
        """Let nothing count that a device wrote after a sequence of each life; tell how much is put aside.

        A life that is not named counts from nothing, also one that becomes known later. Revoking again moves
        the place back, never forward.

        Raises:
            Refusal: `device_unknown`.
        """
        ...

    def last_good(self, device: DeviceId, incarnation: Incarnation) -> int | None:
        """Give the last sequence that counts of a life of a revoked device; None for one not revoked."""
        ...

    def device_lives(self, device: DeviceId) -> Sequence[LedgerHead]:
        """Tell how far every life of a device's ledger is held."""
        ...


@dataclass(frozen=True, slots=True)
class EarlierLife:
    """A life of a clinic's ledger before the present one that the present epoch has not wholly received.

    `head` is how far any epoch received it, `received` how far the present one did.
    """

    head: LedgerHead
    received: int


@dataclass(frozen=True, slots=True)
class SignedResults:
    """Results in order as they came, and the township's statement on the last of them."""

    results: tuple[Result, ...]
    statement: bytes


class ClinicLives(Protocol):
    """A clinic's ledger as the sync needs it when the township, or this PC, has lost some of its past."""

    def epochs(self) -> Sequence[Epoch]:
        """List the epochs this clinic followed, oldest first."""
        ...

    def announcement(self) -> bytes:
        """Give the township's signed word for the present epoch; empty for the one of the enrolment."""
        ...

    def earlier_lives(self) -> Sequence[EarlierLife]:
        """List the earlier lives that have to be offered again."""
        ...

    def events_of(
        self, incarnation: Incarnation, after: int, up_to: int, limit_bytes: int
    ) -> Sequence[Event]:
        """Give the next events of any life up to a sequence, at least one if there is any."""
        ...

    def result_hash(self, position: int) -> bytes | None:
        """Give the hash at a position of the results; that of position 0 is the one before all."""
        ...

    def signed_results(self, after: int) -> SignedResults | None:
        """Give the next results behind a position that a statement covers."""
        ...

    def disown_results(self, after: int) -> None:
        """Put the results behind a position aside: the township's stream went on differently."""
        ...
