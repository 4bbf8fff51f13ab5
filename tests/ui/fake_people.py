"""Finding people's visits again, and who was joined with whom, out of what a fake clinic remembers."""

from collections.abc import Collection, Sequence, Set

from core.coverage.enrolment import RosterEntry
from core.events import EventDraft, EventType
from core.ids import EventId
from core.money import Fen
from core.ports import VisitState
from core.visits.joins import Join, parted_ids, patient_keys, read_people
from core.visits.visit import PatientOnVisit
from sync.codec import CborCodec
from tests.ui.fake_outreach import FakeOutreach
from tests.ui.fake_stock import FakeStock
from tests.ui.fake_visits import FakeVisits

_CODEC = CborCodec()


class FakePeople:
    """The part of the records that goes by keys."""

    def __init__(self, visits: FakeVisits, beside: list[EventDraft]) -> None:
        self._visits, self._beside = visits, beside
        self.stock = FakeStock(beside, visits)

    @property
    def outreach(self) -> FakeOutreach:
        return FakeOutreach(self._beside, self._roster())

    def _roster(self) -> Sequence[RosterEntry]:
        return ()

    def visits_of(self, keys: Collection[str], limit: int) -> Sequence[VisitState]:
        newest = reversed(self._visits)
        return [one for one in newest if set(patient_keys(one.visit.patient)) & set(keys)][:limit]

    def seen_called(self, name: str, limit: int) -> Sequence[PatientOnVisit]:
        seen = [one.visit.patient for one in self._visits if one.visit.patient.name == name]
        return list(dict.fromkeys(one for one in seen if patient_keys(one)))[:limit]

    def joins_of(self, keys: Collection[str]) -> Sequence[Join]:
        undone = {one for draft in self._of(EventType.PERSONS_PARTED) for one in parted_ids(_plain(draft))}
        known, found = set(keys), list[Join]()
        for _round in range(3):
            for draft in self._of(EventType.PERSONS_JOINED):
                people = read_people(_plain(draft))
                told = (str(_plain(draft)["likeness"]), draft.device_time, draft.user)
                join = Join(draft.event_id, people, *told)
                if join not in found and draft.event_id not in undone and join.keys & known:
                    found.append(join)
                    known |= join.keys
        return found

    def told_apart(self, keys: Collection[str]) -> Set[str]:
        pairs = [read_people(_plain(draft)) for draft in self._of(EventType.PERSONS_PARTED)]
        return {
            theirs
            for pair in pairs
            for one, other in (pair, pair[::-1])
            if set(patient_keys(one)) & set(keys)
            for theirs in patient_keys(other)
        }

    def fund_waiting(self, keys: Collection[str], year: int, apart: Set[EventId] = frozenset()) -> Fen:
        return Fen(0)

    def _of(self, kind: EventType) -> list[EventDraft]:
        return [draft for draft in self._beside if draft.type == kind]


def _plain(draft: EventDraft) -> dict[str, object]:
    return dict(_CODEC.decode(draft.body))
