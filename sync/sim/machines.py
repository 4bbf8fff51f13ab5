"""What the fake world is handed: PCs of clinics and a township's server, with real stores inside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from core.console_ports import ReviewDesk
from core.events import Event, EventType, Result, ResultKind
from core.ids import ClinicCode, EventId
from core.ports import Clock, Ledger, VisitState
from core.settlement_ports import SettlementBook
from core.settlement_questions import SettlementQuestions
from core.sync_ports import SyncStore
from core.township_ports import TownshipStore
from core.visits.visit import Visit
from sync.sim.platform import PlatformMachine
from sync.township.settlement.institutions import Desk

MADE_BY_PROGRAM = (EventType.INCARNATION_STARTED, EventType.RECOVERY_PAIR_MADE)
"""Types of events nobody at a desk writes."""


@dataclass(frozen=True, slots=True)
class PowerCut:
    """What a power cut takes and leaves behind.

    Args:
        sentinel_lost: what was noted beside the ledger and not flushed yet is gone.
        cache_lost: the cache is as it was when it was last folded in.
        torn: bytes of a write that was under way, at the end of the ledger's write-ahead log.
    """

    sentinel_lost: bool = False
    cache_lost: bool = False
    torn: bytes = b""


class ClinicMachine(Protocol):
    """A PC whose power can go at any moment and whose disk can be copied back."""

    @property
    def sync(self) -> SyncStore:
        """Give the open store as the sync sees it."""
        ...

    @property
    def ledger(self) -> Ledger:
        """Give the open ledger as the desk writes it."""
        ...

    def shown(self) -> Sequence[VisitState]:
        """List all visits as the desk shows them."""
        ...

    def events(self) -> Sequence[Event]:
        """List all events on the disk that this PC wrote, of every incarnation, oldest first."""
        ...

    def results(self) -> Sequence[Result]:
        """List what the township said and this PC believes, oldest first."""
        ...

    def faults(self) -> Sequence[str]:
        """Check the files; empty when sound."""
        ...

    def restart(self) -> None:
        """End the program and start it again."""
        ...

    def cut_power(self, cut: PowerCut) -> None:
        """Let the power go and come back: what was not durable is gone."""
        ...

    def spoil_cache(self, content: bytes) -> None:
        """Find other bytes in place of the cache at the next start."""
        ...

    def copy_disk(self) -> None:
        """Take an image of the disk, replacing the former image."""
        ...

    def put_disk_back(self, whole: bool) -> None:
        """Make the disk be the last image and start from it; `whole`: also what lies beside the folder."""
        ...

    @property
    def second_copy(self) -> Path:
        """Name the folder of the second copy, on a disk that outlives the PC."""
        ...

    def keep_copy(self) -> None:
        """Add to the second copy what was written since the last time."""
        ...

    def clone(self, same_machine: bool, clock: Clock) -> "ClinicMachine":
        """Start a second PC from the last image, with what lay beside the folder.

        Args:
            same_machine: nothing tells the two apart, as with copies of a virtual machine.
            clock: the clock of the second one.
        """
        ...


class TownshipMachine(Protocol):
    """A server that can stop and start, and whose disk can be set back while nobody tells the program."""

    @property
    def store(self) -> TownshipStore:
        """Give the open store."""
        ...

    @property
    def book(self) -> SettlementBook:
        """Give what waits for the platform."""
        ...

    @property
    def review(self) -> ReviewDesk:
        """Give what a reviewer decides upon."""
        ...

    @property
    def questions(self) -> SettlementQuestions:
        """Give what waits for somebody who looks at the platform."""
        ...

    def report(self, clinic: ClinicCode, event: EventId, told: tuple[ResultKind, Mapping[str, Any]]) -> None:
        """Append a further result about an event."""
        ...

    def restart(self) -> None:
        """Let the power go and come back."""
        ...

    def found_anew(self) -> None:
        """Lose everything and be founded again: other keys, clinics entered by hand, the county trusted."""
        ...

    def copy_disk(self) -> None:
        """Take a snapshot of the disk, replacing the former one."""
        ...

    def put_disk_back(self) -> None:
        """Make the disk be the last snapshot, and start from it."""
        ...


class Machines(Protocol):
    """The machines of one world; PCs of one clinic are numbered from 0."""

    @property
    def visits(self) -> Sequence[Visit]:
        """Give visits of people invented; the fund does not pay for all of them."""
        ...

    @property
    def settling(self) -> Desk:
        """Tell under which codes the township settles."""
        ...

    @property
    def sticks(self) -> Path:
        """Name a folder that stands for all sticks there are."""
        ...

    def township(self, clock: Clock) -> TownshipMachine:
        """Start the township's server."""
        ...

    def pc(self, clinic: int, number: int, clock: Clock) -> ClinicMachine:
        """Start a PC of a clinic, both counted from 0."""
        ...

    def sign_epoch(self, exported: Path, files: tuple[Path, Path], clock: Clock) -> None:
        """Let the county sign the first file for the second, knowing what the township exported last."""
        ...

    def platform(self, clock: Clock) -> PlatformMachine:
        """Start the national platform, which knows the people of the visits."""
        ...

    def moment(self) -> datetime:
        """Tell when the world begins."""
        ...
