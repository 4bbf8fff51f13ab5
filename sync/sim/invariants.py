"""What must hold in the fake world after every step and when it is quiet (numbers as in docs/protocol.md)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from core.data_sets import DataSetName
from core.events import Event, EventType
from core.ids import EventId
from core.township_ports import TownshipStore
from sync.sim.machines import ClinicMachine


class Broken(Exception):
    """An invariant does not hold."""

    def __init__(self, what: str, seed: int | None = None, story: Sequence[str] = ()) -> None:
        super().__init__(what, seed, "\n".join(story))
        self.what = what
        self.seed = seed


@dataclass(slots=True)
class Seen:
    """What people at the clinic were shown: saved events with their bodies, and versions in use."""

    saved: dict[EventId, bytes] = field(default_factory=dict)
    lost: dict[EventId, bytes] = field(default_factory=dict)
    versions: dict[tuple[int, DataSetName], int] = field(default_factory=dict)
    township_was_set_back: bool = False

    def look(self, clinic: ClinicMachine, township: TownshipStore) -> None:
        """Check what must hold after every step.

        1 nothing saved is missing, 2 what has a receipt is at the township (after it was set back: again at
        rest), 9 no version goes back.
        """
        here = {event.header.event_id for event in clinic.events()}
        if missing := set(self.saved) - here:
            raise Broken(f"1: {len(missing)} saved events are gone")
        standing = clinic.sync.standing()
        receipt = standing.receipt
        if receipt and not self.township_was_set_back:
            held = township.held(receipt.device, receipt.incarnation)
            if held.sequence < receipt.sequence:
                raise Broken(f"2: a receipt for {receipt.sequence}, but only {held.sequence} are held")
        for name, version in standing.data_sets.items():
            key = (standing.epoch.number, name)
            if version < self.versions.get(key, 0):
                raise Broken(f"9: {name} went back to version {version}")
            self.versions[key] = version

    def forget_lost(self, here: Sequence[Event]) -> None:
        """Take note that an old disk was put back: what is not on it was lost, by no fault of ours."""
        ids = {event.header.event_id for event in here}
        self.lost |= {name: body for name, body in self.saved.items() if name not in ids}
        self.saved = {name: body for name, body in self.saved.items() if name in ids}
        self.versions.clear()


def quiet_faults(
    seen: Seen, clinic: ClinicMachine, township: TownshipStore, log: Sequence[Event]
) -> list[str]:
    """Check what must hold when nothing is on its way any more."""
    return [*_events(seen, clinic, log), *_agreement(clinic, township), *clinic.faults(), *township.check()]


def _events(seen: Seen, clinic: ClinicMachine, log: Sequence[Event]) -> Iterator[str]:
    times = Counter(event.header.event_id for event in log)
    if any(count > 1 for count in times.values()):
        yield "3: an event counts twice"
    ours = {event.header.event_id: event.body for event in clinic.events()}
    theirs = {event.header.event_id: event.body for event in log}
    if missing := set(ours) - set(theirs):
        yield f"2, 3: {len(missing)} events of the clinic are not at the township"
    known = seen.saved | seen.lost | ours
    if any(known.get(name, body) != body for name, body in theirs.items()):
        yield "3: an event has another body at the township"
    strangers = set(theirs) - set(known)
    if any(
        event.header.type != EventType.INCARNATION_STARTED
        for event in log
        if event.header.event_id in strangers
    ):
        yield "3: the township holds what nobody saved"


def _agreement(clinic: ClinicMachine, township: TownshipStore) -> Iterator[str]:
    standing = clinic.sync.standing()
    code, head = standing.enrolment.clinic, standing.head
    held = township.held(standing.enrolment.device, head.incarnation)
    if (held.sequence, held.hash) != (head.sequence, head.hash):
        yield "5: the township's head is another"
    receipt = standing.receipt
    if clinic.sync.waiting() or (head.sequence and (receipt is None or receipt.sequence != head.sequence)):
        yield "5: something still waits"
    results = township.results(code, 0, 100_000)
    last = (results[-1].position, results[-1].hash) if results else (0, standing.results_hash)
    if (standing.results_position, standing.results_hash) != last:
        yield "5: results differ"
    for name in DataSetName:
        scopes = (f"clinic:{code}", "township")
        newest = max(
            (one.version.version for scope in scopes if (one := township.published(name, scope))), default=0
        )
        if standing.data_sets.get(name, 0) != newest:
            yield f"5: {name} is not the newest"
