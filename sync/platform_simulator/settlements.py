"""Trial, settlement, its cancellation and the reversal of either: 2206, 2207, 2208, 2601."""

import json
import sqlite3
from decimal import Decimal
from typing import Any

from sync.platform_simulator import layouts
from sync.platform_simulator.exchange import Exchange, in_fen
from sync.platform_simulator.fields import Node
from sync.platform_simulator.payment import ASSISTANCE_FUND, Batch, Payment, batch_of, pay
from sync.platform_simulator.persons import identity_node
from sync.platform_simulator.refused import Refused
from sync.platform_simulator.registrations import benefit_hindrance
from sync.platform_simulator.tables import next_number

CLEARING_KIND = "11"
_FUND_NAMES = {
    "390100": "城乡居民基本医疗保险基金",
    "310100": "职工统筹基金",
    ASSISTANCE_FUND: "医疗救助基金",
}
_REVERSIBLE = ("2207", "2208")


def try_settlement(exchange: Exchange) -> dict[str, Any]:
    """2206: the amounts as they would be; nothing is kept."""
    node = exchange.node("data", layouts.TRIAL)
    registration, batch = _checked(exchange, node)
    payment = pay(exchange, registration, batch, node["acct_used_flag"] == "1")
    return _answer(exchange, node, payment)


def settle(exchange: Exchange) -> dict[str, Any]:
    """2207: settle a batch once."""
    node = exchange.node("data", layouts.SETTLEMENT)
    registration, batch = _checked(exchange, node)
    told = (
        node["fulamt_ownpay_amt"],
        node["overlmt_selfpay"],
        node["preselfpay_amt"],
        node["inscp_scp_amt"],
    )
    if told != (batch.own, batch.over, batch.pre, batch.within):
        raise Refused("FSI-分项金额与已上传费用明细不一致[inscp_scp_amt]")
    payment = pay(exchange, registration, batch, node["acct_used_flag"] == "1")
    setl_id = _new_id(exchange)
    answer = _answer(exchange, node, payment)
    answer["setlinfo"]["setl_id"] = setl_id
    _keep(exchange, registration, payment, node["chrg_bchno"], answer)
    exchange.db.execute(
        "update fee_lines set setl_id = ? where mdtrt_id = ? and chrg_bchno = ?",
        (setl_id, node["mdtrt_id"], node["chrg_bchno"]),
    )
    _move_balance(exchange, registration["psn_no"], registration["insutype"], -in_fen(payment.account))
    return answer


def cancel_settlement(exchange: Exchange) -> dict[str, Any]:
    """2208: undo by a negative row of its own; the lines are free again."""
    node = exchange.node("data", layouts.SETTLEMENT_CANCEL)
    exchange.person(node["psn_no"])
    exchange.registration(node["mdtrt_id"], node["psn_no"])
    row = exchange.one(
        "select * from settlements where setl_id = ? and mdtrt_id = ? and psn_no = ? and fixmedins_code = ?"
        " and (state = 'effective' or (state = 'cancelled' and not ?))",
        node["setl_id"],
        node["mdtrt_id"],
        node["psn_no"],
        exchange.institution,
        exchange.rules.settles_a_batch_once,
    )
    if row is None:
        raise Refused("FSI-结算信息不存在或已撤销[setl_id]")
    if exchange.one("select 1 from clearings where fixmedins_code = ? and month = ?", *_month_of(row)):
        raise Refused("FSI-该结算所在月份已清算,不能撤销[setl_id]")
    setl_id = _new_id(exchange)
    answer = _negative(json.loads(row["answer"], parse_float=Decimal))
    answer["setlinfo"].update(
        setl_id=setl_id,
        setl_time=f"{exchange.now:%Y-%m-%d %H:%M:%S}",
        medins_setl_id=exchange.head["msgid"],
    )
    exchange.db.execute("update settlements set state = 'cancelled' where setl_id = ?", (row["setl_id"],))
    _insert(
        exchange, {**dict(row), "setl_id": setl_id, "undoes": row["setl_id"], "state": "cancellation"}, answer
    )
    exchange.db.execute("update fee_lines set setl_id = null where setl_id = ?", (row["setl_id"],))
    _move_balance(exchange, row["psn_no"], row["insutype"], row["acct_fen"])
    return answer


