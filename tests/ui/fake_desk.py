"""A desk over plain memory: the ports faked, the township of core/training and all of core real."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from core.audit import NOBODY_ASKED, AuditEntry, Deed
from core.clinic import Clinic, ClinicPlace, Staff
from core.clock_trust import ClockWatch
from core.coverage.enrolment import RosterEntry, RosterScope
from core.coverage.thin_entry import ThinEntry
from core.dates import CHINA, china_day
from core.errors import Hindrance, Refusal
from core.events import Event, EventDraft, EventHeader, EventIds, EventType, LedgerHead
from core.ids import DeviceId, EventId, Incarnation, PersonId, UserId
from core.policy.in_force import PackShelf
from core.policy.loader import load_shelf, packaged_sources
from core.ports import PersonFound, VisitState, VisitVersions
from core.roles import Role, Standing
from core.sync_ports import Attempt, DataAge, DeskStanding
from core.training.township import TrainingTownship, make_township
from storage.clinic.name_readings import readings
from sync.codec import CborCodec
from tests.ui.fake_access import FakeAccess
from tests.ui.fake_calls import FakeCalls
from tests.ui.fake_catalogue import FakeCatalogue
from tests.ui.fake_clock_notes import NotesInMemory
from tests.ui.fake_follow_ups import FakeFollowUps
from tests.ui.fake_founding import FakeFounding
from tests.ui.fake_outputs import FakeOutputs
from tests.ui.fake_people import FakePeople
from tests.ui.fake_safekeeper import FakeSafekeeper
from tests.ui.fake_users import FakeUsers
from tests.ui.fake_visits import VISIT_EVENTS, FakeVisits, sorted_by_writing
from ui.desk import DoorPlate, SyncProgress

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=CHINA)
TODAY = china_day(NOW)
AS_OF = date(2026, 11, 12)
PASSWORD = "correct horse battery"
_CODEC = CborCodec()


@cache
def township() -> TrainingTownship:
    return make_township(7, TODAY, villages=2, people=120)


@cache
def shelf() -> PackShelf:
    return load_shelf(packaged_sources())


@dataclass(slots=True)
class HandClock:
    """A clock that is set by hand."""

    moment: datetime = NOW

    def now(self) -> datetime:
        return self.moment


@dataclass(slots=True)
class Memory:
    """What the fake clinic remembers beyond one unlocking; `broken` names what the next append meets."""

    visits: FakeVisits = field(default_factory=FakeVisits)
    drafts: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    attempts: list[Attempt] = field(default_factory=list)
    thin: dict[str, ThinEntry] = field(default_factory=dict)
    broken: Hindrance | None = None
    threads: set[str] = field(default_factory=set)
    trail: list[AuditEntry] = field(default_factory=list)
    beside: list[EventDraft] = field(default_factory=list)
    users: set[UserId] = field(default_factory=lambda: {township().clinics[0].user, UserId("helper")})
    passwords: list[str] = field(default_factory=list)

    def here(self) -> None:
        self.threads.add(threading.current_thread().name.rpartition("_")[0])


class FakeRecords(FakePeople, FakeCatalogue):
    """Records over the training township."""

    def __init__(self, memory: Memory, dates: RosterScope | None) -> None:
        super().__init__(memory.visits, memory.beside)
        self._memory = memory
        self._dates = dates
        self._entries = {entry.person.person_id: entry for entry in township().entries} if dates else {}
        self.looked = memory.here
        self.follow_ups = FakeFollowUps(memory.beside, self._entries)

    def _roster(self) -> Sequence[RosterEntry]:
        return list(self._entries.values())

    def roster_dates(self) -> RosterScope | None:
        self._memory.here()
        return self._dates

    def entry(self, person_id: PersonId) -> RosterEntry | None:
        self._memory.here()
        return self._entries.get(person_id)

    def entry_by_number(self, id_number: str) -> RosterEntry | None:
        return next((one for one in self._entries.values() if one.person.id_number == id_number), None)

    def search(self, text: str, limit: int, offset: int = 0) -> Sequence[PersonFound]:
        self._memory.here()
        people = [entry.person for entry in self._entries.values()]
        hits = [one for one in people if text in one.name or text in one.id_number or _begins(one.name, text)]
        return [
            PersonFound(
                *(one.person_id, one.name, one.id_number, one.birth_date),
                *(one.village, one.village_group, one.household),
            )
            for one in hits[offset : offset + limit]
        ]

    def thin_dates(self) -> RosterScope | None:
        return self._dates if self._memory.thin else None

    def thin_entry_by_number(self, id_number: str) -> ThinEntry | None:
        return self._memory.thin.get(id_number)

    def pack_sources(self) -> Mapping[str, str]:
        return packaged_sources()

    def visits(self, first: date, last: date, limit: int, offset: int = 0) -> Sequence[VisitState]:
        self._memory.here()
        hits = [one for one in self._memory.visits if first <= china_day(one.visit.visited_at) <= last]
        return sorted_by_writing(hits)[offset : offset + limit]

    def visit(self, event_id: EventId) -> VisitState | None:
        return next((one for one in self._memory.visits if one.event_id == event_id), None)

    def visit_versions(self, event_id: EventId) -> VisitVersions | None:
        return self._memory.visits.versions(event_id)

    def versions(self) -> Mapping[str, str]:
        return {"roster": "1"}


class FakeLedger:
    """A ledger that keeps what it is given, or cannot."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def append(self, draft: EventDraft, form_key: str = "") -> Event:
        self._memory.here()
        if self._memory.broken is not None:
            raise self._memory.broken
        sequence = len(self._memory.visits) + 1
        self._memory.drafts.pop(form_key, None)
        if draft.type in VISIT_EVENTS:
            self._memory.visits.keep(draft, sequence, _CODEC)
        else:
            self._memory.beside.append(draft)
        return self._event(draft, sequence)

    def _event(self, draft: EventDraft, sequence: int) -> Event:
        digest = _CODEC.digest(draft.body)
        header = EventHeader(
            township=township().code,
            clinic=township().clinics[0].code,
            device=DeviceId("0" * 32),
            incarnation=Incarnation("1" * 32),
            sequence=sequence,
            event_id=draft.event_id,
            type=draft.type,
            versions=draft.versions,
            user=draft.user,
            device_time=draft.device_time,
            clock_trust=draft.clock_trust,
            body_hash=digest,
            previous_hash=bytes(32),
        )
        return Event(header, b"", draft.body, digest)

    def head(self) -> LedgerHead:
        return LedgerHead(Incarnation("1" * 32), len(self._memory.visits), bytes(32))

    def newest_first(self, kind: EventType) -> Iterator[Event]:
        return (self._event(one, 1) for one in reversed(self._memory.beside) if one.type == kind)


