"""A township on its real store, its line to a platform simulator, and a judge who reads that one's books."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import select

from core.catalogue.code_maps import CodeMap
from core.catalogue.items import CatalogueItem, ItemKind
from core.errors import Hindrance
from core.events import EventType, Result, ResultKind
from core.ids import EventId, UserId
from core.platform_credentials import Credentials
from core.settlement_modes import SettlementMode, SettlementWay
from core.settlement_ports import Deed, Heard, OutboxRow, Step
from core.settlement_questions import Answer, Saying
from core.township_rows import DeviceRow, Finding
from core.visits.corrections import cancellation_body, correction_body
from core.visits.visit import OrderLine
from storage.township.console import SqlConsole
from storage.township.engines import TownshipDatabase, open_embedded
from storage.township.outbox_rows import outbox_row
from storage.township.settlement_book import SqlSettlementBook
from storage.township.store import SqlTownshipStore
from storage.township.tables import outbox
from sync.township.settlement.institutions import Desk, Institutions
from sync.township.settlement.national_forms import ID_LENGTH
from sync.township.settlement.platform import HttpPlatform
from sync.township.settlement.province import Province, shipped_province
from sync.township.settlement.sending_codes import send_codes
from sync.township.settlement.settle_waiting import SettlementRun, settle_waiting
from tests.helpers.platform_process import PlatformProcess, insured
from tests.helpers.settlement_book import HandClock, PowerCut, drug, visit
from tests.helpers.settlement_desk import INSTITUTION
from tests.helpers.source import ROOT
from tests.helpers.township_store import CLINIC, CODEC, NOW, TOWNSHIP, Writer, a_device, a_store

PATIENT, IMPATIENT = 20.0, 0.4
"""Seconds a worker waits for an answer: when all is well, and in a storm."""
_MOST_RUNS = 30
_ALL = 10_000
_WAYS = (
    SettlementWay(),
    SettlementWay(SettlementMode.TEMPORARY, operator="op2", operator_name="代录员"),
    *(SettlementWay(SettlementMode.OWN, f"H4309810000{n}", "上村卫生室") for n in (7, 8)),
)
_NATIONAL = ("XA01ABD075A002010100001", "XA02BCF028E001010104021")
ITEMS = [{"code": code, "charge_kind": "09", "grade": "01"} for code in _NATIONAL]
_OWN = CatalogueItem("本院-1", ItemKind.DRUG, "试验片")
_people = count(1)


@dataclass
class Power:
    """A machine's current: it goes at the saving counted down to, before that reached the disk or after."""

    cuts_in: int = 0
    cut_after: bool = False

    @contextmanager
    def saving(self) -> Iterator[None]:
        """Save, unless the power goes first."""
        self.cuts_in -= 1
        cut = self.cuts_in == 0
        if cut and not self.cut_after:
            raise PowerCut
        yield
        if cut:
            raise PowerCut


@dataclass(frozen=True, slots=True)
class FragileBook(SqlSettlementBook):
    """The real outbox on a machine that may go dark."""

    power: Power = field(default_factory=Power)

    def save(self, row: OutboxRow) -> OutboxRow:
        """Keep the row."""
        with self.power.saving():
            return SqlSettlementBook.save(self, row)

    def publish(self, row: OutboxRow, kind: ResultKind, facts: Mapping[str, Any], at: datetime) -> OutboxRow:
        """Keep row and result."""
        with self.power.saving():
            return SqlSettlementBook.publish(self, row, kind, facts, at)


def line_of(address: str, province: Province, clock: HandClock, seconds: float) -> HttpPlatform:
    """Give a line to the platform."""
    return HttpPlatform(
        address, province.signing, clock, Credentials("village", "not-really-secret"), seconds
    )


