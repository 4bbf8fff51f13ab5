"""Backups of a clinic: vault and ledger as they are sealed, whole at one moment, in a folder of their own.

The cache is left out: the township gives it again. A backup tells a stranger what the vault tells:
clinic code and sign-in names.
"""

import shutil
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.dates import CHINA
from core.errors import Hindrance, Refusal
from core.ids import ClinicCode
from core.ports import EventCodec
from storage.clinic.copies import (
    UNFINISHED,
    copy_sealed,
    disk_hindrance,
    require_room,
    sizes_of,
    take_away,
)
from storage.clinic.database import LEDGER, ledger_key, open_copy
from storage.clinic.durable_file import flush_folder, replace_durably, said_by
from storage.clinic.ledger import ChainReader
from storage.clinic.summed_json import read_summed, to_summed
from storage.clinic.township_word import TownshipWord
from storage.clinic.vault import Vault
from storage.clinic.vault_file import VAULT
from storage.clinic.verification import Fault, ledger_faults, result_faults
from storage.secret import Secret, wiped
from storage.sqlcipher import Sealed

if TYPE_CHECKING:  # the desk names the backup that mends it
    from storage.clinic.desk import ClinicStore, Desk

FORMAT = 1
MANIFEST = "manifest.json"
CONTENT = (VAULT, LEDGER)
KEPT = 7
"""Backups of a clinic that stay in a folder: a week of days."""
_NAME = "cunzhen-{clinic}-{moment}"
_MOMENT = "%Y%m%dT%H%M%S"


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What one backup is made of: a clinic's own files, and a copy of its key that is wiped afterwards."""

    vault: Vault
    ledger: Path
    key: bytearray = field(repr=False)
    codec: EventCodec


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup as its manifest describes it; nothing in it was opened yet."""

    folder: Path
    clinic: ClinicCode
    made_at: datetime
    hashes: Mapping[str, str]

    @property
    def ledger(self) -> Path:
        """Name the ledger in it."""
        return self.folder / LEDGER

    def vault(self, like: Vault) -> Vault:
        """Give the vault in it."""
        return Vault(self.folder / VAULT, like.clock, like.cost)


def to_back_up(desk: "Desk", store: "ClinicStore") -> BackedUp:
    """Name what of an open clinic goes into one backup; it has its own copy of the key, to be wiped."""
    return BackedUp(desk.vault, desk.folder / LEDGER, bytearray(store.key), desk.codec)


def _no_backup(hindrance: Hindrance) -> Hindrance:
    if hindrance.code == "disk_full":
        return Hindrance("backup_no_room", **hindrance.facts)
    if hindrance.code == "store_not_writable":
        return Hindrance("backup_not_written", **hindrance.facts)
    return hindrance


@said_by(_no_backup)
def make_backup(of: BackedUp, place: Path, at: datetime, kept: int = KEPT) -> Backup:
    """Write a backup into a folder, on a disk or stick, while the clinic works; old ones beyond `kept` go.

    It is opened and read again whole before it gets its name. It has a connection of its own: it may run on
    another thread than the one that has the ledger open.

    Raises:
        Hindrance: `backup_folder_missing`, `backup_no_room`, `backup_not_written`, `copy_not_sound`:
            none made.
    """
    if not place.is_dir():
        raise Hindrance("backup_folder_missing")
    clinic = of.vault.clinic()
    _clear(place, clinic)
    require_room(place, of.ledger, sizes_of(of.ledger) + sizes_of(of.vault.path))
    target = _free_name(place, clinic, at)
    unfinished = target.with_name(target.name + UNFINISHED)
    try:
        unfinished.mkdir()
        with wiped(of.key):
            backup = _written(of, unfinished, clinic, at)
        unfinished.rename(target)
        flush_folder(place)
    except OSError as error:
        raise disk_hindrance(error, target.name) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    _let_old_ones_go(place, clinic, kept)
    return Backup(target, backup.clinic, backup.made_at, backup.hashes)


def _written(of: BackedUp, folder: Path, clinic: ClinicCode, at: datetime) -> Backup:
    with wiped(ledger_key(of.key)) as own:
        copy_sealed(Sealed(of.ledger, own), folder / LEDGER)
    # The vault last: a password changed meanwhile is in it, a key changed meanwhile does not open the copy.
    replace_durably(folder / VAULT, of.vault.path.read_bytes())
    if contents_of(folder, of.codec, of.key) or not _belong_together(folder / VAULT, of):
        raise Hindrance("copy_not_sound", file=LEDGER)
    backup = Backup(folder, clinic, at, {name: _hash(folder / name) for name in CONTENT})
    replace_durably(folder / MANIFEST, to_summed(_plain(backup)))
    return backup


def _belong_together(vault: Path, of: BackedUp) -> bool:
    try:
        Vault(vault, of.vault.clock).opened_with(of.key)
    except (Refusal, Hindrance):
        return False
    return True


def contents_of(folder: Path, codec: EventCodec, key: Secret) -> Sequence[Fault]:
    """Recompute every chain of the ledger in a backup; empty when sound.

    Raises:
        Hindrance: `store_not_ours`, `store_damaged`.
    """
    with wiped(ledger_key(key)) as own, closing(open_copy(Sealed(folder / LEDGER, own))) as file:
        return [*ledger_faults(ChainReader(file, codec)), *result_faults(TownshipWord(file, codec))]


def read_backup(folder: Path) -> Backup:
    """Look at a backup: its manifest, and that its files are the ones the manifest names.

    Raises:
        Refusal: `backup_not_found`, `backup_newer_than_program`.
        Hindrance: `backup_damaged`, `store_not_readable`.
    """
    backup = _manifest_of(folder)
    if backup is None:
        raise Refusal("backup_not_found")
    if not same_content(folder, backup.hashes):
        raise Hindrance("backup_damaged")
    return backup


def same_content(folder: Path, hashes: Mapping[str, str]) -> bool:
    """Tell whether the files in a folder are those of the hashes.

    Raises:
        Hindrance: `store_not_readable`.
    """
    try:
        return all(_hash(folder / name) == hashes[name] for name in CONTENT)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise Hindrance("store_not_readable", file=folder.name) from error


def backups_in(place: Path, clinic: ClinicCode) -> list[Backup]:
    """List a clinic's backups in a folder, newest first; what is no backup is not looked at."""
    found = []
    for folder in place.glob(_NAME.format(clinic=clinic, moment="*")):
        with suppress(Refusal, Hindrance):
            backup = _manifest_of(folder)
            if backup and backup.clinic == clinic and not folder.name.endswith(UNFINISHED):
                found.append(backup)
    return sorted(found, key=lambda one: (one.made_at, one.folder.name), reverse=True)


