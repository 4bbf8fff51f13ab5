"""A further PC of a clinic of the fake world, enrolled at the same township."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random

from core.events import ClockTrust, Event, EventDraft, EventIds, EventType
from core.ids import EventId
from core.ports import VisitState
from core.visits.corrections import correction_body
from core.visits.visit import Visit
from storage.clinic.desk import ClinicStore, Desk, create_clinic, open_clinic
from sync.asks import Ask
from sync.client import SyncRun
from sync.enrolment import EnrolRun
from tests.helpers.sync_world import CHEAP, CODEC, DOCTOR, PASSWORD, START, World, issue_code
from tests.helpers.tls import TLS_PIN


@dataclass(slots=True)
class Pc:
    """One PC of the clinic: its open store, and how it asks the township."""

    world: World
    store: ClinicStore
    ids: EventIds
    draw: Callable[[int], bytes] = field(default_factory=lambda: Random(5).randbytes)

    def sync(self) -> list[str]:
        """Go through a round; give the names of what was asked."""
        run, asked = SyncRun(self.store.sync, self.world.clock, self.draw), []
        while request := run.prepare():
            asked.append(request.name.value)
            run.absorb(self.world.answer(Ask(request.name), request.body))
        return asked

    def save(self, visit: Visit) -> EventId:
        """Save a visit."""
        return self.append(CODEC.encode(visit.to_plain()), EventType.VISIT_RECORDED)

    def correct(self, visit: Visit, *targets: EventId) -> EventId:
        """Save a correction."""
        return self.append(CODEC.encode(correction_body(visit, targets)), EventType.VISIT_CORRECTED)

    def shown(self) -> dict[EventId, VisitState]:
        """Give the visits of the day as the list shows them."""
        day = START.date()
        return {one.event_id: one for one in self.store.records.visits(day, day, 99)}

    def append(self, body: bytes, kind: str) -> EventId:
        """Save an event of any type."""
        event_id = self.ids.next_for(CODEC.digest(body))
        draft = EventDraft(event_id, kind, body, {}, DOCTOR, self.world.clock.now(), ClockTrust.TRUSTED)
        event: Event = self.store.ledger.append(draft)
        return event.header.event_id


def first_pc(world: World) -> Pc:
    """Give the PC the world begins with."""
    return Pc(world, world.clinic, world.ids)


def another_pc(world: World, name: str = "second", *, with_word: bool = True) -> Pc:
    """Enrol a further PC of the same clinic; without its word, as programs did that kept none."""
    draw = Random(name).randbytes
    run = EnrolRun(issue_code(world.township, draw(8)), "https://127.0.0.1:1", "test", draw)
    while request := run.prepare():
        run.absorb(world.answer(Ask(request.name), request.body), TLS_PIN)
    assert run.enrolled is not None
    desk = Desk(world.folder / name, CODEC, world.clock, CHEAP)
    enrolment = run.enrolled.enrolment if with_word else replace(run.enrolled.enrolment, word=b"")
    create_clinic(desk, enrolment, run.enrolled.epoch, DOCTOR, PASSWORD)
    store = open_clinic(desk, DOCTOR, PASSWORD)
    world.others.append(store)
    return Pc(world, store, EventIds(draw(16)), draw)
