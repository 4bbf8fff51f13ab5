"""Fee lines: what the platform makes of each, 2204, and taking them back, 2205."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sync.platform_simulator import layouts
from sync.platform_simulator.exchange import Exchange, in_fen, rounded
from sync.platform_simulator.fields import Node, read_json
from sync.platform_simulator.mappings import require_mapping
from sync.platform_simulator.refused import Refused
from sync.platform_simulator.rules import Item

_OUTSIDE = "03"
_SPLIT_OFF = "2"
ALL_UNSETTLED = "0000"
_TRACE = re.compile(r"\d{20}", re.ASCII)
_FORGET_TRACES = (
    "delete from traces where mdtrt_id = ? and not exists (select 1 from fee_lines f"
    " where f.mdtrt_id = traces.mdtrt_id and f.feedetl_sn = traces.feedetl_sn)"
)


@dataclass(frozen=True, slots=True)
class Split:
    """One line's amount in CNY, in four parts that add up to it."""

    own: Decimal
    over: Decimal
    pre: Decimal
    within: Decimal


def split(node: Node, item: Item) -> Split:
    """Divide a line: outside the catalogue, over the ceiling, the patient's first share, the rest."""
    amount = node["det_item_fee_sumamt"]
    nothing = Decimal(0)
    if item.grade == _OUTSIDE or node["hosp_appr_flag"] == _SPLIT_OFF:
        return Split(amount, nothing, nothing, nothing)
    over = nothing
    if item.ceiling is not None and node["pric"] > item.ceiling:
        over = rounded((node["pric"] - item.ceiling) * node["cnt"])
    pre = rounded((amount - over) * item.selfpay_ratio)
    return Split(nothing, over, pre, amount - over - pre)


def upload_lines(exchange: Exchange) -> dict[str, Any]:
    """2204: take the lines of one batch and answer their split."""
    nodes = exchange.nodes("feedetail", layouts.FEE_LINE)
    first = nodes[0]
    if any((n["mdtrt_id"], n["psn_no"]) != (first["mdtrt_id"], first["psn_no"]) for n in nodes):
        raise Refused("FSI-同一批次只能上传一次就诊的费用[mdtrt_id]")
    exchange.person(first["psn_no"])
    registration = exchange.registration(first["mdtrt_id"], first["psn_no"])
    if registration["med_type"] is None:
        raise Refused("FSI-请先上传就诊信息[mdtrt_id]")
    return {"result": [_take(exchange, registration, node) for node in nodes]}


def _take(exchange: Exchange, registration: Any, node: Node) -> dict[str, Any]:
    item = exchange.rules.item(node["med_list_codg"])
    if item is None:
        raise Refused(f"FSI-医疗目录编码{node['med_list_codg']}不存在或未对照[med_list_codg]")
    require_mapping(exchange, node["medins_list_codg"], node["med_list_codg"])
    _check_line(exchange, registration, node)
    parts = split(node, item)
    for code in _traces(exchange, node):
        place = (node["mdtrt_id"], node["feedetl_sn"], code)
        exchange.db.execute("insert into traces values (?, ?, ?)", place)
    exchange.db.execute(
        "insert into fee_lines values (?, ?, ?, ?, ?, ?, ?, ?, ?, null)",
        (
            node["mdtrt_id"],
            node["feedetl_sn"],
            node["chrg_bchno"],
            node["dise_codg"],
            in_fen(node["det_item_fee_sumamt"]),
            in_fen(parts.own),
            in_fen(parts.over),
            in_fen(parts.pre),
            in_fen(parts.within),
        ),
    )
    return {
        "feedetl_sn": node["feedetl_sn"],
        "det_item_fee_sumamt": node["det_item_fee_sumamt"],
        "cnt": node["cnt"],
        "pric": node["pric"],
        "pric_uplmt_amt": Decimal(999999) if item.ceiling is None else item.ceiling,
        "selfpay_prop": item.selfpay_ratio,
        "fulamt_ownpay_amt": parts.own,
        "overlmt_amt": parts.over,
        "preselfpay_amt": parts.pre,
        "inscp_scp_amt": parts.within,
        "chrgitm_lv": item.grade,
        "med_chrgitm_type": item.charge_kind,
        "lmt_used_flag": "0",
    }


def _traces(exchange: Exchange, node: Node) -> list[str]:
    """Read the trace codes of a line: 20 digits each, and each box once; other extensions may stand alone."""
    field, text = exchange.rules.trace_field, node["exp_content"]
    if not field or not text:
        return []
    told = read_json(text)
    codes = told.get(field, [] if told else None) if isinstance(told, dict) else None
    if not isinstance(codes, list) or not all(isinstance(c, str) and _TRACE.fullmatch(c) for c in codes):
        raise Refused(f"FSI-药品追溯码格式错误[{field}]")
    for code in codes:
        if exchange.one("select 1 from traces where code = ?", code) or codes.count(code) > 1:
            raise Refused(f"FSI-药品追溯码{code}已使用[{field}]")
    return codes


def _check_line(exchange: Exchange, registration: Any, node: Node) -> None:
    if rounded(node["cnt"] * node["pric"]) != node["det_item_fee_sumamt"]:
        raise Refused("FSI-数量乘以单价与明细金额不一致[det_item_fee_sumamt]")
    if node["cnt"] <= 0 or node["pric"] < 0:
        raise Refused("FSI-数量或单价不正确[cnt]")
    if node["chrg_bchno"] == ALL_UNSETTLED:
        raise Refused("FSI-收费批次号不可用[chrg_bchno]")
    if not exchange.rules.practises(node["bilg_dr_codg"]):
        raise Refused("FSI-开单医生编码不存在[bilg_dr_codg]")
    if node["dise_codg"] != registration["dise_codg"]:
        raise Refused("FSI-同一批次的病种编码应与就诊信息一致[dise_codg]")
    if node["fee_ocur_time"][:10] < registration["begntime"][:10]:
        raise Refused("FSI-费用发生时间早于就诊时间[fee_ocur_time]")
    sql = "select 1 from fee_lines where mdtrt_id = ? and feedetl_sn = ?"
    if exchange.one(sql, node["mdtrt_id"], node["feedetl_sn"]):
        raise Refused("FSI-费用明细流水号重复[feedetl_sn]")
    sql = "select 1 from fee_lines where mdtrt_id = ? and chrg_bchno = ? and setl_id is not null"
    if exchange.one(sql, node["mdtrt_id"], node["chrg_bchno"]):
        raise Refused("FSI-该收费批次已结算[chrg_bchno]")


def cancel_lines(exchange: Exchange) -> None:
    """2205: take back the unsettled lines of a batch, or with `0000` all of the visit."""
    node = exchange.node("data", layouts.FEE_CANCEL)
    exchange.person(node["psn_no"])
    exchange.registration(node["mdtrt_id"], node["psn_no"])
    everything = node["chrg_bchno"] == ALL_UNSETTLED
    key = (node["mdtrt_id"], everything, node["chrg_bchno"])
    settled = "select 1 from fee_lines where mdtrt_id = ? and (? or chrg_bchno = ?) and setl_id is not null"
    if not everything and exchange.one(settled, *key):
        raise Refused("FSI-费用已结算,请先撤销结算[chrg_bchno]")
    unsettled = "delete from fee_lines where mdtrt_id = ? and (? or chrg_bchno = ?) and setl_id is null"
    gone = exchange.db.execute(unsettled, key).rowcount
    exchange.db.execute(_FORGET_TRACES, (node["mdtrt_id"],))
    if not gone and not everything:
        raise Refused("FSI-未查询到可撤销的费用明细[chrg_bchno]")
