"""A vault in which a bit turned over is not taken for a wrong password, and keeps nobody out who gets in."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.ids import UserId
from storage.clinic.desk import ClinicStore
from storage.clinic.summed_json import read_summed, to_summed
from storage.clinic.vault_file import VAULT
from tests.storage.clinic.sample import DOCTOR, PASSWORD, desk_in
from tests.storage.clinic.test_vault import refused

OTHER, OTHER_PASSWORD = UserId("li"), "shi qiao xiao man liu"


def spoil(folder: Path, change: Callable[[Any], None]) -> None:
    """Change the content of the vault and leave its sum."""
    plain = json.loads((folder / VAULT).read_bytes())
    change(plain)
    (folder / VAULT).write_text(json.dumps(plain))


@pytest.fixture
def closed(store: ClinicStore, folder: Path) -> Path:
    """A clinic with two users, closed."""
    desk_in(folder).vault.add_user(store.key, OTHER, OTHER_PASSWORD)
    store.close()
    return folder


def test_what_was_written_is_read_and_its_sum_holds() -> None:
    assert read_summed(to_summed({"a": 1, "b": "王"})) == ({"a": 1, "b": "王"}, True)
    assert read_summed(to_summed({"a": 1}).replace(b"1", b"3")) == ({"a": 3}, False)
    assert read_summed(to_summed({"a": 1}, sound=False)) == ({"a": 1}, False)
    assert read_summed(b'{"a": 1}') == ({"a": 1}, True)


def test_brackets_without_an_end_are_no_file_of_ours(closed: Path) -> None:
    (closed / VAULT).write_bytes(b"[" * 200_000)
    with refused("store_not_ours", file=VAULT):
        desk_in(closed).vault.users()


def test_a_spoilt_slot_is_damage_and_no_wrong_password(closed: Path) -> None:
    def change(plain: Any) -> None:
        plain["users"][OTHER + "x"] = plain["users"].pop(OTHER)

    spoil(closed, change)
    vault = desk_in(closed).vault
    with refused("store_damaged", file=VAULT):
        vault.unlock(OTHER, OTHER_PASSWORD)
    assert vault.read().attempts_at(OTHER).count == 0
    assert vault.unlock(DOCTOR, PASSWORD)


def test_damage_is_still_known_after_the_vault_was_written_again(closed: Path) -> None:
    spoil(closed, lambda plain: plain.update(clinic="C107"))
    vault = desk_in(closed).vault
    vault.change_password(DOCTOR, PASSWORD, OTHER_PASSWORD)
    assert vault.unlock(DOCTOR, OTHER_PASSWORD)
    assert not vault.read().sound
