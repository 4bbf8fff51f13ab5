"""What the fake world is handed: a clinic's PC and a township's server with real stores inside."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from core.events import Event
from core.ports import Ledger
from core.sync_ports import SyncStore
from core.township_ports import TownshipStore


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

    def events(self) -> Sequence[Event]:
        """List all events on the disk, of every incarnation, oldest first."""
        ...

    def faults(self) -> Sequence[str]:
        """Check the files; empty when sound."""
        ...

    def restart(self) -> None:
        """Let the power go and come back: what was not durable is gone."""
        ...

    def copy_disk(self) -> None:
        """Take an image of the disk, replacing the former image."""
        ...

    def put_disk_back(self) -> None:
        """Make the disk be the last image, and start from it."""
        ...


class TownshipMachine(Protocol):
    """A server that can stop and start, and whose disk can be set back while nobody tells the program."""

    @property
    def store(self) -> TownshipStore:
        """Give the open store."""
        ...

    def report(self, event: Event, reason: str, at: datetime) -> None:
        """Append a further result about an event, as settlement would."""
        ...

    def restart(self) -> None:
        """Let the power go and come back."""
        ...

    def copy_disk(self) -> None:
        """Take a snapshot of the disk, replacing the former one."""
        ...

    def put_disk_back(self) -> None:
        """Make the disk be the last snapshot, and start from it."""
        ...
