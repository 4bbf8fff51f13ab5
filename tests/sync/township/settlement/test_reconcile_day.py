"""A day's books beside the platform's: what differs is found to the settlement, and only that."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import pytest

from core.errors import Hindrance, Refusal
from core.events import ResultKind
from core.money import Fen
from core.reconciliation import Difference, DifferenceKind, GroupCompared
from core.township_rows import Finding
from storage.township.console import SqlConsole
from storage.township.engines import TownshipDatabase, open_embedded
from storage.township.settlement_book import SqlSettlementBook
from sync.township.settlement.institutions import Desk, Institutions
from sync.township.settlement.platform import Credentials, HttpPlatform
from sync.township.settlement.province import Province, shipped_province
from sync.township.settlement.reconcile_day import reconcile_day
from sync.township.settlement.settle_waiting import settle_waiting
from tests.helpers.platform_process import PlatformProcess, insured, running_platform
from tests.helpers.settlement_book import HandClock, drug, visit
from tests.helpers.settlement_desk import INSTITUTION
from tests.helpers.township_store import CLINIC, CODEC, NOW, Writer, a_device, a_store, data_folder
from tests.storage.township.conftest import shared_postgres as shared_postgres

DAY = date(2026, 3, 2)
"""The platform's day: its clock begins in the morning of it."""
GATEWAY = {"gateway": {"paasid": "village", "secret": "not-really-secret"}}
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

    def settle(self, *prices: int) -> None:
        device = a_device(self.store)
        writer = Writer(device.device)
        for price in prices:
            person = insured(next(_people))
            self.line.insure(person)
            writer.write(CODEC.encode(visit(person, drug(price=price)).to_plain()))
        self.store.accept(device, writer.incarnation, writer.events)
        now = self.clock.now()
        accepted = [
            Finding(CLINIC, one.header.event_id, ResultKind.ACCEPTED, {}, now) for one in writer.events
        ]
        self.store.judge(accepted)
        book = SqlSettlementBook(self.database, self.store.code, CODEC)
        with closing(self.http()) as platform:
            run = settle_waiting(book, platform, Desk(INSTITUTION, self.province), self.clock)
        assert run.settled == len(prices)

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


@pytest.fixture
def line(tmp_path: Path) -> Iterator[PlatformProcess]:
    with running_platform(tmp_path) as process:
        yield process


@pytest.fixture(params=["embedded", "postgres"])
def town(request: pytest.FixtureRequest, tmp_path: Path, line: PlatformProcess) -> Iterator[Town]:
    if request.param == "postgres":
        yield Town(request.getfixturevalue("shared_postgres"), line, shipped_province("baseline"))
        return
    with closing(open_embedded(data_folder(tmp_path), create=True)) as database:
        yield Town(database, line, shipped_province("baseline"))


def test_books_that_agree_leave_nothing_to_do_and_books_that_differ_are_told_apart(town: Town) -> None:
    town.settle(500, 700, 900)
    residents, employees = sorted(town.compare(), key=lambda one: -one.ours.count)
    assert residents.group == ("390", "11", "439900", INSTITUTION.code)
    assert (residents.ours.count, residents.agrees) == (3, True)
    assert (employees.ours.count, employees.agrees) == (0, True)
    assert town.open() == []

    first, second, third = sorted(town.line.ledger(), key=lambda row: row["sum_fen"])
    changed, lost, copied = first["setl_id"], second["setl_id"], third["setl_id"]
    for asked in ({"fund_fen": 1, "setl_id": changed}, {"lost": True, "setl_id": lost}):
        town.line.differ(asked)
    town.line.differ({"copied": True, "setl_id": copied})
    assert [one.agrees for one in town.compare()] == [True, False]
    found = {one.settlement: one for one in town.open()}
    assert {one: two.kind for one, two in found.items()} == {
        changed: DifferenceKind.AMOUNTS,
        lost: DifferenceKind.ONLY_HERE,
        f"{copied}X": DifferenceKind.ONLY_THERE,
    }
    assert (found[changed].fund, found[changed].their_fund) == (Fen(600), Fen(1))
    assert (found[lost].clinic, found[lost].their_total) == (CLINIC, None)
    assert (found[f"{copied}X"].total, found[f"{copied}X"].their_total) == (None, Fen(1800))
    assert found[f"{copied}X"].message.endswith("X")

    town.line.differ({"fund_fen": first["fund_fen"], "setl_id": changed})
    town.compare()
    assert changed not in {one.settlement for one in town.open()}


