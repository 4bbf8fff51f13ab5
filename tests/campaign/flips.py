"""One bit of one file turns over: it is found, and what can be had again is had again."""

import random
import shutil
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from core.errors import Stop
from core.ids import ClinicCode
from storage.clinic.backup import MANIFEST, make_backup, to_back_up
from storage.clinic.database import CACHE, LEDGER
from storage.clinic.desk import ClinicStore
from storage.clinic.restore import restore_clinic
from storage.clinic.tail import Brought, TailCopy
from storage.clinic.vault_file import VAULT
from tests.campaign.clinic_deeds import (
    FORM,
    PATIENT,
    VISITS_BEFORE,
    desk_of,
    new_pen,
    opened,
    people_of,
    prepare_clinic,
)
from tests.campaign.report import Campaign, Report, Share
from tests.storage.clinic.sample import CODEC, DOCTOR, ENROLMENT, NOON, PASSWORD, bring_roster, visit_of
from ui.wording.reasons import sentences

STICK = "stick"
BACKUP = f"{STICK}/backup"
FILES = {
    "vault": f"clinic/{VAULT}",
    "ledger": f"clinic/{LEDGER}",
    "ledger-wal": f"clinic/{LEDGER}-wal",
    "cache": f"clinic/{CACHE}",
    "cache-wal": f"clinic/{CACHE}-wal",
    "sentinel": "clinic.sentinel",
    "backup vault": f"{BACKUP}/{VAULT}",
    "backup ledger": f"{BACKUP}/{LEDGER}",
    "backup manifest": f"{BACKUP}/{MANIFEST}",
    "second copy": f"{STICK}/*-tail/*/*{VISITS_BEFORE + 2}.tail",
}
VISITS = VISITS_BEFORE + 4
"""The last four are in no backup: where the ledger is damaged, the second copy alone has them."""
MENDED = ("vault", "ledger")
CLINIC = ClinicCode(ENROLMENT.clinic)


def crashed(room: Path) -> Path:
    """Leave a clinic as a crash leaves it: the last visits in write-ahead logs and the second copy only."""
    folder, cut = room / "working", room / "crashed"
    prepare_clinic(folder)
    stick = folder / STICK
    stick.mkdir()
    with opened(folder) as store:
        bring_roster(store, people_of(2), 2)
        backup = make_backup(to_back_up(desk_of(folder), store), stick, NOON)
        backup.folder.rename(folder / BACKUP)
        pen = new_pen()
        for _ in range(VISITS - VISITS_BEFORE):
            store.ledger.append(pen.draft(visit_of(PATIENT)))
            _copy_tail(folder, store)
        shutil.copytree(folder, cut)
    return cut


def _copy_tail(folder: Path, store: ClinicStore) -> None:
    TailCopy(folder / STICK, CLINIC, CODEC).catch_up(store.ledger, store.sync.word, store.key)


def turn_a_bit(path: Path, chance: random.Random) -> int:
    """Turn one bit over; give the place of its byte."""
    content = bytearray(path.read_bytes())
    place = chance.randrange(len(content))
    content[place] ^= 1 << chance.randrange(8)
    path.write_bytes(content)
    return place


def found_in(folder: Path, file: str) -> str:
    """Use the folder as a person would, and tell how the turned bit was found; "harmless" if nothing differs.

    Raises:
        AssertionError: something is missing and nobody said so, or work does not go on.
    """
    try:
        if file.startswith("backup"):
            return _of_backup(folder)
        if file == "second copy":
            return _of_second_copy(folder)
        with opened(folder) as store:
            return _of_open(folder, store, file)
    except Stop as stop:
        assert stop.code in sentences()
        if file.startswith("cache"):
            with opened(folder) as store:
                assert _kept(store) == VISITS
                assert store.verify() == []
            return f"{stop.code}, made anew at the next start"
        return stop.code


def _of_open(folder: Path, store: ClinicStore, file: str) -> str:
    faults = store.verify()
    if faults:
        assert {fault.code for fault in faults} <= set(sentences())
        return faults[0].code
    kept, new_life = _kept(store), _lives(store) > 1
    if file in ("cache", "cache-wal"):
        assert (kept, new_life) == (VISITS, False)
        found = len(store.records.search("第", 200))
        return "harmless" if found and store.records.search("第2版", 1) else "older or empty, fetched again"
    assert store.drafts.draft(FORM) == {"number": 0}
    store.ledger.append(new_pen().draft(visit_of(PATIENT)))
    if new_life:
        _copy_tail(folder, store)
        assert _kept(store) == VISITS + 1, "what only the second copy had comes back"
        return "a new life that names what is missing" if kept < VISITS else "a new life, nothing missing"
    assert kept == VISITS
    return "harmless"


def _of_backup(folder: Path) -> str:
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    restored = restore_clinic(desk_of(elsewhere), folder / BACKUP, DOCTOR, PASSWORD, replace=False)
    with closing(restored.store) as store:
        assert store.verify() == []
        assert _kept(store) == VISITS
        assert restored.backup.clinic == CLINIC
        assert restored.backup.made_at == NOON
    return "harmless"


def _of_second_copy(folder: Path) -> str:
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    restored = restore_clinic(desk_of(elsewhere), folder / BACKUP, DOCTOR, PASSWORD, replace=False)
    with closing(restored.store) as store:
        assert store.verify() == []
        assert restored.tail == Brought(events=VISITS - VISITS_BEFORE - 1, unread=1)
        assert _kept(store) == VISITS - 1
    return "one file unread, and told"


def _mend(folder: Path) -> None:
    """Do what the sentence says: the backup brings the clinic back, the copy beside it every later visit."""
    restored = restore_clinic(desk_of(folder), folder / BACKUP, DOCTOR, PASSWORD, replace=True)
    with closing(restored.store) as store:
        assert _kept(store) == VISITS
        assert _lives(store) == 2
        assert store.verify() == []
        store.ledger.append(new_pen().draft(visit_of(PATIENT)))


def _kept(store: ClinicStore) -> int:
    return len(store.records.visits(NOON.date(), NOON.date(), 100))


def _lives(store: ClinicStore) -> int:
    with store.ledger.file.reading() as database:
        return int(database.execute("SELECT count(*) FROM incarnations").fetchone()[0])


def flip(before: Path, room: Path, file: str, chance: random.Random) -> tuple[int, str]:
    """Turn a bit in a copy of the crashed clinic; give the place and how it was found."""
    folder = room / "now"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(before, folder)
    (path,) = folder.glob(FILES[file])
    place, how = turn_a_bit(path, chance), found_in(folder, file)
    if file in MENDED and how != "harmless":
        _mend(folder)
        how += ", brought back from the backup and the second copy"
    return place, how


def flip_all(share: Share) -> Report:
    """Turn one bit a seed, file by file."""
    report = Report("flips")
    files: Sequence[str] = share.deeds or tuple(FILES)
    with TemporaryDirectory(prefix="cunzhen-flips-") as place:
        room = Path(place)
        before = crashed(room)
        for seed in share.seeds:
            file = files[seed % len(files)]
            with report.looking_at(f"a bit in {file}, --seeds {seed}:{seed + 1}"):
                _, how = flip(before, room, file, random.Random(f"{file} {seed}"))
                report.count("bits turned")
                report.count(f"{file}: {how}")
    return report


FLIPS = Campaign("flips", "one bit of one file turns over", range(0, 900), flip_all)
