"""Ledgers that mendings and restores set aside: how long they stay, and the one case in which one goes.

No code deletes an event. A file that was set aside is removed only where that takes none away: every place in
the chain it tells of is filled in the present ledger by an event that still hashes, and every event of it
that can be read is there with the same hash. Where that cannot be said for certain, because part of it cannot
be read, it is sealed under a former key, or an event is lost, it stays for ever: somebody may read more.
"""

import re
import shutil
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from core.dates import CHINA
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
_DAMAGED, _REPLACED, _GOING = "damaged-{number}", "replaced-{moment}-{number}", "-going"
_MOMENT = "%Y%m%dT%H%M%S"
_KINDS = (
    (re.compile(r"damaged-[0-9]+"), Path(OLD, LEDGER)),
    (re.compile(r"replaced-[0-9]{8}T[0-9]{6}-[0-9]+"), Path(LEDGER)),
)
"""What folders are called, and where the ledger lies in them."""
_NUMBER = re.compile(r"[0-9]+")
_HELD = (
    """SELECT position, incarnation, sequence, event_id, type, header, body, hash FROM events
    WHERE incarnation = ? AND sequence = ?""",
    """SELECT position, incarnation, sequence, event_id, type, header, body, hash FROM other_events
    WHERE incarnation = ? AND sequence = ?""",
)
"""An event of the ledger, or one that came back from the township after a restore."""


def free_name(folder: Path) -> Path:
    """Give the name of the next damaged ledger that is set aside."""
    taken = max((_order(one)[0] for one in _lying(folder, _KINDS[0][0])), default=0)
    return next(
        one for one in (folder / _DAMAGED.format(number=taken + n) for n in count(1)) if not one.exists()
    )


def free_name_of_replaced(folder: Path, at: datetime) -> Path:
    """Give the name of the next folder for what a restore replaces."""
    moment = at.astimezone(CHINA).strftime(_MOMENT)
    names = (folder / _REPLACED.format(moment=moment, number=number) for number in count(1))
    return next(one for one in names if not one.exists())


def tidy(ledger: Sealed, codec: EventCodec) -> None:
    """Let those go, but for the newest, of which the ledger holds everything; over a connection of its own.

    May run on another thread than the one that has the ledger open.

    Raises:
        OSError, Hindrance: something holds a file; the next time goes on.
    """
    folder = ledger.path.parent
    for going in folder.glob(f"*{_GOING}"):
        if any(name.fullmatch(going.name.removesuffix(_GOING)) for name, _ in _KINDS):
            shutil.rmtree(going)
    older = [(one, place) for name, place in _KINDS for one in _lying(folder, name)[:-KEPT]]
    if not older:
        return
    with translated(ledger.path.name), closing(driver.connect(str(ledger.path))) as present:
        unlock(present, ledger.key)
        present.execute("PRAGMA query_only = ON")
        for aside, place in older:
            if _is_torn(aside):
                continue
            with suppress(Hindrance):  # of a former key, or nobody can open it: it stays
                if _Held(present, codec).everything(replace(ledger, path=aside / place)):
                    _let_go(aside, folder / f"{aside.name}{_GOING}")


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
        """Tell whether a file holds nothing that the present ledger lacks.

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
        rows = [self.present.execute(one, (incarnation, sequence)).fetchone() for one in _HELD]
        return any(
            row is not None and is_sound_row(self.codec, row) and hash_there in (None, row[7]) for row in rows
        )


def _is_torn(aside: Path) -> bool:
    """Tell whether a restore was killed between a ledger and its log: the log in the next folder needs it."""
    others = aside.parent.glob(_REPLACED.format(moment="*", number="*"))
    return any((one / f"{LEDGER}-wal").exists() and not (one / LEDGER).exists() for one in others)


def _lying(folder: Path, name: re.Pattern[str]) -> list[Path]:
    """List the folders so called, the oldest first."""
    return sorted((one for one in folder.iterdir() if name.fullmatch(one.name)), key=_order)


def _order(folder: Path) -> list[int]:
    return [int(number) for number in _NUMBER.findall(folder.name)]
