"""并档 at the township: who the clinics told to be one person, and what undid that."""

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from typing import Any

from sqlalchemy import Connection, Row, and_, exists, insert, select, tuple_

from core.errors import Refusal
from core.events import EventType
from core.ids import ClinicCode, EventId
from core.supervision_ports import JoinPlace, JoinTold, Place
from core.visits.joins import Join, parted_ids, patient_keys, read_people
from core.visits.visit import PatientOnVisit
from storage.township.shelf import Shelf, sliced, to_ms
from storage.township.standing_visits import late_among
from storage.township.supervision_tables import joined_keys, person_joins, person_partings
from storage.township.tables import log, places

_TELLING = (EventType.PERSONS_JOINED.value, EventType.PERSONS_PARTED.value)
_KEY_BYTES = 16
_UNDONE = exists().where(
    person_partings.c.township == person_joins.c.township,
    person_partings.c.clinic == person_joins.c.clinic,
    person_partings.c.target == person_joins.c.event_id,
)
_KEY_UNDONE = exists().where(
    person_partings.c.township == joined_keys.c.township,
    person_partings.c.clinic == joined_keys.c.clinic,
    person_partings.c.target == joined_keys.c.event_id,
)
_PLACE_OF_EVENT = and_(
    places.c.township == log.c.township,
    places.c.device == log.c.device,
    places.c.incarnation == log.c.incarnation,
    places.c.sequence == log.c.sequence,
)


class PersonJoinShelf(Shelf):
    """`core.supervision_ports.JoinBook` on either engine."""

    __slots__ = ()

    def person_joins(self, after: JoinPlace | None, limit: int) -> Sequence[JoinTold]:
        """List who was told to be one person, the latest first."""
        place = (person_joins.c.at, person_joins.c.clinic, person_joins.c.event_id)
        mine = (
            select(person_joins, _UNDONE.label("undone"))
            .where(self.own(person_joins))
            .order_by(*(column.desc() for column in place))
            .limit(limit)
        )
        if after is not None:
            mine = mine.where(tuple_(*place) < after)
        with self.database.reading() as connection:
            rows = connection.execute(mine).all()
            at = [(ClinicCode(row.clinic), EventId(row.event_id)) for row in rows]
            late = late_among(self, connection, at)
            told = self._joins_at(connection, at)
        return [
            JoinTold(where[0], told[where], bool(row.undone), where in late, row.at)
            for where, row in zip(at, rows, strict=True)
            if where in told
        ]

    def _joins_at(self, connection: Connection, at: Sequence[Place]) -> Mapping[Place, Join]:
        found: dict[Place, Join] = {}
        for some in sliced(at):
            wanted = tuple_(log.c.clinic, log.c.event_id).in_(some)
            rows = select(log.c.clinic, log.c.event_id, log.c.body, places.c.header).join(
                places, _PLACE_OF_EVENT
            )
            for row in connection.execute(rows.where(self.own(log), wanted)):
                header, plain = self.codec.decode_header(row.header), self.codec.decode(row.body)
                likeness = str(plain.get("likeness", ""))
                event = EventId(row.event_id)
                join = Join(event, read_people(plain), likeness, header.device_time, header.user)
                found[ClinicCode(row.clinic), event] = join
        return found


def keep_told(
    shelf: Shelf, connection: Connection, clinic: str, rows: Iterable[Row[*tuple[Any, ...]]]
) -> None:
    """Note what entries of a log say of people being one or two; one nobody can read changes nothing."""
    telling = {row.event_id: row for row in rows if row.type in _TELLING}
    moments = _moments(shelf, connection, clinic, sorted(telling))
    for event, row in telling.items():
        try:
            plain = shelf.codec.decode(row.body)
            people = read_people(plain)
            parted = parted_ids(plain) if row.type == EventType.PERSONS_PARTED else frozenset()
        except (Refusal, KeyError, ValueError, TypeError):
            continue
        where = {"township": shelf.code, "clinic": clinic, "event_id": event}
        if row.type == EventType.PERSONS_PARTED:
            kept = [{**where, "target": target} for target in sorted(parted)]
            table = person_partings
        else:
            connection.execute(insert(person_joins), [{**where, "at": moments[event]}])
            kept = [{**where, "key": key, "other": other} for key, other in _pairs(shelf, people)]
            table = joined_keys
        if kept:
            connection.execute(insert(table), kept)


def reached(shelf: Shelf, connection: Connection, keys: Collection[str]) -> Mapping[str, Set[str]]:
    """Give, by what somebody is found by, all that the joins in force lead to besides."""
    beside: dict[str, set[str]] = {key: set() for key in keys}
    waiting = set(keys)
    while waiting:
        edges = _edges(shelf, connection, waiting)
        late = late_among(
            shelf, connection, {(ClinicCode(one.clinic), EventId(one.event_id)) for one in edges}
        )
        for edge in edges:
            if (edge.clinic, edge.event_id) not in late:
                beside.setdefault(edge.key, set()).add(edge.other)
        waiting = {other for some in beside.values() for other in some} - beside.keys()
        beside |= {key: set() for key in waiting}
    return {key: _closure(beside, key) for key in keys}


def digest_of_key(shelf: Shelf, key: str) -> str:
    """Give what stands for a key of somebody: nobody reads a number out of it by looking."""
    return shelf.codec.digest(f"{shelf.code} {key}".encode())[:_KEY_BYTES].hex()


def _edges(shelf: Shelf, connection: Connection, keys: Collection[str]) -> Sequence[Row[*tuple[Any, ...]]]:
    found: list[Row[*tuple[Any, ...]]] = []
    for some in sliced(sorted(keys)):
        mine = shelf.own(joined_keys) & joined_keys.c.key.in_(some) & ~_KEY_UNDONE
        found += connection.execute(select(joined_keys).where(mine)).all()
    return found


def _closure(beside: Mapping[str, Set[str]], key: str) -> Set[str]:
    found, waiting = {key}, [key]
    while waiting:
        for other in beside.get(waiting.pop(), set()) - found:
            found.add(other)
            waiting.append(other)
    return found - {key}


def _moments(shelf: Shelf, connection: Connection, clinic: str, events: Sequence[str]) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for some in sliced(events):
        mine = shelf.own(log) & (log.c.clinic == clinic) & log.c.event_id.in_(some)
        headers = select(log.c.event_id, places.c.header).join(places, _PLACE_OF_EVENT).where(mine)
        for row in connection.execute(headers):
            found[row.event_id] = to_ms(shelf.codec.decode_header(row.header).device_time)
    return found


def _pairs(shelf: Shelf, people: tuple[PatientOnVisit, PatientOnVisit]) -> Set[tuple[str, str]]:
    """Pair all that either is found by, each way: what one has of its own leads to the other too."""
    keys = [digest_of_key(shelf, key) for one in people for key in patient_keys(one)]
    return {(key, other) for key in keys for other in keys if key != other}
