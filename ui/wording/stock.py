"""Words of 药品库存: what is on the shelf, and what came in, went out and was counted."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from core.stock.book import MoveState, OnShelf, StockCounts, StockDay, StockView
from core.stock.entry import PreviewLine
from core.stock.held import Batch, Held
from core.stock.move import MoveKind, StockLine
from ui.wording.days import day_narrow
from ui.wording.reasons import sentence_for

TITLE = "药品库存"
LIST = "库存清单"
MOVES = "单据"
MOVES_LIST = "出入库单据"
VIEWS: Mapping[StockView, str] = {
    StockView.ALL: "全部",
    StockView.LOW: "快用完",
    StockView.EXPIRING: "近效期",
}
KINDS: Mapping[MoveKind, str] = {
    MoveKind.RECEIPT: "入库",
    MoveKind.COUNT: "盘点",
    MoveKind.RETURN: "退回药库",
    MoveKind.LOSS: "报损",
}
OPENERS: Mapping[MoveKind, str] = {
    MoveKind.RECEIPT: "入库 (F7)",
    MoveKind.COUNT: "盘点 (F8)",
    MoveKind.RETURN: "退回药库",
    MoveKind.LOSS: "报损",
}
COLUMNS = ("药品", "规格", "现有", "批号", "有效期", "够用", "价格")
MOVE_COLUMNS = ("日期", "种类", "单据号", "供货单位", "药品", "经手")
LINE_COLUMNS = ("药品", "规格", "批号", "有效期", "数量", "追溯码", "说明")
LINES = "单据上的药品"
EXPORT = "导出表格"
EXPORTED = "库存表已保存到 {file}。填好“数量”一列，可以在盘点里读入。"
WHERE = "保存库存表"
FILES = "Excel 工作簿 (*.xlsx)"
OPEN_FILE = "读入药库文件"
OPEN_FILES = "表格 (*.xlsx *.csv)"
FILE_NAME = "库存表-{day}.xlsx"
SHEET = "库存"
SHEET_TITLES = ("药品编码", "药品名称", "规格", "单位", "批号", "有效期", "账面数量", "数量")
EMPTY: Mapping[StockView, str] = {
    StockView.ALL: "还没有记过库存。收到药品按 F7 入库；已有的药品按 F8 盘点，从盘点那一刻算起。",
    StockView.LOW: "没有快用完的药品。",
    StockView.EXPIRING: "没有近效期的药品。",
}
NO_MOVES = "还没有出入库单据。"
CANCEL = "作废单据"
CANCEL_REASON = "作废原因"
CANCEL_HINT = "例如：录错、重复"
CANCELLED = "单据已作废，库存已重新计算"
DAY = "日期"
DOCUMENT = "单据号"
PARTNER = "供货单位"
REASON = "报损原因"
DRUG = "药品"
DRUG_HINT = "编码、名称或拼音首字母，回车选定"
BATCH = "批号"
EXPIRES = "有效期"
EXPIRES_HINT = "2027-12 或 2027-12-31"
QUANTITY = "数量"
BOXES = "追溯码"
BOXES_HINT = "扫码，回车加入"
ADD = "加入"
FROM_FILE = "读入文件 (F4)"
REMOVE = "移除 (Delete)"
SAVE = "记账 (F9)"
LEAVE = "放一边 (Esc)"
DRAFT_KEPT = "单据先放一边，内容已保留"
DRAFT_TAKEN_UP = "接着上次没写完的单据"
DOCTOR_SAVES = "您可以先录，由医生登录后记账。"
COUNT_IS_WHOLE = "盘点按药品整体记：这个药品没有列出的批号按 0 记。"
NO_DRUG = "先选药品"
UNKNOWN_TITLES = "没有用到的列：{titles}"

LIST_HELP = "库存清单：现有、批号、有效期、够用几天"
VIEW_HELP = "all（全部）、low（快用完）或 expiring（近效期）"
RECORD_HELP = "把药库的文件（XLSX 或 CSV）记成入库、盘点、退回或报损，格式见 docs/stock.md"
KIND_HELP = "receipt（入库）、count（盘点）、return（退回药库）或 loss（报损）"
FILE_HELP = "表格文件，至少有“药品名称”和“数量”两列"
ON_HELP = "单据日期；不写是今天"
DOCUMENT_HELP = "单据号；文件里有的不用写"
PARTNER_HELP = "供货单位；文件里有的不用写"
REASON_HELP = "报损原因"
PREVIEW_HELP = "只看会记入什么，不记账"
GOOD_ONLY_HELP = "有不能记入的行时，只记能记的"
MOVES_HELP = "列出出入库单据，最近的在前"
LIMIT_HELP = "最多列几张"
CANCEL_HELP = "作废一张出入库单据，原来的留在台账里"
EVENT_HELP = "单据编号，见 stock-moves"
CANCEL_REASON_HELP = "作废原因"
_SHOWN_BATCHES = 2


def counts_said(counts: StockCounts) -> str:
    """Say how things stand as a whole."""
    return f"在账 {counts.kept} 种 · 快用完 {counts.low} 种 · 近效期 {counts.expiring} 种"


def amount_said(held: Held) -> str:
    """Say how much is there."""
    return f"{held.quantity} {held.unit}".strip()


def shelf_cells(one: OnShelf, price: str, today: date) -> tuple[str, ...]:
    """Say a drug in the cells of the list."""
    held, lasts = one.held, one.lasts_days()
    batches = "、".join(batch.batch or "无批号" for batch in held.batches[:_SHOWN_BATCHES])
    more = f" 等 {len(held.batches)} 批" if len(held.batches) > _SHOWN_BATCHES else ""
    return (
        held.name,
        held.specification,
        amount_said(held),
        batches + more,
        _expiry_narrow(held.expires, today),
        "" if lasts is None else f"约 {lasts} 天",
        price,
    )


def expiry_said(expires: date | None, today: date) -> str:
    """Say when something expires, and that it has."""
    if expires is None:
        return ""
    return f"{expires.isoformat()} 已过期" if expires < today else expires.isoformat()


def _expiry_narrow(expires: date | None, today: date) -> str:
    return "已过期" if expires and expires < today else expiry_said(expires, today)


def shelf_detail(one: OnShelf, day: StockDay) -> str:
    """Say everything about a drug: its batches, what goes out, what the books lack."""
    held = one.held
    said = "；".join(batch_said(batch, held.unit, day.on) for batch in held.batches) or "没有了"
    used = f"近 28 天用出 {one.used} {held.unit}" if one.used else "近 28 天没有用出"
    lacking = f"用出的比账上多 {held.lacking} {held.unit}：可能有入库没有记，请盘点。" if held.lacking else ""
    return f"{held.name} {held.specification}：{said}。{used}。{lacking}"


def batch_said(batch: Batch, unit: str, today: date) -> str:
    """Say a batch."""
    expires = expiry_said(batch.expires, today)
    return f"{batch.batch or '无批号'} {batch.quantity} {unit}" + (f"（{expires}）" if expires else "")


def move_cells(state: MoveState, today: date) -> tuple[str, ...]:
    """Say a document in the cells of the list."""
    move = state.move
    mark = f"{KINDS[move.kind]}·作废" if state.cancelled else KINDS[move.kind]
    drugs = "、".join(dict.fromkeys(line.name for line in move.lines))
    return day_narrow(move.on, today), mark, move.document, move.partner, drugs, move.by_name


def move_detail(state: MoveState) -> str:
    """Say every line of a document."""
    move = state.move
    lines = "；".join(line_said(line) for line in move.lines)
    return f"{KINDS[move.kind]} {lines}" + (f"。原因：{move.reason}" if move.reason else "")


def line_said(line: StockLine) -> str:
    """Say a line; of a count also what the books said."""
    booked = "" if line.booked is None else f"（账面 {line.booked}）"
    parts = (line.name, line.batch, f"{line.quantity} {line.unit}{booked}")
    return " ".join(part for part in parts if part)


def line_cells(one: PreviewLine) -> tuple[str, ...]:
    """Say a line that is being written in the cells of its list."""
    line, typed = one.line, one.typed
    where = f"第 {typed.number} 行：" if typed.number else ""
    if line is None:
        said = where + (sentence_for(one.stop) if one.stop else "")
        return (
            typed.name or typed.code,
            *(typed.specification, typed.batch, typed.expires, typed.quantity),
            "",
            said,
        )
    expires = line.expires.isoformat() if line.expires else ""
    boxes = f"{len(line.trace_codes)} 盒" if line.trace_codes else ""
    return line.name, line.specification, line.batch, expires, f"{line.quantity} {line.unit}", boxes, ""


def there_said(held: Held | None, today: date) -> str:
    """Say what the books have of a drug that was picked."""
    if held is None:
        return "账上还没有这个药品。"
    return "账面：" + ("；".join(batch_said(one, held.unit, today) for one in held.batches) or "没有")


def read_said(good: int, bad: int, unknown: Sequence[str]) -> str:
    """Say what a file brought."""
    said = f"读到 {good} 行可以记入" + (f"，{bad} 行不能记入，见说明；记账时会略过。" if bad else "。")
    return said + (UNKNOWN_TITLES.format(titles="、".join(unknown)) if unknown else "")


def saved_said(kind: MoveKind, lines: int) -> str:
    """Say that a document is in the books."""
    return f"{KINDS[kind]}已记账，{lines} 行"


def sheet_cells(one: OnShelf) -> list[tuple[str, ...]]:
    """Give a drug as rows of the sheet: a batch each, the last column left for what is counted."""
    held = one.held
    batches = held.batches or (Batch("", None, 0),)
    return [
        (
            *(held.code, held.name, held.specification, held.unit, batch.batch),
            batch.expires.isoformat() if batch.expires else "",
            str(batch.quantity),
            "",
        )
        for batch in batches
    ]


def list_said(facts: Mapping[str, Any]) -> str:
    """Say the list of the command, a line a drug."""
    lines = [
        f"{one['name']} {one['specification']}  {one['quantity']} {one['unit']}"
        + ("" if one["lasts_days"] is None else f"  约 {one['lasts_days']} 天")
        + "".join(
            f"  [{batch['batch'] or '无批号'} {batch['expires']} {batch['quantity']}]"
            for batch in one["batches"]
        )
        for one in facts["drugs"]
    ]
    head = f"在账 {facts['kept']} 种，快用完 {facts['low']} 种，近效期 {facts['expiring']} 种。"
    return "\n".join((head, *lines))


def brought_in_said(facts: Mapping[str, Any]) -> str:
    """Say what a file brought."""
    head = "已记账" if facts["saved"] else "只是预览，没有记账"
    lines = [f"{head}：{len(facts['lines'])} 行，{len(facts['refused'])} 行不能记入。"]
    if facts["saved"]:
        lines.append(f"单据编号 {facts['event_id']}")
    lines += [f"第 {one['row']} 行 {one['name']}：{one['sentence']}" for one in facts["refused"]]
    if facts["unknown_titles"]:
        lines.append(UNKNOWN_TITLES.format(titles="、".join(facts["unknown_titles"])))
    return "\n".join(lines)


def move_line_said(facts: Mapping[str, Any]) -> str:
    """Say a document of the command's list on one line."""
    kind = KINDS.get(facts["kind"], facts["kind"])
    mark = "（已作废）" if facts["cancelled"] else ""
    drugs = "、".join(f"{line['name']} {line['quantity']}" for line in facts["lines"])
    return f"{facts['on']}  {kind}{mark}  {facts.get('document', '')}  {drugs}  {facts['event_id']}"


def cancelled_said(facts: Mapping[str, Any]) -> str:
    """Say that a document was taken back."""
    return f"单据 {facts['event_id']} 已作废。"
