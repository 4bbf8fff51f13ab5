"""出库单 of the central pharmacy, or a sheet of what was counted: read row by row as texts."""

from pathlib import Path

from core.errors import Refusal
from core.stock.entry import StockSheet, TypedLine
from core.stock.move import MOST_LINES
from sync.township.imports.cells import Column, Form, Row
from sync.township.imports.heads import head_in
from sync.township.imports.table_file import open_tables

STOCK = Form(
    "库存",
    (
        Column("code", "药品编码", ("编码", "商品编码", "药品代码", "本地编码", "院内编码")),
        Column("name", "药品名称", ("名称", "通用名", "商品名称", "品名"), required=True),
        Column("specification", "规格", ("药品规格", "包装规格")),
        Column("batch", "批号", ("生产批号", "产品批号", "批次", "批次号")),
        Column("expires", "有效期", ("有效期至", "效期", "失效日期", "有效期限", "失效期")),
        Column(
            "quantity", "数量", ("入库数量", "出库数量", "配送数量", "实盘数量", "盘点数量"), required=True
        ),
        Column("boxes", "追溯码", ("药品追溯码", "追溯码列表")),
        Column("document", "单据号", ("出库单号", "配送单号", "单号", "单据编号")),
        Column("partner", "供货单位", ("配送单位", "发货单位", "供应商")),
    ),
)
MOST_ROWS = 2 * MOST_LINES


def read_stock_sheet(file: Path) -> StockSheet:
    """Read a sheet of drugs from a workbook or CSV file; nothing is judged.

    Raises:
        Refusal: the codes of `open_tables`, `table_title_twice`, `table_titles_missing`, `cell_digits_lost`,
            `cell_too_long`, `table_file_too_large`.
        Hindrance: `table_file_not_read`.
    """
    with open_tables(file) as tables:
        head = head_in(STOCK, tables)
        rows: list[TypedLine] = []
        for number, cells in head.rows():
            if len(rows) == MOST_ROWS:
                raise Refusal("table_file_too_large")
            row = Row(STOCK, head.places, cells)
            texts = {column.key: row.text(column.key) for column in STOCK.columns}
            if any(texts.values()):
                rows.append(TypedLine(number, **texts))
        return StockSheet(tuple(rows), tuple(head.unknown))
