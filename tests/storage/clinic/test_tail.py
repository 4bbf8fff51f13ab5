"""The second copy of what is not delivered: there after a save, gone with the receipt, brought back."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from core.events import Epoch, Event, EventType
from core.ids import Incarnation
from storage.clinic.access import Access
from storage.clinic.backup import make_backup, to_back_up
from storage.clinic.desk import ClinicStore, open_clinic
from storage.clinic.restore import restore_clinic
from storage.clinic.safekeeper import ClinicSafekeeper
from storage.clinic.subkey import subkey
from storage.clinic.tail import Brought, TailCopy
from storage.secret import wiped
from tests.storage.clinic.sample import (
    CODEC,
    DOCTOR,
    EPOCH,
    NOON,
    PASSWORD,
    Pen,
    desk_in,
    person,
    receipt_for,
    reopened,
    visit_of,
)
from tests.storage.clinic.test_leaks import SECRETS
from tests.storage.clinic.test_vault import refused

PATIENT = person(7, "欧阳柳絮", "110105194912310021")


@pytest.fixture
def tail(store: ClinicStore, tmp_path: Path) -> TailCopy:
    stick = tmp_path / "stick"
    stick.mkdir()
    return TailCopy(stick, store.enrolment.clinic, CODEC)


def write(store: ClinicStore, count: int) -> list[Event]:
    pen = Pen()
    pen.ids.start += store.ledger.head().hash
    return [store.ledger.append(pen.draft(visit_of(PATIENT))) for _ in range(count)]


def catch_up(tail: TailCopy, store: ClinicStore) -> list[str]:
    tail.catch_up(store.ledger, store.sync.word, store.key)
    return sorted(file.name for file in tail.folder.rglob("*.tail"))


def sealing(tail: TailCopy) -> TailCopy:
    """Let the copy write the township's half too, of which these tests look at the names only."""
    return replace(tail, seal=lambda span: f"{span.first} to {span.last}".encode())


def twins(tail: TailCopy) -> list[str]:
    return sorted(file.name for file in tail.folder.rglob("*.cunzhen"))


def visits(store: ClinicStore) -> set[str]:
    found = [event.header for _, event in store.ledger.events_from(0)]
    return {header.event_id for header in found if header.type == EventType.VISIT_RECORDED}


def test_each_save_adds_one_file_and_a_receipt_lets_them_go(store: ClinicStore, tail: TailCopy) -> None:
    assert catch_up(tail, store) == []
    first = write(store, 2)
    assert catch_up(tail, store) == ["00000001-00000002.tail"]
    write(store, 1)
    assert catch_up(tail, store) == ["00000001-00000002.tail", "00000003-00000003.tail"]
    store.sync.keep_receipt(receipt_for(first[1]))
    assert catch_up(tail, store) == ["00000003-00000003.tail"]


def test_the_townships_half_comes_and_goes_with_each_file(store: ClinicStore, tail: TailCopy) -> None:
    tail = sealing(tail)
    first = write(store, 2)
    catch_up(tail, store)
    write(store, 1)
    catch_up(tail, store)
    assert twins(tail) == ["00000001-00000002.cunzhen", "00000003-00000003.cunzhen"]
    store.sync.keep_receipt(receipt_for(first[1]))
    catch_up(tail, store)
    assert twins(tail) == ["00000003-00000003.cunzhen"]
    reborn = store.ledger.head().incarnation
    store.sync.start_incarnation(Incarnation("ee" * 16), NOON)
    assert catch_up(tail, store) == ["00000001-00000002.tail"]
    assert twins(tail) == ["00000001-00000002.cunzhen"]
    assert not list((tail.folder / reborn).iterdir())


def test_a_copy_without_the_townships_half_gets_it(store: ClinicStore, tail: TailCopy) -> None:
    write(store, 1)
    catch_up(tail, store)
    write(store, 1)
    catch_up(tail, store)
    catch_up(sealing(tail), store)
    assert twins(tail) == ["00000001-00000002.cunzhen"]
    assert catch_up(tail, store) == ["00000001-00000002.tail"]


def test_a_month_of_saves_does_not_become_a_thousand_files(store: ClinicStore, tail: TailCopy) -> None:
    tail = sealing(tail)
    most = 0
    for _ in range(75):
        write(store, 1)
        most = max(most, len(catch_up(tail, store)))
    names = catch_up(tail, store)
    assert names[:2] == ["00000001-00000034.tail", "00000035-00000068.tail"]
    assert (most, len(names)) == (34, 9)
    assert [name.removesuffix(".cunzhen") for name in twins(tail)] == [
        name.removesuffix(".tail") for name in names
    ]
    held = [event.header.sequence for event in tail.events(store.key)]
    assert held == list(range(1, 76))


def test_what_the_township_lost_is_in_the_copy_again(store: ClinicStore, tail: TailCopy) -> None:
    first = write(store, 2)
    store.sync.keep_receipt(receipt_for(first[1]))
    write(store, 1)
    assert catch_up(tail, store) == ["00000003-00000003.tail"]
    store.sync.move_epoch(Epoch(2, "bb" * 16, EPOCH.epoch_id))
    assert catch_up(tail, store) == ["00000001-00000003.tail"]


