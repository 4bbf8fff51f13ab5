"""Damaged ledgers that mendings set aside: how long they stay, and the one case in which one goes.

No code deletes an event. A file that was set aside is removed only where that takes none away: every place in
the chain it tells of is filled in the present ledger by an event that still hashes, and every event of it
that can be read is there with the same hash. Where that cannot be said for certain, because part of it cannot
be read, it is sealed under a former key, or an event is lost, it stays for ever: somebody may read more.
"""

import shutil
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

from core.errors import Hindrance
from core.ports import EventCodec
from storage.clinic.database import LEDGER
from storage.clinic.durable_file import flush_folder
from storage.clinic.missing import is_sound_row
from storage.clinic.salvage import PLACES, Salvage
from storage.sqlcipher import Sealed, driver, translated, unlock

OLD = "old"
KEPT = 2
"""The newest always stay: what went wrong last is what somebody will ask about."""
_NAME, _GOING = "damaged-{number}", "damaged-{number}-going"
_EVENT = """SELECT position, incarnation, sequence, event_id, type, header, body, hash FROM events
    WHERE incarnation = ? AND sequence = ?"""


def free_name(folder: Path) -> Path:
    """Give the name of the next file that is set aside."""
    taken = max(_numbers(folder), default=0)
    return next(
        one for one in (folder / _NAME.format(number=taken + n) for n in count(1)) if not one.exists()
    )


def tidy(ledger: Sealed, codec: EventCodec) -> None:
    """Let those go, but for the newest, of which the ledger holds everything; over a connection of its own.

    May run on another thread than the one that has the ledger open.

    Raises:
        OSError, Hindrance: something holds a file; the next time goes on.
    """
    folder = ledger.path.parent
    for going in folder.glob(_GOING.format(number="*")):
        shutil.rmtree(going)
    older = sorted(_numbers(folder))[:-KEPT]
    if not older:
        return
    with translated(ledger.path.name), closing(driver.connect(str(ledger.path))) as present:
        unlock(present, ledger.key)
        present.execute("PRAGMA query_only = ON")
        for number in older:
            aside = folder / _NAME.format(number=number)
            with suppress(Hindrance):  # of a former key, or nobody can open it: it stays
                if _Held(present, codec).everything(replace(ledger, path=aside / OLD / LEDGER)):
                    _let_go(aside, folder / _GOING.format(number=number))


def _let_go(aside: Path, going: Path) -> None:
    """Remove a folder so that a kill leaves it whole or under a name that says it may go."""
    aside.rename(going)
    flush_folder(going.parent)
    shutil.rmtree(going)


@dataclass(frozen=True, slots=True)
class _Held:
    """What the present ledger holds."""

    present: Any
    codec: EventCodec

    def everything(self, sealed: Sealed) -> bool:
        """Tell whether a damaged file holds nothing that the present ledger lacks.

        Raises:
            Hindrance: nothing of it can be read.
        """
        if not sealed.path.exists():
            return False
        with closing(Salvage(sealed)) as old:
            old.steps()
            places = old.places()
            for row in old.events(0, max([old.last_position(), *places])):
                places[row[0]] = (row[1], row[2])
                if is_sound_row(self.codec, row) and not self._holds(row[1], row[2], row[7]):
                    return False
            # Where neither index nor table could be read to its end, there may be events nobody knows of.
            known = PLACES not in old.unread or "events" not in old.unread
            return known and all(self._holds(*place) for place in places.values())

    def _holds(self, incarnation: str, sequence: int, hash_there: bytes | None = None) -> bool:
        row = self.present.execute(_EVENT, (incarnation, sequence)).fetchone()
        if row is None or not is_sound_row(self.codec, row):
            return False
        return hash_there is None or row[7] == hash_there


def _numbers(folder: Path) -> Iterator[int]:
    for one in folder.glob(_NAME.format(number="*")):
        number = one.name.rpartition("-")[2]
        if number.isdigit():
            yield int(number)
