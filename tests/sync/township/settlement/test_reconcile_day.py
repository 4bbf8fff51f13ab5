"""A day's books beside the platform's: what differs is found to the settlement, and only that."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from core.errors import Hindrance, Refusal
from core.events import EventType, ResultKind
from core.ids import EventId
from core.money import Fen
from core.reconciliation import DifferenceKind, GroupCompared
from core.statement import Fate
from core.township_rows import Finding
from storage.township.engines import TownshipDatabase, open_embedded
from sync.township.settlement.platform import HttpPlatform
from sync.township.settlement.province import shipped_province
from sync.township.statements.agreement import Agreement, month_agreed
from sync.township.statements.month import month_named, statements_of
from tests.helpers.booked_town import Town
from tests.helpers.platform_process import PlatformProcess, insured, running_platform
from tests.helpers.settlement_book import drug, visit
from tests.helpers.settlement_desk import INSTITUTION
from tests.helpers.township_store import CLINIC, CODEC, NOW, Writer, a_device, data_folder
from tests.storage.township.conftest import empty
from tests.storage.township.conftest import shared_postgres as shared_postgres

DAY = date(2026, 3, 2)
"""The platform's day: its clock begins in the morning of it."""
GATEWAY = {"gateway": {"paasid": "village", "secret": "not-really-secret"}}


@pytest.fixture
def line(tmp_path: Path) -> Iterator[PlatformProcess]:
    with running_platform(tmp_path) as process:
        yield process


@pytest.fixture(params=["embedded", "postgres"])
def town(request: pytest.FixtureRequest, tmp_path: Path, line: PlatformProcess) -> Iterator[Town]:
    if request.param == "postgres":
        shared: TownshipDatabase = request.getfixturevalue("shared_postgres")
        empty(shared)
        yield Town(shared, line, shipped_province("baseline"))
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


def sums(groups: Sequence[GroupCompared]) -> tuple[int, int, int]:
    assert all(one.agrees for one in groups)
    return sum(one.ours.count for one in groups), *(
        sum(amounts) for amounts in zip(*((one.ours.total, one.ours.fund) for one in groups), strict=True)
    )


def test_a_correction_on_another_day_takes_back_and_settles_anew_and_both_days_agree(town: Town) -> None:
    wrong, void = town.settle(500, 700)
    town.line.put_clock("2026-03-03T09:00:00")
    town.correct(wrong, 900)
    town.correct(void, 0)
    assert (lambda run: (run.undone, run.settled))(town.run()) == (2, 1)

    assert sums(town.compare()) == (2, 2400, 1440)
    assert sums(town.compare(date(2026, 3, 3))) == (3, 1800 - 2400, 1080 - 1440)
    assert town.open() == []
    told = [(one.event_id == void, one.kind) for one in town.store.results(CLINIC, 0, 99)]
    reversed_ = [one.facts for one in town.store.results(CLINIC, 0, 99) if one.kind is ResultKind.REVERSED]
    assert sorted(one["fund"] for one in reversed_) == [600, 840]
    assert told[-1][1] is ResultKind.SETTLED
    counts = town.store.counts()
    assert (counts.settled_visits, counts.total, counts.fund) == (1, 1800, 1080)
    assert counts.outbox == {"reversed": 2, "settled": 1}
    months_agree(town)


def months_agree(town: Town) -> None:
    """See that the month is the same here, there and at the clinic, with a visit sent back beside."""
    device = a_device(town.store)
    writer = Writer(device.device)
    returned = writer.write(CODEC.encode(visit(insured(9_999), drug(price=100)).to_plain())).header.event_id
    town.take_in(device, writer)
    facts = {"reason": "用药与诊断不符"}
    town.books.return_visit(Finding(CLINIC, returned, ResultKind.NEEDS_CORRECTION, facts, town.clock.now()))
    assert town.run().settled == 0

    month = month_named("2026-03")
    (stated, *_) = statements_of(town.store, town.books, month, CLINIC)
    assert {fate: one.count for fate, one in stated.fates.items() if one.count} == {
        Fate.SETTLED: 1,
        Fate.RETURNED: 1,
    }
    there = [one["fund_fen"] for one in town.line.ledger() if one["state"] == "effective"]
    last = {one.event_id: one for one in town.store.results(CLINIC, 0, 99)}.values()
    heard = [one.facts["fund"] for one in last if one.kind is ResultKind.SETTLED]
    assert stated.settled.fund == sum(there) == sum(heard) == 1080

    def closes(visits: int, total: int) -> list[Agreement]:
        body = {"day": "2026-03-01", "visits": visits, "total": total}
        writer.write(CODEC.encode(body), EventType.DAY_CLOSED)
        town.take_in(device, writer)
        return [one.agreement for one in month_agreed(town.store, town.books, month)]

    assert closes(2, 1800 + 200) == [Agreement.AGREES]
    assert closes(3, 1000 + 1400 + 1800) == [Agreement.DIFFERS], "the clinic counted what was taken back"


def test_a_refund_whose_number_nobody_heard_is_known_by_the_message_that_asked_for_it(quick: Town) -> None:
    kept, void = quick.settle(500, 700)
    quick.correct(void, 0)
    quick.line.go_wrong("2208", "drop", "after")
    quick.run()
    quick.run()
    (facts,) = (one.facts for one in quick.store.results(CLINIC, 0, 99) if one.kind is ResultKind.REVERSED)
    assert facts["settlement_id"] == ""
    _move_refund(quick)
    quick.line.differ({"fund_fen": 1, "setl_id": _settlement_of(quick, kept)})
    quick.compare()
    assert [one.kind for one in quick.open()] == [DifferenceKind.AMOUNTS]


def _settlement_of(town: Town, visit_: EventId) -> str:
    return next(
        str(one.facts["settlement_id"])
        for one in town.store.results(CLINIC, 0, 99)
        if one.event_id == visit_ and one.kind is ResultKind.SETTLED
    )


def _move_refund(town: Town) -> None:
    """Write the platform's day into the refund: the clock here is another one than there."""
    with town.database.writing() as connection:
        for row in connection.exec_driver_sql(
            "select position, facts from results where kind = 'reversed'"
        ).fetchall():
            facts = json.loads(row[1]) | {"settled_at": "2026-03-02T12:00:00+08:00"}
            place = {"facts": json.dumps(facts), "position": row[0]}
            connection.execute(text("update results set facts = :facts where position = :position"), place)


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


def test_another_province_writes_files_its_own_way_and_compares_refunds_by_themselves(tmp_path: Path) -> None:
    folder = tmp_path / "gateway"
    folder.mkdir()
    with (
        running_platform(folder, GATEWAY) as line,
        closing(open_embedded(data_folder(tmp_path), create=True)) as database,
    ):
        town = Town(database, line, shipped_province("tif_gateway"))
        wrong, other = town.settle(500, 800)
        town.correct(wrong, 0)
        assert town.run().undone == 1
        assert sums(town.compare()) == (3, 1600, 960)
        line.differ({"lost": True, "setl_id": _settlement_of(town, other)})
        town.compare()
        assert [one.kind for one in town.open()] == [DifferenceKind.ONLY_HERE]
