"""What keeps a clinic's files: backups made while it works, bringing one back, a newer program's schema."""

import shutil
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from core.errors import Stop
from core.ids import ClinicCode
from storage.clinic.backup import backups_in, make_backup, read_backup, to_back_up
from storage.clinic.database import LEDGER
from storage.clinic.desk import ClinicStore
from storage.clinic.migrations_ledger import ledger_migrations
from storage.clinic.restore import restore_clinic
from storage.clinic.tail import TailCopy
from storage.clinic.upgrade import open_up_to_date, step_names
from storage.sqlcipher import Sealed, open_database
from tests.campaign.clinic_deeds import (
    PATIENT,
    VISITS_BEFORE,
    desk_of,
    new_pen,
    opened,
    prepare_clinic,
)
from tests.campaign.deed import Deed, Say, Told
from tests.storage.clinic.sample import CODEC, DOCTOR, ENROLMENT, NOON, PASSWORD, visit_of

STICK = "stick"
KEPT = 3
_CLINIC = ClinicCode(ENROLMENT.clinic)
_KEY = bytes(range(32))
_ROWS = 200
FILES = 15


def prepare_backups(folder: Path) -> None:
    """Make a clinic and plug a stick in."""
    prepare_clinic(folder)
    (folder / STICK).mkdir()


def back_up(folder: Path, say: Say, rounds: int) -> None:
    """Save a visit and make a backup, again and again."""
    with opened(folder) as store:
        pen = new_pen()
        for number in range(1, 1 + rounds):
            store.ledger.append(pen.draft(visit_of(PATIENT)))
            backed_up = to_back_up(desk_of(folder), store)
            make_backup(backed_up, folder / STICK, NOON + timedelta(seconds=number), KEPT)
            say(str(number))


def check_backups(folder: Path, told: Told) -> None:
    """Every backup that has its name is whole; the newest is the last one told or the next, and it opens."""
    with opened(folder) as store:
        assert store.verify() == []
    found = [read_backup(backup.folder) for backup in backups_in(folder / STICK, _CLINIC)]
    newest = (found[0].made_at - NOON).seconds if found else 0
    assert newest - told.last_number() in (0, 1)
    if found:
        elsewhere = folder / "elsewhere"
        elsewhere.mkdir()
        restored = restore_clinic(desk_of(elsewhere), found[0].folder, DOCTOR, PASSWORD, replace=False)
        visits = restored.store.records.visits(NOON.date(), NOON.date(), 10_000)
        assert restored.store.verify() == []
        restored.store.close()
        assert len(visits) == VISITS_BEFORE + newest
    with opened(folder) as store:
        make_backup(to_back_up(desk_of(folder), store), folder / STICK, NOON + timedelta(days=1), KEPT)
    assert {one.folder for one in backups_in(folder / STICK, _CLINIC)} == set((folder / STICK).iterdir())


def prepare_restore(folder: Path) -> None:
    """Make a clinic with a backup, and one more visit that is not in it."""
    prepare_backups(folder)
    with opened(folder) as store:
        make_backup(to_back_up(desk_of(folder), store), folder / STICK, NOON)
        store.ledger.append(new_pen().draft(visit_of(PATIENT)))


def restore(folder: Path, say: Say, rounds: int) -> None:
    """Bring the backup back again and again."""
    for number in range(1, 1 + rounds):
        _restore(folder)
        say(str(number))


def _restore(folder: Path) -> None:
    (backup,) = backups_in(folder / STICK, _CLINIC)
    restore_clinic(desk_of(folder), backup.folder, DOCTOR, PASSWORD, replace=True).store.close()


def check_restored(folder: Path, told: Told) -> None:
    """The clinic opens as it was or as the backup has it, or the backup can be brought back once more."""
    try:
        with opened(folder) as store:
            assert store.verify() == []
            visits = len(store.records.visits(NOON.date(), NOON.date(), 10))
            assert visits in ((VISITS_BEFORE,) if told.promises else (VISITS_BEFORE, VISITS_BEFORE + 1))
    except Stop as stop:
        # Cut short while the former files were set aside, one after the other.
        assert stop.code in ("no_clinic_here", "vault_missing")
    _restore(folder)
    with opened(folder) as store:
        assert store.verify() == []
        assert len(store.records.visits(NOON.date(), NOON.date(), 10)) == VISITS_BEFORE


