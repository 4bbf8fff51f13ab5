"""Setting a clinic's data folder up, opening it with a password, and the open store."""

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.audit import Deed
from core.clinic import TRAINING_MARK, ClinicPlace, Staff
from core.clock_trust import ClockWatch
from core.errors import Hindrance, Refusal
from core.events import NO_HASH, Epoch, LedgerHead
from core.ids import Incarnation, UserId
from core.ports import Clock, DeviceKeys, Enrolment, EventCodec
from core.recovery import held_setting
from storage.clinic.at_the_door import with_room_to_open
from storage.clinic.audit import ClinicAudit
from storage.clinic.clock_notes import ClinicClockNotes
from storage.clinic.data_sets import DataSets
from storage.clinic.database import CACHE, LEDGER, StoreFile, make_ledger, open_cache, open_ledger
from storage.clinic.device_words import KeptWords
from storage.clinic.durable_file import FolderLock, flush_folder, not_written
from storage.clinic.enrolment_row import enrolment_in, write_enrolment
from storage.clinic.held_files import rename
from storage.clinic.key_slot import DESK, Cost
from storage.clinic.ledger import ClinicLedger
from storage.clinic.left_here import WaysIn, note_older_copies, require_not_removed
from storage.clinic.lives import Lives
from storage.clinic.machine import MachineId, machine_id
from storage.clinic.mended_ledger import finish_mending, is_marked, mend
from storage.clinic.mending import naming_the_backup
from storage.clinic.missing import Missing
from storage.clinic.new_life import Rebirth, new_incarnation
from storage.clinic.notes import ClinicDrafts, Diary
from storage.clinic.other_events import OtherLedgers
from storage.clinic.pack_gate import PackGate
from storage.clinic.records import ClinicRecords, records_in
from storage.clinic.recovery_pair import ReadHeld, announce_pair, learn_held, nobody_reads
from storage.clinic.rekey import Rekey, finish_rekey
from storage.clinic.reserve import RESERVE_BYTES, Reserve
from storage.clinic.sentinel import Sentinel
from storage.clinic.sign_in import note_unlocked
from storage.clinic.staff import StaffBook
from storage.clinic.subkey import subkey
from storage.clinic.sync_store import ClinicSync
from storage.clinic.tail import SealOf
from storage.clinic.township_word import TownshipWord, keep_epoch
from storage.clinic.upgrade import copies_before, drop_copies
from storage.clinic.vault import Vault
from storage.clinic.vault_file import UNFINISHED, VAULT, read_vault
from storage.clinic.verification import Fault, audit_faults, ledger_faults, recent_faults, result_faults
from storage.clinic.visits import Told
from storage.secret import Secret, wipe, wiped

TRAINING_SETTING = "training"
SENTINEL = ".sentinel"
"""Ending of the name of the sentinel beside the data folder."""
_ROOM = 4 * 2**20
"""Bytes free for a new clinic's files and the first days."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A clinic's data folder and what is handed to its store.

    `read_held` verifies the county's word, `seal` makes the township's half of the second copy. `steady`
    counts seconds whatever is done to the clock; without it the clock is compared with itself.
    """

    folder: Path
    codec: EventCodec
    clock: Clock
    cost: Cost = DESK
    machine: MachineId = machine_id
    reserve_bytes: int = RESERVE_BYTES
    read_held: ReadHeld = nobody_reads
    seal: SealOf | None = None
    steady: Callable[[], float] | None = None

    def seconds(self) -> float:
        """Count the seconds of this run."""
        return self.steady() if self.steady else self.clock.now().timestamp()

    @property
    def sentinel_path(self) -> Path:
        """Name the file beside the folder that remembers how far its ledger was."""
        folder = self.folder.absolute()
        return folder.with_name(folder.name + SENTINEL)

    def sentinel(self, keys: DeviceKeys) -> Sentinel:
        """Give the sentinel of the folder; its key changes with the device only, never with a password."""
        return Sentinel(self.sentinel_path, bytes(subkey(keys.signing, "sentinel")), self.machine())

    @property
    def vault(self) -> Vault:
        """The vault of the folder: users and their passwords."""
        return Vault(self.folder / VAULT, self.clock, self.cost)


