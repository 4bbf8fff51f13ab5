"""What lies on the shelf follows from the ledger alone: visits, corrections, and a cache that was lost."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from core.events import Event, EventType
from core.stock.book import StockView
from core.stock.move import MoveKind, StockLine, StockMove
from core.visits.corrections import cancellation_body, correction_body
from core.visits.visit import OrderLine, Visit
from storage.clinic.database import CACHE
from storage.clinic.desk import ClinicStore, open_clinic
from tests.storage.clinic.sample import (
    CODEC,
    DOCTOR,
    NOON,
    PASSWORD,
    Pen,
    desk_in,
    new_clinic,
    person,
    visit_of,
)

WANG = person(1, "王小满")
TODAY = NOON.date()
SOON, LATER = date(2026, 8, 1), date(2028, 6, 30)
BOX = "8" * 20


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stock") / "clinic"


@pytest.fixture(scope="module")
def store(folder: Path) -> Iterator[ClinicStore]:
    opened = new_clinic(folder)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def pen() -> Pen:
    return Pen()


def line(code: str, quantity: int, expires: date | None = LATER, *boxes: str) -> StockLine:
    return StockLine(code, f"药{code}", "", "盒", quantity, "A", expires, boxes)


def moved(kind: MoveKind, *lines: StockLine, hour: int = 0, document: str = "") -> StockMove:
    at = NOON + timedelta(hours=hour)
    return StockMove(kind, TODAY, at, DOCTOR, "王医生", lines, document)


def write(store: ClinicStore, pen: Pen, kind: EventType, body: object) -> Event:
    return store.ledger.append(pen.draft_of(CODEC.encode(body), NOON, kind))


def move(store: ClinicStore, pen: Pen, one: StockMove) -> Event:
    return write(store, pen, EventType.STOCK_MOVED, one.to_plain())


def visit(code: str, quantity: int, at: datetime = NOON + timedelta(hours=1)) -> Visit:
    usual = visit_of(WANG, at)
    lines: tuple[OrderLine, ...] = (replace(usual.lines[0], code=code, quantity=quantity),)
    return replace(usual, lines=lines)


def left(store: ClinicStore, code: str) -> int:
    return store.records.stock.held({code})[code].quantity


def test_what_visits_hand_out_comes_off_and_a_correction_gives_it_back(store: ClinicStore, pen: Pen) -> None:
    move(store, pen, moved(MoveKind.RECEIPT, line("T1", 20)))
    first = write(store, pen, EventType.VISIT_RECORDED, visit("T1", 5).to_plain())
    assert left(store, "T1") == 15
    body = correction_body(visit("T1", 2), {first.header.event_id})
    second = write(store, pen, EventType.VISIT_CORRECTED, body)
    assert left(store, "T1") == 18
    rival = correction_body(visit("T2", 1), {first.header.event_id})
    third = write(store, pen, EventType.VISIT_CORRECTED, rival)
    assert left(store, "T1") == 15  # two corrections dispute it: the first word counts
    both = cancellation_body("从来没有", {second.header.event_id, third.header.event_id})
    write(store, pen, EventType.VISIT_CANCELLED, both)
    assert left(store, "T1") == 20


def test_a_count_holds_whatever_is_corrected_of_before(store: ClinicStore, pen: Pen) -> None:
    move(store, pen, moved(MoveKind.RECEIPT, line("C1", 20)))
    early = write(store, pen, EventType.VISIT_RECORDED, visit("C1", 5).to_plain())
    move(store, pen, moved(MoveKind.COUNT, line("C1", 14), hour=2))
    assert left(store, "C1") == 14
    write(store, pen, EventType.VISIT_CANCELLED, cancellation_body("重复", {early.header.event_id}))
    assert left(store, "C1") == 14
    write(store, pen, EventType.VISIT_RECORDED, visit("C1", 3, NOON + timedelta(hours=3)).to_plain())
    assert left(store, "C1") == 11


def test_a_cancelled_receipt_was_never_there_even_where_that_is_known_first(
    store: ClinicStore, pen: Pen
) -> None:
    one = moved(MoveKind.RECEIPT, line("X1", 4, LATER, BOX), document="CK-1")
    target = pen.draft_of(CODEC.encode(one.to_plain()), NOON, EventType.STOCK_MOVED)
    write(store, pen, EventType.STOCK_CANCELLED, cancellation_body("写错", {target.event_id}))
    store.ledger.append(target)
    book = store.records.stock
    assert book.held({"X1"}) == {}
    state = book.move(target.event_id)
    assert state is not None
    assert (state.cancelled, state.move) == (True, one)
    assert (book.has_document("CK-1", ""), book.boxes_known({BOX})) == (False, set())
    move(store, pen, one)
    assert (left(store, "X1"), book.has_document("CK-1", ""), book.boxes_known({BOX})) == (4, True, {BOX})


def test_the_lists_say_what_runs_out_and_what_expires(store: ClinicStore, pen: Pen) -> None:
    move(store, pen, moved(MoveKind.RECEIPT, line("L1", 9), line("L2", 30), line("L3", 30, SOON)))
    write(store, pen, EventType.VISIT_RECORDED, visit("L1", 4).to_plain())
    write(store, pen, EventType.VISIT_RECORDED, visit("L2", 4).to_plain())
    book = store.records.stock
    day = book.day(TODAY)
    low = {one.held.code: one.lasts_days() for one in book.shelf(StockView.LOW, day, 50)}
    assert "L1" not in low  # 5 left at 4 in four weeks last 35 days
    write(store, pen, EventType.VISIT_RECORDED, visit("L1", 4).to_plain())
    low = {one.held.code: one.lasts_days() for one in book.shelf(StockView.LOW, day, 50)}
    assert low["L1"] == 3
    assert [one.held.code for one in book.shelf(StockView.EXPIRING, day, 50)] == ["L3"]
    counts = book.counts(day)
    assert (counts.low, counts.expiring) == (len(low), 1)
    everything = book.shelf(StockView.ALL, day, 50)
    assert counts.kept == len(everything)
    assert [book.shelf(StockView.ALL, day, 1, 1)[0]] == list(everything[1:2])


def test_a_movement_of_a_newer_program_is_kept_and_not_shown(store: ClinicStore, pen: Pen) -> None:
    known = len(store.records.stock.moves(50))
    write(
        store, pen, EventType.STOCK_MOVED, {**moved(MoveKind.LOSS, line("N1", 1)).to_plain(), "kind": "lent"}
    )
    write(store, pen, EventType.STOCK_MOVED, {"kind": "receipt"})
    assert len(store.records.stock.moves(50)) == known


def test_a_lost_cache_says_the_same_again(store: ClinicStore, folder: Path) -> None:
    book = store.records.stock
    before = [(one.held, one.used) for one in book.shelf(StockView.ALL, book.day(TODAY), 50)]
    store.close()
    (folder / CACHE).unlink()
    again = open_clinic(desk_in(folder), DOCTOR, PASSWORD)
    book = again.records.stock
    assert [(one.held, one.used) for one in book.shelf(StockView.ALL, book.day(TODAY), 50)] == before
    again.close()