def prepare_copies(folder: Path) -> None:
    """Make a clinic with a backup: what comes after it lies in the second copy alone."""
    prepare_backups(folder)
    with opened(folder) as store:
        make_backup(to_back_up(desk_of(folder), store), folder / STICK, NOON)


def copy_on(folder: Path, say: Say, rounds: int) -> None:
    """Save a visit and bring the second copy up to date, again and again."""
    with opened(folder) as store:
        pen = new_pen()
        for _ in range(rounds):
            event = store.ledger.append(pen.draft(visit_of(PATIENT)))
            _copy_tail(folder, store)
            say(event.header.event_id)


def _copy_tail(folder: Path, store: ClinicStore) -> None:
    TailCopy(folder / STICK, _CLINIC, CODEC).catch_up(store.ledger, store.sync.word, store.key)


def check_copies(folder: Path, told: Told) -> None:
    """The PC burnt: the stick gives every visit told to be on it; the PC did not: the copy is made whole."""
    on_stick = _burnt(folder, folder / "first")
    assert set(told.promises) <= on_stick
    assert len(on_stick) <= VISITS_BEFORE + len(told.promises) + told.lives
    with opened(folder) as store:
        assert store.verify() == []
        store.ledger.append(new_pen().draft(visit_of(PATIENT)))
        _copy_tail(folder, store)
        kept = _visits(store)
    assert on_stick <= kept == _burnt(folder, folder / "second")


def _burnt(folder: Path, elsewhere: Path) -> set[str]:
    """Bring the clinic back on another PC; give its visits."""
    elsewhere.mkdir()
    (backup,) = backups_in(folder / STICK, _CLINIC)
    restored = restore_clinic(desk_of(elsewhere), backup.folder, DOCTOR, PASSWORD, replace=False)
    with closing(restored.store) as store:
        assert restored.tail.unread == 0
        assert store.verify() == []
        return _visits(store)


def _visits(store: ClinicStore) -> set[str]:
    return {str(state.event_id) for state in store.records.visits(NOON.date(), NOON.date(), 10_000)}


def prepare_upgrade(folder: Path) -> None:
    """Leave some ledgers as the first program wrote them, with rows in them."""
    folder.mkdir()
    names = step_names(ledger_migrations)
    database = open_database(Sealed(folder / LEDGER, _KEY))
    ledger_migrations.apply(database, stop_before=names[1])
    with database.atomic():
        database.execute("INSERT INTO incarnations (incarnation) VALUES ('aa')")
        for number in range(1, 1 + _ROWS):
            row = ("aa", number, f"id{number}", "visit_recorded", b"header" * 20, b"body" * 100, b"hash")
            database.execute(
                "INSERT INTO events (incarnation, sequence, event_id, type, header, body, hash)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                row,
            )
    database.close()
    for number in range(FILES):
        (folder / str(number)).mkdir()
        shutil.copyfile(folder / LEDGER, folder / str(number) / LEDGER)


def upgrade(folder: Path, say: Say, rounds: int) -> None:
    """Bring the old files up to date, one after the other."""
    for number in range(min(rounds, FILES)):
        path = folder / str(number) / LEDGER
        open_up_to_date(Sealed(path, _KEY), ledger_migrations, keep_copy=True).close()
        say(str(number))


def check_upgraded(folder: Path, told: Told) -> None:
    """Every file told to be up to date is, with every row; the one that was cut short gets there now."""
    for number in [*told.promises[-2:], str(min(len(told.promises), FILES - 1))]:
        path = folder / number / LEDGER
        database = open_up_to_date(Sealed(path, _KEY), ledger_migrations, keep_copy=True)
        assert ledger_migrations.pending(database) == []
        assert database["events"].count == _ROWS
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        database.close()


KEEPING_DEEDS = (
    Deed("backup", prepare_backups, back_up, check_backups),
    Deed("restore", prepare_restore, restore, check_restored),
    Deed("second-copy", prepare_copies, copy_on, check_copies, goes_on=True),
    Deed("upgrade", prepare_upgrade, upgrade, check_upgraded),
)
