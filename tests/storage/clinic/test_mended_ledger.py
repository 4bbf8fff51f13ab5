"""Mending a damaged ledger: whole at every moment, and only where enough is left of it."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from core.errors import Hindrance
from storage.clinic.database import LEDGER
from storage.clinic.desk import ClinicStore, open_clinic
from storage.clinic.mended_ledger import READY, STAGED, is_marked, mark_damaged
from storage.clinic.salvage import Salvage
from storage.clinic.subkey import subkey
from storage.sqlcipher import Sealed
from tests.helpers.source import ROOT
from tests.storage.clinic.sample import (
    DOCTOR,
    PASSWORD,
    Pen,
    bring_roster,
    desk_in,
    person,
    receipt_for,
    reopened,
    visit_of,
)

PATIENT = person(7, "欧阳柳絮", "110105194912310021")
DELIVERED, SPOILT = 30, (11, 12, 13)


def damaged(store: ClinicStore) -> None:
    """Write and deliver visits, spoil some, and leave the mark a check leaves."""
    bring_roster(store, [PATIENT])
    pen = Pen()
    events = [store.ledger.append(pen.draft(visit_of(PATIENT))) for _ in range(DELIVERED)]
    store.sync.keep_receipt(receipt_for(events[-1]))
    with store.ledger.file.writing() as database:
        trigger = "SELECT sql FROM sqlite_master WHERE name = 'events_never_update'"
        (again,) = database.execute(trigger).fetchone()
        database.execute("DROP TRIGGER events_never_update")
        spoil = "UPDATE events SET hash = zeroblob(32) WHERE sequence = ?"
        database.conn.executemany(spoil, [(sequence,) for sequence in SPOILT])
        database.execute(again)
    mark_damaged(store.files[0].path.parent)


def awaited(folder: Path) -> tuple[int, int]:
    with closing(open_clinic(desk_in(folder), DOCTOR, PASSWORD)) as store:
        held = sum(1 for _ in store.ledger.events_from(0))
        return store.sync.missing.lacking().awaited, held


def test_killed_at_any_moment_it_is_the_damaged_ledger_or_the_mended_one(
    store: ClinicStore, folder: Path, tmp_path: Path
) -> None:
    damaged(store)
    store.close()
    out = tmp_path / "killed"
    command = [sys.executable, "-m", "tests.storage.clinic.mending_killer", str(folder), str(out)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    killed = sorted(one for one in out.iterdir() if one.is_dir())
    for one in killed:
        assert awaited(one) == (len(SPOILT), DELIVERED - len(SPOILT)), one.name
        assert not is_marked(one)
        assert not (one / READY).exists()
        assert not (one / STAGED).exists()
    assert len(killed) > 8


def test_visits_of_the_list_stay_and_the_sums_hold(store: ClinicStore, folder: Path) -> None:
    damaged(store)
    store = reopened(store, folder)
    with closing(store):
        assert len(store.records.visits_of([f"person {PATIENT.person_id}"], 99)) == DELIVERED - len(SPOILT)
        assert [fault.code for fault in store.verify()] == ["events_missing"]


def test_a_mended_ledger_can_be_damaged_and_mended_again(store: ClinicStore, folder: Path) -> None:
    damaged(store)
    store = reopened(store, folder)
    mark_damaged(folder)
    reopened(store, folder).close()
    assert awaited(folder) == (len(SPOILT), DELIVERED - len(SPOILT))


def test_what_cannot_be_mended_stays_as_it_is_and_opens_all_the_same(
    store: ClinicStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged(store)
    with monkeypatch.context() as cut:
        cut.setattr(Salvage, "places", lambda _self: {99: ("another life", 1)})
        store = reopened(store, folder)
    assert is_marked(folder)
    assert "stored_event_damaged" in [fault.code for fault in store.verify()]
    store.close()
    assert awaited(folder)[0] == len(SPOILT)


@pytest.mark.parametrize("places", [range(8, 9), range(8, 20, 4), range(20, 27)])
def test_rows_are_read_around_every_damaged_page(store: ClinicStore, folder: Path, places: range) -> None:
    damaged(store)
    key = bytes(subkey(store.key, LEDGER))
    store.close()
    content = bytearray((folder / LEDGER).read_bytes())
    for page in places:
        content[page * 4096 + 200] ^= 1
    (folder / LEDGER).write_bytes(content)
    with closing(Salvage(Sealed(folder / LEDGER, key))) as salvage:
        told, read = salvage.places(), list(salvage.events(0, DELIVERED))
    assert set(told) | {row[0] for row in read} == set(range(1, DELIVERED + 1))
    assert all(told.get(row[0], (row[1], row[2])) == (row[1], row[2]) for row in read)


def test_a_file_nobody_can_open_is_left_to_a_backup(folder: Path, store: ClinicStore) -> None:
    store.close()
    content = bytearray((folder / LEDGER).read_bytes())
    content[0:4096] = bytes(4096)
    (folder / LEDGER).write_bytes(content)
    mark_damaged(folder)
    with pytest.raises(Hindrance, match=r"store_not_ours|ledger_damaged"):
        open_clinic(desk_in(folder), DOCTOR, PASSWORD)
    assert not (folder / READY).exists()
