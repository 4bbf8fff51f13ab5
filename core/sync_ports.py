"""What the sync client expects of the clinic's store."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from core.calling import CallSettings, DueSet
from core.clinic_log import OtherEvents
from core.data_sets import DataRow, DataSetName, DataSetVersion
from core.device_words import DeviceWords
from core.epoch_ports import ClinicLives
from core.events import Epoch, Event, LedgerHead, Receipt, Result
from core.ids import Incarnation
from core.own_events import MissingEvents
from core.ports import Enrolment, Founding
from core.township_keys import TownshipFaces

NETWORK = "https"
CONNECTION_BYTES = 1_075
"""What a call of one question weighs beside its messages: handshake, heads and records, measured on the line.

Each further question on the same connection adds some 250.
"""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One line of the sync diary.

    `outcome` is `done` or a reason code; bytes are of message bodies, both ways.
    """

    at: datetime
    route: str
    outcome: str
    bytes_up: int
    bytes_down: int
    seconds: float

    @property
    def on_the_network(self) -> int:
        """Tell about how many bytes this was for whoever pays for the network; nothing for a stick."""
        moved = self.bytes_up + self.bytes_down
        return moved + CONNECTION_BYTES if moved and self.route == NETWORK else 0


class CallStore(Protocol):
    """What decides when to call, and says what a call will bring."""

    def call_settings(self) -> CallSettings:
        """Give what the township set about calls."""
        ...

    def attempts(self, limit: int) -> Sequence[Attempt]:
        """List the diary, newest first."""
        ...

    def spent(self, first: date, last: date) -> int:
        """Add up the bytes that went over the network on some days, both included."""
        ...

    def visits_wait(self) -> bool:
        """Tell whether a visit, a correction or a cancellation has no receipt yet."""
        ...

    def due(self) -> Sequence[DueSet]:
        """List what the township had and this PC had not yet when they spoke last."""
        ...

    def keep_due(self, due: Sequence[DueSet]) -> None:
        """Remember that."""
        ...


@dataclass(frozen=True, slots=True)
class DataAge:
    """How old one data set is: name (`roster`, `packs`, `catalogue`, ...), version, days it is good for."""

    name: str
    version: int
    as_of: date
    valid_until: date


@dataclass(frozen=True, slots=True)
class DeskStanding:
    """Where the desk stands towards the township; nothing in it is a guess.

    `waiting` counts events without a receipt that somebody at the desk wrote, `oldest_waiting` is the moment
    the oldest was written, `last_contact` when something of the township came in last. Not `admitted`:
    founded from a stick, and the township has not said yet that it knows of this PC.
    """

    township_name: str
    waiting: int
    oldest_waiting: datetime | None
    last_contact: datetime | None
    data: tuple[DataAge, ...]
    admitted: bool = True


@dataclass(frozen=True, slots=True)
class Standing:
    """All the client says of itself in a hello."""

    enrolment: Enrolment
    epoch: Epoch
    head: LedgerHead
    receipt: Receipt | None
    results_position: int
    results_hash: bytes
    data_sets: Mapping[DataSetName, int]


class SyncStore(ClinicLives, OtherEvents, MissingEvents, DeviceWords, TownshipFaces, CallStore, Protocol):
    """The clinic's store as the sync client needs it."""

    def standing(self) -> Standing:
        """Tell where everything stands."""
        ...

    def founding(self) -> Founding | None:
        """Give what the township has still to be shown before this PC is one of its devices."""
        ...

    def admitted(self) -> None:
        """Forget it: the township said that it has taken this PC in."""
        ...

    def events_after(self, sequence: int, limit_bytes: int) -> Sequence[Event]:
        """Give the next events of the present incarnation, at least one if there is any."""
        ...

    def start_before(self, event: Event) -> bytes:
        """Give the value the last boot before an event told; empty where none did, or it is one itself."""
        ...

    def waiting(self) -> int:
        """Count the events no receipt covers yet."""
        ...

    def keep_receipt(self, receipt: Receipt) -> None:
        """Keep a verified receipt; an older one than the last changes nothing."""
        ...

    def keep_results(self, results: Sequence[Result], signature: bytes) -> None:
        """Keep verified results and the new position in one transaction."""
        ...

    def move_epoch(self, epoch: Epoch, announced: bytes = b"") -> None:
        """Follow the township into a verified new epoch: receipts of the old one no longer count.

        Args:
            epoch: the new one.
            announced: the township's signed word for it, should it ever forget.
        """
        ...

    def start_incarnation(self, incarnation: Incarnation, at: datetime) -> None:
        """Begin a new life of the ledger and re-issue, same ids and bodies, what has no receipt."""
        ...

    def records_in_slices(self, name: DataSetName) -> Iterator[Sequence[bytes]]:
        """Give the records of a set in use, some at a time, in ascending order of the bytes of their keys."""
        ...

    def chunk(self, digest: bytes) -> bytes | None:
        """Give a chunk kept from an interrupted download."""
        ...

    def keep_chunk(self, digest: bytes, data: bytes) -> None:
        """Keep a verified chunk until its set is applied."""
        ...

    def apply_in_slices(
        self, version: DataSetVersion, rows: Sequence[DataRow], chunks: Sequence[bytes] = ()
    ) -> Iterator[int]:
        """Build the new version beside the old, switch to it, drop the old and the chunks it came from.

        Between two slices, counted in rows, the old one answers; one given up there goes with the next.

        Args:
            chunks: digests of the kept chunks that are no longer needed.

        Raises:
            Refusal: `data_set_digest_differs`, `data_set_older`, `data_set_not_readable`, and for packs those
                of `core.services.adopt_pack.require_acceptable`; the old one stays.
        """
        ...

    def hear_time(self, at: datetime) -> None:
        """Compare this PC's clock with the township's signed time."""
        ...

    def note_attempt(self, attempt: Attempt, *, heard: bool = False) -> None:
        """Write a line of the diary; `heard`: a word of the township was verified and kept."""
        ...
