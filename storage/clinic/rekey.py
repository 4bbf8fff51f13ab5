"""新密钥: the clinic's files under a new database key, made beside the old ones and put in their place
together.

The new ledger, cache and vault lie complete and verified in one folder before that folder gets the name
that makes them count. From that rename on only moving is left, and whoever opens the clinic next moves what
a power cut left: ledger and vault never disagree, and at every moment either the old set or the new one is
whole.
"""

import secrets
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from core.errors import Hindrance
from core.ids import UserId
from core.ports import Enrolment, EventCodec
from storage.clinic.database import CACHE, LEDGER, StoreFile, open_cache, open_ledger
from storage.clinic.durable_file import flush_file, flush_folder, not_written
from storage.clinic.enrolment_row import enrolment_in
from storage.clinic.held_files import rename, unlink_patiently
from storage.clinic.ledger import ChainReader
from storage.clinic.recovery_slots import make_slots
from storage.clinic.subkey import KEY_BYTES, key_check, subkey
from storage.clinic.upgrade import drop_copies
from storage.clinic.vault import Vault
from storage.clinic.vault_file import VAULT, VaultContent, VaultDeed, VaultNote
from storage.clinic.verification import ledger_faults
from storage.secret import Secret, wiped
from storage.sqlcipher import Sealed, change_key

STAGED = "rekey"
READY = "rekey-ready"
_ROOM = 8 * 2**20
"""Bytes to be left over beside the second set of files."""
_MOVED = (LEDGER, CACHE, VAULT)
_SIDE_FILES = ("-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Renewed:
    """What a re-key did: rows carried over, and users who have to be added anew."""

    rows: int
    dropped_users: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rekey:
    """Renewing the key of a closed clinic; whoever calls holds the lock of the folder."""

    folder: Path
    vault: Vault
    codec: EventCodec

    def renew(self, key: Secret, by: UserId) -> Renewed:
        """Make the files anew under a random key, verify them whole, and put them in the place of the old
        ones.

        Raises:
            Hindrance: `disk_full`, `store_not_writable`, `store_damaged`, `rekey_not_verified`,
            `store_not_ours`:
                the old files stand as they were.
        """
        finish_rekey(self.folder)
        content = self.vault.opened_with(key)
        enrolment, rows = self._fold_in(key)
        with wiped(bytearray(secrets.token_bytes(KEY_BYTES))) as new:
            try:
                self._stage(key, new)
                self._verify(new, rows)
                fresh = _carried(content, (key, new), self.vault, enrolment).noting(
                    VaultNote(self.vault.clock.now(), VaultDeed.REKEYED, by)
                )
                replace(self.vault, path=self.folder / STAGED / VAULT).write(fresh)
                flush_folder(self.folder / STAGED)
                (self.folder / STAGED).rename(self.folder / READY)
                flush_folder(self.folder)
            except OSError as error:
                raise not_written(error, STAGED) from error
            finally:
                shutil.rmtree(self.folder / STAGED, ignore_errors=True)
        finish_rekey(self.folder)
        dropped = tuple(sorted(set(content.users) - set(fresh.users)))
        return Renewed(sum(rows[LEDGER].values()), dropped)

    def _fold_in(self, key: Secret) -> tuple[Enrolment, dict[str, dict[str, int]]]:
        """Bring both old files to rest, complete in one file each, and count what is in them."""
        self._require_room()  # before anything is opened: on a full disk not even that goes
        rows = {}
        for name, opening in _OPENINGS:
            file = opening(self.folder, key)
            try:
                rows[name] = _rows(file)
                if name == LEDGER:
                    enrolment = enrolment_in(file)
                file.fold_in()
            finally:
                file.close()
        self._require_room()
        return enrolment, rows

    def _require_room(self) -> None:
        files = (self.folder / name for name in (LEDGER, CACHE))
        needed = sum(file.stat().st_size for file in files if file.exists()) + _ROOM
        if shutil.disk_usage(self.folder).free < needed:
            raise Hindrance("disk_full", file=STAGED)

    def _stage(self, old: Secret, new: Secret) -> None:
        staged = self.folder / STAGED
        staged.mkdir(mode=0o700)
        for name in (LEDGER, CACHE):
            shutil.copyfile(self.folder / name, staged / name)
            with wiped(subkey(old, name)) as was, wiped(subkey(new, name)) as becomes:
                change_key(Sealed(staged / name, was), becomes)

    def _verify(self, new: Secret, rows: Mapping[str, Mapping[str, int]]) -> None:
        """Read everything back under the new key: every page, every chain, as many rows as before."""
        for name, opening in _OPENINGS:
            file = opening(self.folder / STAGED, new)
            try:
                faults = [*file.faults()]
                if name == LEDGER:
                    faults += [one.code for one in ledger_faults(ChainReader(file, self.codec))]
                if faults or _rows(file) != rows[name]:
                    raise Hindrance("rekey_not_verified", file=name)
                file.fold_in()
            finally:
                file.close()
            flush_file(self.folder / STAGED / name)


def finish_rekey(folder: Path) -> None:
    """Move what is complete to its place, drop what is not; needs no key and may be repeated.

    Raises:
        Hindrance: `store_not_writable`: something holds the files; the next attempt goes on.
    """
    ready = folder / READY
    try:
        if ready.exists():
            for name in _MOVED:
                _move(ready / name, folder / name)
            flush_folder(folder)
            shutil.rmtree(ready)
            flush_folder(folder)
            drop_copies(folder / LEDGER)  # they are under the key that was left behind
        shutil.rmtree(folder / STAGED, ignore_errors=True)
    except OSError as error:
        raise not_written(error, READY) from error


_OPENINGS: tuple[tuple[str, Callable[[Path, Secret], StoreFile]], ...] = (
    (LEDGER, open_ledger),
    (CACHE, open_cache),
)


def _carried(
    content: VaultContent, keys: tuple[Secret, Secret], vault: Vault, enrolment: Enrolment
) -> VaultContent:
    """Seal the new key to every user the old key's holder put there, and make a new pair for the county."""
    old, new = keys
    users = {user: slot.carried(user, old, new) for user, slot in content.users.items()}
    kept = {user: slot for user, slot in users.items() if slot is not None}
    if not kept:
        raise Hindrance("store_not_ours", file=VAULT)
    county, number = enrolment.county, content.recovery.pair.number if content.recovery else 0
    fresh = replace(
        content,
        users=kept,
        check=key_check(new),
        recovery=make_slots(new, county.recovery, enrolment.device, number + 1) if county else None,
        rekey_due=False,
    )
    now = vault.clock.now()
    for user in sorted(users.keys() - kept.keys()):
        fresh = fresh.noting(VaultNote(now, VaultDeed.SLOT_NOT_OURS, user))
    return fresh


def _rows(file: StoreFile) -> dict[str, int]:
    """Count the rows of every table."""
    with file.reading() as database:
        return {name: database[name].count for name in database.table_names()}


def _move(source: Path, target: Path) -> None:
    """Put a complete file in the place of one that is at rest: side files would belong to the old one."""
    if source.exists():
        for ending in _SIDE_FILES:
            unlink_patiently(target.with_name(target.name + ending))
        rename(source, target)
