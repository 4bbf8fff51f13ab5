"""The sentinel finds out old copies, clones and restored folders before the next save, and no crash."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.events import Event, EventType, LedgerHead
from core.ids import Incarnation
from storage.clinic.desk import ClinicStore, Desk, open_clinic, require_free
from storage.clinic.sentinel import Sentinel
from tests.storage.clinic.sample import (
    CODEC,
    DOCTOR,
    PASSWORD,
    Pen,
    chain_holds,
    desk_in,
    new_clinic,
    person,
    receipt_for,
    visit_of,
)
from tests.storage.clinic.test_vault import refused

SENTINEL_OF = ".sentinel"
_PENS = iter(range(10_000))


@pytest.fixture
def desk(folder: Path) -> Desk:
    """A clinic with two visits, closed."""
    store = new_clinic(folder)
    write(store, 2)
    store.close()
    return desk_in(folder)


def write(store: ClinicStore, count: int) -> list[Event]:
    pen = Pen()
    pen.ids.start = f"pen number {next(_PENS):06d}".encode()
    return [store.ledger.append(pen.draft(visit_of(person(number, "王小满")))) for number in range(count)]


def opened(desk: Desk) -> ClinicStore:
    return open_clinic(desk, DOCTOR, PASSWORD)


def life_of(desk: Desk, visits: int = 0) -> tuple[Incarnation, list[Event]]:
    """Open the clinic, write some visits, close it; give the life it is in and that life's chain."""
    store = opened(desk)
    write(store, visits)
    head, chain = store.ledger.head(), list(store.ledger.events_after(0, 10**9))
    assert store.verify() == []
    store.close()
    assert chain_holds(chain)
    return head.incarnation, chain


def birth(chain: list[Event]) -> Mapping[str, Any]:
    assert chain[0].header.type == EventType.INCARNATION_STARTED
    body: Mapping[str, Any] = CODEC.decode(chain[0].body)
    return body


def put_back(copy: Path, folder: Path) -> None:
    shutil.rmtree(folder)
    shutil.copytree(copy, folder)


def test_a_clinic_closed_and_opened_goes_on_in_the_same_life(desk: Desk) -> None:
    first, _ = life_of(desk, 1)
    again, chain = life_of(desk, 1)
    assert (again, len(chain)) == (first, 4)


def test_a_crash_after_the_save_and_before_the_sentinel_is_no_new_life(desk: Desk) -> None:
    before, _ = life_of(desk)
    kept = desk.sentinel_path.read_bytes()
    life_of(desk, 3)
    desk.sentinel_path.write_bytes(kept)
    after, chain = life_of(desk)
    assert (after, len(chain)) == (before, 5)


def test_a_crash_right_after_a_new_life_began_is_no_other_new_life(desk: Desk) -> None:
    kept = desk.sentinel_path.read_bytes()
    desk.sentinel_path.unlink()
    second, _ = life_of(desk)
    desk.sentinel_path.write_bytes(kept)
    assert life_of(desk)[0] == second


@pytest.mark.parametrize("slot", [0, 4096])
def test_a_slot_torn_by_a_power_cut_is_made_up_for_by_the_other(desk: Desk, slot: int) -> None:
    before, _ = life_of(desk, 2)
    content = bytearray(desk.sentinel_path.read_bytes())
    content[slot : slot + 30] = bytes(30)
    desk.sentinel_path.write_bytes(content)
    assert life_of(desk)[0] == before


def test_an_old_copy_of_the_folder_begins_a_new_life_that_names_what_is_missing(
    desk: Desk, tmp_path: Path
) -> None:
    first, chain = life_of(desk)
    shutil.copytree(desk.folder, tmp_path / "copy")
    life_of(desk, 3)
    put_back(tmp_path / "copy", desk.folder)
    second, born = life_of(desk, 1)
    assert second != first
    assert birth(born) == {
        "predecessor": first,
        "sequence": 2,
        "hash": chain[-1].hash,
        "reason": "behind_sentinel",
        "gaps": [{"incarnation": first, "first": 3, "last": 5}],
    }
    assert [event.header.event_id for event in born[1:3]] == [event.header.event_id for event in chain]
    assert life_of(desk)[0] == second


def test_the_same_old_copy_put_back_twice_begins_two_lives(desk: Desk, tmp_path: Path) -> None:
    first, _ = life_of(desk)
    shutil.copytree(desk.folder, tmp_path / "copy")
    put_back(tmp_path / "copy", desk.folder)
    assert life_of(desk, 2)[0] == first, "a copy put back before anything was written is the same ledger"
    put_back(tmp_path / "copy", desk.folder)
    second, _ = life_of(desk, 2)
    put_back(tmp_path / "copy", desk.folder)
    third, born = life_of(desk, 1)
    assert len({first, second, third}) == 3
    assert birth(born)["gaps"] == [{"incarnation": second, "first": 1, "last": 5}]


