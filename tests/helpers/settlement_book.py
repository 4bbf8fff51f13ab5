"""A township's outbox in memory, and visits to put into it: the fake at the settlement port."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from core.catalogue.items import FeeClass, ItemKind
from core.dates import CHINA
from core.errors import Hindrance
from core.events import ResultKind
from core.identity.identity_check import CheckMethod, IdentityCheck
from core.identity.person import Sex
from core.ids import ClinicCode, EventId, PersonId, UserId
from core.money import Fen
from core.settlement_modes import KeptWay, SettlementWay, way_in_force
from core.settlement_ports import OutboxRow, SettlementVisit, TakenBy
from core.visits.visit import Diagnosis, OrderLine, PatientOnVisit, VerdictOnVisit, Visit

CLINIC = ClinicCode("CL01")
DOCTOR = UserId("doctor")
MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)

_visits = count(1)


@dataclass
class HandClock:
    """Time that moves when told."""

    moment: datetime = MORNING

    def now(self) -> datetime:
        return self.moment

    def wait(self, **span: float) -> None:
        self.moment += timedelta(**span)


class PowerCut(Exception):
    """The township's machine went dark."""


@dataclass
class MemoryBook:
    """Rows as plain text, as a store would keep them; `cut_at` names the saving that a power cut meets.

    With `cut_after` the saving itself still reached the disk.
    """

    visits: dict[str, Visit] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)
    results: list[tuple[str, ResultKind, Mapping[str, Any]]] = field(default_factory=list)
    savings: int = 0
    cut_at: int = 0
    cut_after: bool = False
    is_frozen: bool = False
    awaited: list[str] = field(default_factory=list)
    taken: dict[str, TakenBy] = field(default_factory=dict)
    national: dict[tuple[ItemKind, str], str] = field(default_factory=dict)
    told: dict[str, dict[tuple[ItemKind, str], str]] = field(default_factory=dict)
    said: list[datetime] = field(default_factory=list)
    ways: list[KeptWay] = field(default_factory=list)

    def join(self, visit: Visit, clinic: ClinicCode = CLINIC) -> str:
        event_id = EventId(hashlib.sha256(f"visit {next(_visits)}".encode()).hexdigest()[:32])
        self.visits[event_id] = visit
        self.kept[event_id] = json.dumps(OutboxRow(clinic, event_id, due=MORNING).to_plain())
        return event_id

    def row(self, event_id: str) -> OutboxRow:
        return OutboxRow.from_plain(json.loads(self.kept[event_id]))

    def frozen(self) -> bool:
        return self.is_frozen

    def due(self, now: datetime, limit: int) -> Sequence[OutboxRow]:
        rows = [self.row(event_id) for event_id in self.kept]
        rows = [replace(r, taken_by=self.taken.get(r.visit, r.taken_by)) for r in rows]
        ready = (r for r in rows if (r.is_undone or not r.step.final) and r.due <= now)
        return sorted(ready, key=lambda r: (r.visit not in self.awaited, r.due))[:limit]

    def unknown(self, numbers: Collection[str]) -> Collection[str]:
        return [one for one in numbers if not any(known.startswith(one) for known in self.kept)]

    def stand_by(self, until: datetime) -> None:
        self.said.append(until)

    def stands_by(self, now: datetime) -> bool:
        return bool(self.said) and self.said[-1] > now

    def settlement_ways(self, clinic: ClinicCode | None = None) -> Sequence[KeptWay]:
        return [one for one in self.ways if clinic in (None, one.clinic)]

    def keep_settlement_way(self, clinic: ClinicCode, way: SettlementWay, user: UserId, at: datetime) -> bool:
        mine = self.settlement_ways(clinic)
        if way == way_in_force(mine):
            return False
        self.ways.append(KeptWay(clinic, len(mine) + 1, way, at, user))
        return True

    def save(self, row: OutboxRow) -> OutboxRow:
        return self._keep(row, None)

    def visit_of(self, row: OutboxRow) -> SettlementVisit:
        return SettlementVisit(
            row.visit, row.clinic, "东村卫生室", self.visits[row.visit], dict(self.national)
        )

    def told_codes(self, institution: str, own: Collection[str]) -> Mapping[tuple[ItemKind, str], str]:
        return {
            (kind, code): to for (kind, code), to in self.told.get(institution, {}).items() if code in own
        }

    def publish(self, row: OutboxRow, kind: ResultKind, facts: Mapping[str, Any], at: datetime) -> OutboxRow:
        assert at.tzinfo is not None
        return self._keep(row, (row.visit, kind, json.loads(json.dumps(facts))))

    def results_of(self, event_id: str) -> list[tuple[ResultKind, Mapping[str, Any]]]:
        return [(kind, facts) for visit, kind, facts in self.results if visit == event_id]

    def _keep(self, row: OutboxRow, result: tuple[str, ResultKind, Mapping[str, Any]] | None) -> OutboxRow:
        if self.row(row.visit).revision != row.revision:
            raise Hindrance("settlement_row_taken")
        self.savings += 1
        cut = self.savings == self.cut_at
        if cut and not self.cut_after:
            raise PowerCut
        row = replace(row, revision=row.revision + 1)
        self.kept[row.visit] = json.dumps(row.to_plain())
        if result is not None:
            self.results.append(result)
        if cut:
            raise PowerCut
        return row


def drug(price: int = 617, quantity: int = 2, **more: Any) -> OrderLine:
    return OrderLine(
        kind=ItemKind.DRUG,
        code="XA01ABD075A002010100001",
        name="试验片",
        specification="0.1g*24",
        unit="盒",
        quantity=quantity,
        unit_price=Fen(price),
        fee_class=FeeClass.A,
        dose="1片",
        frequency="tid",
        route="口服",
        days=3,
        trace_codes=("81234567890123456789",),
        **more,
    )


def service(price: int = 1000) -> OrderLine:
    return OrderLine(
        kind=ItemKind.SERVICE,
        code="001109000010000-110900001",
        name="一般诊疗费",
        specification="",
        unit="次",
        quantity=1,
        unit_price=Fen(price),
        fee_class=FeeClass.GENERAL_CONSULTATION,
    )


def visit(person: Mapping[str, Any], *lines: OrderLine, at: datetime = MORNING - timedelta(days=1)) -> Visit:
    """Write down a visit of an insured person with two diagnoses."""
    return Visit(
        patient=PatientOnVisit(PersonId("P1"), person["certno"], person["name"], Sex.MALE, None),
        identity_check=IdentityCheck(CheckMethod.NUMBER_TYPED, at),
        verdict=VerdictOnVisit("active", None, None, "CN", "sure"),
        visited_at=at,
        doctor=DOCTOR,
        doctor_name="王医生",
        complaint="咳嗽三天",
        diagnoses=(Diagnosis("R05.x00", "咳嗽", False), Diagnosis("J06.900", "急性上呼吸道感染", True)),
        lines=lines or (drug(), service()),
        estimate=None,
    )
