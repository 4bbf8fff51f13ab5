"""Backups of a township service; one that is put back begins another epoch for every township in it."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from core.dates import CHINA
from core.ports import Clock
from core.township_ports import TownshipStore
from sync.township.lost_past import begin_epoch

Place = TypeVar("Place", contravariant=True)


class MadeBackup(Protocol):
    """A backup that was made or looked at."""

    @property
    def folder(self) -> Path:
        """Where it lies."""
        ...

    @property
    def made_at(self) -> datetime:
        """The moment it shows."""
        ...

    @property
    def townships(self) -> Sequence[str]:
        """The codes of those in it."""
        ...

    @property
    def rows(self) -> int:
        """How much it holds."""
        ...


Backup = TypeVar("Backup", bound=MadeBackup)


class Safe(Protocol[Backup]):
    """What makes copies of one service."""

    def make(self, to: Path, at: datetime, kept: int) -> Backup:
        """Write one; older ones beyond `kept` go."""
        ...

    def restored(self, backup: Backup, replace: bool) -> AbstractContextManager[Sequence[TownshipStore]]:
        """Give the townships in one; they are in place once whoever asked is done with them."""
        ...


@dataclass(frozen=True, slots=True)
class TownshipSafekeeping(Generic[Place, Backup]):
    """The deeds; `safe_of` gives what copies the service at a place, `read` looks at a backup."""

    safe_of: Callable[[Place], Safe[Backup]]
    read: Callable[[Path], Backup]
    clock: Clock

    def backup(self, place: Place, to: Path, keep: int) -> Mapping[str, Any]:
        """Write a backup while the service works; refuses as `Safe.make`."""
        return _told(self.safe_of(place).make(to, self.clock.now(), keep))

    def restore(self, place: Place, folder: Path, replace: bool) -> Mapping[str, Any]:
        """Put a backup in place and declare every township in it restored; refuses as `Safe.restored`.

        The epoch begins before the file is in place: no service answers from a past it takes for the present.
        """
        backup = self.read(folder)
        with self.safe_of(place).restored(backup, replace) as townships:
            for store in townships:
                begin_epoch(store, self.clock)
        return _told(backup)


def _told(backup: MadeBackup) -> Mapping[str, Any]:
    made_at = backup.made_at.astimezone(CHINA).isoformat(timespec="minutes")
    townships = {"townships": list(backup.townships), "rows": backup.rows}
    return {"folder": str(backup.folder), "made_at": made_at, **townships}
