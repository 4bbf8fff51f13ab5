"""Backing a clinic up and bringing it back, as a command line asks for it."""

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.audit import Deed
from core.clinic import SignIn
from core.ids import UserId
from storage.clinic.backup import make_backup, to_back_up
from storage.clinic.desk import Desk
from storage.clinic.report import standing_of
from storage.clinic.restore import restore_clinic
from storage.clinic.safekeeper import ClinicSafekeeper
from storage.clinic.upkeep import Upkeep


@dataclass(frozen=True, slots=True)
class Safekeeping:
    """The deeds; `desk_of` names a data folder together with what its store is handed."""

    desk_of: Callable[[Path], Desk]

    def backup(self, who: SignIn, place: Path, kept: int) -> Mapping[str, Any]:
        """Back the clinic up into a folder outside its own and let old backups go.

        Raises:
            Refusal: `file_inside_data_folder`, and those of `make_backup`.
        """
        who.require_outside(place)
        desk = self.desk_of(who.data)
        with Upkeep(self.desk_of).opened(who) as store:
            backup = make_backup(to_back_up(desk, store), place, desk.clock.now(), kept)
            ClinicSafekeeper(desk, store).note_backup("")
            return {
                "clinic": backup.clinic,
                "folder": str(backup.folder),
                "made_at": backup.made_at.isoformat(),
                "visits": standing_of(store)["visits"],
                "bytes": sum(file.stat().st_size for file in backup.folder.iterdir()),
            }

    def restore(self, who: SignIn, source: Path, replace: bool) -> Mapping[str, Any]:
        """Bring the clinic back from a backup."""
        desk = self.desk_of(who.data)
        restored = restore_clinic(desk, source, UserId(who.user), who.password, replace)
        with closing(restored.store):
            restored.store.audit.note(Deed.BACKUP_RESTORED, facts={"missing": restored.missing})
            return restored.to_plain()
