"""Comparing an institution's books with this ledger: totals 3201, details 3202, and the files 9101, 9102.

A cancellation counts as a negative row on its own day; what was reversed never happened.
"""

import base64
import io
import sqlite3
import zipfile
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from sync.platform_simulator import layouts
from sync.platform_simulator.exchange import Exchange, in_yuan
from sync.platform_simulator.refused import Refused
from sync.platform_simulator.tables import next_number

AGREES = "000000"
ONLY_HERE = "000101"
ONLY_TOLD = "000102"
DIFFERS = "000103"
_WORDS = {AGREES: "平", ONLY_HERE: "中心有、医院无", ONLY_TOLD: "医院有、中心无", DIFFERS: "金额不一致"}
_COLUMNS = 7
_CATALOGUE = "plc"
"""The name every file of the catalogue is asked for by."""
_LARGEST_FILE = 20_000_000
_COUNTED = (
    "select *, case state when 'cancellation' then -1 else 1 end as sign from settlements"
    " where state != 'reversed' and fixmedins_code = ? and clr_optins = ?"
    " and substr(setl_time, 1, 10) between ? and ? and (? is null or (state = 'cancellation') = (? = '1'))"
)
_TOTALS = (
    "select count(*), coalesce(sum(sign * sum_fen), 0), coalesce(sum(sign * fund_fen), 0),"  # noqa: S608  ours
    f" coalesce(sum(sign * acct_fen), 0) from ({_COUNTED} and insutype = ?)"
)


def check_totals(exchange: Exchange) -> dict[str, Any]:
    """3201: compare what the institution counted with this ledger."""
    node = exchange.node("stmtinfo" if "stmtinfo" in exchange.given else "data", layouts.TOTALS)
    row = exchange.one(_TOTALS, *_span(exchange, node), node["insutype"])
    assert row is not None  # noqa: S101  an aggregate always gives one row
    ours = (row[0], *(in_yuan(fen) for fen in row[1:]))
    names = ("fixmedins_setl_cnt", "medfee_sumamt", "fund_pay_sumamt", "acct_pay")
    agrees = tuple(node[name] for name in names) == ours
    return {
        "stmtinfo": {
            "setl_optins": node["setl_optins"],
            "stmt_rslt": AGREES if agrees else DIFFERS,
            "stmt_rslt_dscr": "平" if agrees else "金额或笔数不一致",
        }
    }


def upload_file(exchange: Exchange) -> dict[str, Any]:
    """9101: keep a file and give its number."""
    node = exchange.node("fsUploadIn", layouts.FILE_UPLOAD)
    content = _bytes(exchange.given["fsUploadIn"].get("in"))
    number = _keep(exchange, node["filename"], content)
    return {**number, "fixmedins_code": node["fixmedins_code"]}


def check_details(exchange: Exchange) -> dict[str, Any]:
    """3202: compare an uploaded list with this ledger, row by row, and keep the outcome as a file."""
    node = exchange.node("data", layouts.DETAILS)
    file = exchange.one(
        "select * from files where file_qury_no = ? and fixmedins_code = ?",
        node["file_qury_no"],
        exchange.institution,
    )
    if file is None:
        raise Refused("FSI-文件查询号不存在[file_qury_no]")
    told = _rows_of(file["content"])
    totals = (
        len(told),
        sum((amounts[0] for amounts in told.values()), Decimal(0)),
        sum((amounts[1] for amounts in told.values()), Decimal(0)),
    )
    if totals != (node["fixmedins_setl_cnt"], node["medfee_sumamt"], node["fund_pay_sumamt"]):
        raise Refused("FSI-文件合计与上传汇总不一致[medfee_sumamt]")
    lines = _compared(exchange.db.execute(_COUNTED, _span(exchange, node)).fetchall(), told)
    content = _zipped("\n".join("\t".join(line) for line in lines))
    return {"fileinfo": _keep(exchange, f"{node['file_qury_no']}_result.txt.zip", content)}