@pytest.fixture
def quick(tmp_path: Path, line: PlatformProcess) -> Iterator[Town]:
    with closing(open_embedded(data_folder(tmp_path), create=True)) as database:
        yield Town(database, line, shipped_province("baseline"))


def test_a_settlement_the_platform_has_on_a_day_without_any_of_ours_is_found(quick: Town) -> None:
    quick.settle(500)
    quick.compare()
    quick.line.put_clock("2026-03-03T09:00:00")
    quick.settle(800)
    (row,) = [one for one in quick.line.ledger() if one["setl_time"].startswith("2026-03-03")]
    with quick.database.writing() as connection:
        connection.exec_driver_sql("delete from results where facts like '%2026-03-03%'")
    quick.compare(date(2026, 3, 3))
    assert [one.settlement for one in quick.open()] == [row["setl_id"]]


@pytest.mark.parametrize(
    ("infno", "kind", "times"),
    [
        ("9001", "refuse", 2),
        ("3201", "drop", 1),
        ("9101", "empty", 1),
        ("3202", "error", 1),
        ("9102", "refuse", 1),
    ],
)
def test_a_platform_that_does_not_answer_leaves_the_books_as_they_were(
    quick: Town, infno: str, kind: str, times: int
) -> None:
    quick.settle(500)
    quick.line.differ({"lost": True, "setl_id": quick.line.ledger()[0]["setl_id"]})
    quick.line.go_wrong(infno, kind, times=times)
    with pytest.raises(Hindrance) as caught:
        quick.compare()
    assert caught.value.code == "reconciliation_not_answered"
    assert (quick.books.days(None, 9), quick.open()) == ([], [])
    quick.compare()
    assert len(quick.open()) == 1


def test_a_day_that_is_not_over_is_not_compared(quick: Town) -> None:
    with pytest.raises(Refusal) as caught:
        quick.compare(NOW.date() + timedelta(days=1))
    assert caught.value.code == "day_not_over"


@pytest.mark.parametrize("touch", [lambda _: b"PK\x05\x06", lambda body: body[:-30], lambda _: b"{}"])
def test_a_list_of_details_that_cannot_be_read_is_no_answer(
    quick: Town, touch: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    quick.settle(500)
    quick.line.differ({"lost": True, "setl_id": quick.line.ledger()[0]["setl_id"]})
    send = HttpPlatform.send

    def touched(self: HttpPlatform, message_id: str, service: str, body: bytes) -> bytes:
        answer = send(self, message_id, service, body)
        return touch(answer) if json.loads(body)["infno"] == "9102" else answer

    monkeypatch.setattr(HttpPlatform, "send", touched)
    with pytest.raises(Hindrance):
        quick.compare()
    assert quick.open() == []


def test_another_province_writes_files_and_columns_its_own_way(tmp_path: Path) -> None:
    folder = tmp_path / "gateway"
    folder.mkdir()
    with (
        running_platform(folder, GATEWAY) as line,
        closing(open_embedded(data_folder(tmp_path), create=True)) as database,
    ):
        town = Town(database, line, shipped_province("tif_gateway"))
        town.settle(500)
        line.differ({"lost": True, "setl_id": line.ledger()[0]["setl_id"]})
        town.compare()
        assert [one.kind for one in town.open()] == [DifferenceKind.ONLY_HERE]