def _let_old_ones_go(place: Path, clinic: ClinicCode, kept: int) -> None:
    for old in backups_in(place, clinic)[max(1, kept) :]:
        take_away(old.folder)


def _clear(place: Path, clinic: ClinicCode) -> None:
    """Take away what a stick that was pulled out left half written."""
    for left in place.glob(_NAME.format(clinic=clinic, moment="*") + UNFINISHED):
        shutil.rmtree(left, ignore_errors=True)


def _free_name(place: Path, clinic: ClinicCode, at: datetime) -> Path:
    while (
        name := place / _NAME.format(clinic=clinic, moment=at.astimezone(CHINA).strftime(_MOMENT))
    ).exists():
        at += timedelta(seconds=1)
    return name


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _plain(backup: Backup) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "clinic": backup.clinic,
        "made_at": backup.made_at.isoformat(),
        "sha256": dict(backup.hashes),
    }


def _manifest_of(folder: Path) -> Backup | None:
    try:
        plain, sound = read_summed((folder / MANIFEST).read_bytes())
        if not sound:
            raise ValueError("a sum that does not hold")
        if plain["format"] > FORMAT:
            raise Refusal("backup_newer_than_program")
        made_at = datetime.fromisoformat(plain["made_at"])
        hashes = {name: str(plain["sha256"][name]) for name in CONTENT}
        if made_at.tzinfo is None:
            raise ValueError("a moment without a zone")
        return Backup(folder, ClinicCode(str(plain["clinic"])), made_at, hashes)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise Hindrance("store_not_readable", file=folder.name) from error
    except (KeyError, ValueError, TypeError) as error:
        raise Hindrance("backup_damaged") from error