@dataclass
class Town:
    """One township through many storms; a storm has visits of its own."""

    database: TownshipDatabase
    data: Path
    line: PlatformProcess
    province: Province
    own_codes: bool = False
    clock: HandClock = field(default_factory=lambda: HandClock(NOW))
    taken: set[EventId] = field(default_factory=set)
    asked_somebody: Counter[str] = field(default_factory=Counter)
    codes: Random = field(default_factory=lambda: Random("codes"))
    store: SqlTownshipStore = field(init=False)
    device: DeviceRow = field(init=False)
    writer: Writer = field(init=False)

    def __post_init__(self) -> None:
        self.store = a_store(self.database)
        self.device = a_device(self.store)
        self.writer = Writer(self.device.device)
        self.store.replace_catalogue([_OWN])
        self.map(_NATIONAL[0])
        self.book = FragileBook(self.database, TOWNSHIP, CODEC)

    def take_in(self, chance: Random, visits: int) -> dict[EventId, dict[str, Any]]:
        """Let people be seen; give the insured person of each accepted visit."""
        seen: dict[EventId, dict[str, Any]] = {}
        events = []
        for _ in range(visits):
            person = insured(next(_people))
            self.line.insure(person)
            written = visit(person, self._drug(chance))
            events.append(self.writer.write(CODEC.encode(written.to_plain())))
            seen[events[-1].header.event_id] = person
        self.store.accept(self.device, self.writer.incarnation, events)
        now = self.clock.now()
        self.store.judge([Finding(CLINIC, event, ResultKind.ACCEPTED, {}, now) for event in seen])
        return seen

    def take_places(self, chance: Random, seen: dict[EventId, dict[str, Any]]) -> None:
        """Let some visits be corrected or cancelled; what corrects one is seen as well."""
        written: dict[EventId, dict[str, Any]] = {}
        for event in [one for one in seen if one not in self.taken and chance.random() < 0.5]:
            self.taken.add(event)
            if chance.random() < 0.4:
                cancellation = CODEC.encode(cancellation_body("wrong", [event]))
                self.writer.write(cancellation, EventType.VISIT_CANCELLED)
            else:
                right = visit(seen[event], self._drug(chance))
                body = CODEC.encode(correction_body(right, [event]))
                correction = self.writer.write(body, EventType.VISIT_CORRECTED)
                written[correction.header.event_id] = seen[event]
        self.store.accept(self.device, self.writer.incarnation, self.writer.events)
        waiting = [event.header.event_id for _, event in self.store.unjudged(99)]
        now = self.clock.now()
        self.store.judge([Finding(CLINIC, event, ResultKind.ACCEPTED, {}, now) for event in waiting])
        seen.update(written)

    def change_code(self) -> None:
        """Let the clinic settle under another institution's code from now on; what was begun stays."""
        way = self.codes.choice(_WAYS)
        self.store.keep_settlement_way(CLINIC, way, UserId(""), self.clock.now())

    def map(self, national: str) -> None:
        """Map the own code; with none, take the mapping away."""
        now = self.clock.now()
        if national:
            self.store.keep_code_map(CodeMap(_OWN.kind, _OWN.code, national), UserId(""), now)
        elif self.store.code_maps():
            self.store.remove_code_map(_OWN.kind, _OWN.code, UserId(""), now)

    def change_map(self, chance: Random, seconds: float) -> None:
        """Let somebody map the own code anew or take its mapping away, and mostly have the platform told."""
        self.map(chance.choice((*_NATIONAL, "")))
        if chance.random() < 0.7:
            with suppress(Hindrance):
                self.send_codes(seconds)

    def send_codes(self, seconds: float) -> None:
        """Tell the platform what it was not told yet."""
        self.clock.wait(seconds=1)
        with closing(line_of(self.line.address, self.province, self.clock, seconds)) as line:
            desk = Desk(INSTITUTION, self.province)
            send_codes(self.store, Institutions(self.store, line, desk, self.clock), self.clock)

    def _drug(self, chance: Random) -> OrderLine:
        line = drug(price=chance.randint(1, 5000))
        return replace(line, code=_OWN.code) if self.own_codes else line

    def run(self, seconds: float) -> SettlementRun:
        """Let a worker take what is due as far as it goes."""
        with closing(line_of(self.line.address, self.province, self.clock, seconds)) as line:
            return settle_waiting(self.book, line, Desk(INSTITUTION, self.province), self.clock)

    def rows(self, seen: Mapping[EventId, Any]) -> list[OutboxRow]:
        """Give the rows of some visits."""
        mine = select(outbox.c.content).where(outbox.c.clinic == CLINIC, outbox.c.visit.in_(list(seen)))
        with self.database.reading() as connection:
            found = [outbox_row(content) for content in connection.scalars(mine)]
        assert len(found) == len(seen), "a visit is no longer in the outbox"
        return found

    def told(self, seen: Mapping[EventId, Any]) -> list[Result]:
        """Give what the clinic was told of some visits, in its order."""
        stream = self.store.results(CLINIC, 0, self.store.results_head(CLINIC))
        return [one for one in stream if one.event_id in seen]

    def come_to_rest(self, seen: Mapping[EventId, Any]) -> list[OutboxRow]:
        """Let workers run on a platform that is well, and somebody look there, until nothing is due."""
        if self.own_codes:
            self.map(_NATIONAL[0])
            self.send_codes(PATIENT)
        for _ in range(_MOST_RUNS):
            self.run(PATIENT)
            self.clock.wait(minutes=400)
            due = [row for row in self.book.due(self.clock.now(), _ALL) if row.visit in seen]
            if not due:
                return self.rows(seen)
            self.answer_questions()
        left = Counter(f"{row.step} {row.trouble}" for row in due)
        raise AssertionError(f"rows are still waiting: {dict(left)}")

    def answer_questions(self) -> None:
        """Let somebody who sees the platform's books say what stands there of each visit in question."""
        books = SqlConsole(self.database, TOWNSHIP, CODEC)
        for one in books.open_questions(None, _ALL):
            mine = [row for row in self.line.ledger() if row["ipt_otp_no"] == one.row.visit[:ID_LENGTH]]
            here = [said for said in one.sayings if (said is Saying.STANDS) == bool(mine)]
            said = Answer(here[0], mine[0]["setl_id"] if mine else "")
            books.answer_question(one.row.clinic, one.row.visit, said, UserId(""), self.clock.now())
            self.asked_somebody[one.row.trouble] += 1

    def run_and_be_killed(self, chance: Random, numbers: Sequence[str]) -> bool:
        """Let a worker of a process of its own run into a message without an answer, and kill it there."""
        number = chance.choice(numbers)
        self.line.go_wrong(number, "timeout", chance.choice(("before", "after")), hold_ms=3_000)
        place = (str(self.data), self.line.address, self.province.name, self.clock.now().isoformat())
        worker = subprocess.Popen([sys.executable, "-m", "tests.campaign.settlement_town", *place], cwd=ROOT)
        while worker.poll() is None and self.line.waiting_faults():
            time.sleep(0.02)
        killed = worker.poll() is None
        if killed:
            os.kill(worker.pid, signal.SIGKILL)
        worker.wait(10)
        return killed