class FakeDrafts:
    """Drafts in a dictionary."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def keep_draft(self, person_key: str, content: Mapping[str, Any]) -> None:
        self._memory.here()
        self._memory.drafts[person_key] = _CODEC.decode(_CODEC.encode(content))

    def draft(self, person_key: str) -> Mapping[str, Any] | None:
        return self._memory.drafts.get(person_key)

    def open_drafts(self, limit: int) -> Sequence[tuple[str, Mapping[str, Any]]]:
        self._memory.here()
        visits = [
            one for one in self._memory.drafts.items() if not one[0].startswith(("follow-up:", "stock:"))
        ]
        return sorted(visits, key=lambda one: str(one[1].get("kept_at", "")), reverse=True)[:limit]

    def forget_draft(self, person_key: str) -> None:
        self._memory.drafts.pop(person_key, None)

    def move_draft(self, person_key: str, other_key: str) -> None:
        if other_key not in self._memory.drafts and person_key in self._memory.drafts:
            self._memory.drafts[other_key] = self._memory.drafts.pop(person_key)


class FakeTrail:
    """An audit trail in a list, that meets what the ledger meets."""

    def __init__(self, memory: Memory, user: UserId) -> None:
        self._memory = memory
        self._user = user

    def note(
        self,
        deed: Deed,
        about: PersonId = NOBODY_ASKED,
        reason: str = "",
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        self._memory.here()
        if self._memory.broken is not None:
            raise self._memory.broken
        position = len(self._memory.trail) + 1
        line = (position, NOW, self._user, deed.value, about, reason, facts or {})
        self._memory.trail.append(AuditEntry(*line, bytes(32), b"", bytes(32)))

    def note_in_passing(
        self,
        deed: Deed,
        about: PersonId = NOBODY_ASKED,
        reason: str = "",
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        with suppress(Hindrance):
            self.note(deed, about, reason, facts)

    def latest(self, limit: int, before: int = 2**62) -> Sequence[AuditEntry]:
        return [one for one in reversed(self._memory.trail) if one.position < before][:limit]

    def of_person(self, person: PersonId, limit: int, before: int = 2**62) -> Sequence[AuditEntry]:
        return [one for one in self.latest(10**6, before) if one.person == person][:limit]

    def after(self, position: int, limit: int) -> Sequence[AuditEntry]:
        return [one for one in self._memory.trail if one.position > position][:limit]


class FakeOpenDesk(FakeOutputs):
    """An open desk whose township takes everything in one exchange, or is out of reach."""

    def __init__(self, desk: "FakeDesk", user: UserId) -> None:
        self._desk = desk
        self._sent, self.stick_jobs = False, []
        self.safekeeper = FakeSafekeeper(desk.clock)
        self.forecast, self.next_call = desk.calls.forecast, desk.calls.next_call
        self.await_settlement = desk.calls.await_settlement
        place = township()
        home = place.clinics[0]
        memory = desk.memory
        self.clinic = Clinic(
            place=ClinicPlace(
                place.code, place.name, home.code, home.name, training=not desk.names_come_later
            ),
            staff=Staff(user, user if desk.names_come_later else home.doctor, desk.role, desk.role_standing),
            records=FakeRecords(memory, desk.dates),
            ledger=FakeLedger(memory),
            drafts=FakeDrafts(memory),
            audit=FakeTrail(memory, user),
            packs=shelf(),
            codec=_CODEC,
            clock=desk.clock,
            watch=ClockWatch(desk.clock, desk.seconds, desk.clock_notes),
            ids=EventIds(b"0" * 16),
        )
        self.users = FakeUsers(memory, self.clinic.staff, PASSWORD)

    def confirm(self, password: str) -> None:
        if password != PASSWORD:
            raise Refusal("wrong_password")

    def rest(self) -> None:
        self._desk.memory.here()
        self._desk.rested += 1

    def standing(self) -> DeskStanding:
        waiting = [one for one in self._desk.memory.visits if one.state == "saved"]
        done = [one.at for one in self._desk.memory.attempts if one.outcome == "done"]
        dates = self._desk.dates
        ages = (DataAge("roster", 3, dates.as_of, dates.valid_until),) if dates else ()
        oldest = min((one.visit.visited_at for one in waiting), default=None)
        return DeskStanding(
            township().name, len(waiting), oldest, done[-1] if done else None, (*ages, *self._desk.ages)
        )

    def attempts(self, limit: int) -> Sequence[Attempt]:
        return self._desk.memory.attempts[::-1][:limit]

    def work(self) -> bool:
        self._desk.memory.here()
        return False

    def prepare(self) -> str | None:
        self._desk.memory.here()
        return None if self._sent else "hello"

    def exchange(self, request: str) -> str:
        self._desk.memory.here()
        if self._desk.offline is not None:
            raise self._desk.offline
        return f"answer to {request}"

    def absorb(self, answer: str) -> SyncProgress:
        self._desk.memory.here()
        self._sent = True
        self._desk.calls.deliver()
        if self._desk.names_come_later:
            home = township().clinics[0]
            place = replace(self.clinic.place, training=True)
            staff = replace(self.clinic.staff, name=home.doctor)
            self.clinic = replace(self.clinic, place=place, staff=staff)
        return SyncProgress(1200, 5400, 0, settling=self._desk.calls.settling())

    def end_round(self, outcome: str) -> None:
        self._sent = False
        self._desk.memory.attempts.append(Attempt(self._desk.clock.now(), "https", outcome, 1200, 5400, 0.8))

    def close(self) -> None:
        self._desk.closed += 1


@dataclass(slots=True)
class FakeDesk(FakeFounding):
    """The closed desk; `jumped` is how far the clock was set away from the seconds that passed."""

    memory: Memory = field(default_factory=Memory)
    clock: HandClock = field(default_factory=HandClock)
    dates: RosterScope | None = field(
        default_factory=lambda: RosterScope(AS_OF, AS_OF + timedelta(days=90), township().pack)
    )
    ages: tuple[DataAge, ...] = (
        DataAge("catalogue", 2, AS_OF, AS_OF + timedelta(days=365)),
        DataAge("packs", 1, AS_OF, AS_OF + timedelta(days=365)),
    )
    offline: Hindrance | None = None
    names_come_later: bool = False
    role: Role = Role.DOCTOR
    role_standing: Standing = Standing.GRANTED
    closed: int = 0
    rested: int = 0
    password: str = PASSWORD
    access: FakeAccess = field(init=False)
    calls: FakeCalls = field(init=False)
    jumped: timedelta = timedelta(0)
    clock_notes: NotesInMemory = field(default_factory=NotesInMemory)

    def __post_init__(self) -> None:
        self.calls = FakeCalls(self.memory.visits, self.clock.now)
        self.access = FakeAccess(lambda password: setattr(self, "password", password))

    def seconds(self) -> float:
        return (self.clock.now() - self.jumped).timestamp()

    def jump(self, away: timedelta) -> None:
        """Set the clock to another time."""
        self.clock.moment += away
        self.jumped += away

    def door(self) -> DoorPlate:
        self.memory.here()
        self.require_clinic()
        return DoorPlate(township().clinics[0].code, (township().clinics[0].user, UserId("helper")), True)

    def make_ready(self) -> None: ...

    def check(self, user: UserId, password: str) -> None:
        self.memory.here()
        if password != self.password:
            raise Refusal("wrong_password")

    def unlock(self, user: UserId, password: str) -> FakeOpenDesk:
        self.check(user, password)
        return FakeOpenDesk(self, user)


def _begins(name: str, text: str) -> bool:
    """Tell whether these are the initials of a name, by any of its readings."""
    return text.isalpha() and any(text == "".join(one[0] for one in reading) for reading in readings(name))
