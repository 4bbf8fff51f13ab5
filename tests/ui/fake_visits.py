"""The visits of the fake desk: recorded, corrected and cancelled in a list in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.events import ClockTrust, EventDraft, EventType
from core.ids import EventId
from core.ports import EventCodec, VisitState, VisitVersions
from core.visits.corrections import Supersession, Versions, superseded_ids, versions_of
from core.visits.visit import Visit

VISIT_EVENTS = (EventType.VISIT_RECORDED, EventType.VISIT_CORRECTED, EventType.VISIT_CANCELLED)


class FakeVisits(list[VisitState]):
    """What the desk lists; former versions lie in `past`. Only one PC writes here, so there are no rivals."""

    def __init__(self) -> None:
        super().__init__()
        self.past: dict[EventId, VisitState] = {}
        self.known: list[Supersession] = []
        self.given_back: Mapping[str, int] | None = None

    def keep(self, draft: EventDraft, sequence: int, codec: EventCodec) -> None:
        """Take an event about a visit in."""
        plain = codec.decode(draft.body)
        if draft.type != EventType.VISIT_RECORDED:
            cancels = draft.type == EventType.VISIT_CANCELLED
            self._replace(Supersession(draft.event_id, superseded_ids(plain), cancels))
        if draft.type != EventType.VISIT_CANCELLED:
            in_doubt = draft.clock_trust is ClockTrust.DOUBTFUL
            corrected = draft.type == EventType.VISIT_CORRECTED
            place = (draft.event_id, sequence, codec.digest(draft.body))
            state = VisitState(*place, Visit.from_plain(plain), "saved", None, "")
            self.append(replace(state, day_in_doubt=in_doubt, corrected=corrected))

    def corrected_elsewhere(self, state: VisitState, visit: Visit) -> None:
        """Let a correction come that the clinic's other PC wrote."""
        other = EventId("e" * 32)
        self._replace(Supersession(other, frozenset({state.event_id})))
        self.append(replace(state, event_id=other, visit=visit, corrected=True))

    def _replace(self, one: Supersession) -> None:
        self.known.append(one)
        for state in [state for state in self if state.event_id in one.targets]:
            if one.cancels:
                self[self.index(state)] = replace(state, state="cancelled")
            else:
                self.remove(state)
                self.past[state.event_id] = state

    def versions(self, event_id: EventId) -> VisitVersions | None:
        """Give the visit an event is a version of."""
        found = versions_of(event_id, self.known)
        shown = self._among(found)
        if not shown and not found.cancellations:
            return None
        replaced = {one for each in self.known if found.live == {each.event_id} for one in each.targets}
        before = [self.past[one] for one in sorted(replaced) if one in self.past]
        return VisitVersions(found, shown, before[0] if before else None, self.given_back)

    def _among(self, found: Versions) -> tuple[VisitState, ...]:
        return tuple(state for state in self if state.event_id in found.live)


def sorted_by_writing(visits: Sequence[VisitState]) -> list[VisitState]:
    """Give the newest first."""
    return sorted(visits, key=lambda one: -one.sequence)