def reverse(exchange: Exchange) -> None:
    """2601: make a settlement or its cancellation not have happened, by the message that asked for it."""
    node = exchange.node("data", layouts.REVERSAL)
    exchange.person(node["psn_no"])
    if node["oinfno"] not in _REVERSIBLE:
        raise Refused("FSI-该交易不支持冲正[oinfno]")
    state = "effective" if node["oinfno"] == "2207" else "cancellation"
    row = exchange.one(
        "select * from settlements where msgid = ? and psn_no = ? and state = ?",
        node["omsgid"],
        node["psn_no"],
        state,
    )
    if row is None:
        raise Refused("FSI-未查询到可冲正的原交易[omsgid]")
    exchange.db.execute("update settlements set state = 'reversed' where setl_id = ?", (row["setl_id"],))
    if state == "effective":
        exchange.db.execute("update fee_lines set setl_id = null where setl_id = ?", (row["setl_id"],))
        _move_balance(exchange, row["psn_no"], row["insutype"], row["acct_fen"])
        return
    exchange.db.execute("update settlements set state = 'effective' where setl_id = ?", (row["undoes"],))
    exchange.db.execute(
        "update fee_lines set setl_id = ? where mdtrt_id = ? and chrg_bchno = ?",
        (row["undoes"], row["mdtrt_id"], row["chrg_bchno"]),
    )
    _move_balance(exchange, row["psn_no"], row["insutype"], -row["acct_fen"])


def _checked(exchange: Exchange, node: Node) -> tuple[sqlite3.Row, Batch]:
    exchange.person(node["psn_no"])
    registration = exchange.registration(node["mdtrt_id"], node["psn_no"])
    if (node["med_type"], node["insutype"]) != (registration["med_type"], registration["insutype"]):
        raise Refused("FSI-医疗类别或险种与就诊信息不一致[med_type]")
    sql = "select 1 from fee_lines where mdtrt_id = ? and chrg_bchno = ? and setl_id is not null"
    if exchange.rules.settles_a_batch_once and exchange.one(sql, node["mdtrt_id"], node["chrg_bchno"]):
        raise Refused("FSI-该收费批次已结算[chrg_bchno]")
    batch = batch_of(exchange, node["mdtrt_id"], node["chrg_bchno"])
    if not batch.lines:
        raise Refused("FSI-未查询到未结算的费用明细[chrg_bchno]")
    if node["medfee_sumamt"] != batch.total:
        raise Refused("FSI-医疗费总额与费用明细合计不一致[medfee_sumamt]")
    if (registration["insutype"], registration["med_type"]) not in exchange.rules.benefits:
        raise Refused("FSI-该险种无此医疗类别的待遇[med_type]")
    if reason := benefit_hindrance(exchange, registration):
        raise Refused(f"FSI-待遇检查未通过:{reason}[trt_chk_rslt]")
    return registration, batch


def _answer(exchange: Exchange, node: Node, payment: Payment) -> dict[str, Any]:
    person = exchange.person(node["psn_no"])
    insurance = exchange.insurance(node["psn_no"], node["insutype"])
    nothing = Decimal(0)
    setlinfo = {
        "mdtrt_id": node["mdtrt_id"],
        **identity_node(person, exchange.now.date()),
        "insutype": node["insutype"],
        "psn_type": insurance["psn_type"],
        "cvlserv_flag": "0",
        "setl_time": f"{exchange.now:%Y-%m-%d %H:%M:%S}",
        "mdtrt_cert_type": node["mdtrt_cert_type"],
        "med_type": node["med_type"],
        "medfee_sumamt": payment.batch.total,
        "fulamt_ownpay_amt": payment.batch.own,
        "overlmt_selfpay": payment.batch.over,
        "preselfpay_amt": payment.batch.pre,
        "inscp_scp_amt": payment.batch.within,
        "act_pay_dedc": payment.deductible,
        "hifp_pay": payment.pool,
        "pool_prop_selfpay": payment.benefit.ratio,
        **dict.fromkeys(("cvlserv_pay", "hifes_pay", "hifmi_pay", "hifob_pay"), nothing),
        "maf_pay": payment.assistance,
        "oth_pay": nothing,
        "fund_pay_sumamt": payment.funds,
        "psn_part_amt": payment.batch.total - payment.funds,
        "acct_pay": payment.account,
        "psn_cash_pay": payment.cash,
        "hosp_part_amt": nothing,
        "balc": Decimal(insurance["balance_fen"]) / 100 - payment.account,
        "acct_mulaid_pay": nothing,
        "medins_setl_id": exchange.head["msgid"],
        "clr_optins": exchange.rules.centre,
        "clr_way": "1",
        "clr_type": CLEARING_KIND,
    }
    return {"setlinfo": setlinfo, "setldetail": _funds(payment)}


