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
from storage.clinic.database import CACHE, LEDGER, VAULT
from storage.clinic.desk import ClinicStore
from storage.clinic.restore import restore_clinic
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
from tests.storage.clinic.sample import DOCTOR, ENROLMENT, NOON, PASSWORD, bring_roster, visit_of
from ui.wording.reasons import sentences

BACKUP = "stick"
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
}
VISITS = VISITS_BEFORE + 4
CLINIC = ClinicCode(ENROLMENT.clinic)


def crashed(room: Path) -> Path:
    """Leave a clinic as a crash leaves it, the last visits in write-ahead logs only, with a backup."""
    folder, cut = room / "working", room / "crashed"
    prepare_clinic(folder)
    with opened(folder) as store:
        bring_roster(store, people_of(2), 2)
        pen = new_pen()
        for _ in range(VISITS - VISITS_BEFORE):
            store.ledger.append(pen.draft(visit_of(PATIENT)))
        backup = make_backup(to_back_up(desk_of(folder), store), room, NOON)
        shutil.copytree(folder, cut)
    backup.folder.rename(cut / BACKUP)
    return cut


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
        with opened(folder) as store:
            return _of_open(store, file)
    except Stop as stop:
        assert stop.code in sentences()
        if file.startswith("cache"):
            with opened(folder) as store:
                assert _kept(store) == VISITS
                assert store.verify() == []
            return f"{stop.code}, made anew at the next start"
        return stop.code


def _of_open(store: ClinicStore, file: str) -> str:
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
    place = turn_a_bit(folder / FILES[file], chance)
    return place, found_in(folder, file)


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
