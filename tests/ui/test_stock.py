"""药品库存 at the desk, by the keyboard alone: a delivery, a count, a file, a slip taken back."""

from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView

from core.events import EventType
from core.stock.move import MoveKind, read_stock_move
from sync.codec import CborCodec
from tests.ui.fake_desk import FakeDesk
from tests.ui.person import PersonAtDesk
from ui.screens.stock_entry import StockEntryScreen
from ui.screens.stock_list import StockListScreen

_CODEC = CborCodec()
BOX = "8" * 20


def rows(person: PersonAtDesk, table: str = "stock_table") -> list[list[str]]:
    model = person.find(table, QTableView).model()
    columns = range(model.columnCount())
    return [[str(model.index(row, one).data()) for one in columns] for row in range(model.rowCount())]


def to_stock(person: PersonAtDesk) -> None:
    person.press_keys("Ctrl+5")
    person.wait_to_see("stock_list")
    person.rest()


def begin(person: PersonAtDesk, key: Qt.Key) -> None:
    person.press(key)
    person.wait_to_see("stock_entry")
    person.rest()


def enter(person: PersonAtDesk, *texts: str) -> None:
    for text in texts:
        person.write(text)
        person.press(Qt.Key.Key_Return)
        person.rest()


def save(person: PersonAtDesk) -> None:
    person.press(Qt.Key.Key_F9)
    person.wait_to_see("stock_list")
    person.rest()


def test_a_delivery_a_count_and_a_slip_taken_back(person: PersonAtDesk, desk: FakeDesk) -> None:
    to_stock(person)
    assert "还没有记过库存" in person.reads("stock_empty")
    person.press_keys("Ctrl+P")
    person.wait_to_see("price_board_screen")
    assert person.reads("price_board_title") == "医疗服务和药品价格公示"
    person.press(Qt.Key.Key_Escape)
    person.wait_to_see("stock_list")
    person.rest()
    begin(person, Qt.Key.Key_F7)
    assert person.focus_name() == "stock_drug"
    person.pick("stock_drug", "阿莫西林")
    person.wait(lambda: person.focus_name() == "stock_batch")
    enter(person, "A01", "2027-12", "20")
    assert person.focus_name() == "stock_box"
    enter(person, BOX, "")
    assert [row[2:6] for row in rows(person, "stock_lines_table")] == [["A01", "2027-12-31", "20 盒", "1 盒"]]
    assert person.focus_name() == "stock_drug"
    save(person)
    (draft,) = [one for one in desk.memory.beside if one.type == EventType.STOCK_MOVED]
    move = read_stock_move(_CODEC.decode(draft.body))
    assert (move.kind, move.lines[0].quantity, move.lines[0].trace_codes) == (MoveKind.RECEIPT, 20, (BOX,))
    assert desk.memory.drafts == {}
    assert rows(person)[0][2:5] == ["20 盒", "A01", "2027-12-31"]

    desk.clock.moment += timedelta(hours=1)
    begin(person, Qt.Key.Key_F8)
    person.pick("stock_drug", "阿莫西林")
    person.wait(lambda: person.focus_name() == "stock_quantity")
    assert person.field("stock_batch").text() == "A01"
    assert "账面：A01 20 盒" in person.reads("stock_there")
    enter(person, "18")
    save(person)
    assert rows(person)[0][2] == "18 盒"

    person.click("stock_view_moves")
    person.wait(lambda: len(rows(person, "stock_moves_table")) == 2)
    assert "（账面 20）" in person.reads("stock_detail")
    person.click("stock_cancel_open")
    person.write("数错了")
    person.press(Qt.Key.Key_Return)
    person.wait(lambda: "盘点·作废" in [row[1] for row in rows(person, "stock_moves_table")])
    person.click("stock_view_all")
    person.wait(lambda: rows(person)[0][2] == "20 盒")


def test_a_file_is_looked_at_before_it_is_taken(person: PersonAtDesk, desk: FakeDesk, tmp_path: Path) -> None:
    file = tmp_path / "出库单.csv"
    lines = (
        "药库出库单,,,,",
        "药品名称,规格,生产批号,有效期至,数量,单号,备注",
        "阿莫西林胶囊,,B2,2027.06,30,CK-7,x",
        "没有的药,,B3,2027.06,10,CK-7,",
        "阿莫西林胶囊,,B4,昨天,10,CK-7,",
    )
    file.write_text("\n".join(lines), "utf-8")
    to_stock(person)
    begin(person, Qt.Key.Key_F7)
    person.find("stock_entry", StockEntryScreen).read_file(file)
    person.wait_to_read("stock_problem", "读到 1 行可以记入，2 行不能记入")
    assert "没有用到的列：备注" in person.reads("stock_problem")
    said = [row[6] for row in rows(person, "stock_lines_table")]
    assert said[0] == ""
    assert said[1].startswith("第 4 行：目录里没有")
    assert "有效期看不懂" in said[2]
    assert person.field("stock_document").text() == "CK-7"
    save(person)
    begin(person, Qt.Key.Key_F7)
    person.find("stock_entry", StockEntryScreen).read_file(file)
    person.wait_to_read("stock_problem", "读到 1 行")
    person.press(Qt.Key.Key_F9)
    person.wait_to_read("stock_problem", "单据 CK-7 已经记过一次")
    person.press(Qt.Key.Key_Escape)
    person.wait_to_see("stock_list")
    person.rest()
    assert list(desk.memory.drafts) == ["stock:receipt"]
    begin(person, Qt.Key.Key_F7)
    assert "接着上次" in person.reads("stock_problem")
    assert len(rows(person, "stock_lines_table")) == 1

    person.press(Qt.Key.Key_Escape)
    person.wait_to_see("stock_list")
    sheet = tmp_path / "库存表.xlsx"
    person.find("stock_list", StockListScreen).export_to(sheet)
    person.wait_to_read("stock_list_problem", "库存表已保存到 库存表.xlsx")
    assert "B2\t2027-06-30\t30\t" in sheet.read_text("utf-8")


def test_nothing_is_written_that_cannot_be(person: PersonAtDesk, desk: FakeDesk) -> None:
    to_stock(person)
    begin(person, Qt.Key.Key_F7)
    person.press(Qt.Key.Key_F9)
    person.wait_to_read("stock_problem", "还没有药品")
    person.pick("stock_drug", "阿莫西林")
    person.wait(lambda: person.focus_name() == "stock_batch")
    enter(person, "A", "2025-01", "5")
    enter(person, "")
    person.press(Qt.Key.Key_F9)
    person.wait_to_read("stock_problem", "已经过了有效期")
    assert desk.memory.beside == []
