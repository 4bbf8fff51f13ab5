"""How safe a clinic's files are: what the desk tells of backups, checks and room, and asks of the store."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

BACKUP_EVERY = timedelta(days=1)
CHECK_EVERY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Safety:
    """Where backups, checks and room stand; moments are None before the first time.

    `backup_trouble` is the reason code of the last try that failed, empty when it went well; `faults` counts
    what the last whole check found. Without `backup_opens` the last backup opens with passwords or a key of
    then, no longer with today's. Without `reserve_whole` the disk is nearly full; without
    `sentinel_sound` an old copy of the folder might go unnoticed on this PC. `awaited` counts events damage
    took that the township is to give back, `lost` those it does not hold either.
    """

    backup_folder: str
    backup_at: datetime | None
    backup_trouble: str
    checked_at: datetime | None
    faults: int
    reserve_whole: bool
    sentinel_sound: bool
    awaited: int = 0
    lost: int = 0
    backup_opens: bool = True

    def backup_due(self, now: datetime) -> bool:
        """Tell whether it is time for a backup; never without a folder to put it in."""
        return bool(self.backup_folder) and (
            not self.backup_opens or _is_over(self.backup_at, BACKUP_EVERY, now)
        )

    def check_due(self, now: datetime) -> bool:
        """Tell whether it is time to read everything again."""
        return _is_over(self.checked_at, CHECK_EVERY, now)


def _is_over(last: datetime | None, pause: timedelta, now: datetime) -> bool:
    # A clock set back must not put the next one off for years.
    return last is None or not last <= now < last + pause


class Safekeeper(Protocol):
    """Backups and checks of an open clinic; the jobs it hands out touch no open file: any thread will do."""

    def safety(self) -> Safety:
        """Tell where things stand."""
        ...

    def choose_folder(self, folder: str) -> None:
        """Put backups there from now on; empty for nowhere."""
        ...

    def backup_job(self) -> Callable[[], object]:
        """Give the work of one backup.

        Raises:
            Refusal: `backup_folder_not_chosen`.
        """
        ...

    def note_backup(self, trouble: str) -> None:
        """Write down how it ended: the reason code, or nothing when it went well."""
        ...

    def copy_tail(self) -> None:
        """Bring the second copy of what is not delivered yet up to date, where there is a folder for it.

        Raises:
            Hindrance: it could not; the next time makes up for it.
        """
        ...

    def page_job(self) -> Callable[[], int]:
        """Give the work of reading every page of the ledger again; it counts the faults."""
        ...

    def begin_check(self) -> None:
        """Begin to recompute the chains, slice by slice."""
        ...

    def check_slice(self) -> bool:
        """Recompute one slice; False when there is none left."""
        ...

    def note_check(self, page_faults: int) -> None:
        """Write down what the whole check found."""
        ...
