"""Bugs planted on purpose, one change of the program each: whoever proves it must find them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from storage.clinic.database import StoreFile
from storage.sqlcipher import Database
from tests.campaign.clinic_deeds import CLINIC_DEEDS
from tests.campaign.deed import Deed, Say

_SOUND = {deed.name: deed for deed in CLINIC_DEEDS}


@contextmanager
def _committed_by_the_next(self: StoreFile) -> Iterator[Database]:
    """Answer when a transaction is written, and leave its commit to whoever writes next."""
    with self.reading() as database:
        if database.conn.in_transaction:
            database.conn.commit()
        database.execute("BEGIN IMMEDIATE")
        yield database


def _record(folder: Path, say: Say, rounds: int) -> None:
    with patch.object(StoreFile, "writing", _committed_by_the_next):
        _SOUND["record"].run(folder, say, rounds)


def _set_up(folder: Path, say: Say, rounds: int) -> None:
    with patch.object(StoreFile, "close_whole", StoreFile.close):
        _SOUND["set-up"].run(folder, say, rounds)


EARLY = Deed("acknowledged before the commit", _SOUND["record"].prepare, _record, _SOUND["record"].check)
UNFOLDED = Deed("set up without folding in", _SOUND["set-up"].prepare, _set_up, _SOUND["set-up"].check)
PLANTED: Mapping[str, Deed] = {deed.name: deed for deed in (EARLY, UNFOLDED)}
