"""While the PC sleeps the files are closed and the key is gone; who comes back finds everything as it was."""

from pathlib import Path

import pytest

from core.audit import Deed
from storage.clinic.desk import ClinicStore
from storage.clinic.resting import come_back, rest
from tests.storage.clinic.sample import PASSWORD, Pen, desk_in, person, visit_of
from tests.storage.clinic.test_vault import refused


def open_descriptors(folder: Path) -> list[str]:
    """Name the files of a folder this process holds open."""
    held = [link.resolve() for link in Path("/proc/self/fd").iterdir() if link.exists()]
    return sorted(one.name for one in held if one.parent == folder.resolve())


def test_at_rest_no_file_is_open_and_no_key_is_left(store: ClinicStore, folder: Path) -> None:
    assert {"ledger", "cache"} <= set(open_descriptors(folder))
    rest(store)
    assert open_descriptors(folder) == ["lock"]
    assert store.key == bytes(len(store.key))
    with refused("store_resting"):
        store.ledger.head()


def test_who_comes_back_goes_on_with_the_same_objects(store: ClinicStore, folder: Path) -> None:
    event = store.ledger.append(Pen().draft(visit_of(person(1, "王小满"))))
    store.drafts.keep_draft("p", {"complaint": "咳"})
    key = bytes(store.key)
    rest(store)
    come_back(desk_in(folder), store, PASSWORD)
    assert bytes(store.key) == key
    assert store.ledger.head().hash == event.hash
    assert store.drafts.draft("p") == {"complaint": "咳"}
    assert store.audit.latest(1)[0].deed == Deed.UNLOCKED
    assert store.verify() == []


def test_a_wrong_password_leaves_the_files_at_rest(store: ClinicStore, folder: Path) -> None:
    rest(store)
    with refused("wrong_password"):
        come_back(desk_in(folder), store, "not this one at all")
    assert open_descriptors(folder) == ["lock"]


def test_a_screen_that_was_only_locked_opens_nothing_anew(store: ClinicStore, folder: Path) -> None:
    before = store.ledger.file.database
    come_back(desk_in(folder), store, PASSWORD)
    assert store.ledger.file.database is before


@pytest.mark.parametrize("times", [1, 2])
def test_resting_twice_and_closing_at_rest_harm_nothing(store: ClinicStore, times: int) -> None:
    for _ in range(times):
        rest(store)
    store.close()