@dataclass(frozen=True, slots=True)
class ClinicStore:
    """An open clinic: one thread at a time, and `close` at the end."""

    ledger: ClinicLedger
    records: ClinicRecords
    drafts: ClinicDrafts
    sync: ClinicSync
    audit: ClinicAudit
    staff: StaffBook
    watch: ClockWatch
    files: tuple[StoreFile, ...]
    lock: FolderLock
    key: bytearray = field(repr=False)
    faults_met: list[Fault] = field(default_factory=list)
    """What the short look at the start found."""

    @property
    def enrolment(self) -> Enrolment:
        """What the device knows of itself and its township."""
        return self.ledger.enrolment

    @property
    def training(self) -> bool:
        """Tell whether the township said that its people are invented."""
        return bool(self.settings().get(TRAINING_SETTING))

    def mark_training(self, folder: Path) -> None:
        """Leave the mark of invented people once the township has said so."""
        if self.training:
            (folder / TRAINING_MARK).touch()

    def place(self) -> ClinicPlace:
        """Name the clinic and its township."""
        own = self.enrolment
        return ClinicPlace(own.township, own.township_name, own.clinic, own.clinic_name, self.training)

    def staff_member(self, user: UserId) -> Staff:
        """Give who a user is and may do."""
        return self.staff.member(user)

    def people(self) -> Sequence[Staff]:
        """List the clinic's staff."""
        return self.records.people()

    def settings(self) -> Mapping[str, Any]:
        """Give the settings the township made."""
        return self.records.settings()

    def verify(self) -> Sequence[Fault]:
        """Check every page and recompute every chain; empty when sound."""
        damaged = [Fault("store_damaged", file.path.name) for file in self.files if file.faults()]
        if not read_vault(self.files[0].path.with_name(VAULT)).sound:
            damaged.append(Fault("store_damaged", VAULT))
        if damaged:
            return damaged
        awaited = self.sync.missing.lacking().awaited
        return [
            *([Fault("events_missing", str(awaited))] if awaited else []),
            *ledger_faults(self.ledger),
            *result_faults(self.sync.word),
            *audit_faults(self.audit),
        ]

    def forget_key(self) -> None:
        """Overwrite the key where it lies."""
        wipe(self.key)

    def remember_key(self, key: Secret) -> None:
        """Take the key again."""
        self.key[:] = key

    def close(self) -> None:
        """Close the files, forget the key and let other programs in."""
        self.audit.let_go()
        wipe(self.key)
        for file in self.files:
            file.close()
        self.ledger.sentinel.close()
        self.lock.release()


def require_free(folder: Path) -> None:
    """Let nobody spend a one-time code on a folder that cannot become a clinic; nothing is made.

    Raises:
        Refusal: `clinic_exists_here`, `folder_is_a_file`; `folder_is_a_whole_drive`: nothing could lie beside
            it.
        Hindrance: `store_not_writable`, `disk_full`.
    """
    if folder.absolute().parent == folder.absolute():
        raise Refusal("folder_is_a_whole_drive")
    # Files without their vault are what a set-up that was cut short left behind: they are no clinic.
    cut_short = (folder / UNFINISHED / VAULT).exists()
    if any((folder / name).exists() for name in ((VAULT,) if cut_short else (VAULT, LEDGER, CACHE))):
        raise Refusal("clinic_exists_here")
    nearest = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    if not nearest.is_dir():
        raise Refusal("folder_is_a_file")
    if not os.access(nearest, os.W_OK):
        raise Hindrance("store_not_writable", file=nearest.name)
    if shutil.disk_usage(nearest).free < _ROOM:
        raise Hindrance("disk_full", file=nearest.name)


