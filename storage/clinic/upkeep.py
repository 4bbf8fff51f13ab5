"""What is asked of a clinic's files from a command line: each deed opens them and closes them again."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.clinic import SignIn
from core.errors import Hindrance
from core.ids import UserId
from storage.clinic.database import LEDGER
from storage.clinic.desk import ClinicStore, Desk, after_sync, open_clinic
from storage.clinic.mended_ledger import mark_damaged
from storage.clinic.mending import newest_backup
from storage.clinic.report import standing_of, verified
from storage.clinic.safekeeper import ClinicSafekeeper, safety_of
from storage.clinic.verification import MENDABLE


@dataclass(frozen=True, slots=True)
class Upkeep:
    """The deeds; `desk_of` names a data folder together with what its store is handed."""

    desk_of: Callable[[Path], Desk]

    @contextmanager
    def opened(self, who: SignIn) -> Iterator[ClinicStore]:
        """Open a clinic and close it behind it.

        Raises:
            Refusal, Hindrance: as `open_clinic`.
        """
        desk = self.desk_of(who.data)
        with closing(open_clinic(desk, UserId(who.user), who.password)) as store:
            yield store
            after_sync(desk, store)
            with suppress(Hindrance):  # the stick is not there: the next time makes up for it
                ClinicSafekeeper(desk, store).copy_tail()

    def status(self, who: SignIn) -> Mapping[str, Any]:
        """Tell what is held, what waits and how old it is."""
        with self.opened(who) as store:
            safety = safety_of(store)
            return {
                **standing_of(store),
                "backup_at": safety.backup_at.isoformat() if safety.backup_at else None,
                "backup_opens": safety.backup_opens,
                "checked_at": safety.checked_at.isoformat() if safety.checked_at else None,
                "faults": safety.faults,
                "awaited": safety.awaited,
                "lost": safety.lost,
                "reserve": safety.reserve_whole,
            }

    def verify(self, who: SignIn) -> Mapping[str, Any]:
        """Check the integrity of the files; where they are damaged, name the backup that mends them."""
        with self.opened(who) as store:
            facts = verified(store)
            if not facts["faults"]:
                return facts
            if any(fault.startswith((f"store_damaged {LEDGER}", *MENDABLE)) for fault in facts["faults"]):
                mark_damaged(who.data)
            backup = newest_backup(who.data, store.key, store.enrolment.clinic)
            return {**facts, "backup": str(backup) if backup else None}
