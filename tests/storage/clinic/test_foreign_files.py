"""A file that is not ours, or a part of one, in the place of each of the clinic's."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from storage.clinic.database import CACHE, LEDGER
from storage.clinic.desk import open_clinic
from storage.clinic.vault_file import VAULT
from storage.sqlcipher import Sealed, open_database
from tests.storage.clinic.sample import DOCTOR, PASSWORD, Pen, desk_in, new_clinic, person, visit_of
from tests.storage.clinic.test_vault import refused
from ui.wording.reasons import sentences


@pytest.fixture
def closed(folder: Path) -> Path:
    """A clinic with one visit, closed."""
    store = new_clinic(folder)
    store.ledger.append(Pen().draft(visit_of(person(1, "王小满"))))
    store.close()
    return folder


def a_photograph(path: Path) -> None:
    path.write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 40)


def a_plain_database(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE t (a)")
        database.commit()


def a_database_under_another_key(path: Path) -> None:
    path.unlink()
    database = open_database(Sealed(path, bytearray(os.urandom(32))))
    database.execute("CREATE TABLE t (a)")
    database.close()


def half_of_it(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def nothing_at_all(path: Path) -> None:
    path.write_bytes(b"")


FOREIGN = (a_photograph, a_plain_database, a_database_under_another_key, half_of_it, nothing_at_all)
SAID: dict[Callable[[Path], None], dict[str, str]] = {
    half_of_it: {LEDGER: "ledger_damaged", VAULT: "store_not_ours"},
    nothing_at_all: {LEDGER: "ledger_missing", VAULT: "store_not_ours"},
}


@pytest.mark.parametrize("becomes", FOREIGN)
@pytest.mark.parametrize("name", [LEDGER, VAULT])
def test_what_cannot_be_made_again_is_told_and_left_as_it_is(
    closed: Path, name: str, becomes: Callable[[Path], None]
) -> None:
    becomes(closed / name)
    before = (closed / name).read_bytes()
    code = SAID.get(becomes, {}).get(name, "store_not_ours")
    with refused(code):
        open_clinic(desk_in(closed), DOCTOR, PASSWORD)
    assert (closed / name).read_bytes() == before
    assert code in sentences()


@pytest.mark.parametrize("becomes", FOREIGN)
def test_a_cache_is_made_anew_and_the_visits_are_there(closed: Path, becomes: Callable[[Path], None]) -> None:
    becomes(closed / CACHE)
    store = open_clinic(desk_in(closed), DOCTOR, PASSWORD)
    shown, faults, roster = store.ledger.head().sequence, store.verify(), store.records.roster_dates()
    store.close()
    assert (shown, faults, roster) == (1, [], None)