def create_clinic(desk: Desk, enrolment: Enrolment, epoch: Epoch, user: UserId, password: str) -> None:
    """Set an enrolled clinic up with its first user; the vault comes last and makes it a clinic.

    Raises:
        Refusal: `clinic_exists_here`, `password_too_weak`, `user_name_not_usable`, `store_in_use`.
        Hindrance: `disk_full`, `store_not_writable`: the folder is as if nothing had happened.
    """
    try:
        desk.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Hindrance("store_not_writable", file=desk.folder.name) from error
    with suppress(OSError):
        if not any(desk.folder.iterdir()):  # one made for us by hand may lie open to every account of the PC
            desk.folder.chmod(0o700)
    lock = FolderLock(desk.folder)
    unfinished = desk.folder / UNFINISHED
    try:
        _clear_unfinished(desk.folder)
        require_free(desk.folder)
        unfinished.mkdir()
        vault = Vault(unfinished / VAULT, desk.clock, desk.cost)
        with wiped(vault.create(enrolment.clinic, user, password)) as key:
            first = _make_files(unfinished, key, enrolment, epoch)
            if county := enrolment.county:
                vault.make_recovery(key, county.recovery, enrolment.device)
        for name in (CACHE, LEDGER, VAULT):
            rename(unfinished / name, desk.folder / name)
        with closing(desk.sentinel(enrolment.keys)) as sentinel:
            sentinel.note(LedgerHead(first, 0, NO_HASH))
        flush_folder(desk.folder)
        flush_folder(desk.folder.parent)
    except OSError as error:
        raise not_written(error, desk.folder.name) from error
    finally:
        _clear_unfinished(desk.folder)
        lock.release()


@with_room_to_open
def open_clinic(desk: Desk, user: UserId, password: str, born: Rebirth | None = None) -> ClinicStore:
    """Open a clinic, in a new life of its ledger where the sentinel or the caller says so.

    Raises:
        Refusal: `no_clinic_here`, `store_in_use`, `wrong_password`, `wait_before_next_attempt`,
            `store_newer_than_program`, `user_removed`.
        Hindrance: `ledger_missing`, `store_not_ours`, those of `with_room_to_open`;
            `ledger_damaged_backup_there` with `backup`, `ledger_damaged`.
    """
    desk.vault.clinic()  # says no_clinic_here before anything is made in the folder
    with ExitStack() as undone:
        lock = FolderLock(desk.folder)
        undone.callback(lock.release)
        key = _unlocked(desk, user, password)
        undone.callback(wipe, key)
        undone.push(naming_the_backup(desk.folder, key, desk.vault.clinic()))
        mended = is_marked(desk.folder) and mend(desk, key)
        try:
            store = _opened(desk, lock, _Signed(user, key), born)
        except Hindrance as hindrance:
            if mended or hindrance.code != "store_damaged" or not mend(desk, key):
                raise
            mended, store = True, _opened(desk, lock, _Signed(user, key), born)
        if mended:
            awaited = store.sync.missing.lacking().awaited
            store.audit.note_in_passing(Deed.LEDGER_MENDED, facts={"awaited": awaited})
        undone.pop_all()
        return store


def _opened(desk: Desk, lock: FolderLock, signed: "_Signed", born: Rebirth | None) -> ClinicStore:
    with ExitStack() as undone:
        copies = copies_before(desk.folder / LEDGER)
        ledger_file = open_ledger(desk.folder, signed.key)
        undone.callback(ledger_file.close)
        cache_file = open_cache(desk.folder, signed.key)
        undone.callback(cache_file.close)
        store = _store(desk, (ledger_file, cache_file), lock, signed)
        undone.callback(store.ledger.sentinel.close)
        store.faults_met.extend(recent_faults(store.ledger))
        end = store.ledger.sentinel.trail()
        born = store.ledger.continue_or_begin_anew(new_incarnation(), desk.clock.now(), born)
        note_older_copies(store.audit, end, born)
        note_unlocked(desk.vault, store.audit)
        require_not_removed(store.audit, WaysIn(ledger_file), desk.vault.read().ways_in)
        announce_pair(desk.vault, store.ledger)
        _learn_held(desk, store)
        if copies == copies_before(desk.folder / LEDGER):
            drop_copies(desk.folder / LEDGER)  # an upgrade of an earlier start: it has opened well again
        store.ledger.reserve.lay_in()
        undone.pop_all()
        return store


