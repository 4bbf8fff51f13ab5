"""并档 from the township's machine: who the clinics told to be one person, by ids only."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from core.dates import CHINA
from core.supervision_ports import JoinTold
from core.township_ports import TownshipStore
from sync.township.books import TownshipBooks

Place = TypeVar("Place", contravariant=True)
_MOST = 500
_AT_ONCE = 1_000
"""Entries of the logs that are looked through at once, to catch up with what was not yet."""


@dataclass(frozen=True, slots=True)
class PersonJoins(Generic[Place]):
    """The deed at the township's machine."""

    open_books: Callable[[Place], AbstractContextManager[tuple[TownshipStore, TownshipBooks]]]

    def list(self, place: Place) -> Mapping[str, Any]:
        """List the latest joins of all clinics; nobody's name or number is among it."""
        with self.open_books(place) as (store, book):
            while store.mark_visits(None, _AT_ONCE):
                pass
            return {"joins": [_told(one) for one in book.person_joins(None, _MOST)]}


def _told(one: JoinTold) -> Mapping[str, Any]:
    join = one.join
    return {
        "clinic": one.clinic,
        "event": join.event_id,
        "at": join.at.astimezone(CHINA).isoformat(),
        "user": join.user,
        "likeness": join.likeness,
        "persons": [person.person_id for person in join.people],
        "kinds": [person.number_kind for person in join.people],
        "state": "late" if one.late else "undone" if one.undone else "in_force",
    }
