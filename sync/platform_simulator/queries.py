"""Looking back at one settlement: 5203."""

import json
from decimal import Decimal
from typing import Any

from sync.platform_simulator import layouts
from sync.platform_simulator.exchange import Exchange
from sync.platform_simulator.refused import Refused


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