def after_sync(desk: Desk, store: ClinicStore) -> None:
    """Draw what follows from other settings: the mark of practice, and whether recovery is available."""
    store.mark_training(desk.folder)
    _learn_held(desk, store)


def _learn_held(desk: Desk, store: ClinicStore) -> None:
    told = store.settings().get(held_setting(store.enrolment.device))
    learn_held(desk.vault, store.enrolment, told, desk.read_held)


def _unlocked(desk: Desk, user: UserId, password: str) -> bytearray:
    """Finish what a re-key left, give the key, and renew it first where a recovery slot was used."""
    finish_rekey(desk.folder)
    finish_mending(desk.folder)
    key = desk.vault.unlock(user, password)
    if not desk.vault.read().rekey_due:
        return key
    with suppress(Hindrance), wiped(key):  # without room for a second set of files the old one still opens
        Rekey(desk.folder, desk.vault, desk.codec).renew(key, user)
    return desk.vault.unlock(user, password)


@dataclass(frozen=True, slots=True)
class _Signed:
    user: UserId
    key: bytearray = field(repr=False)


def _store(desk: Desk, files: Sequence[StoreFile], lock: FolderLock, signed: _Signed) -> ClinicStore:
    ledger_file, cache_file = files
    enrolment = enrolment_in(ledger_file)
    reserve = Reserve(desk.folder, desk.reserve_bytes, (cache_file.shrink, ledger_file.shrink))
    ledger = ClinicLedger(ledger_file, desk.codec, enrolment, desk.sentinel(enrolment.keys), reserve)
    word = TownshipWord(ledger_file, desk.codec)
    sets = DataSets(cache_file, desk.codec)
    sets.drop_left_over()
    gate = PackGate(sets, desk.codec, ledger.enrolment.county)
    others = OtherLedgers(ledger)
    records = records_in(cache_file, Told(ledger, word, others), sets)
    audit = ClinicAudit(ledger_file, desk.codec, desk.clock, signed.user, ledger.sentinel)
    watch = ClockWatch(desk.clock, desk.seconds, ClinicClockNotes(ledger))
    return ClinicStore(
        ledger=ledger,
        records=records,
        drafts=ClinicDrafts(ledger_file),
        sync=ClinicSync(
            ledger,
            word,
            sets,
            Diary(ledger_file),
            gate,
            Lives(ledger, word),
            others,
            Missing(ledger_file, desk.codec),
            KeptWords(ledger_file),
            watch,
        ),
        audit=audit,
        staff=StaffBook(ledger_file, records, audit),
        watch=watch,
        files=tuple(files),
        lock=lock,
        key=signed.key,
    )


def _clear_unfinished(folder: Path) -> None:
    unfinished = folder / UNFINISHED
    if (unfinished / VAULT).exists() and not (folder / VAULT).exists():
        # A set-up was cut short while its files were moved: without their vault nobody can ever open them.
        for name in (CACHE, LEDGER):
            (folder / name).unlink(missing_ok=True)
    shutil.rmtree(unfinished, ignore_errors=True)


def _make_files(folder: Path, key: Secret, enrolment: Enrolment, epoch: Epoch) -> Incarnation:
    first = new_incarnation()
    ledger = make_ledger(folder, key)
    try:
        with ledger.writing() as database:
            write_enrolment(database, enrolment)
            keep_epoch(database, epoch)
            database.execute("INSERT INTO incarnations (incarnation) VALUES (?)", (first,))
    except BaseException:
        ledger.close()
        raise
    ledger.close_whole()
    open_cache(folder, key).close_whole()
    return first