def _funds(payment: Payment) -> list[dict[str, Any]]:
    paid = {payment.benefit.fund: payment.pool, ASSISTANCE_FUND: payment.assistance}
    return [
        {
            "fund_pay_type": fund,
            "inscp_scp_amt": payment.batch.within,
            "crt_payb_lmt_amt": payment.limit,
            "fund_payamt": amount,
            "fund_pay_type_name": _FUND_NAMES.get(fund),
        }
        for fund, amount in paid.items()
        if amount or fund == payment.benefit.fund
    ]


def _negative(answer: dict[str, Any]) -> dict[str, Any]:
    kept = ("balc", "pool_prop_selfpay", "age")

    def turned(node: dict[str, Any]) -> dict[str, Any]:
        return {k: -v if isinstance(v, Decimal) and k not in kept else v for k, v in node.items()}

    setlinfo = turned(answer["setlinfo"])
    setlinfo["pdn_cash_pay"] = setlinfo.pop("psn_cash_pay")
    return {"setlinfo": setlinfo, "setldetail": [turned(row) for row in answer["setldetail"]]}


def _keep(
    exchange: Exchange, registration: sqlite3.Row, payment: Payment, batch_no: str, answer: dict[str, Any]
) -> None:
    values = {
        "setl_id": answer["setlinfo"]["setl_id"],
        "undoes": None,
        "psn_no": registration["psn_no"],
        "mdtrt_id": registration["mdtrt_id"],
        "ipt_otp_no": registration["ipt_otp_no"],
        "chrg_bchno": batch_no,
        "fixmedins_code": exchange.institution,
        "insutype": registration["insutype"],
        "med_type": registration["med_type"],
        "clr_optins": exchange.rules.centre,
        "year": int(registration["begntime"][:4]),
        "sum_fen": in_fen(payment.batch.total),
        "fund_fen": in_fen(payment.funds),
        "acct_fen": in_fen(payment.account),
        "cash_fen": in_fen(payment.cash),
        "state": "effective",
    }
    _insert(exchange, values, answer)


def _insert(exchange: Exchange, values: dict[str, Any], answer: dict[str, Any]) -> None:
    exchange.db.execute(
        "insert into settlements values (:setl_id, :msgid, :undoes, :psn_no, :mdtrt_id, :ipt_otp_no,"
        " :chrg_bchno, :fixmedins_code, :insutype, :med_type, :clr_optins, :setl_time, :year, :sum_fen,"
        " :fund_fen, :acct_fen, :cash_fen, :state, :answer)",
        {
            **values,
            "msgid": exchange.head["msgid"],
            "setl_time": answer["setlinfo"]["setl_time"],
            "answer": json.dumps(answer, ensure_ascii=False, default=float),
        },
    )


def _month_of(row: sqlite3.Row) -> tuple[str, str]:
    return row["fixmedins_code"], row["setl_time"][:7]


def _new_id(exchange: Exchange) -> str:
    return f"{exchange.rules.centre}S{next_number(exchange.db, 'setl_id'):011d}"


def _move_balance(exchange: Exchange, psn_no: str, insutype: str, fen: int) -> None:
    exchange.db.execute(
        "update insurances set balance_fen = balance_fen + ? where psn_no = ? and insutype = ?",
        (fen, psn_no, insutype),
    )
