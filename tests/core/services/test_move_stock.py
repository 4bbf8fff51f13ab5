"""Nothing comes into the books of stock that cannot be, and a file says of every row what is the matter."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.clinic import Clinic
from core.errors import Refusal
from core.ids import EventId
from core.roles import Role
from core.services.bring_in_stock import StockOrder, bring_in_stock, cancel_by_id, list_moves, list_stock
from core.services.move_stock import line_of, preview_sheet, record_move
from core.stock.book import MoveState, StockDay, StockView
from core.stock.entry import StockEntry, StockSheet, TypedLine
from core.stock.move import MoveKind, StockLine
from core.training.catalogue import training_catalogue
from tests.ui.fake_desk import TODAY, FakeDesk, FakeOpenDesk, township

DRUG = next(one for one in training_catalogue() if one.name == "阿莫西林胶囊")
BOX, OTHER = "8" * 20, "9" * 20
SOON = date(2027, 12, 31)


@pytest.fixture
def clinic() -> Clinic:
    return FakeOpenDesk(FakeDesk(), township().clinics[0].user).clinic


def typed(quantity: str = "5", number: int = 1, **told: str) -> TypedLine:
    usual = {"code": DRUG.code, "name": "", "specification": "", "batch": "A", "expires": "2027-12"}
    return TypedLine(number=number, quantity=quantity, **{**usual, **told})


def entry(kind: MoveKind, *lines: StockLine, **more: str) -> StockEntry:
    return StockEntry(kind, TODAY, lines, **more)


def line(quantity: int, *boxes: str, batch: str = "A") -> StockLine:
    return StockLine(DRUG.code, DRUG.name, DRUG.specification, DRUG.unit, quantity, batch, SOON, boxes)


def refusal_of(clinic: Clinic, one: StockEntry) -> str:
    with pytest.raises(Refusal) as caught:
        record_move(clinic, one)
    return caught.value.code


def received(clinic: Clinic, *lines: StockLine, **more: str) -> MoveState:
    return record_move(clinic, entry(MoveKind.RECEIPT, *lines, **more))


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (typed(code="nothing"), "stock_item_unknown"),
        (typed(code="", name="没有的药"), "stock_item_unknown"),
        (typed("0"), "stock_quantity_not_readable"),
        (typed(expires="明年"), "stock_expiry_not_readable"),
        (typed(boxes="123"), "stock_box_not_a_code"),
        (typed("1", boxes=f"{BOX} {OTHER}"), "stock_more_boxes"),
        (typed(batch="x" * 101), "stock_text_too_long"),
    ],
)
def test_a_line_that_cannot_be_is_refused(clinic: Clinic, one: TypedLine, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        line_of(clinic, MoveKind.RECEIPT, one)
    assert caught.value.code == code


def test_a_line_takes_the_words_of_the_catalogue_and_counts_its_boxes(clinic: Clinic) -> None:
    made = line_of(clinic, MoveKind.RECEIPT, typed("", code="", name=DRUG.name, boxes=f"{BOX}，{OTHER}"))
    assert made == line(2, BOX, OTHER)


def test_documents_that_cannot_be_are_refused(clinic: Clinic) -> None:
    received(clinic, line(5, BOX), document="CK-1", partner="药库")
    cases = [
        (entry(MoveKind.RECEIPT), "stock_lines_missing"),
        (entry(MoveKind.RECEIPT, *[line(1)] * 501), "stock_lines_too_many"),
        (replace(entry(MoveKind.RECEIPT, line(1)), on=TODAY + timedelta(days=1)), "stock_day_impossible"),
        (entry(MoveKind.LOSS, line(1)), "stock_reason_missing"),
        (entry(MoveKind.LOSS, line(6), reason="破损"), "stock_more_than_there"),
        (entry(MoveKind.RETURN, line(3), line(3)), "stock_more_than_there"),
        (entry(MoveKind.RETURN, line(1, batch="B")), "stock_more_than_there"),
        (entry(MoveKind.RECEIPT, line(1), document="CK-1", partner="药库"), "stock_document_twice"),
        (entry(MoveKind.RECEIPT, line(1, BOX)), "stock_box_known"),
        (entry(MoveKind.RECEIPT, line(1, OTHER), line(1, OTHER, batch="B")), "stock_box_twice"),
        (entry(MoveKind.RECEIPT, replace(line(1), expires=date(2026, 1, 1))), "stock_expired_already"),
        (entry(MoveKind.COUNT, line(1), line(2)), "stock_batch_twice"),
    ]
    assert [refusal_of(clinic, one) for one, _ in cases] == [code for _, code in cases]
    assert len(clinic.records.stock.moves(10)) == 1
    assistant = replace(clinic, staff=replace(clinic.staff, role=Role.ASSISTANT))
    assert refusal_of(assistant, entry(MoveKind.RECEIPT, line(1))) == "not_permitted"


def test_a_count_notes_what_the_books_said_and_what_was_not_found(clinic: Clinic) -> None:
    received(clinic, line(5), line(2, batch="B"))
    counted = record_move(clinic, entry(MoveKind.COUNT, line(4))).move
    assert [(one.batch, one.quantity, one.booked) for one in counted.lines] == [("A", 4, 5), ("B", 0, 2)]


def test_a_file_says_of_every_row_what_is_the_matter(clinic: Clinic) -> None:
    rows = (typed("5", 2, boxes=BOX), typed("x", 3), typed("1", 4, boxes=BOX), typed("1", 5, batch="B"))
    preview = preview_sheet(clinic, MoveKind.RECEIPT, TODAY, StockSheet(rows, ("备注",)))
    said = [one.stop.code if one.stop else "" for one in preview.lines]
    assert said == ["", "stock_quantity_not_readable", "stock_box_twice", ""]
    assert clinic.records.stock.moves(10) == []


def test_a_drug_one_batch_of_which_was_not_filled_in_is_not_counted_at_all(clinic: Clinic) -> None:
    sheet = StockSheet((typed("5", 2), typed("", 3, batch="B")))
    preview = preview_sheet(clinic, MoveKind.COUNT, TODAY, sheet)
    assert [one.stop.code for one in preview.lines if one.stop] == [
        "stock_count_incomplete",
        "stock_quantity_not_readable",
    ]


def test_a_command_writes_a_file_down_only_where_all_of_it_can_be(clinic: Clinic) -> None:
    sheet = StockSheet(
        (typed("5", 2, document="CK-9", partner="药库"), typed("x", 3, document="CK-9", partner="药库"))
    )
    order = StockOrder(MoveKind.RECEIPT)
    with pytest.raises(Refusal, match="stock_rows_refused"):
        bring_in_stock(clinic, order, sheet)
    assert bring_in_stock(clinic, replace(order, only_preview=True), sheet)["saved"] is False
    done = bring_in_stock(clinic, replace(order, good_only=True), sheet)
    assert (done["saved"], done["refused"][0]["row"]) == (True, 3)
    (drug,) = list_stock(clinic, StockView.ALL)["drugs"]
    assert (drug["quantity"], drug["lasts_days"]) == (5, None)
    (move,) = list_moves(clinic, 10)
    assert (move["document"], move["cancelled"]) == ("CK-9", False)
    cancel_by_id(clinic, done["event_id"], "录错")
    assert list_stock(clinic, StockView.ALL)["drugs"] == []
    known, unknown = EventId(done["event_id"]), EventId("0" * 32)
    for event_id, code in ((known, "stock_move_cancelled"), (unknown, "stock_move_not_here")):
        with pytest.raises(Refusal, match=code):
            cancel_by_id(clinic, event_id, "录错")


def test_the_township_may_say_what_is_low() -> None:
    told = {"stock_low_days": 7, "stock_expiring_days": "soon"}
    assert StockDay.of(TODAY, told) == StockDay(TODAY, 7, 90)
