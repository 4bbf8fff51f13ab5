"""Corrections at the township: what supersedes what, and which visits must not be settled meanwhile."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence, Set
from dataclasses import dataclass, field

from sqlalchemy import Connection, exists, insert, select, tuple_, update

from core.errors import Refusal
from core.events import EventType
from core.ids import ClinicCode, EventId
from core.settlement_ports import Step, TakenBy
from core.visits.corrections import Supersession, past_of, standing_of, superseded_ids
from storage.township.shelf import Shelf, sliced
from storage.township.tables import log, outbox, quarantine, supersessions

_REVOKED = "revoked"
_CORRECTING = (EventType.VISIT_CORRECTED.value, EventType.VISIT_CANCELLED.value)
_TOUCHED = frozenset(
    {Step.SETTLING, Step.UNKNOWN, Step.WITHDRAWING, Step.EXPORTED, Step.SETTLED, Step.UNDOING}
)
"""Steps at which platform or province may hold a settlement that a correction would have to undo first."""
_UNASKED = frozenset({Step.WAITING, Step.SENT_BACK, Step.REGISTERED, Step.DESCRIBED, Step.UPLOADED})
"""Steps at which it holds one only where a life of this log, lost since, sent the visit: nobody asked yet."""
_MOVING = (_TOUCHED | {Step.UNDONE}) - {Step.SETTLED}
"""Steps of what goes on to its end whatever becomes of the visit."""
_GOES_NOWHERE = frozenset({Step.NOT_PAYABLE, Step.SENT_BACK, Step.RETURNED})


@dataclass(frozen=True, slots=True)
class HeldBack:
    """The visits of a clinic that may not go to the platform now, and those it is only to be asked about.

    `undone`: settled visits whose settlement is to be undone, with what took their place, and its id.
    `for_an_answer`: those of the first that wait to hear of a visit it is asked about, and for nothing else.
    """

    events: Set[EventId] = frozenset()
    asked_about: Set[EventId] = frozenset()
    undone: Mapping[EventId, tuple[TakenBy, EventId]] = field(default_factory=dict)
    for_an_answer: Set[EventId] = frozenset()


def keep_supersessions(
    shelf: Shelf, connection: Connection, clinic: ClinicCode, events: Sequence[EventId]
) -> None:
    """Note what newly judged corrections and cancellations supersede; one nobody can read changes nothing."""
    rows = []
    for some in sliced(events):
        mine = shelf.own(log) & (log.c.clinic == clinic) & log.c.event_id.in_(some)
        wanted = select(log.c.event_id, log.c.type, log.c.body).where(mine, log.c.type.in_(_CORRECTING))
        for row in connection.execute(wanted):
            own = {"township": shelf.code, "clinic": clinic, "event_id": row.event_id}
            cancels = row.type == EventType.VISIT_CANCELLED
            rows += [{**own, "target": target, "cancels": cancels} for target in _targets(shelf, row.body)]
    if rows:
        connection.execute(insert(supersessions), rows)


def reopen_settled(
    shelf: Shelf, connection: Connection, clinic: ClinicCode, events: Sequence[EventId]
) -> None:
    """Let settled visits be due again that are corrected: some events, and what these supersede.

    Whoever calls holds the lock on the clinic's head: a settlement and a correction that come together would
    not see each other.
    """
    taken = (
        (supersessions.c.township == outbox.c.township)
        & (supersessions.c.clinic == outbox.c.clinic)
        & (supersessions.c.target == outbox.c.visit)
    )
    concerned = list(events)
    for some in sliced(events):
        mine = (supersessions.c.clinic == clinic) & supersessions.c.event_id.in_(some)
        concerned += connection.scalars(select(supersessions.c.target).where(shelf.own(supersessions), mine))
    for some in sliced(concerned):
        mine = (outbox.c.clinic == clinic) & outbox.c.visit.in_(some) & (outbox.c.step == Step.SETTLED.value)
        settled = update(outbox).where(shelf.own(outbox), mine, exists().where(taken))
        connection.execute(settled.values(final=False))


def held_back(
    shelf: Shelf, connection: Connection, clinics: Collection[ClinicCode]
) -> Mapping[ClinicCode, HeldBack]:
    """Give the visits of some clinics that may not go to the platform now.

    History, rivals and what they dispute, cancelled visits, what a device wrote after it was revoked, and a
    correction whose past may already be paid: that is undone first. A life of this log that was lost may have
    settled what is history here: the platform is asked about that once, and what took its place waits for the
    answer.
    """
    known = supersessions_of(shelf, connection, clinics)
    revoked = _written_too_late(shelf, connection, clinics)
    named = {clinic: _named(known[clinic]) | revoked[clinic] for clinic in clinics}
    steps = _steps(shelf, connection, named)
    return {clinic: _held_back(known[clinic], revoked[clinic], steps[clinic]) for clinic in clinics}


def _held_back(
    known: Sequence[Supersession], revoked: Set[EventId], steps: Mapping[EventId, Step]
) -> HeldBack:
    at = _by_step(steps)
    standing = standing_of(known)
    history = standing.superseded | standing.contested | standing.disputed | standing.cancelled
    asked_about = (history & at(_UNASKED)) - revoked
    touched, moving = at(_TOUCHED), at(_MOVING)
    past = {event: past_of(event, known) for event in standing.effective}
    waiting = {event for event in past if past[event] & (touched | asked_about)}
    for_an_answer = {event for event in waiting - revoked if not past[event] & touched}
    undone = _undone(known, revoked, steps)
    # What is under way at the platform goes on until its outcome is certain.
    at_rest = (history | revoked) - asked_about - moving
    stands = at({Step.SETTLED}) - undone.keys()
    return HeldBack((at_rest - undone.keys()) | stands | waiting, asked_about, undone, for_an_answer)


def _undone(
    known: Sequence[Supersession], revoked: Set[EventId], steps: Mapping[EventId, Step]
) -> Mapping[EventId, tuple[TakenBy, EventId]]:
    """Give the settled visits whose place was taken by what can itself be settled, or by a cancellation.

    What a device wrote after it was revoked takes no settlement away.
    """
    sound = [one for one in known if one.event_id not in revoked]
    cancelling = {one.event_id for one in sound if one.cancels}
    found: dict[EventId, tuple[TakenBy, EventId]] = {}
    for event in standing_of(sound).effective:
        by = TakenBy.CANCELLATION if event in cancelling else TakenBy.CORRECTION
        if event in cancelling or steps.get(event, Step.NOT_PAYABLE) not in _GOES_NOWHERE:
            settled = (one for one in past_of(event, sound) if steps.get(one) is Step.SETTLED)
            found.update(dict.fromkeys(settled, (by, event)))
    return found


def _by_step(steps: Mapping[EventId, Step]) -> Callable[[Collection[Step]], Set[EventId]]:
    return lambda wanted: {event for event, step in steps.items() if step in wanted}


def _named(known: Sequence[Supersession]) -> Set[EventId]:
    return {event for one in known for event in (one.event_id, *one.targets)}


def _steps(
    shelf: Shelf, connection: Connection, named: Mapping[ClinicCode, Set[EventId]]
) -> Mapping[ClinicCode, Mapping[EventId, Step]]:
    """Tell how far some events have come at the platform."""
    found: dict[ClinicCode, dict[EventId, Step]] = {clinic: {} for clinic in named}
    for some in sliced([(clinic, event) for clinic, events in named.items() for event in sorted(events)]):
        place = tuple_(outbox.c.clinic, outbox.c.visit)
        mine = shelf.own(outbox) & place.in_(some)
        for row in connection.execute(select(outbox.c.clinic, outbox.c.visit, outbox.c.step).where(mine)):
            found[ClinicCode(row.clinic)][EventId(row.visit)] = Step(row.step)
    return found


def _written_too_late(
    shelf: Shelf, connection: Connection, clinics: Collection[ClinicCode]
) -> Mapping[ClinicCode, Set[EventId]]:
    late: dict[ClinicCode, set[EventId]] = defaultdict(set)
    for some in sliced(sorted(clinics)):
        mine = shelf.own(quarantine) & quarantine.c.clinic.in_(some) & (quarantine.c.reason == _REVOKED)
        for row in connection.execute(select(quarantine.c.clinic, quarantine.c.event_id).where(mine)):
            late[ClinicCode(row.clinic)].add(EventId(row.event_id))
    return late


def supersessions_of(
    shelf: Shelf, connection: Connection, clinics: Collection[ClinicCode]
) -> Mapping[ClinicCode, list[Supersession]]:
    """Give what corrections and cancellations of some clinics supersede."""
    targets: dict[tuple[str, str, bool], set[EventId]] = defaultdict(set)
    for some in sliced(sorted(clinics)):
        mine = select(supersessions).where(shelf.own(supersessions), supersessions.c.clinic.in_(some))
        for row in connection.execute(mine):
            targets[row.clinic, row.event_id, row.cancels].add(EventId(row.target))
    found: dict[ClinicCode, list[Supersession]] = defaultdict(list)
    for (clinic, event, cancels), ids in targets.items():
        found[ClinicCode(clinic)].append(Supersession(EventId(event), frozenset(ids), cancels))
    return found


def _targets(shelf: Shelf, body: bytes) -> list[EventId]:
    try:
        return sorted(superseded_ids(shelf.codec.decode(body)))
    except (KeyError, ValueError, TypeError, Refusal):
        return []
