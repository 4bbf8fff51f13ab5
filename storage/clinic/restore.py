"""Bringing a clinic back from a backup: looked at first, put in place whole, in a new life of its ledger."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

from core.dates import china_day
from core.errors import Hindrance, Refusal
from core.ids import ClinicCode, UserId
from storage.clinic.backup import CONTENT, Backup, read_backup, same_content
from storage.clinic.copies import disk_hindrance, flush_file, require_room
from storage.clinic.database import CACHE, LEDGER, open_ledger
from storage.clinic.desk import ClinicStore, Desk, open_clinic
from storage.clinic.durable_file import FolderLock, flush_folder, said_by
from storage.clinic.enrolment_row import enrolment_in
from storage.clinic.held_files import rename
from storage.clinic.ledger import ChainReader, head_of
from storage.clinic.new_life import Gap, Rebirth, Why, gap_to
from storage.clinic.rekey import finish_rekey
from storage.clinic.report import standing_of
from storage.clinic.set_aside import free_name_of_replaced
from storage.clinic.tail import Brought, TailCopy
from storage.clinic.township_word import TownshipWord
from storage.clinic.upgrade import drop_copies
from storage.clinic.vault import Vault
from storage.clinic.vault_file import VAULT, read_vault
from storage.clinic.verification import ledger_faults, result_faults
from storage.secret import wiped

RESTORING = "restoring"
_SIDES = ("", "-wal", "-shm", ".damaged")


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back, and what is known to be missing from it."""

    backup: Backup
    store: ClinicStore
    gaps: tuple[Gap, ...]
    tail: Brought
    """What was written after the backup and lay in the second copy beside it."""
    other_ways_in: bool
    """Whether users or passwords of today gave way to those of the day of the backup."""

    @property
    def missing(self) -> int:
        """Count what the ledger of this PC held beyond the backup."""
        return sum(gap.last - gap.first + 1 for gap in self.gaps)

    def to_plain(self) -> Mapping[str, Any]:
        """Report it."""
        return {
            "clinic": self.backup.clinic,
            "made_at": self.backup.made_at.isoformat(),
            "visits": standing_of(self.store)["visits"],
            "missing": max(0, self.missing - self.tail.events),
            "from_tail": self.tail.events,
            "tail_unread": self.tail.unread,
            "other_ways_in": self.other_ways_in,
        }


def _not_restored(hindrance: Hindrance) -> Hindrance:
    if hindrance.code == "disk_full":
        return Hindrance("restore_no_room", **hindrance.facts)
    if hindrance.code == "store_not_writable":
        return Hindrance("restore_not_written", **hindrance.facts)
    return hindrance


@said_by(_not_restored)
def restore_clinic(desk: Desk, source: Path, user: UserId, password: str, replace: bool) -> Restored:
    """Bring a clinic back into a folder and open it; what lay there is set aside, never deleted.

    Args:
        replace: whether a clinic that lies in the folder may be set aside.

    Raises:
        Refusal: `backup_not_found`, `backup_newer_than_program`, `backup_of_another_clinic`,
            `clinic_lies_there`, `store_in_use`, `store_newer_than_program`, `backup_opens_as_of_then` with
            `made_on`.
        Hindrance: `backup_damaged`, `restore_no_room`, `restore_not_written`: what lay in the
            folder is as it was.
    """
    backup = read_backup(source)
    try:
        desk.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FolderLock(desk.folder)
    except OSError as error:
        raise disk_hindrance(error, desk.folder.name) from error
    try:
        finish_rekey(desk.folder)  # else the next start would put its files over those brought back
        _require_willing(desk, backup, replace)
        with _brought(desk, backup) as brought:
            other = _differs(desk.folder / VAULT, brought / VAULT)
            vault = Vault(brought / VAULT, desk.clock, desk.cost)
            gaps = _examined(desk, brought, _unlocked(vault, backup.made_at, user, password))
            _set_aside(desk)
            _put_in_place(brought, desk.folder)
    finally:
        lock.release()
    store = open_clinic(desk, user, password, Rebirth(Why.RESTORED, gaps))
    tail = TailCopy(source.absolute().parent, backup.clinic, desk.codec)
    return Restored(backup, store, gaps, tail.bring_back(store.ledger, store.key), other)


