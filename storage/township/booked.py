"""What is booked here of a day: what the platform settled on it, and what it took back on it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, select, tuple_

from core.dates import CHINA, china_day
from core.events import ResultKind
from core.ids import ClinicCode, EventId
from core.money import Fen
from core.reconciliation import Booked, Group
from core.settlement_modes import BY_PROVINCE
from core.settlement_ports import Deed, Heard, OutboxRow
from storage.township.outbox_rows import outbox_row
from storage.township.shelf import Shelf, from_text, sliced, to_ms
from storage.township.tables import outbox, results

_MONEY = (ResultKind.SETTLED.value, ResultKind.REVERSED.value)
_AMOUNTS = ("total", "fund", "account", "cash")
_LONG_AGO = datetime(1970, 1, 1, tzinfo=CHINA)
_Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Told:
    """What was told of one visit's money, in the order it was told."""

    clinic: ClinicCode
    visit: EventId
    settled: Mapping[str, _Facts]
    undone: Mapping[str, _Facts]

    def lines(self, day: date) -> Iterable[tuple[_Facts, bool]]:
        """Give what counts on a day, and whether it is a refund."""
        yield from ((facts, False) for facts in self.settled.values() if _day_of(facts) == day)
        yield from ((facts, True) for facts in self.undone.values() if _day_of(facts) == day)


class BookedShelf(Shelf):
    """The settlements of a day."""

    __slots__ = ()

    def booked_on(self, day: date) -> Sequence[Booked]:
        """Give what was settled on a day of the platform's calendar, and what was taken back on it.

        A settlement that was undone stays on its day and is taken back on another; one the platform holds
        nothing of any more never was.
        """
        begin = to_ms(datetime.combine(day, time.min, CHINA))
        # Nothing is told before it was settled: what was told earlier is of other days.
        columns = (results.c.clinic, results.c.position, results.c.event_id, results.c.kind, results.c.facts)
        mine = select(*columns).where(self.own(results), results.c.at >= begin, results.c.kind.in_(_MONEY))
        with self.database.reading() as connection:
            rows = sorted(connection.execute(mine), key=lambda row: (row.clinic, row.position))
            told: dict[tuple[str, str], list[tuple[str, _Facts]]] = {}
            for row in rows:
                told.setdefault((row.clinic, row.event_id), []).append((row.kind, from_text(row.facts)))
            of_day = [
                (one, line)
                for place, said in told.items()
                for one in [_told(ClinicCode(place[0]), EventId(place[1]), said)]
                for line in one.lines(day)
            ]
            held = self._rows(connection, sorted({(one.clinic, one.visit) for one, _ in of_day}))
        return [_booked(held[one.clinic, one.visit], *line) for one, line in of_day]

    def _rows(
        self, connection: Connection, places: Sequence[tuple[ClinicCode, EventId]]
    ) -> Mapping[tuple[ClinicCode, EventId], OutboxRow]:
        found = {place: OutboxRow(*place, due=_LONG_AGO) for place in places}
        for some in sliced(places):
            mine = self.own(outbox) & tuple_(outbox.c.clinic, outbox.c.visit).in_(some)
            for content in connection.scalars(select(outbox.c.content).where(mine)):
                row = outbox_row(content)
                found[row.clinic, row.visit] = row
        return found


def _told(clinic: ClinicCode, visit: EventId, said: Iterable[tuple[str, _Facts]]) -> _Told:
    settled: dict[str, _Facts] = {}
    undone: dict[str, _Facts] = {}
    for kind, facts in said:
        if kind == ResultKind.SETTLED:
            if facts.get("settled_by") != BY_PROVINCE:  # the province keeps its own books
                settled[facts["settlement_id"]] = facts
        elif undoes := facts.get("undoes"):
            if "settled_at" in facts:
                undone[undoes] = facts
        else:
            settled = {}  # whatever was told to be settled does not stand, and was not taken back either
    return _Told(clinic, visit, settled, undone)


def _day_of(facts: _Facts) -> date:
    return china_day(datetime.fromisoformat(facts["settled_at"]))


def _booked(row: OutboxRow, facts: _Facts, is_refund: bool) -> Booked:
    total, fund, account, cash = (Fen(-facts[name] if is_refund else facts[name]) for name in _AMOUNTS)
    keys = row.keys
    group = Group(keys.insurance, keys.clearing, keys.centre, row.institution)
    asked = (one for one in row.messages if one.deed is Deed.UNDO and one.heard is not Heard.NOT_SENT)
    messages = tuple(one.message_id for one in asked) if is_refund else ()
    place = (row.clinic, row.visit, facts["settlement_id"], keys.person, keys.visit)
    return Booked(*place, group, total, fund, account, cash, is_refund, messages)
