"""The last time that was believed, kept in the file `ledger` for the next run."""

from dataclasses import dataclass
from datetime import datetime

from core.clock_trust import Noted, TownshipTime
from core.events import ClockTrust
from storage.clinic.database import StoreFile
from storage.clinic.ledger import ClinicLedger

CLOCK_NOTES = "SELECT name, value FROM keeping"
LATEST_EVENTS = "SELECT header FROM events WHERE position > ? ORDER BY position DESC LIMIT ?"
END_OF_EVENTS = "SELECT coalesce(max(position), 0) FROM events"
_KEEP = "INSERT OR REPLACE INTO keeping (name, value) VALUES (?, ?)"
_FORGET = "DELETE FROM keeping WHERE name = ?"
_USED, _EVENTS = "clock_used", "clock_events"
_TOWNSHIP_AT, _TOWNSHIP_CLOCK = "clock_township_at", "clock_township_clock"
_LOOKED_AT = 500
"""Events looked at, latest first, for one whose time was believed: more than a clinic writes in days."""


@dataclass(frozen=True, slots=True)
class ClinicClockNotes:
    """Implements `core.clock_trust.ClockNotes`.

    A time that was believed since the last note stands in the event recorded then.
    """

    ledger: ClinicLedger

    @property
    def _file(self) -> StoreFile:
        return self.ledger.file

    def read(self) -> Noted:
        """Give what was noted, with what was recorded since at a time that was believed."""
        with self._file.reading() as database:
            kept = dict(database.execute(CLOCK_NOTES).fetchall())
            after = int(kept.get(_EVENTS, 0))
            latest = database.execute(LATEST_EVENTS, (after, _LOOKED_AT)).fetchall()
        headers = (self.ledger.codec.decode_header(header) for (header,) in latest)
        recorded = next(
            (one.device_time for one in headers if one.clock_trust is not ClockTrust.DOUBTFUL), None
        )
        at, clock = kept.get(_TOWNSHIP_AT), kept.get(_TOWNSHIP_CLOCK)
        told = (
            TownshipTime(datetime.fromisoformat(at), datetime.fromisoformat(clock)) if at and clock else None
        )
        used = datetime.fromisoformat(kept[_USED]) if _USED in kept else None
        return Noted(max((one for one in (used, recorded) if one is not None), default=None), told)

    def keep(self, noted: Noted) -> None:
        """Replace what was noted."""
        township = noted.township
        values = {
            _USED: noted.used.isoformat() if noted.used else None,
            _TOWNSHIP_AT: township.at.isoformat() if township else None,
            _TOWNSHIP_CLOCK: township.clock.isoformat() if township else None,
        }
        with self._file.writing() as database:
            (end,) = database.execute(END_OF_EVENTS).fetchone()
            for name, value in {**values, _EVENTS: str(end)}.items():
                if value is None:
                    database.execute(_FORGET, (name,))
                else:
                    database.execute(_KEEP, (name, value))