def judge(town: Town, seen: Mapping[EventId, dict[str, Any]], rows: list[OutboxRow]) -> Counter[str]:
    """Hold what the clinic was told against the platform's ledger; count what became of the visits.

    Raises:
        AssertionError: a settlement was doubled or lost, told otherwise than it is, or undone out of order.
    """
    people = {person["psn_no"] for person in seen.values()}
    ledger = [one for one in town.line.ledger(None) if one["psn_no"] in people]
    told = town.told(seen)
    became: Counter[str] = Counter()
    for row in rows:
        standing = [one for one in ledger if one["ipt_otp_no"] == row.visit[:ID_LENGTH]]
        standing = [one for one in standing if one["state"] == "effective"]
        assert len(standing) <= 1, "a visit is settled twice at the platform"
        settled = _settled(told, row)
        assert _amounts_told(settled) == _amounts_booked(standing), "the clinic was told something else"
        assert bool(standing) == (row.step is Step.SETTLED)
        assert row.visit not in town.taken or not standing, "a settlement stands whose place was taken"
        _taken_back_once(told, row, ledger)
        _undone_in_order(row)
        became[row.step.value] += 1
        became["doubts ended"] += any(m.deed is Deed.REVERSE for m in row.messages)
    _nothing_left_behind(town, rows)
    return became