def file_content(exchange: Exchange) -> bytes:
    """9102: give a file that was kept for this sender."""
    node = exchange.node("fsDownloadIn", layouts.FILE_DOWNLOAD)
    file = exchange.one(
        "select content, filename from files where file_qury_no = ? and fixmedins_code = ?",
        node["file_qury_no"],
        exchange.institution,
    )
    if file is None:
        raise Refused("FSI-文件查询号不存在[file_qury_no]")
    if (file["filename"] == _CATALOGUE) != (node["filename"] == _CATALOGUE):
        raise Refused("FSI-文件名不正确[filename]")
    return bytes(file["content"])


def _span(exchange: Exchange, node: Mapping[str, Any]) -> tuple[Any, ...]:
    """Give what is counted: all, or where a flag tells them apart, settlements or cancellations alone."""
    flag = node["refd_setl_flag"]
    return exchange.institution, node["setl_optins"], node["stmt_begndate"], node["stmt_enddate"], flag, flag


Told = dict[tuple[str, str], tuple[Decimal, Decimal, Decimal, str, str]]
"""By settlement and whether it is a refund: total, fund, account; visit and person as they were told."""


def _rows_of(content: bytes) -> Told:
    told: Told = {}
    for line in _unzipped(content).splitlines():
        cells = ["" if cell == "null" else cell for cell in line.split("\t")]
        if len(cells) < _COLUMNS or (cells[0], cells[6]) in told:
            raise Refused("FSI-文件格式错误[fileBO]")
        try:
            total, fund, account = (Decimal(cell) for cell in cells[3:6])
        except InvalidOperation:
            raise Refused("FSI-文件格式错误[fileBO]") from None
        told[cells[0], cells[6]] = (total, fund, account, cells[1], cells[2])
    return told


def _compared(rows: list[sqlite3.Row], told: Told) -> list[tuple[str, ...]]:
    left, lines = dict(told), []
    for row in rows:
        refund = "1" if row["state"] == "cancellation" else "0"
        ours = tuple(in_yuan(row["sign"] * row[name]) for name in ("sum_fen", "fund_fen", "acct_fen"))
        theirs = left.pop((row["setl_id"], refund), None)
        verdict = ONLY_HERE if theirs is None else (AGREES if theirs[:3] == ours else DIFFERS)
        place = (row["psn_no"], row["mdtrt_id"], row["setl_id"], row["msgid"])
        lines.append((*place, verdict, refund, _WORDS[verdict], *(f"{one:.2f}" for one in ours)))
    for (settlement, refund), (*_, visit, person) in left.items():
        nothing = ("null",) * 3
        lines.append(
            (person, visit, settlement, "null", ONLY_TOLD, refund, _WORDS[ONLY_TOLD], *nothing),
        )
    return lines


def _keep(exchange: Exchange, name: str, content: bytes) -> dict[str, Any]:
    number = f"fsi{next_number(exchange.db, 'file_qury_no'):020d}"
    exchange.db.execute(
        "insert into files values (?, ?, ?, ?)", (number, exchange.institution, name, content)
    )
    end = f"{exchange.now:%Y-%m-%d} 23:59:59"
    return {"file_qury_no": number, "filename": name, "dld_endtime": end}


def _bytes(given: Any) -> bytes:
    """Read a file as either kind of client writes its bytes: numbers, or base64."""
    try:
        content = base64.b64decode(given, validate=True) if isinstance(given, str) else bytes(given)
    except (ValueError, TypeError):
        raise Refused("FSI-文件数据不能为空[in]") from None
    if not content:
        raise Refused("FSI-文件数据不能为空[in]")
    return content


def _unzipped(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            (only,) = archive.infolist()
            if only.file_size > _LARGEST_FILE:
                raise Refused("FSI-文件过大[fileBO]")
            return archive.read(only).decode("utf-8")
    except (zipfile.BadZipFile, ValueError):
        raise Refused("FSI-文件格式错误[fileBO]") from None


def _zipped(text: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("result.txt", text)
    return packed.getvalue()
