"""Each clinic settles under the code its setting names; what was begun under one stays with it."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from core.dates import CHINA
from core.events import ResultKind
from core.ids import ClinicCode, UserId
from core.reconciliation import DifferenceKind
from core.settlement_modes import SettlementMode, SettlementWay
from core.settlement_ports import OutboxRow, Step
from core.township_rows import Finding
from storage.township.console import SqlConsole
from storage.township.engines import TownshipDatabase
from storage.township.settlement_book import SqlSettlementBook
from sync.township.settlement.institutions import Desk, Institutions
from sync.township.settlement.platform import HttpPlatform
from sync.township.settlement.province import Signing, shipped_province
from sync.township.settlement.reconcile_day import reconcile_day
from sync.township.settlement.settle_waiting import settle_waiting
from tests.helpers.platform_process import PlatformProcess, insured, running_platform
from tests.helpers.settlement_book import CLINIC, HandClock, visit
from tests.helpers.settlement_desk import INSTITUTION, Town
from tests.helpers.township_store import CLINIC as STORED_CLINIC
from tests.helpers.township_store import CODEC, NOW, OTHER_CLINIC, Writer, a_device, a_store
from tests.storage.township.conftest import database as database
from tests.storage.township.conftest import shared_postgres as shared_postgres

EAST, WEST = ClinicCode("CL02"), ClinicCode("CL03")
OWN = SettlementWay(SettlementMode.OWN, "H43098100009", "东村卫生室", "op9", "王医生")
WRONG = SettlementWay(SettlementMode.OWN, "H43098199999", "东村卫生室", "op9", "王医生")
OTHER_NAME = SettlementWay(SettlementMode.OWN, OWN.institution, "东村诊所", "op9", "王医生")
TEMPORARY = SettlementWay(SettlementMode.TEMPORARY, operator="op2", operator_name="代录员")
TABLE = [
    {"code": INSTITUTION.code, "name": INSTITUTION.name, "operators": ["op1", "op2"]},
    {"code": OWN.institution, "name": OWN.institution_name, "operators": ["op9"]},
]
WHO = UserId("li")
_people = count(1)
_minutes = count(1)


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlatformProcess]:
    folder = Path(tmp_path_factory.mktemp("platform"))
    with running_platform(folder, {"institutions": TABLE}) as process:
        yield process


@pytest.fixture
def town(platform: PlatformProcess) -> Iterator[Town]:
    town = Town(platform)
    yield town
    platform.be_well()
    town.hang_up()


def seen(town: Town, clinic: ClinicCode) -> tuple[str, str]:
    """Insure somebody new whom a clinic saw; give the event and the person."""
    person = insured(next(_people))
    town.line.insure(person)
    return town.book.join(visit(person), clinic), person["psn_no"]


def say(town: Town, clinic: ClinicCode, way: SettlementWay) -> None:
    town.book.keep_settlement_way(clinic, way, WHO, town.clock.now())


def codes(town: Town, psn_no: str) -> list[str]:
    """Give under which codes a person's visits stand settled in the platform's own books."""
    return [row["fixmedins_code"] for row in town.line.ledger() if row["psn_no"] == psn_no]


def test_every_clinic_settles_under_its_code_in_one_run_each_signed_in_once(town: Town) -> None:
    say(town, EAST, OWN)
    say(town, WEST, TEMPORARY)
    people = [seen(town, clinic)[1] for clinic in (CLINIC, EAST, WEST, EAST)]
    before = len(town.line.messages())
    assert town.run().settled == 4
    township, own = [INSTITUTION.code], [OWN.institution]
    assert [codes(town, one) for one in people] == [township, own, township, own]
    said = [one for one in town.line.messages()[before:] if one["infno"] == "9001"]
    assert sorted(one["fixmedins_code"] for one in said) == [*township, *township, *own]


def test_a_code_the_platform_does_not_know_holds_up_its_own_clinic_only(town: Town) -> None:
    for way in (WRONG, OTHER_NAME):
        say(town, EAST, way)
        held, psn_no = seen(town, EAST)
        _, other = seen(town, CLINIC)
        run = town.run()
        assert (run.settled, run.postponed, run.reasons) == (1, 1, {"platform_sign_in_failed": 1})
        assert (codes(town, psn_no), codes(town, other)) == ([], [INSTITUTION.code])
        assert town.book.row(held).institution == ""
        say(town, EAST, OWN)
        town.clock.wait(minutes=2)
        assert town.run().settled == 1
        assert codes(town, psn_no) == [OWN.institution]


def test_where_nobody_settles_as_the_township_its_own_code_need_not_be_under_contract(tmp_path: Path) -> None:
    with running_platform(tmp_path, {"institutions": TABLE[1:]}) as process:
        town = Town(process)
        say(town, EAST, OWN)
        _, psn_no = seen(town, EAST)
        assert town.run().settled == 1
        assert codes(town, psn_no) == [OWN.institution]
        town.hang_up()


@pytest.mark.parametrize(
    ("infno", "when"), [("2201", "after"), ("2204", "after"), ("2207", "before"), ("2207", "after")]
)
def test_a_visit_begun_under_one_code_is_settled_under_it_after_its_clinic_has_another(
    town: Town, infno: str, when: str
) -> None:
    event, psn_no = seen(town, EAST)
    town.line.go_wrong(infno, "drop", when)
    assert town.run().settled == 0
    say(town, EAST, OWN)
    _, later = seen(town, EAST)
    town.clock.wait(minutes=20)
    town.run_until_quiet()
    assert town.book.row(event).step is Step.SETTLED
    assert (codes(town, psn_no), codes(town, later)) == ([INSTITUTION.code], [OWN.institution])


def test_a_visit_a_lost_life_settled_under_the_former_code_is_found_there(town: Town) -> None:
    event, psn_no = seen(town, EAST)
    assert town.run().settled == 1
    say(town, EAST, OWN)
    town.book.kept[event] = json.dumps(OutboxRow(EAST, event, due=town.clock.now()).to_plain())  # type: ignore[arg-type]
    town.clock.wait(minutes=1)
    assert town.run().settled == 1
    assert codes(town, psn_no) == [INSTITUTION.code]
    assert town.book.row(event).institution == INSTITUTION.code


def test_a_former_code_whose_contract_is_over_keeps_nobody_waiting(town: Town) -> None:
    for way in (WRONG, OWN):
        say(town, EAST, way)
    _, psn_no = seen(town, EAST)
    assert town.run().settled == 1
    assert codes(town, psn_no) == [OWN.institution]


def test_a_visit_begun_under_a_code_nobody_has_waits_for_the_setting(town: Town) -> None:
    event, psn_no = seen(town, EAST)
    row = town.book.row(event).to_plain() | {"institution": "H43098100077"}
    town.book.kept[event] = json.dumps(row)
    assert town.run().reasons == {"settlement_institution_unknown": 1}
    assert codes(town, psn_no) == []


class Books:
    """A township on its real store, one clinic of which has its own code, and all visits of a day settled."""

    def __init__(self, database: TownshipDatabase, line: PlatformProcess) -> None:
        self.store, self.line = a_store(database), line
        self.clock = HandClock(NOW + timedelta(minutes=next(_minutes)))
        own = SettlementWay(OWN.mode, OWN.institution, OWN.institution_name, OWN.operator, OWN.operator_name)
        self.store.keep_settlement_way(OTHER_CLINIC, own, WHO, NOW)
        self.books = SqlConsole(database, self.store.code, CODEC)
        self.desk = Desk(INSTITUTION, shipped_province("baseline"))
        for clinic, number in ((STORED_CLINIC, 2), (OTHER_CLINIC, 1)):
            self._settle(clinic, number)

    def _settle(self, clinic: ClinicCode, number: int) -> None:
        device = a_device(self.store, clinic)
        writer = Writer(device.device, clinic)
        for _ in range(number):
            person = insured(next(_people))
            self.line.insure(person)
            writer.write(CODEC.encode(visit(person).to_plain()))
        self.store.accept(device, writer.incarnation, writer.events)
        events = [one.header.event_id for one in writer.events]
        self.store.judge([Finding(clinic, one, ResultKind.ACCEPTED, {}, self.clock.now()) for one in events])
        book = SqlSettlementBook(self.store.database, self.store.code, CODEC)
        self.clock.wait(seconds=1)
        with closing(self._http()) as http:
            assert settle_waiting(book, http, self.desk, self.clock).settled == number

    def compare(self, day: date) -> dict[tuple[str, str], tuple[int, bool]]:
        self.clock.wait(seconds=1)
        with closing(self._http()) as http:
            told, _ = reconcile_day(self.books, Institutions(self.store, http, self.desk, self.clock), day)
        return {(one.group.institution, one.group.insurance): (one.ours.count, one.agrees) for one in told}

    def _http(self) -> HttpPlatform:
        return HttpPlatform(self.line.address, Signing.NONE, self.clock, None, 10)


def test_a_day_is_compared_code_by_code_and_a_difference_is_found_under_its_own(
    database: TownshipDatabase, tmp_path: Path
) -> None:
    day = datetime(2026, 3, 2, tzinfo=CHINA).date()
    with running_platform(tmp_path, {"institutions": TABLE}) as line:
        town = Books(database, line)
        told = town.compare(day)
        assert told[INSTITUTION.code, "390"] == (2, True)
        assert told[OWN.institution, "390"] == (1, True)
        (own,) = [row for row in line.ledger() if row["fixmedins_code"] == OWN.institution]
        line.differ({"lost": True, "setl_id": own["setl_id"]})
        told = town.compare(day)
        assert (told[INSTITUTION.code, "390"], told[OWN.institution, "390"]) == ((2, True), (1, False))
        (found,) = [one.difference for one in town.books.differences(None, 9)]
        assert (found.kind, found.settlement, found.clinic) == (
            DifferenceKind.ONLY_HERE,
            own["setl_id"],
            OTHER_CLINIC,
        )


def test_the_platform_refuses_a_visit_of_one_institution_to_another(platform: PlatformProcess) -> None:
    """The judge itself: whoever sends under a wrong code reaches nothing."""

    def answer(infno: str, code: str, name: str, operator: str, given: dict[str, Any]) -> dict[str, Any]:
        message = {
            **{"infno": infno, "msgid": f"{code}20260302090000x{next(_people):03d}", "infver": "V1.0"},
            **{"mdtrtarea_admvs": "430981", "insuplc_admdvs": "430981", "recer_sys_code": "YBXT"},
            **{"opter_type": "1", "opter": operator, "opter_name": "某", "inf_time": "2026-03-02 09:00:00"},
            **{"fixmedins_code": code, "fixmedins_name": name, "sign_no": "", "input": given},
        }
        told: dict[str, Any] = platform.http.post("/fsi/api", json=message).json()
        return told

    sign_in = {"signIn": {"opter_no": "op1", "mac": "00", "ip": "127.0.0.1"}}
    assert answer("9001", INSTITUTION.code, INSTITUTION.name, "op1", sign_in)["infcode"] == 0
    assert "fixmedins_code" in answer("9001", WRONG.institution, "东村卫生室", "op1", sign_in)["err_msg"]
    assert "fixmedins_name" in answer("9001", INSTITUTION.code, "别的医院", "op1", sign_in)["err_msg"]
    assert "opter_no" in answer("9001", OWN.institution, OWN.institution_name, "op1", sign_in)["err_msg"]