def _differs(lying: Path, brought: Path) -> bool:
    """Tell whether a vault that lies there opens otherwise; one that cannot be read does not count."""
    try:
        return read_vault(lying).ways_in != read_vault(brought).ways_in
    except (Refusal, Hindrance):
        return False


def _require_willing(desk: Desk, backup: Backup, replace: bool) -> None:
    cut_short = (desk.folder / RESTORING / VAULT).exists() and not (desk.folder / VAULT).exists()
    if cut_short or not any((desk.folder / name).exists() for name in CONTENT):
        return
    if not replace:
        raise Refusal("clinic_lies_there")
    if (desk.folder / VAULT).exists() and _said_clinic(desk, backup) != backup.clinic:
        raise Refusal("backup_of_another_clinic")


def _said_clinic(desk: Desk, backup: Backup) -> ClinicCode:
    """Tell whose vault lies there; a damaged one keeps nobody from setting it aside."""
    try:
        lying = desk.vault.read()
    except Hindrance as hindrance:
        if hindrance.code != "store_not_ours":
            raise
        return backup.clinic
    return lying.clinic if lying.sound else backup.clinic


@contextmanager
def _brought(desk: Desk, backup: Backup) -> Iterator[Path]:
    """Lend the backup's files in a folder of their own inside the data folder, gone at the end."""
    folder = desk.folder / RESTORING
    try:
        shutil.rmtree(folder, ignore_errors=True)
        require_room(desk.folder, folder / LEDGER, 2 * backup.ledger.stat().st_size)
        folder.mkdir()
        for name in CONTENT:
            shutil.copyfile(backup.folder / name, folder / name)
            flush_file(folder / name)
        if not same_content(folder, backup.hashes):
            raise Hindrance("backup_damaged")
        yield folder
    except OSError as error:
        raise disk_hindrance(error, desk.folder.name) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _put_in_place(brought: Path, folder: Path) -> None:
    for name in reversed(CONTENT):  # the vault last: it makes it a clinic
        rename(brought / name, folder / name)
    flush_folder(folder)


def _unlocked(vault: Vault, made_at: datetime, user: UserId, password: str) -> bytearray:
    """Give the key of a backup; what opens it is what opened the clinic when it was made."""
    try:
        return vault.unlock(user, password)
    except Refusal as refusal:
        if refusal.code != "wrong_password":
            raise
        raise Refusal("backup_opens_as_of_then", made_on=china_day(made_at).isoformat()) from refusal


def _examined(desk: Desk, brought: Path, key: bytearray) -> tuple[Gap, ...]:
    """Open the files as any program would, read them whole, and compare them with the sentinel."""
    try:
        with wiped(key), closing(open_ledger(brought, key)) as file:
            sound = not file.faults() and not any(
                chain(
                    (ledger_faults(ChainReader(file, desk.codec))),
                    result_faults(TownshipWord(file, desk.codec)),
                )
            )
            with closing(desk.sentinel(enrolment_in(file).keys)) as sentinel, file.reading() as database:
                gaps = gap_to(head_of(database), sentinel)
            file.fold_in()  # the file alone is put in place
    except Hindrance as hindrance:
        if hindrance.code in ("store_not_ours", "store_damaged"):
            raise Hindrance("backup_damaged") from hindrance
        raise
    if not sound:
        raise Hindrance("backup_damaged")
    drop_copies(brought / LEDGER)
    return gaps


def _set_aside(desk: Desk) -> None:
    """Move what lies in the folder into one of its own; somebody may want to look at it."""
    lying = [
        desk.folder / f"{name}{side}"
        for name in (*CONTENT, CACHE)
        for side in _SIDES
        if (desk.folder / f"{name}{side}").exists()
    ]
    if not lying:
        return
    aside = free_name_of_replaced(desk.folder, desk.clock.now())
    aside.mkdir()
    for file in lying:
        rename(file, aside / file.name)
