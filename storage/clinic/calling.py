"""What a clinic's store knows of its calls: the township's settings, bytes spent by day, sets to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.calling import CallSettings, DueSet
from core.data_sets import DataSetName
from core.events import EventType
from storage.clinic.data_sets import DataSets
from storage.clinic.ledger import ClinicLedger
from storage.clinic.lives import Lives
from storage.clinic.township_word import TownshipWord

_VISITS_WAIT = """SELECT EXISTS (SELECT 1 FROM events
    WHERE incarnation = ? AND sequence > ? AND type IN (?, ?, ?))"""
_VISITS = EventType.VISIT_RECORDED, EventType.VISIT_CORRECTED, EventType.VISIT_CANCELLED
_SPENT = "SELECT coalesce(sum(bytes), 0) FROM bytes_of_days WHERE day BETWEEN ? AND ?"
_DUE = "SELECT name, version, size, put_off FROM due_sets ORDER BY name"


@dataclass(frozen=True, slots=True)
class Calls:
    """Implements `core.sync_ports.CallStore`, all but the diary."""

    ledger: ClinicLedger
    word: TownshipWord
    sets: DataSets
    earlier: Lives

    def settings(self) -> CallSettings:
        """Give what the township set about calls."""
        rows = self.sets.rows(DataSetName.SETTINGS)
        return CallSettings.believed({name: content.get("value") for name, content in rows.items()})

    def spent(self, first: date, last: date) -> int:
        """Add up the bytes that went over the network on some days."""
        with self.ledger.file.reading() as database:
            row = database.execute(_SPENT, (first.isoformat(), last.isoformat())).fetchone()
        return int(row[0])

    def visits_wait(self) -> bool:
        """Tell whether a visit, a correction or a cancellation has no receipt yet."""
        receipt, head = self.word.receipt(), self.ledger.head()
        after = receipt.sequence if receipt else 0
        with self.ledger.file.reading() as database:
            row = database.execute(_VISITS_WAIT, (head.incarnation, after, *_VISITS)).fetchone()
        return bool(row[0]) or self.earlier.waiting_earlier() > 0

    def due(self) -> Sequence[DueSet]:
        """List what the township had and this PC had not yet when they spoke last."""
        with self.sets.file.reading() as database:
            rows = database.execute(_DUE).fetchall()
        return [DueSet(DataSetName(name), version, size, bool(off)) for name, version, size, off in rows]

    def keep_due(self, due: Sequence[DueSet]) -> None:
        """Remember that; nothing is written where it is known already."""
        told = sorted(due, key=lambda one: one.name)
        if told == list(self.due()):
            return
        with self.sets.file.writing() as database:
            database.execute("DELETE FROM due_sets WHERE name <> ''")
            database.conn.executemany(
                "INSERT INTO due_sets (name, version, size, put_off) VALUES (?, ?, ?, ?)",
                [(one.name.value, one.version, one.size, one.put_off) for one in told],
            )
