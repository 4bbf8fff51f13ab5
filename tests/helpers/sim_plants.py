"""Bugs planted in the sync on purpose, one change each: the fake world has to find every one of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import Connection, select

from core.clinic_log import OtherLife, SignedRange
from core.errors import Refusal
from core.events import NO_HASH, Epoch, Event, EventDraft, Receipt, Result, ResultKind
from core.ids import ClinicCode, DeviceId, EventId, Incarnation
from core.ports import Clock
from core.township_ports import TownshipStore
from core.township_rows import Acceptance, DeviceRow, OfferOutcome
from storage.clinic import ledger, township_word
from storage.clinic.database import StoreFile
from storage.clinic.other_events import OtherLedgers
from storage.clinic.visits import OUTCOMES, Visits
from storage.sqlcipher import Database
from storage.township import corrections, revocation, settlement_book
from storage.township import log as township_log
from storage.township.corrections import HeldBack
from storage.township.results import ResultShelf
from storage.township.shelf import Shelf
from storage.township.store import SqlTownshipStore
from storage.township.tables import revocations
from sync import meeting
from sync.codec import digest, log_hash
from sync.sim.invariants import Broken
from sync.sim.plan import plan_of
from sync.stick_desk import ClinicStick
from sync.township import clinic_api
from sync.township.judge import judge_waiting, judgement_of
from sync.township.settlement.passage import Passage
from tests.helpers.sim_machines import PcMachine, ServerMachine, Stage, live_seed

_Offer = tuple[DeviceRow, Incarnation, Sequence[Event], SignedRange | None]


@dataclass
class _HastyStore:
    """Answers for events it will only write later, and loses them when its power goes."""

    beneath: SqlTownshipStore
    promised: list[_Offer] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.beneath, name)

    def accept(
        self,
        device: DeviceRow,
        incarnation: Incarnation,
        events: Sequence[Event],
        signed: SignedRange | None = None,
    ) -> Acceptance:
        for former in self.promised:
            self.beneath.accept(*former)
        self.promised = [(device, incarnation, events, signed)]
        held = self.beneath.held(device.device, incarnation)
        new = [event for event in events if event.header.sequence > held.sequence]
        if not new or new[0].header.previous_hash != held.hash:
            self.promised.clear()
            return self.beneath.accept(device, incarnation, events, signed)
        reached = held.log_hash
        for event in new:
            reached = log_hash(reached, event.hash)
        return replace(
            held,
            outcome=OfferOutcome.ACCEPTED,
            sequence=new[-1].header.sequence,
            hash=new[-1].hash,
            log_position=held.log_position + len(new),
            log_hash=reached,
        )


@contextmanager
def receipt_before_commit() -> Iterator[None]:
    """The township signs for what it writes only with the next offer."""
    made, restarted = ServerMachine.__post_init__, ServerMachine.restart

    def make(self: ServerMachine) -> None:
        made(self)
        self.store = _HastyStore(self.beneath)

    def restart(self: ServerMachine) -> None:
        restarted(self)
        self.store.promised.clear()  # type: ignore[attr-defined]

    with patch.object(ServerMachine, "__post_init__", make), patch.object(ServerMachine, "restart", restart):
        yield


@contextmanager
def results_in_the_cache() -> Iterator[None]:
    """The clinic keeps results where they go when the cache goes."""
    spoil = PcMachine.spoil_cache

    def spoil_both(self: PcMachine, content: bytes) -> None:
        spoil(self, content)
        database = self.store.ledger.file.database
        for (name,) in database.execute(_TRIGGERS).fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute("DELETE FROM result_signatures")
        database.execute("DELETE FROM results")

    with patch.object(PcMachine, "spoil_cache", spoil_both):
        yield


@contextmanager
def cursor_by_time() -> Iterator[None]:
    """The township hands out the results that are later than the last one a clinic has."""

    def results(self: ResultShelf, clinic: ClinicCode, after: int, limit: int) -> Sequence[Result]:
        every = _results(self, clinic, 0, _ALL)
        last = next((one.at for one in every if one.position == after), None)
        return [one for one in every if last is None or one.at > last][:limit]

    _results = ResultShelf.results
    with patch.object(ResultShelf, "results", results):
        yield


@contextmanager
def lost_incarnation() -> Iterator[None]:
    """A new life of a ledger begins without what the former one had not delivered."""
    nothing = "SELECT header, body, hash FROM events WHERE type <> ? AND 0"
    with patch.object(ledger, "_UNRECEIPTED", nothing):
        yield


@contextmanager
def issued_under_another_id() -> Iterator[None]:
    """What is issued again gets an id of its own, and counts twice."""
    drafted = ledger.draft_of

    def draft_of(event: Event) -> EventDraft:
        draft = drafted(event)
        return replace(draft, event_id=EventId(digest(bytes.fromhex(draft.event_id)).hex()[:32]))

    with patch.object(ledger, "draft_of", draft_of):
        yield


@contextmanager
def correction_moved_by_an_older_result() -> Iterator[None]:
    """A result about a visit moves its corrections too."""
    judged = Visits._judge

    def judge(self: Visits, database: Database, result: Result) -> None:
        judged(self, database, result)
        state = (OUTCOMES[ResultKind(result.kind)], result.event_id)
        database.execute(_MOVE_CORRECTIONS, state)

    with patch.object(Visits, "_judge", judge):
        yield


@contextmanager
def receipt_of_another_epoch() -> Iterator[None]:
    """A receipt counts in every epoch."""
    believed = township_word._RECEIPT.replace("AND epoch = ?", "AND epoch <= ?")
    with patch.object(township_word, "_RECEIPT", believed):
        yield


@contextmanager
def stick_marks_sent() -> Iterator[None]:
    """What was written on a stick counts as received."""
    wrote = ClinicStick.write

    def write(self: ClinicStick, path: Path) -> Mapping[str, Any]:
        told = wrote(self, path)
        standing = self.store.standing()
        head = standing.head
        if head.sequence:
            whose = (standing.enrolment.device, head.incarnation, head.sequence, head.hash)
            self.store.keep_receipt(Receipt(*whose, standing.epoch, 0, NO_HASH, self.clock.now(), b""))
        return told

    with patch.object(ClinicStick, "write", write):
        yield


@contextmanager
def revocation_forgets_unknown_lives() -> Iterator[None]:
    """A life nobody knew of when its device was shut out counts."""
    known = revocation.last_good

    def last_good(shelf: Shelf, connection: Connection, device: DeviceId, life: Incarnation) -> int | None:
        mine = (revocations.c.device == device) & (revocations.c.incarnation == life)
        row = connection.execute(select(revocations).where(shelf.own(revocations), mine)).first()
        return known(shelf, connection, device, life) if row else None

    with patch.object(township_log, "last_good", last_good):
        yield


@contextmanager
def settled_beside_its_correction() -> Iterator[None]:
    """Nothing is held back from the platform because of a correction."""

    def nothing(_shelf: Shelf, _connection: Connection, clinics: Set[ClinicCode]) -> Any:
        return {clinic: HeldBack() for clinic in clinics}

    with patch.object(settlement_book, "held_back", nothing):
        yield


@contextmanager
def corrected_without_asking() -> Iterator[None]:
    """A correction goes to the platform while nobody asked it about what was corrected."""
    with patch.object(corrections, "_UNASKED", ()):
        yield


@contextmanager
def roll_followed_by_nobody() -> Iterator[None]:
    """A clinic believes none of the township's words for keys that came after others."""
    with patch.object(meeting, "rolls_from", lambda *_: []):
        yield