def test_a_copy_with_another_history_of_the_same_length_is_told_apart(desk: Desk, tmp_path: Path) -> None:
    shutil.copytree(desk.folder, tmp_path / "copy")
    kept = desk.sentinel_path.read_bytes()
    life_of(desk, 2)
    ahead = desk.sentinel_path.read_bytes()
    put_back(tmp_path / "copy", desk.folder)
    desk.sentinel_path.write_bytes(kept)
    first, _ = life_of(desk, 2)
    desk.sentinel_path.write_bytes(ahead)
    assert life_of(desk)[0] != first


def test_a_disk_image_with_its_sentinel_on_a_second_pc_begins_a_new_life_there_only(
    desk: Desk, tmp_path: Path
) -> None:
    other = replace(desk_in(tmp_path / "other" / "clinic"), machine=lambda: bytes(32))
    shutil.copytree(desk.folder, other.folder)
    shutil.copy(desk.sentinel_path, other.sentinel_path)
    first, _ = life_of(desk, 1)
    second, born = life_of(other, 1)
    assert second != first
    assert birth(born)["reason"] == "sentinel_foreign"
    assert (life_of(desk)[0], life_of(other)[0]) == (first, second)


@pytest.mark.parametrize("content", [None, b"", b"nothing of ours" * 400])
def test_a_missing_or_foreign_sentinel_begins_a_new_life(desk: Desk, content: bytes | None) -> None:
    first, _ = life_of(desk)
    desk.sentinel_path.unlink() if content is None else desk.sentinel_path.write_bytes(content)
    second, born = life_of(desk)
    assert second != first
    assert birth(born)["reason"] == ("sentinel_missing" if content is None else "sentinel_foreign")
    assert life_of(desk)[0] == second


def test_a_new_life_offers_only_what_no_receipt_covers(desk: Desk) -> None:
    store = opened(desk)
    chain = store.ledger.events_after(0, 10**9)
    store.sync.keep_receipt(receipt_for(chain[0]))
    store.close()
    desk.sentinel_path.unlink()
    _, born = life_of(desk)
    assert [event.header.event_id for event in born[1:]] == [chain[1].header.event_id]


def test_a_sentinel_that_cannot_be_written_keeps_no_visit_from_being_saved(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(desk)
    with monkeypatch.context() as patch:
        patch.setattr(Sentinel, "_opened_file", _locked)
        store.ledger.sentinel.close()
        (event,) = write(store, 1)
        assert store.ledger.sentinel.broken
    write(store, 1)
    assert not store.ledger.sentinel.broken
    assert store.ledger.head().sequence == event.header.sequence + 1
    store.close()


def _locked(_self: Sentinel) -> Any:
    raise PermissionError(13, "the antivirus has it")


def test_the_sentinel_is_flushed_before_events_leave_and_not_at_each_save(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(desk)
    store.ledger.sentinel.flush()
    flushed: list[int] = []
    monkeypatch.setattr("storage.clinic.sentinel.os.fsync", flushed.append)
    write(store, 3)
    assert flushed == []
    store.sync.events_after(0, 10**6)
    assert len(flushed) == 1
    store.sync.events_after(0, 10**6)
    assert len(flushed) == 1
    store.close()


def test_the_sentinel_lies_beside_the_folder_and_tells_nothing(desk: Desk) -> None:
    life_of(desk, 2)
    assert desk.sentinel_path == desk.folder.with_name(desk.folder.name + SENTINEL_OF)
    assert not any(file.name.endswith(SENTINEL_OF) for file in desk.folder.rglob("*"))
    content = desk.sentinel_path.read_bytes()
    store = opened(desk)
    head = store.ledger.head()
    store.close()
    assert head.hash not in content
    assert bytes.fromhex(head.incarnation) not in content
    if os.name == "posix":
        assert desk.sentinel_path.stat().st_mode & 0o077 == 0


def test_a_whole_drive_is_no_data_folder() -> None:
    with refused("folder_is_a_whole_drive"):
        require_free(Path(Path.cwd().anchor))


def test_what_it_remembers_is_read_back(tmp_path: Path) -> None:
    sentinel = Sentinel(tmp_path / "s", bytes(32), b"this pc")
    assert (sentinel.exists, sentinel.read()) == (False, None)
    for sequence in range(1, 6):
        head = LedgerHead(Incarnation("ab" * 16), sequence, bytes([sequence]) * 32)
        sentinel.note(head)
        assert Sentinel(tmp_path / "s", bytes(32), b"this pc").read() == head
    sentinel.close()
    assert Sentinel(tmp_path / "s", bytes(32), b"that pc").read() is None
