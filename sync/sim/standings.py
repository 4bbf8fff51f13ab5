"""What should follow from the township's log and results, worked out without any store's help."""

from collections.abc import Iterable, Mapping, Sequence

from core.errors import Refusal
from core.events import Event, EventType, Result, ResultKind
from core.ids import EventId
from core.visits.corrections import Supersession, past_of, standing_of, superseded_ids
from core.visits.visit import Visit
from sync.codec import decode

_OUTCOMES = {
    ResultKind.RECEIVED: "delivered",
    ResultKind.ACCEPTED: "delivered",
    ResultKind.NEEDS_CORRECTION: "returned",
    ResultKind.NOT_PAYABLE: "not_payable",
    ResultKind.SETTLEMENT_UNKNOWN: "settlement_unknown",
    ResultKind.SETTLED: "settled",
    ResultKind.REVERSED: "reversed",
}


def outcome_of(result: Result) -> str:
    """Give the state a visit is in after a result about it."""
    return _OUTCOMES[ResultKind(result.kind)]


def net_settled(results: Iterable[Result]) -> Mapping[EventId, int]:
    """Give the fund's share of each visit that is settled and not reversed, by its last word on that."""
    paid: dict[EventId, int] = {}
    for result in results:
        if result.kind is ResultKind.SETTLED:
            paid[result.event_id] = result.facts["fund"]
        elif result.kind is ResultKind.REVERSED:
            paid.pop(result.event_id, None)
    return paid


def shown_of(log: Sequence[Event], results: Iterable[Result]) -> Mapping[EventId, tuple[str, bool]]:
    """Give what a desk should show: each visit that is not history, its state, and whether it is disputed."""
    last = {result.event_id: outcome_of(result) for result in results}
    standing = standing_of(supersessions_of(log))
    hidden = (standing.superseded | standing.contested) - standing.cancelled
    shown = {}
    for event in log:
        event_id = event.header.event_id
        if event_id in hidden or not _is_visit(event):
            continue
        state = "cancelled" if event_id in standing.cancelled else "delivered"
        if state != "cancelled" and event_id in last:
            state = last[event_id]
        shown[event_id] = state, event_id in standing.disputed
    return shown


def supersessions_of(log: Iterable[Event]) -> list[Supersession]:
    """Read what corrections and cancellations take the place of; those nobody can read change nothing."""
    found = []
    for event in log:
        header = event.header
        if header.type in (EventType.VISIT_CORRECTED, EventType.VISIT_CANCELLED):
            try:
                targets = superseded_ids(decode(event.body))
            except (KeyError, ValueError, TypeError, Refusal):
                continue
            cancels = header.type == EventType.VISIT_CANCELLED
            found.append(Supersession(header.event_id, targets, cancels))
    return found


def versions_of_one(log: Iterable[Event], events: Iterable[EventId]) -> bool:
    """Tell whether some of these events are versions of the same visit.

    One takes the other's place, or both take that of a third; that a later one replaces both is no tie.
    """
    known = supersessions_of(log)
    seen = set[EventId]()
    for event in events:
        own = {event, *past_of(event, known)}
        if own & seen:
            return True
        seen |= own
    return False


def _is_visit(event: Event) -> bool:
    if event.header.type not in (EventType.VISIT_RECORDED, EventType.VISIT_CORRECTED):
        return False
    try:
        Visit.from_plain(decode(event.body))
    except (KeyError, ValueError, TypeError, Refusal):
        return False
    return True