@contextmanager
def settled_again_without_looking() -> Iterator[None]:
    """The worker asks the platform again to settle what is in doubt, and looks for nothing there."""
    with patch.object(Passage, "_adopt", lambda _: False), patch.object(Passage, "_reverse", lambda *_: None):
        yield


@contextmanager
def saved_before_commit() -> Iterator[None]:
    """The clinic says "saved" and leaves the commit to whoever writes next."""

    @contextmanager
    def writing(self: StoreFile) -> Iterator[Database]:
        with self.reading() as database:
            if database.conn.in_transaction:
                database.conn.commit()
            database.execute("BEGIN IMMEDIATE")
            yield database

    with patch.object(StoreFile, "writing", writing):
        yield


@contextmanager
def poison_stops_the_stream() -> Iterator[None]:
    """The township refuses a whole offer because one event in it cannot be read."""
    judged = judge_waiting

    def judge(store: TownshipStore, clock: Clock, clinic: ClinicCode) -> int:
        told = (judgement_of(event).facts.get("reason", "") for _, event in store.unjudged(_ALL, clinic))
        if any(reason.endswith("not_readable") for reason in told):
            raise Refusal("message_not_understood")
        return judged(store, clock, clinic)

    with patch.object(clinic_api, "judge_waiting", judge):
        yield


@contextmanager
def own_lives_not_handed_on() -> Iterator[None]:
    """A restored township is handed what other PCs wrote, and not what this one wrote before its old disk."""
    every = OtherLedgers.others_to_hand_on

    def of_others(self: OtherLedgers, epoch: Epoch) -> Sequence[OtherLife]:
        own = self.ledger.enrolment.device
        return [life for life in every(self, epoch) if life.device != own]

    with patch.object(OtherLedgers, "others_to_hand_on", of_others):
        yield


@dataclass(frozen=True, slots=True)
class Plant:
    """A planted bug, and the number of seeds from 0 on within which the fake world finds it."""

    sow: Callable[[], AbstractContextManager[None]]
    within: int

    @property
    def name(self) -> str:
        """Say what is wrong."""
        return self.sow.__name__.replace("_", " ")


PLANTS = (
    Plant(receipt_before_commit, 10),
    Plant(saved_before_commit, 10),
    Plant(cursor_by_time, 10),
    Plant(lost_incarnation, 60),
    Plant(issued_under_another_id, 30),
    Plant(results_in_the_cache, 30),
    Plant(correction_moved_by_an_older_result, 60),
    Plant(receipt_of_another_epoch, 10),
    Plant(stick_marks_sent, 30),
    Plant(revocation_forgets_unknown_lives, 120),
    Plant(settled_beside_its_correction, 200),
    Plant(settled_again_without_looking, 60),
    Plant(corrected_without_asking, 200),
    Plant(roll_followed_by_nobody, 60),
    Plant(poison_stops_the_stream, 30),
    Plant(own_lives_not_handed_on, 200),
)
_ALL = 100_000
_TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'result%'"
_MOVE_CORRECTIONS = """UPDATE visits SET outcome = ? WHERE event_id IN (
    SELECT event_id FROM supersessions WHERE target = ?)"""


def seeds_to_find(plant: Plant, stage: Stage, most: int | None = None) -> int | None:
    """Go on until a seed breaks; give how many it took, None when none of so many did."""
    most = plant.within if most is None else most
    for seed in range(most):
        try:
            with plant.sow():
                live_seed(stage, plan_of(seed))
        except Broken:
            return seed + 1
    return None
