"""A township on its real store that settles and compares its books, at a platform simulator."""

from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count

from core.events import EventType, ResultKind
from core.ids import EventId
from core.platform_credentials import Credentials
from core.reconciliation import Difference, GroupCompared
from core.settlement_ports import OutboxRow
from core.township_rows import DeviceRow, Finding
from core.visits.corrections import cancellation_body, correction_body
from storage.township.console import SqlConsole
from storage.township.engines import TownshipDatabase
from storage.township.settlement_book import SqlSettlementBook
from sync.township.settlement.institutions import Desk, Institutions
from sync.township.settlement.platform import HttpPlatform
from sync.township.settlement.province import Province
from sync.township.settlement.reconcile_day import reconcile_day
from sync.township.settlement.settle_waiting import SettlementRun, settle_waiting
from tests.helpers.platform_process import PlatformProcess, insured
from tests.helpers.settlement_book import HandClock, drug, visit
from tests.helpers.settlement_desk import INSTITUTION
from tests.helpers.township_store import CLINIC, CODEC, NOW, Writer, a_device, a_store

DAY = date(2026, 3, 2)
"""The platform's day: its clock begins in the morning of it."""
_people = count(1)
_minutes = count(1)


@dataclass
class Town:
    """A township whose visits of the day are settled, on either engine."""

    database: TownshipDatabase
    line: PlatformProcess
    province: Province

    def __post_init__(self) -> None:
        self.store = a_store(self.database)
        self.books = SqlConsole(self.database, self.store.code, CODEC)
        self.clock = HandClock(NOW + timedelta(minutes=next(_minutes)))

    def settle(self, *prices: int) -> list[EventId]:
        device = a_device(self.store)
        writer = Writer(device.device)
        for price in prices:
            person = insured(next(_people))
            self.line.insure(person)
            writer.write(CODEC.encode(visit(person, drug(price=price)).to_plain()))
        self.take_in(device, writer)
        assert self.run().settled == len(prices)
        return [event.header.event_id for event in writer.events]

    def correct(self, wrong: EventId, price: int, like: EventId | None = None) -> None:
        """Let a visit be corrected to another price, or with none be cancelled."""
        device = a_device(self.store)
        writer = Writer(device.device)
        row = self.book.visit_of(OutboxRow(CLINIC, like or wrong, NOW))
        right = replace(row.visit, lines=(drug(price=price),))
        if price:
            writer.write(CODEC.encode(correction_body(right, [wrong])), EventType.VISIT_CORRECTED)
        else:
            writer.write(CODEC.encode(cancellation_body("wrong", [wrong])), EventType.VISIT_CANCELLED)
        self.take_in(device, writer)

    def take_in(self, device: DeviceRow, writer: Writer) -> None:
        self.store.accept(device, writer.incarnation, writer.events)
        now = self.clock.now()
        accepted = [
            Finding(CLINIC, one.header.event_id, ResultKind.ACCEPTED, {}, now) for one in writer.events
        ]
        self.store.judge(accepted)

    @property
    def book(self) -> SqlSettlementBook:
        return SqlSettlementBook(self.database, self.store.code, CODEC)

    def run(self) -> SettlementRun:
        self.clock.wait(minutes=20)
        with closing(self.http()) as platform:
            return settle_waiting(self.book, platform, Desk(INSTITUTION, self.province), self.clock)

    def compare(self, day: date = DAY) -> tuple[GroupCompared, ...]:
        self.clock.wait(seconds=1)
        with closing(self.http()) as platform:
            desk = Desk(INSTITUTION, self.province)
            groups, _ = reconcile_day(self.books, Institutions(self.store, platform, desk, self.clock), day)
        return tuple(groups)

    def http(self) -> HttpPlatform:
        credentials = Credentials("village", "not-really-secret")
        return HttpPlatform(self.line.address, self.province.signing, self.clock, credentials, 10)

    def open(self) -> list[Difference]:
        return [one.difference for one in self.books.differences(None, 99)]
