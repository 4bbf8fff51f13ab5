"""What the desk recorded is all that settling needs: every kind of visit is settled out of its event alone.

The platform simulator refuses a message that lacks a field it must have; nobody is asked for anything.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from core.catalogue.items import CatalogueItem, FeeClass, ItemKind
from core.coverage.enrolment import RosterEntry
from core.dates import CHINA, age_on
from core.events import EventType, ResultKind
from core.identity.id_number import NumberKind
from core.identity.identity_check import CheckMethod
from core.identity.number_said import NumberSaid
from core.ids import EventId, UserId
from core.money import Fen
from core.policy.loader import load_shelf, packaged_sources
from core.services.bring_in_visits import line_from
from core.services.correct_visit import cancel_visit, correct_visit, take_up
from core.services.name_companion import companion_of
from core.services.receive_patient import check_identity, receive_number
from core.services.record_visit import record_visit
from core.services.visit_form import VisitForm
from core.settlement_ports import Step, TakenBy
from core.training.catalogue import training_catalogue
from core.training.characters import Character
from core.training.platform import platform_items, platform_people
from core.training.township import COUNTY
from core.visits.bedside import Bedside
from core.visits.companion import CompanionRole
from core.visits.corrections import superseded_ids
from core.visits.read_visit import read_visit
from core.visits.visit import Diagnosis, OrderLine, Visit
from sync.platform_simulator.people import load_people
from sync.platform_simulator.platform import Platform
from sync.platform_simulator.rules import read_rules
from sync.platform_simulator.tables import open_tables, transaction
from sync.township.settlement.institution import Department, Institution, Operator
from sync.township.settlement.institutions import Desk
from sync.township.settlement.province import shipped_province
from sync.township.settlement.settle_waiting import settle_waiting
from tests.helpers.open_desk import CODEC, NOON, TODAY, OpenDesk, desk_in, village
from tests.helpers.settlement_book import HandClock, MemoryBook

HERBS = tuple(
    CatalogueItem(
        f"T{place:019d}",
        *(ItemKind.DRUG, name, initials, "", "g", Fen(price), Fen(price * 2), FeeClass.A),
        dose="10g",
        frequency="每日一剂",
        route="水煎服",
    )
    for place, (name, initials, price) in enumerate((("甘草", "gc", 6), ("黄芪", "hq", 9)), start=1)
)
CERTIFICATE = "Y230000001"
BOX = "8123456789012345"
OWN = {
    "treatment": "11",
    "emergency_treatment": "13",
    "two_diseases": {"hypertension": {"treatment": "9901", "code": "M03900", "name": "高血压"}},
    "trace_field": "drugtracinfo",
    "split_field": "trdn_flag",
    "emergency_field": "er_flag",
}
"""A province that has a code for everything."""
BENEFITS = [
    {"insutype": kind, "med_type": treatment, "fund": f"{kind}100", "ratio": "0.60"}
    for kind in ("390", "310")
    for treatment in ("11", "13", "9901")
]
COLD = (Diagnosis("J06.900", "急性上呼吸道感染", True),)
_boxes = count(1)


@dataclass
class Line:
    """The platform itself at the end of the line, and what went over it."""

    platform: Platform
    heard: list[Mapping[str, Any]] = field(default_factory=list)

    def send(self, _message_id: str, _service: str, body: bytes) -> bytes:
        self.heard.append(json.loads(body))
        return self.platform.answer(body)

    def input(self, infno: str) -> Mapping[str, Any]:
        """Give what was told in the last message of a kind."""
        return next(one["input"] for one in reversed(self.heard) if one["infno"] == infno)


@dataclass
class World:
    """A desk that records and a township that settles; between them nothing but events."""

    desk: OpenDesk
    line: Line
    clock: HandClock
    book: MemoryBook = field(default_factory=MemoryBook)

    def record(self, number: str, form: VisitForm, name: str = "", kind: NumberKind | None = None) -> str:
        reception = receive_number(self.desk.clinic, number, name, kind)
        check = check_identity(self.desk.clinic, CheckMethod.CARD_SEEN)
        return record_visit(self.desk.clinic, reception, check, replace(form, reasons=None)).event_id

    def told(self, event_id: str) -> tuple[str, Mapping[str, Any]]:
        """Give type and content of an event as its bytes say them."""
        events = self.desk.store.ledger.events_after(0, 10**9)
        (event,) = [one for one in events if one.header.event_id == event_id]
        return event.header.type, CODEC.decode(event.body)

    def join(self, event_id: str) -> Visit:
        """Let the visit of an event wait for its settlement, under the event's own number."""
        visit = read_visit(self.told(event_id)[1])
        given = self.book.join(visit)
        row = json.loads(self.book.kept.pop(given))
        self.book.visits[event_id] = self.book.visits.pop(given)
        self.book.kept[event_id] = json.dumps(row | {"visit": event_id})
        return visit

    def settle(self) -> None:
        self.clock.wait(minutes=20)
        province = shipped_province("baseline", OWN)
        settle_waiting(self.book, self.line, Desk(INSTITUTION, province), self.clock)

    def settled(self, event_id: str) -> Mapping[str, Any]:
        """Settle a visit and give what the platform made of it."""
        visit = self.join(event_id)
        self.settle()
        ((kind, facts),) = self.book.results_of(event_id)
        assert (kind, facts["total"]) == (ResultKind.SETTLED, visit.total), facts
        return facts


