"""What must hold in the fake world after every step and at rest; numbered as in docs/protocol.md.

Number 4 is looked at where the platform's books are (`money`), 6 where rounds are counted (`rest`), 8 where a
cache is spoilt (`disks`), 10 by running a seed twice.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from core.data_sets import DataSetName
from core.events import Event, Result
from core.ids import ClinicCode
from core.sync_ports import Standing
from core.township_ports import TownshipStore
from sync.sim.adversities import Adversity
from sync.sim.machines import MADE_BY_PROGRAM
from sync.sim.standings import outcome_of, shown_of
from sync.sim.story import Story
from sync.sim.world import ALL, Pc, World
from sync.township.judge import judgement_of


class Broken(Exception):
    """An invariant does not hold; `what` begins with its number."""

    def __init__(self, what: str, seed: int | None = None, story: Sequence[str] = ()) -> None:
        super().__init__(what, seed, "\n".join(story))
        self.what = what
        self.seed = seed
        self.story = tuple(story)

    @property
    def number(self) -> str:
        """Give what was broken, without the details."""
        return self.what.split(":", 1)[0]


def after_a_step(world: World) -> Iterator[str]:
    """Check what must hold after every step."""
    store = world.township.store
    story = world.story
    for pc in world.running():
        standing = pc.machine.sync.standing()
        story.look(1, when=bool(pc.saved))
        yield from saved_is_here(pc)
        story.look(2, when=bool(standing.receipt) and not world.truth.set_back)
        if not world.truth.set_back:
            yield from received_is_there(store, pc, standing)
        story.look(9, when=bool(pc.versions))
        yield from versions_rise(pc, standing)
        heard = (standing.results_position, standing.results_hash)
        if heard != pc.heard:  # it costs too much to look where nothing came
            pc.heard = heard
            yield from desk_follows_its_word(pc)


def at_rest(world: World) -> Iterator[str]:
    """Check what must hold when nothing is on its way any more."""
    store = world.township.store
    for clinic in store.clinics():
        log = [event for _, event in store.events(clinic.code, 0, ALL)]
        results = store.results(clinic.code, 0, ALL)
        _note_what_was_held(world.story, log, results)
        yield from events_are_the_union(world, clinic.code, log)
        counted = [event for event in log if not _is_late(world, event)]
        yield from verdicts_depend_on_nothing_else(counted, results)
        newest = _newest_sets(store, clinic.code)
        for pc in (one for one in world.honest() if one.clinic == clinic.code):
            standing = pc.machine.sync.standing()
            yield from ledger_agrees(store, pc, standing)
            yield from word_agrees(pc, standing, results)
            yield from sets_agree(pc, standing, newest)
            yield from desk_agrees(pc, log, results)
            yield from (f"the files of {pc.name}: {fault}" for fault in pc.machine.faults())
    yield from copies_are_there(world)
    world.story.meet(Adversity.BRANCHED, when=store.counts().forked > 0)
    yield from (f"the township's tables: {fault}" for fault in store.check())


def _note_what_was_held(story: Story, log: Sequence[Event], results: Sequence[Result]) -> None:
    disputed = [one for one, (_, disputed) in shown_of(log, results).items() if disputed]
    story.meet(Adversity.DISPUTED, when=bool(disputed))
    story.look(3, when=bool(log))
    story.look(5, when=bool(results))
    story.look(7, when=bool(results))


def saved_is_here(pc: Pc) -> Iterator[str]:
    """1: what was shown as saved exists after any crash."""
    here = {event.header.event_id: event.body for event in pc.machine.events()}
    missing = [event_id for event_id, body in pc.saved.items() if here.get(event_id) != body]
    if missing:
        yield f"1: {len(missing)} saved events are gone from {pc.name}"


def copies_are_there(world: World) -> Iterator[str]:
    """1: what a lost PC had shown as saved is at the township once that has read its second copy.

    Of a device that was copied, or shut out, one branch or what came late may lie aside.
    """
    there = {event.header.event_id for _, event in world.log()}
    devices = Counter(pc.device for pc in world.pcs)
    read = [pc for pc in world.pcs if pc.copy_read and devices[pc.device] == 1]
    for pc in (one for one in read if one.device not in world.truth.revoked):
        if missing := set(pc.saved) - there:
            yield f"1: {len(missing)} events of {pc.name} are not at the township, which read its copy"


def received_is_there(store: TownshipStore, pc: Pc, standing: Standing) -> Iterator[str]:
    """2: what was shown as received is in the township's log of this epoch or will be offered again."""
    receipt = standing.receipt
    if receipt is None or receipt.epoch != store.township().epoch:
        return
    held = store.held(receipt.device, receipt.incarnation)
    if held.sequence < receipt.sequence:
        yield f"2: {pc.name} has a receipt for {receipt.sequence}, but only {held.sequence} are held"


def versions_rise(pc: Pc, standing: Standing) -> Iterator[str]:
    """9: versions never decrease inside an epoch."""
    for name, version in standing.data_sets.items():
        key = (standing.epoch.number, name)
        if version < pc.versions.get(key, 0):
            yield f"9: {name} went back to version {version} at {pc.name}"
        pc.versions[key] = version


