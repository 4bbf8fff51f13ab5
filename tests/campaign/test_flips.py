"""A bit that turned over is found in every file: a small share of `make campaign`."""

import random
from pathlib import Path

import pytest

from tests.campaign.flips import FILES, crashed, flip

BITS = 4
_MENDED = ", brought back from the backup and the second copy"
FOUND = {
    "vault": {"store_not_ours" + _MENDED, "store_damaged" + _MENDED},
    "ledger": {"store_not_ours" + _MENDED, "ledger_damaged" + _MENDED, "store_damaged" + _MENDED, "harmless"},
    "ledger-wal": {"a new life that names what is missing"},
    "sentinel": {"harmless", "a new life, nothing missing"},
    "backup vault": {"backup_damaged"},
    "backup ledger": {"backup_damaged"},
    "backup manifest": {"backup_damaged", "backup_newer_than_program"},
    "second copy": {"one file unread, and told"},
}
"""Harmless: a page whose newer form lies in the write-ahead log; one of the two marks of the sentinel."""


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return crashed(tmp_path_factory.mktemp("flips"))


@pytest.mark.parametrize("file", FILES)
def test_a_bit_that_turned_over_is_found(before: Path, tmp_path: Path, file: str) -> None:
    chance = random.Random(file)
    found = {flip(before, tmp_path, file, chance)[1] for _ in range(BITS)}
    assert found <= FOUND.get(file, found)
