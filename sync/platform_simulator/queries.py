"""Looking back: one settlement, 5203, and the totals of a span of days, 3201."""

import json
from decimal import Decimal
from typing import Any

from sync.platform_simulator import layouts
from sync.platform_simulator.exchange import Exchange, in_yuan
from sync.platform_simulator.refused import Refused

AGREES = "000000"
DIFFERS = "000103"


def find_settlement(exchange: Exchange) -> dict[str, Any]:
    """5203: a settlement by its number, or the standing one of a visit where the place allows that."""
    node = exchange.node("data", layouts.SETTLEMENT_QUERY)
    exchange.person(node["psn_no"])
    if not node["setl_id"] and exchange.rules.query_needs_settlement:
        raise Refused("FSI-结算ID不能为空[setl_id]")
    row = exchange.one(
        "select * from settlements where psn_no = ? and mdtrt_id = ? and fixmedins_code = ?"
        " and case when ? then setl_id = ? else state = 'effective' end and state != 'reversed'",
        node["psn_no"],
        node["mdtrt_id"],
        exchange.institution,
        bool(node["setl_id"]),
        node["setl_id"],
    )
    if row is None:
        return {"setlinfo": None, "setldetail": []}
    answer: dict[str, Any] = json.loads(row["answer"], parse_float=Decimal)
    answer["setlinfo"]["refd_setl_flag"] = "0" if row["state"] == "effective" else "1"
    return answer


def check_totals(exchange: Exchange) -> dict[str, Any]:
    """3201: compare what the institution counted with this ledger, cancellations as negative rows."""
    node = exchange.node("stmtinfo" if "stmtinfo" in exchange.given else "data", layouts.TOTALS)
    row = exchange.one(
        "select count(*), coalesce(sum(sign * sum_fen), 0), coalesce(sum(sign * fund_fen), 0),"
        " coalesce(sum(sign * acct_fen), 0) from (select *,"
        " case state when 'cancellation' then -1 else 1 end as sign from settlements"
        " where state != 'reversed' and fixmedins_code = ? and insutype = ? and clr_optins = ?"
        " and substr(setl_time, 1, 10) between ? and ?)",
        exchange.institution,
        node["insutype"],
        node["setl_optins"],
        node["stmt_begndate"],
        node["stmt_enddate"],
    )
    assert row is not None  # noqa: S101  an aggregate always gives one row
    ours = (row[0], *(in_yuan(fen) for fen in row[1:]))
    told = (
        node["fixmedins_setl_cnt"],
        node["medfee_sumamt"],
        node["fund_pay_sumamt"],
        node["acct_pay"],
    )
    return {
        "stmtinfo": {
            "setl_optins": node["setl_optins"],
            "stmt_rslt": AGREES if told == ours else DIFFERS,
            "stmt_rslt_dscr": "平" if told == ours else "金额或笔数不一致",
        }
    }
