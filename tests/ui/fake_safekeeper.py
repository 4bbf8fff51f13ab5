"""A safekeeper over plain memory, for screens."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from core.errors import Hindrance
from core.ports import Clock
from core.safekeeping import Safety

SLICES = 3
_NOTHING_YET = Safety("", None, "", None, 0, reserve_whole=True, sentinel_sound=True)


@dataclass(slots=True)
class FakeSafekeeper:
    """Does what it is asked at once; `broken` is the code every backup ends with."""

    clock: Clock
    kept: Safety = _NOTHING_YET
    broken: str = ""
    backups: int = 0
    slices: int = 0
    tails: int = 0

    def safety(self) -> Safety:
        return self.kept

    def choose_folder(self, folder: str) -> None:
        self.kept = replace(self.kept, backup_folder=folder, backup_trouble="")

    def backup_job(self) -> Callable[[], object]:
        return self._back_up

    def _back_up(self) -> None:
        if self.broken:
            raise Hindrance(self.broken)
        self.backups += 1

    def note_backup(self, trouble: str) -> None:
        at = self.kept.backup_at if trouble else self.clock.now()
        opens = self.kept.backup_opens or not trouble
        self.kept = replace(self.kept, backup_at=at, backup_trouble=trouble, backup_opens=opens)

    def copy_tail(self) -> None:
        self.tails += 1

    def page_job(self) -> Callable[[], int]:
        return lambda: 0

    def begin_check(self) -> None:
        self.slices = 0

    def check_slice(self) -> bool:
        self.slices += 1
        return self.slices <= SLICES

    def note_check(self, page_faults: int) -> None:
        self.kept = replace(self.kept, checked_at=self.clock.now(), faults=page_faults)
