"""Backups and checks of the open clinic as the desk asks for them, with what is remembered of them."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from core.audit import Deed
from core.clinic import require_outside
from core.errors import Hindrance, Refusal, Stop
from core.safekeeping import Safety
from storage.clinic.backup import make_backup, to_back_up
from storage.clinic.copies import page_faults
from storage.clinic.database import LEDGER, ledger_key
from storage.clinic.desk import ClinicStore, Desk
from storage.clinic.mended_ledger import mark_damaged
from storage.clinic.new_life import Rebirth, Why, new_incarnation
from storage.clinic.set_aside import tidy
from storage.clinic.tail import TailCopy
from storage.clinic.vault_file import VAULT, read_vault
from storage.clinic.verification import MENDABLE, Fault, audit_faults, ledger_slices, result_faults
from storage.secret import wiped
from storage.sqlcipher import Sealed

KEEPING = "SELECT name, value FROM keeping"
_KEEP = "INSERT OR REPLACE INTO keeping (name, value) VALUES (?, ?)"
_FOLDER, _BACKUP_AT, _TROUBLE = "backup_folder", "backup_at", "backup_trouble"
_OPENS_AS = "backup_opens_as"
_CHECKED_AT, _FAULTS = "checked_at", "faults"


@dataclass(slots=True)
class ClinicSafekeeper:
    """Implements `core.safekeeping.Safekeeper`."""

    desk: Desk
    store: ClinicStore
    _slices: Iterator[list[Fault]] = field(default_factory=lambda: iter(()))
    _found: int = 0
    _mendable: bool = False
    _opens_as: str = ""

    def safety(self) -> Safety:
        """Tell where things stand."""
        return safety_of(self.store)

    def choose_folder(self, folder: str) -> None:
        """Put backups there from now on; empty for nowhere.

        Raises:
            Refusal: `file_inside_data_folder`: a copy there is lost with what it is a copy of.
        """
        if folder:
            require_outside(self.desk.folder, Path(folder))
        self.store.audit.note(Deed.SETTING_CHANGED, facts={"setting": _FOLDER, "now": int(bool(folder))})
        self._keep(**{_FOLDER: folder, _TROUBLE: ""})

    def backup_job(self) -> Callable[[], object]:
        """Give the work of one backup.

        Raises:
            Refusal: `backup_folder_not_chosen`.
        """
        folder = self.safety().backup_folder
        if not folder:
            raise Refusal("backup_folder_not_chosen")
        self._opens_as = _ways_in(self.store)  # a password changed while it is made counts for the next one
        of = to_back_up(self.desk, self.store)
        return partial(make_backup, of, Path(folder), self.desk.clock.now())

    def note_backup(self, trouble: str) -> None:
        """Write down how it ended: the reason code, or nothing when it went well."""
        if trouble:
            self._keep(**{_TROUBLE: trouble})
            return
        self.store.audit.note(Deed.BACKUP_MADE)
        opens = {_OPENS_AS: self._opens_as or _ways_in(self.store)}
        self._keep(**{_TROUBLE: "", _BACKUP_AT: self.desk.clock.now().isoformat(), **opens})

    def copy_tail(self) -> None:
        """Bring the second copy of what is not delivered yet up to date, where there is a folder for it.

        Where the copy is ahead of the ledger, the disk was put back: a new life takes in what the copy has.

        Raises:
            Hindrance: the stick is gone or full; the next time makes up for it.
        """
        folder = self.safety().backup_folder
        if folder:
            own, seal = self.store.enrolment, self.desk.seal
            sealed = partial(seal, self.store.sync) if seal and own.township_sealing else None
            tail = TailCopy(Path(folder), own.clinic, self.desk.codec, sealed)
            if tail.knows_better(self.store.ledger, self.store.key):
                born = Rebirth(Why.RESTORED)
                self.store.ledger.start_incarnation(new_incarnation(), self.desk.clock.now(), born)
            tail.catch_up(self.store.ledger, self.store.sync.word, self.store.key)

    def page_job(self) -> Callable[[], int]:
        """Give the work of reading every page of the ledger again; it counts the faults.

        Where there are none, ledgers that were set aside may go if this one holds all that is in them.
        """
        with self.store.ledger.file.reading():  # a clinic at rest has no key to hand out
            return partial(_read_pages, self.desk, ledger_key(self.store.key))

    def begin_check(self) -> None:
        """Begin to recompute the chains, slice by slice."""
        self._slices, self._found, self._mendable = _all_slices(self.store), 0, False

    def check_slice(self) -> bool:
        """Recompute one slice; False when there is none left."""
        found = next(self._slices, None)
        self._found += len(found or ())
        self._mendable = self._mendable or any(fault.code in MENDABLE for fault in found or ())
        return found is not None

    def note_check(self, page_faults: int) -> None:
        """Write down what the check found; room that was used up is laid in again where there is plenty."""
        faults = self._found + page_faults
        if page_faults or self._mendable:
            mark_damaged(self.desk.folder)
        self.store.audit.note(Deed.VERIFIED, facts={"faults": faults})
        self._keep(**{_CHECKED_AT: self.desk.clock.now().isoformat(), _FAULTS: str(faults)})
        self.store.ledger.reserve.lay_in()

    def _keep(self, **values: str) -> None:
        with self.store.ledger.file.writing() as database:
            for name, value in values.items():
                database.execute(_KEEP, (name, value))


def safety_of(store: ClinicStore) -> Safety:
    """Tell where backups, checks and room of an open clinic stand."""
    with store.ledger.file.reading() as database:
        kept = dict(database.execute(KEEPING).fetchall())
    lacking, today = store.sync.missing.lacking(), _ways_in(store)
    return Safety(
        backup_folder=kept.get(_FOLDER, ""),
        backup_at=_moment(kept.get(_BACKUP_AT)),
        backup_trouble=kept.get(_TROUBLE, ""),
        checked_at=_moment(kept.get(_CHECKED_AT)),
        faults=int(kept.get(_FAULTS, 0)) + len(store.faults_met),
        reserve_whole=store.ledger.reserve.whole,
        sentinel_sound=not store.ledger.sentinel.broken,
        awaited=lacking.awaited,
        lost=lacking.lost,
        backup_opens=not today or kept.get(_OPENS_AS, today) == today,
    )


def _ways_in(store: ClinicStore) -> str:
    """Name what opens the clinic today; empty where the vault cannot be read, which the check tells of."""
    with suppress(Stop):
        return read_vault(store.ledger.file.path.with_name(VAULT)).ways_in
    return ""


def _all_slices(store: ClinicStore) -> Iterator[list[Fault]]:
    yield from ledger_slices(store.ledger)
    yield list(result_faults(store.sync.word))
    yield list(audit_faults(store.audit))


def _read_pages(desk: Desk, key: bytearray) -> int:
    with wiped(key):
        ledger = Sealed(desk.folder / LEDGER, key)
        try:
            faults = len(page_faults(ledger))
        except Hindrance as hindrance:
            if hindrance.code not in ("store_damaged", "store_not_ours"):
                raise
            return 1
        if not faults:
            with suppress(OSError, Hindrance):  # the next check tidies up
                tidy(ledger, desk.codec)
        return faults


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