def _settled(told: list[Result], row: OutboxRow) -> list[Mapping[str, Any]]:
    """Give what the clinic was told to be settled of a visit and not to be taken back."""
    mine = [one for one in told if one.event_id == row.visit]
    undone = {one.facts.get("undoes") for one in mine if one.kind is ResultKind.REVERSED}
    settled = [one.facts for one in mine if one.kind is ResultKind.SETTLED]
    return [facts for facts in settled if facts["settlement_id"] not in undone]


def _taken_back_once(told: list[Result], row: OutboxRow, ledger: list[dict[str, Any]]) -> None:
    """See that the platform took back what the clinic was told it did, once each and to the fen."""
    number = row.visit[:ID_LENGTH]
    back = [one for one in ledger if one["ipt_otp_no"] == number and one["state"] == "cancellation"]
    assert len({one["undoes"] for one in back}) == len(back), "a settlement was taken back twice"
    names = ("sum_fen", "fund_fen", "acct_fen", "cash_fen")
    booked = sorted((one["undoes"], *(one[name] for name in names)) for one in back)
    said = [one.facts for one in told if one.event_id == row.visit and one.kind is ResultKind.REVERSED]
    shares = ("undoes", "total", "fund", "account", "cash")
    assert sorted(tuple(facts[name] for name in shares) for facts in said) == booked, "told otherwise"


def _amounts_told(settled: list[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    return [(one["settlement_id"], one["total"], one["fund"], one["account"], one["cash"]) for one in settled]


def _amounts_booked(standing: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    names = ("setl_id", "sum_fen", "fund_fen", "acct_fen", "cash_fen")
    return [tuple(one[name] for name in names) for one in standing]


def _undone_in_order(row: OutboxRow) -> None:
    """See that nothing in doubt was asked for again before it was reversed, and lines went before visits."""
    in_doubt = False
    lines_there = False
    for message in row.messages:
        done = message.heard is Heard.DONE
        if message.deed is Deed.SETTLE:
            assert not in_doubt, "a settlement was asked for while another was in doubt"
            in_doubt = message.heard in (Heard.UNKNOWN, Heard.SENT, Heard.REVERSED)
        elif message.deed is Deed.REVERSE:
            in_doubt = False
        elif message.deed is Deed.UPLOAD:
            lines_there = lines_there or done
        elif message.deed is Deed.CANCEL_UPLOAD:
            lines_there = lines_there and message.heard is Heard.NOT_SENT
        elif message.deed is Deed.CANCEL_REGISTRATION and done:
            assert not lines_there, "a visit was taken back before its lines"


def _nothing_left_behind(town: Town, rows: list[OutboxRow]) -> None:
    """See that no visit was opened twice at the platform and given lines twice."""
    open_visits = [one for one in town.line.visits() if not one["cancelled"] and one["fee_lines"]]
    for row in rows:
        mine = [one for one in open_visits if one["ipt_otp_no"] == row.visit[:ID_LENGTH]]
        assert len(mine) <= 1, "a visit was opened twice and given lines twice"
        assert not mine or row.step is not Step.REVERSED, "lines of an undone visit were left behind"


def _be_a_worker(data: str, address: str, province: str, now: str) -> None:
    database = open_embedded(Path(data))
    clock = HandClock(datetime.fromisoformat(now) + timedelta(seconds=1))
    profile = shipped_province(province)
    with closing(database), closing(line_of(address, profile, clock, PATIENT)) as line:
        book = SqlSettlementBook(database, TOWNSHIP, CODEC)
        settle_waiting(book, line, Desk(INSTITUTION, profile), clock)


if __name__ == "__main__":
    _be_a_worker(*sys.argv[1:])
