"""What lies on the shelf follows from what was written, whatever was forgotten to be written."""

from datetime import date

import pytest

from core.errors import Refusal
from core.stock.entry import read_boxes, read_expiry, read_units
from core.stock.held import Batch, Change, Held, held_after
from core.stock.move import MoveKind, StockLine

DAY = date(2026, 11, 20)
SOON, LATER, PAST = date(2027, 1, 31), date(2028, 6, 30), date(2026, 10, 31)
BOX = "8" * 20


def line(quantity: int, batch: str = "A", expires: date | None = SOON, *boxes: str) -> StockLine:
    return StockLine("XA01", "阿莫西林胶囊", "0.25g*24", "盒", quantity, batch, expires, boxes)


def came(*lines: StockLine) -> Change:
    return Change(MoveKind.RECEIPT, DAY, lines)


def counted(*lines: StockLine) -> Change:
    return Change(MoveKind.COUNT, DAY, lines)


def went(quantity: int, *boxes: str, on: date = DAY) -> Change:
    return Change(None, on, quantity=quantity, trace_codes=boxes)


def after(*changes: Change) -> list[tuple[str, int]]:
    held = held_after(changes)
    assert held is not None
    return [(one.batch, one.quantity) for one in held.batches] + [("lacking", held.lacking)]


def test_what_expires_first_goes_first_and_what_has_expired_goes_last() -> None:
    shelf = came(line(2, "old", PAST), line(3, "soon", SOON), line(5, "later", LATER))
    assert after(shelf, went(4)) == [("old", 2), ("later", 4), ("lacking", 0)]


def test_a_scanned_box_goes_from_its_own_batch() -> None:
    shelf = came(line(3, "soon", SOON), line(2, "later", LATER, BOX))
    assert after(shelf, went(2, BOX)) == [("soon", 2), ("later", 1), ("lacking", 0)]


def test_what_went_out_before_its_receipt_was_written_comes_off_it() -> None:
    assert after(came(line(2)), went(5), came(line(10, "B", LATER))) == [("B", 7), ("lacking", 0)]
    assert after(came(line(2)), went(5)) == [("lacking", 3)]


def test_a_morning_before_the_first_receipt_of_the_day_was_written_counts_and_the_day_before_does_not() -> (
    None
):
    assert after(went(1), came(line(4))) == [("A", 3), ("lacking", 0)]
    assert after(went(1, on=date(2026, 11, 19)), came(line(4))) == [("A", 4), ("lacking", 0)]


def test_a_count_says_what_is_there_and_nothing_before_it_matters() -> None:
    assert after(came(line(9)), went(20), counted(line(4, "B", LATER))) == [("B", 4), ("lacking", 0)]
    assert after(went(3), counted(line(4))) == [("A", 4), ("lacking", 0)]
    assert after(counted(line(0)), went(1)) == [("lacking", 1)]


def test_what_is_thrown_away_goes_from_the_batch_that_is_named() -> None:
    loss = Change(MoveKind.LOSS, DAY, (line(1, "later", LATER),))
    assert after(came(line(3), line(2, "later", LATER)), loss) == [("A", 3), ("later", 1), ("lacking", 0)]


def test_a_drug_nothing_was_written_about_is_not_kept() -> None:
    assert held_after([went(3)]) is None


def test_a_drug_reads_back_as_it_was_written() -> None:
    held = Held("XA01", "阿莫西林胶囊", "", "盒", (Batch("A", None, 2), Batch("B", SOON, 1)), 1)
    assert (Held.from_plain(held.to_plain()), held.quantity, held.expires) == (held, 2, SOON)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2027-12-31", date(2027, 12, 31)),
        ("20271231", date(2027, 12, 31)),
        ("2027年12月3日", date(2027, 12, 3)),
        ("2027.02", date(2027, 2, 28)),
        ("202712", date(2027, 12, 31)),
        ("2027年6月", date(2027, 6, 30)),
        ("", None),
    ],
)
def test_a_day_of_expiry_is_read_as_it_stands_on_the_box(text: str, day: date | None) -> None:
    assert read_expiry(text) == day


@pytest.mark.parametrize("text", ["2027-13", "2027-02-30", "12.2027", "明年", "1027-12", "2027"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="stock_expiry_not_readable"):
        read_expiry(text)


def test_nothing_can_be_counted_but_not_received() -> None:
    assert read_units("0", MoveKind.COUNT) == 0
    for text in ("0", "-1", "", "一", "1.5", "100000", "٣"):
        with pytest.raises(Refusal, match="stock_quantity_not_readable"):
            read_units(text, MoveKind.RECEIPT)


def test_boxes_are_read_whatever_stands_between_them() -> None:
    other = "9" * 20
    assert read_boxes(f"{BOX}、{other}\n") == (BOX, other)
    with pytest.raises(Refusal, match="stock_box_twice"):
        read_boxes(f"{BOX} {BOX}")
    with pytest.raises(Refusal, match="stock_box_not_a_code"):
        read_boxes("123")
