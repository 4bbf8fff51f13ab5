"""What the township's checks are told: other visits of the same people, and what the roster says of them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import Connection, select

from core.coverage.enrolment import RosterEntry
from core.ids import ClinicCode, EventId
from core.supervision_ports import PeopleSeen, Place, VisitToCheck
from core.visits.township_checks import LONGEST_SUPPLY, SAME_HOUR, SeenVisit
from storage.township.person_joins import reached
from storage.township.set_tables import roster, thin_roster
from storage.township.shelf import Shelf, from_ms, from_text, sliced, to_ms
from storage.township.standing_visits import late_among, versions_of
from storage.township.supervision_tables import visit_marks
from storage.township.visit_marks import clinics_behind, entries_behind, marks_of, supplies_in

_BEFORE = timedelta(days=LONGEST_SUPPLY + 1)


class CheckBookShelf(Shelf):
    """`core.supervision_ports.CheckBook` on either engine; however many visits, it asks as often."""

    __slots__ = ()

    def unmarked(self) -> int:
        """Count the entries of all logs that were not looked through yet."""
        with self.database.reading() as connection:
            return int(connection.scalar(clinics_behind(self.code, entries_behind())) or 0)

    def visits_beside(self, visits: Sequence[VisitToCheck]) -> Mapping[Place, Sequence[SeenVisit]]:
        """Give, by visit, the others of the same person near it that count; its own versions are none."""
        own = {one.place: marks_of(self, one.visit) for one in visits}
        with self.database.reading() as connection:
            besides = reached(self, connection, {key for some in own.values() for key in some})
            keys = {at: {*some, *(far for key in some for far in besides[key])} for at, some in own.items()}
            by_key = self._marked(connection, visits, {key for some in keys.values() for key in some})
            places = {one.place for seen in by_key.values() for one in seen}
            places |= {one.place for one in visits}
            versions = versions_of(self, connection, places)
            gone = versions.replaced | late_among(self, connection, places)
        return {place: versions.beside(place, some, by_key, gone) for place, some in keys.items()}

    def people_seen(self, persons: Collection[str], tags: Collection[str]) -> PeopleSeen:
        """Give the roster's rows of some people, by their ids and by the tags of their numbers."""
        person_of: dict[str, str] = {}
        with self.database.reading() as connection:
            for some in sliced(sorted(tags)):
                mine = select(thin_roster.c.tag, thin_roster.c.person_id)
                tagged = mine.where(self.own(thin_roster), thin_roster.c.tag.in_(some))
                person_of |= {row.tag: row.person_id for row in connection.execute(tagged)}
            found: dict[str, RosterEntry] = {}
            for some in sliced(sorted({*persons, *person_of.values()})):
                people = select(roster.c.person_id, roster.c.content)
                wanted = people.where(self.own(roster), roster.c.person_id.in_(some))
                for row in connection.execute(wanted):
                    found[row.person_id] = RosterEntry.from_plain(from_text(row.content))
        by_tag = {tag: found[person] for tag, person in person_of.items() if person in found}
        return PeopleSeen({person: found[person] for person in persons if person in found}, by_tag)

    def _marked(
        self, connection: Connection, visits: Sequence[VisitToCheck], keys: Collection[str]
    ) -> Mapping[str, list[SeenVisit]]:
        found: dict[str, list[SeenVisit]] = defaultdict(list)
        moments = [one.visit.visited_at for one in visits]
        for some in sliced(sorted(keys)):
            mine = visit_marks.c.key.in_(some) & visit_marks.c.at.between(
                to_ms(min(moments) - _BEFORE), to_ms(max(moments) + SAME_HOUR)
            )
            for row in connection.execute(select(visit_marks).where(self.own(visit_marks), mine)):
                place = ClinicCode(row.clinic), EventId(row.event_id)
                seen = SeenVisit(*place, from_ms(row.at), supplies_in(from_text(row.supplies)))
                found[row.key].append(seen)
        return found