def events_are_the_union(world: World, clinic: ClinicCode, log: Sequence[Event]) -> Iterator[str]:
    """3: the township's events are the union of what devices offered, each once by id."""
    times = Counter(event.header.event_id for event in log)
    if any(count > 1 for count in times.values()):
        yield "3: an event counts twice"
    theirs = {event.header.event_id: event for event in log}
    for pc in (one for one in world.honest() if one.clinic == clinic):
        missing = [
            event
            for event in pc.machine.events()
            if event.header.event_id not in theirs and event.header.type not in MADE_BY_PROGRAM
        ]
        if missing:
            yield f"3: {len(missing)} events of {pc.name} are not at the township"
    for event_id, event in theirs.items():
        if event.header.type in MADE_BY_PROGRAM:
            continue
        if event_id not in world.truth.said:
            yield "3: the township holds what nobody saved"
        elif world.truth.said[event_id] != (clinic, event.body):
            yield "3: an event has another body, or another clinic, at the township"
        if _is_too_late(world, event):
            yield "3: what a device wrote after it was shut out counts"


def _is_late(world: World, event: Event) -> bool:
    """Tell whether an event was written after its device was shut out, whenever it came."""
    header = event.header
    kept = world.truth.revoked.get(header.device)
    return kept is not None and header.sequence > kept.get(header.incarnation, 0)


def _is_too_late(world: World, event: Event) -> bool:
    return _is_late(world, event) and event.header.event_id not in world.truth.in_time


def ledger_agrees(store: TownshipStore, pc: Pc, standing: Standing) -> Iterator[str]:
    """5: at rest, clinic and township agree on the ledger."""
    head = standing.head
    held = store.held(pc.device, head.incarnation)
    if (held.sequence, held.hash) != (head.sequence, head.hash):
        yield f"5: the township's head of {pc.name} is another"
    receipt = standing.receipt
    if pc.machine.sync.waiting() or (
        head.sequence and (receipt is None or receipt.sequence != head.sequence)
    ):
        yield f"5: something still waits at {pc.name}"


def word_agrees(pc: Pc, standing: Standing, results: Sequence[Result]) -> Iterator[str]:
    """5: at rest, clinic and township agree on results."""
    last = (results[-1].position, results[-1].hash) if results else (0, standing.results_hash)
    if (standing.results_position, standing.results_hash) != last:
        yield f"5: the results of {pc.name} differ"


def sets_agree(pc: Pc, standing: Standing, newest: Mapping[DataSetName, int]) -> Iterator[str]:
    """5: at rest, a clinic has the newest data sets."""
    for name, version in newest.items():
        if standing.data_sets.get(name, 0) != version:
            yield f"5: {name} is not the newest at {pc.name}"


def _newest_sets(store: TownshipStore, clinic: ClinicCode) -> Mapping[DataSetName, int]:
    newest: dict[DataSetName, int] = {}
    for (name, _), version in store.newest_versions((f"clinic:{clinic}", "township")).items():
        newest[name] = max(version, newest.get(name, 0))
    return newest


def desk_agrees(pc: Pc, log: Sequence[Event], results: Sequence[Result]) -> Iterator[str]:
    """5: at rest, every desk of a clinic shows what follows from the township's log and results."""
    expected = shown_of(log, results)
    shown = {one.event_id: (one.state, one.disputed) for one in pc.machine.shown()}
    if shown != expected:
        wrong = sorted(one for one in {*shown, *expected} if shown.get(one) != expected.get(one))
        first = wrong[0]
        told = f"{first[:6]} as {shown.get(first)}, not {expected.get(first)}"
        yield f"5: {pc.name} shows {len(wrong)} visits wrongly: {told}"


def desk_follows_its_word(pc: Pc) -> Iterator[str]:
    """5: whatever has come so far, a desk shows each visit as the last word about that version says."""
    last = {result.event_id: outcome_of(result) for result in pc.machine.results()}
    for one in pc.machine.shown():
        wanted = {last[one.event_id]} if one.event_id in last else {"saved", "delivered"}
        if one.state not in {*wanted, "cancelled"}:
            yield f"5: {pc.name} shows {one.event_id[:6]} as {one.state}, not as {min(wanted)}"


def verdicts_depend_on_nothing_else(log: Sequence[Event], results: Sequence[Result]) -> Iterator[str]:
    """7: no order, loss, repetition, delay or stick changes the verdict on an event."""
    kinds: dict[str, list[str]] = {}
    for result in results:
        kinds.setdefault(result.event_id, []).append(str(result.kind))
    for event in log:
        expected = judgement_of(event).kind.value
        said = kinds.get(event.header.event_id, [])
        if expected not in said:
            yield f"7: event {event.header.event_id[:6]} was judged {said}, not {expected}"


def first_of(found: Iterator[str]) -> None:
    """Stop at the first thing that does not hold.

    Raises:
        Broken: what it is.
    """
    with suppress(StopIteration):
        raise Broken(next(found))
