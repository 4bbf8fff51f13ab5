"""Which of some visits count: those tied together by corrections are one, and what was replaced is none."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import Connection, select, tuple_

from core.ids import ClinicCode, EventId
from core.supervision_ports import Place
from core.visits.township_checks import SeenVisit
from storage.township.revocation import REVOKED
from storage.township.shelf import Shelf, sliced
from storage.township.tables import quarantine, supersessions


def gone_among(shelf: Shelf, connection: Connection, places: Collection[Place]) -> set[Place]:
    """Give what does not count: replaced, cancelled, or written after its PC was revoked."""
    return versions_of(shelf, connection, places).replaced | late_among(shelf, connection, places)


def versions_of(shelf: Shelf, connection: Connection, places: Collection[Place]) -> "Versions":
    """Tie together what corrects what, and tell what something else takes the place of."""
    versions = Versions()
    for some in sliced(sorted(places)):
        for named in (supersessions.c.event_id, supersessions.c.target):
            mine = shelf.own(supersessions) & tuple_(supersessions.c.clinic, named).in_(some)
            for row in connection.execute(select(supersessions).where(mine)):
                clinic = ClinicCode(row.clinic)
                versions.tie((clinic, EventId(row.event_id)), (clinic, EventId(row.target)))
    return versions


def late_among(shelf: Shelf, connection: Connection, places: Collection[Place]) -> set[Place]:
    """Give what was written after its PC was revoked: it does not count."""
    found: set[Place] = set()
    for some in sliced(sorted(places)):
        mine = tuple_(quarantine.c.clinic, quarantine.c.event_id).in_(some)
        late = select(quarantine.c.clinic, quarantine.c.event_id).where(
            shelf.own(quarantine), mine, quarantine.c.reason == REVOKED
        )
        found |= {(ClinicCode(row.clinic), EventId(row.event_id)) for row in connection.execute(late)}
    return found


class Versions:
    """Events that are versions of one visit; rivals are, through what they both correct."""

    def __init__(self) -> None:
        self.replaced: set[Place] = set()
        self._above: dict[Place, Place] = {}

    def tie(self, version: Place, target: Place) -> None:
        """Note that one took the place of another."""
        self.replaced.add(target)
        self._above[self.family(version)] = self.family(target)

    def family(self, place: Place) -> Place:
        """Give what stands for all versions of a visit."""
        while (above := self._above.get(place, place)) != place:
            place = above
        return place

    def beside(
        self,
        place: Place,
        keys: Iterable[str],
        by_key: Mapping[str, Sequence[SeenVisit]],
        gone: Collection[Place],
    ) -> Sequence[SeenVisit]:
        """Give the visits under some keys that are of another family and count."""
        own = self.family(place)
        found = {one.place: one for key in keys for one in by_key.get(key, ())}
        return [one for at, one in sorted(found.items()) if at not in gone and self.family(at) != own]
