"""The follow-ups of the fake desk: worked out each time anew from what was appended to its ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.coverage.enrolment import RosterEntry
from core.dates import china_day
from core.events import EventDraft, EventType
from core.followup.book import FollowUpVersions
from core.followup.care import CareCounts, Cared, CareNote, read_care_note
from core.followup.follow_up import FollowUpState, person_key, read_follow_up
from core.ids import EventId, PersonId
from core.services.take_into_care import patient_of_entry
from core.visits.corrections import Supersession, standing_of, superseded_ids, versions_of
from core.visits.visit import PatientOnVisit
from sync.codec import CborCodec

_CODEC = CborCodec()
_WRITTEN = (EventType.FOLLOW_UP_RECORDED, EventType.FOLLOW_UP_CORRECTED)
_CORRECTING = (EventType.FOLLOW_UP_CORRECTED, EventType.FOLLOW_UP_CANCELLED)


@dataclass(frozen=True, slots=True)
class FakeFollowUps:
    """Implements `core.followup.book.FollowUpBook`."""

    appended: Sequence[EventDraft]
    entries: Mapping[PersonId, RosterEntry]

    def edition(self) -> str:
        return ""

    def due(self, until: date | None, on: date, limit: int, offset: int = 0) -> Sequence[Cared]:
        found = [one for one in self._all(on) if one.in_care and (until is None or one.due <= until)]
        return sorted(found, key=lambda one: (one.due, one.person_key, one.disease))[offset : offset + limit]

    def counts(self, on: date, soon: date) -> CareCounts:
        due = [one.due for one in self._all(on) if one.in_care]
        return CareCounts(len(due), sum(one < on for one in due), sum(on <= one <= soon for one in due))

    def care_of(self, person_key: str, on: date) -> Sequence[Cared]:
        return [one for one in self._all(on) if one.person_key == person_key]

    def history(self, person_key: str, disease: str, limit: int, offset: int = 0) -> Sequence[FollowUpState]:
        mine = [one for one in self._states().values() if _place(one) == (person_key, disease)]
        return sorted(mine, key=lambda one: one.follow_up.on, reverse=True)[offset : offset + limit]

    def versions(self, event_id: EventId) -> FollowUpVersions | None:
        found, states = versions_of(event_id, self._known()), self._states()
        shown = tuple(states[one] for one in sorted(found.live) if one in states)
        return FollowUpVersions(found, shown) if shown or found.cancellations else None

    def _known(self) -> list[Supersession]:
        return [
            Supersession(
                one.event_id,
                superseded_ids(_CODEC.decode(one.body)),
                one.type == EventType.FOLLOW_UP_CANCELLED,
            )
            for one in self.appended
            if one.type in _CORRECTING
        ]

    def _states(self) -> dict[EventId, FollowUpState]:
        standing = standing_of(self._known())
        return {
            one.event_id: FollowUpState(
                one.event_id,
                read_follow_up(_CODEC.decode(one.body)),
                cancelled=one.event_id in standing.cancelled,
                corrected=one.type == EventType.FOLLOW_UP_CORRECTED,
            )
            for one in self.appended
            if one.type in _WRITTEN and one.event_id not in standing.superseded
        }

    def _all(self, on: date) -> list[Cared]:
        begun: dict[tuple[str, str], tuple[PatientOnVisit, date, str, bool]] = {}
        for entry in self.entries.values():
            for one in () if entry.deceased_on or entry.moved_on else entry.chronic:
                patient = patient_of_entry(entry)
                begun[person_key(patient), one.disease] = (patient, one.registered_on, "roster", True)
        for draft in self.appended:
            if draft.type in (EventType.CARE_BEGUN, EventType.CARE_ENDED):
                note: CareNote = read_care_note(_CODEC.decode(draft.body))
                told = (note.patient, china_day(note.visited_at), note.source)
                begun[person_key(note.patient), note.disease] = (*told, draft.type == EventType.CARE_BEGUN)
        return [self._cared(key, disease, told, on) for (key, disease), told in begun.items()]

    def _cared(self, key: str, disease: str, told: tuple[PatientOnVisit, date, str, bool], on: date) -> Cared:
        patient, since, source, in_care = told
        past = [one.follow_up for one in self.history(key, disease, 99) if not one.cancelled]
        entry = self.entries.get(patient.person_id)
        return Cared(
            patient=patient,
            disease=disease,
            in_care=in_care,
            since=since,
            source=source,
            due=past[0].next_on if past else since,
            last=(past[0].on, past[0].classification, past[0].step) if past else None,
            this_year=sum(one.on > on - timedelta(days=on.timetuple().tm_yday) for one in past),
            contract=bool(entry and entry.contract_since),
            village_group=entry.person.village_group if entry else "",
            household=entry.person.household if entry else "",
        )


def _place(state: FollowUpState) -> tuple[str, str]:
    return person_key(state.follow_up.patient), state.follow_up.disease