INSTITUTION = Institution(
    village().institution,
    village().name,
    COUNTY,
    Operator("op1", "经办", "00-00-00-00-00-00", "127.0.0.1"),
    Department("0300", "全科医疗科", "A02"),
    {UserId(village().clinics[0].user): f"D{COUNTY}000001"},
    {},
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = Path(tmp_path_factory.mktemp("complete"))
    catalogue = (*training_catalogue(), *HERBS)
    parameters = folder / "parameters.json"
    told = {"items": platform_items(catalogue), "benefits": BENEFITS, "trace_field": OWN["trace_field"]}
    parameters.write_text(json.dumps(told))
    people = platform_people(village(), load_shelf(packaged_sources()))
    newborn = {**people[0], "psn_no": f"{COUNTY}{10**13}", "certno": CERTIFICATE, "psn_cert_type": "99"}
    with closing(open_tables(folder)) as tables, desk_in(folder / "clinic") as desk:
        with transaction(tables):
            load_people(tables, [*people, newborn], TODAY.year)
        desk.bring_catalogue(catalogue, 2)
        clock = HandClock(NOON + timedelta(hours=1))

        def now() -> datetime:
            return clock.now().astimezone(CHINA)

        platform = Platform(tables, read_rules(parameters), now)  # type: ignore[arg-type]  # its clock is ours
        yield World(desk, Line(platform), clock)


def someone(of_age: range = range(20, 60)) -> RosterEntry:
    known = {*(entry.person.person_id for entry in village().characters.values())}
    return next(
        one
        for one in village().entries
        if one.person.person_id not in known and age_on(one.person.birth_date, TODAY) in of_age
    )


ACTIVE = village().characters[Character.ACTIVE].person.id_number
CHRONIC = village().characters[Character.ACTIVE_CHRONIC].person.id_number


def ordered(world: World, *initials: str, **more: Any) -> tuple[OrderLine, ...]:
    """Order a pack of each, every box with a code of its own."""
    lines = []
    for one in initials:
        records = world.desk.clinic.records
        found = [
            item
            for kind in (ItemKind.DRUG, ItemKind.SERVICE)
            for item in records.find_items(kind, one, 9)
            if item.initials == one
        ]
        line = line_from(found[0], 1, 3 if found[0].kind is ItemKind.DRUG else 0)
        if line.kind is ItemKind.DRUG:
            line = replace(line, trace_codes=(f"{BOX}{next(_boxes):04d}",))
        lines.append(replace(line, **more))
    return tuple(lines)


def form(lines: Sequence[OrderLine], **more: Any) -> VisitForm:
    return VisitForm("咳嗽三天", more.pop("diagnoses", COLD), tuple(lines), **more)


def test_an_ordinary_visit(world: World) -> None:
    world.settled(world.record(ACTIVE, form(ordered(world, "amxljn", "ybzlf"))))
    drug, fee = world.line.input("2204")["feedetail"]
    assert (drug["sin_dos_dscr"], drug["used_frqu_dscr"], drug["prd_days"]) == ("0.5g", "每日三次", 3)
    assert len(json.loads(drug["exp_content"])["drugtracinfo"]) == 1
    assert "exp_content" not in fee
    assert world.line.input("2203")["mdtrtinfo"]["med_type"] == "11"


def test_a_chronic_visit_is_of_the_disease_whose_drugs_are_all_its_drugs(world: World) -> None:
    pressure = (Diagnosis("I10.x00", "原发性高血压", True),)
    visit = world.record(CHRONIC, form(ordered(world, "xbdphsp", "ybzlf"), diagnoses=pressure))
    world.settled(visit)
    told = world.line.input("2203")["mdtrtinfo"]
    assert (told["med_type"], told["dise_codg"]) == ("9901", "M03900")
    assert {line["dise_codg"] for line in world.line.input("2204")["feedetail"]} == {"M03900"}
    assert world.line.input("2207")["data"]["med_type"] == "9901"
    mixed = world.record(CHRONIC, form(ordered(world, "xbdphsp", "amxljn"), diagnoses=pressure))
    world.settled(mixed)
    assert world.line.input("2203")["mdtrtinfo"]["med_type"] == "11"


def test_a_home_visit_and_an_emergency(world: World) -> None:
    at_home, at_once = Bedside(home_visit=True), Bedside(emergency=True)
    world.settled(world.record(ACTIVE, form(ordered(world, "jtcz"), bedside=at_home)))
    world.settled(world.record(ACTIVE, form(ordered(world, "jmzs"), bedside=at_once)))
    assert world.line.input("2203")["mdtrtinfo"]["med_type"] == "13"
    assert json.loads(world.line.input("2204")["feedetail"][0]["exp_content"]) == {"er_flag": "1"}


def test_herbs_say_whether_one_or_several_were_boiled(world: World) -> None:
    tcm = Bedside(tcm="感冒，风热犯表")
    several = [replace(line, quantity=70) for line in ordered(world, "gc", "hq", trace_codes=())]
    world.settled(world.record(ACTIVE, form([*several, *ordered(world, "ybzlf")], bedside=tcm)))
    ways = [line.get("tcmdrug_used_way") for line in world.line.input("2204")["feedetail"]]
    assert ways == ["1", "1", None]
    world.settled(world.record(ACTIVE, form(several[:1])))
    assert world.line.input("2204")["feedetail"][0]["tcmdrug_used_way"] == "2"


def test_a_child_with_its_guardian_and_drugs_collected_by_another(world: World) -> None:
    child, adult = someone(range(1, 14)), someone()
    guardian = companion_of(
        CompanionRole.GUARDIAN, NumberSaid(adult.person.id_number, adult.person.name), TODAY
    )
    drugs = form(ordered(world, "xeafhnmkl"), companion=guardian)
    world.settled(world.record(child.person.id_number, drugs))
    assert world.line.input("1101")["data"]["mdtrt_cert_no"] == child.person.id_number
    other = replace(guardian, role=CompanionRole.COLLECTS)
    patient = someone(range(14, 40)).person.id_number
    world.settled(world.record(patient, form(ordered(world, "ynplp"), companion=other)))
    assert world.line.input("2201")["data"]["mdtrt_cert_no"] == patient != adult.person.id_number


def test_a_newborn_known_by_its_birth_certificate(world: World) -> None:
    visit = form(ordered(world, "ybzlf"))
    world.settled(world.record(CERTIFICATE, visit, "新生儿", NumberKind.BIRTH_CERTIFICATE))
    asked = world.line.input("1101")["data"]
    assert (asked["psn_cert_type"], asked["certno"]) == ("99", CERTIFICATE)


def test_a_split_pack_with_and_without_a_code_and_a_box_that_has_none(world: World) -> None:
    (whole,) = ordered(world, "ffgcp")
    split, bare = replace(whole, split=True), replace(whole, split=True, trace_codes=())
    bare = replace(bare, no_trace_reason="split_pack")
    (other,) = ordered(world, "dyxajfp", trace_codes=(), no_trace_reason="no_code_on_box")
    for line, extension in (
        (split, {"drugtracinfo": list(whole.trace_codes), "trdn_flag": "1"}),
        (bare, {"trdn_flag": "1"}),
        (other, None),
    ):
        world.settled(world.record(ACTIVE, form([line])))
        told = world.line.input("2204")["feedetail"][0].get("exp_content")
        assert (json.loads(told) if told else None) == extension


def test_a_corrected_visit_and_a_cancelled_one(world: World) -> None:
    first = world.record(ACTIVE, form(ordered(world, "lltdp")))
    before = world.settled(first)
    clinic = world.desk.clinic
    corrected = correct_visit(
        clinic, take_up(clinic, EventId(first)), form(ordered(world, "axskfry"), reasons=None)
    )
    kind, content = world.told(corrected.event_id)
    assert (kind, list(superseded_ids(content))) == (EventType.VISIT_CORRECTED, [first])
    world.book.taken[first] = TakenBy.CORRECTION
    world.settle()
    assert world.book.results_of(first)[-1][1]["undoes"] == before["settlement_id"]
    after = world.settled(corrected.event_id)
    cancel_visit(clinic, corrected.event_id, "重复登记")
    event = world.desk.store.ledger.events_after(0, 10**9)[-1]
    assert list(superseded_ids(CODEC.decode(event.body))) == [corrected.event_id]
    world.book.taken[corrected.event_id] = TakenBy.CANCELLATION
    world.settle()
    assert world.book.results_of(corrected.event_id)[-1][1]["undoes"] == after["settlement_id"]
    assert world.book.row(corrected.event_id).step is Step.REVERSED