def test_it_tells_a_stranger_nothing(store: ClinicStore, tail: TailCopy) -> None:
    write(store, 1)
    catch_up(tail, store)
    (file,) = tail.folder.rglob("*.tail")
    content = file.read_bytes()
    assert [text for text in SECRETS for code in ("utf-8", "utf-16-le") if text.encode(code) in content] == []


def test_a_backup_and_the_copy_beside_it_bring_everything_back(
    store: ClinicStore, tail: TailCopy, folder: Path, tmp_path: Path
) -> None:
    write(store, 2)
    backup = make_backup(to_back_up(desk_in(folder), store), tail.place, NOON).folder
    write(store, 3)
    catch_up(tail, store)
    everything = visits(store)
    restored = restore_clinic(desk_in(tmp_path / "other"), backup, DOCTOR, PASSWORD, replace=False)
    assert restored.tail == Brought(events=3, unread=0)
    assert visits(restored.store) == everything
    assert restored.store.verify() == []
    assert catch_up(tail, restored.store) == ["00000001-00000006.tail"]
    restored.store.close()


def test_an_old_copy_of_the_folder_gets_back_what_only_the_stick_still_holds(
    store: ClinicStore, tail: TailCopy, folder: Path
) -> None:
    write(store, 1)
    catch_up(tail, store)
    store.close()
    shutil.copytree(folder, folder.parent / "old")
    store = reopened(store, folder)
    lost = {event.header.event_id for event in write(store, 2)}
    catch_up(tail, store)
    store.close()
    shutil.rmtree(folder)
    shutil.copytree(folder.parent / "old", folder)
    store = reopened(store, folder)
    assert not lost & visits(store)
    catch_up(tail, store)
    assert lost <= visits(store)
    assert store.verify() == []
    before = store.ledger.head()
    catch_up(tail, store)
    assert store.ledger.head() == before
    store.close()


@pytest.mark.parametrize("written_since", [0, 1, 3])
def test_a_whole_disk_put_back_with_its_sentinel_gets_back_what_only_the_stick_still_holds(
    store: ClinicStore, tail: TailCopy, folder: Path, written_since: int
) -> None:
    keeper = ClinicSafekeeper(desk_in(folder), store)
    keeper.choose_folder(str(tail.place))
    write(store, 1)
    keeper.copy_tail()
    store.close()
    disk = folder.parent / "disk"
    disk.mkdir()
    shutil.copytree(folder, disk / folder.name)
    (sentinel,) = folder.parent.glob(f"{folder.name}.sentinel")
    shutil.copy(sentinel, disk)
    store = reopened(store, folder)
    lost = write(store, 2)
    ClinicSafekeeper(desk_in(folder), store).copy_tail()
    former = store.ledger.head().incarnation
    store.close()

    shutil.rmtree(folder)
    shutil.copytree(disk, folder.parent, dirs_exist_ok=True)
    store = reopened(store, folder)
    renewed = store.ledger.head().incarnation != former
    assert not renewed, "nothing on the disk tells that it is an older one"
    pen = Pen()
    pen.ids.start += b"not the events that were lost"
    since = [store.ledger.append(pen.draft(visit_of(PATIENT))) for _ in range(written_since)]
    ClinicSafekeeper(desk_in(folder), store).copy_tail()
    renewed = store.ledger.head().incarnation != former
    assert renewed
    assert {one.header.event_id for one in (*lost, *since)} <= visits(store)
    assert {one.header.event_id for one in tail.events(store.key)} >= visits(store)
    assert store.verify() == []
    before = store.ledger.head()
    ClinicSafekeeper(desk_in(folder), store).copy_tail()
    assert store.ledger.head() == before
    store.close()


def test_damaged_files_and_those_of_another_pc_are_left_alone(store: ClinicStore, tail: TailCopy) -> None:
    write(store, 1)
    other = tail.folder / ("ab" * 16)
    other.mkdir(parents=True)
    (other / "00000001-00000002.tail").write_bytes(b"sealed under another key" * 10)
    catch_up(tail, store)
    assert (other / "00000001-00000002.tail").exists()
    assert tail.bring_back(store.ledger, store.key) == Brought(events=0, unread=1)
    assert store.ledger.head().sequence == 1


def test_a_stick_that_is_gone_is_told_and_made_up_for(store: ClinicStore, tail: TailCopy) -> None:
    write(store, 1)
    away = tail.place.rename(tail.place.with_name("pocket"))
    with refused("backup_folder_missing"):
        catch_up(tail, store)
    write(store, 1)
    away.rename(tail.place)
    assert catch_up(tail, store) == ["00000001-00000002.tail"]


def test_after_a_new_key_the_copy_is_written_anew_under_it(
    store: ClinicStore, tail: TailCopy, folder: Path
) -> None:
    events = write(store, 2)
    catch_up(tail, store)
    store.close()
    Access(desk_in(folder)).rekey(DOCTOR, PASSWORD)
    fresh = open_clinic(desk_in(folder), DOCTOR, PASSWORD)
    assert catch_up(tail, fresh) == ["00000001-00000002.tail"]
    (file,) = tail.folder.rglob("*.tail")
    with wiped(subkey(fresh.key, "tail")) as own:
        held = tail._opened(file, ChaCha20Poly1305(bytes(own)))
    fresh.close()
    assert held == events
