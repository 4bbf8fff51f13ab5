"""Sign-in, person information and benefit check: 9001, 1101, 2001."""

import sqlite3
from datetime import date
from typing import Any

from sync.platform_simulator import layouts
from sync.platform_simulator.exchange import Exchange, hindrance_to_benefit, in_yuan
from sync.platform_simulator.fields import day_of
from sync.platform_simulator.refused import Refused
from sync.platform_simulator.tables import next_number


def sign_in(exchange: Exchange) -> dict[str, Any]:
    """9001: the same operator of an institution gets the same number all day."""
    node = exchange.node("signIn", layouts.SIGN_IN)
    if not exchange.rules.signs_in(exchange.institution, node["opter_no"]):
        raise Refused("FSI-经办人不属于该定点医药机构[opter_no]")
    day = exchange.now.date().isoformat()
    key = (exchange.institution, node["opter_no"], day)
    row = exchange.one(
        "select sign_no from signings where fixmedins_code = ? and opter_no = ? and day = ?", *key
    )
    sign_no = row["sign_no"] if row else f"{day.replace('-', '')}{next_number(exchange.db, 'sign_no'):08d}"
    if row is None:
        exchange.db.execute("insert into signings values (?, ?, ?, ?)", (sign_no, *key))
    return {"signinoutb": {"sign_time": f"{exchange.now:%Y-%m-%d %H:%M:%S}", "sign_no": sign_no}}


def person_information(exchange: Exchange) -> dict[str, Any]:
    """1101: who a certificate belongs to, all insurances and identities."""
    node = exchange.node("data", layouts.PERSON)
    person = _by_certificate(exchange, node)
    if node["psn_name"] and node["psn_name"] != person["name"]:
        raise Refused("FSI-人员姓名与证件号码不一致[psn_name]")
    if node["psn_cert_type"] and node["psn_cert_type"] != person["psn_cert_type"]:
        raise Refused("FSI-人员证件类型与证件号码不一致[psn_cert_type]")
    if node["certno"] and node["certno"] != person["certno"]:
        raise Refused("FSI-证件号码与就诊凭证不一致[certno]")
    return {
        "baseinfo": _person_node(person, exchange.now.date()),
        "insuinfo": [_insurance_node(row) for row in _rows(exchange, "insurances", person)],
        "idetinfo": [
            {"psn_idet_type": r["psn_idet_type"], "begntime": r["begntime"], "endtime": r["endtime"]}
            for r in _rows(exchange, "identities", person)
        ],
    }


def benefit_check(exchange: Exchange) -> dict[str, Any]:
    """2001: whether the fund of a kind of treatment pays on the day of treatment."""
    node = exchange.node("data", layouts.BENEFIT)
    if node["fixmedins_code"] != exchange.institution:
        raise Refused("FSI-定点医药机构编号与报文不一致[fixmedins_code]")
    exchange.person(node["psn_no"])
    insurance = exchange.insurance(node["psn_no"], node["insutype"])
    benefit = exchange.rules.benefits.get((node["insutype"], node["med_type"]))
    if benefit is None:
        raise Refused("FSI-该险种无此医疗类别的待遇[med_type]")
    reason = hindrance_to_benefit(insurance, day_of(node["begntime"]))
    return {
        "trtinfo": [
            {
                "psn_no": node["psn_no"],
                "trt_chk_type": "1",
                "fund_pay_type": benefit.fund,
                "trt_enjymnt_flag": "0" if reason else "1",
                "begndate": insurance["benefit_begin"] or node["begntime"][:10],
                "enddate": insurance["benefit_end"],
                "trt_chk_rslt": reason,
            }
        ]
    }


def _by_certificate(exchange: Exchange, node: dict[str, Any]) -> sqlite3.Row:
    kind, number = node["mdtrt_cert_type"], node["mdtrt_cert_no"]
    if kind == "03" and not node["card_sn"]:
        raise Refused("FSI-卡识别码不能为空[card_sn]")
    if kind == "01":
        return _by_code(exchange, number)
    column = "certno" if kind == "02" else "card_no"
    found = exchange.one(f"select * from persons where {column} = ?", number)  # noqa: S608  one of two names
    if found is None:
        raise Refused("FSI-未查询到该人员的参保信息[mdtrt_cert_no]")
    return found


def _by_code(exchange: Exchange, code: str) -> sqlite3.Row:
    """Find whose code it is: each is good for one question, and not for long."""
    found = exchange.one(
        "select persons.* from codes join persons using (psn_no) where code = ? and until > ? and not used",
        code,
        exchange.now.isoformat(),
    )
    if found is None:
        raise Refused("FSI-电子凭证令牌无效或已过期[mdtrt_cert_no]")
    exchange.db.execute("update codes set used = 1 where code = ?", (code,))
    return found


def _rows(exchange: Exchange, table: str, person: sqlite3.Row) -> list[sqlite3.Row]:
    sql = f"select * from {table} where psn_no = ? order by rowid"  # noqa: S608  a table of ours
    return exchange.db.execute(sql, (person["psn_no"],)).fetchall()


def _person_node(person: sqlite3.Row, today: date) -> dict[str, Any]:
    return {**identity_node(person, today), "exp_content": None}


def identity_node(person: sqlite3.Row, today: date) -> dict[str, Any]:
    """Give the fields that say who a person is, as 1101 and 2207 both answer them."""
    born = date.fromisoformat(person["brdy"])
    return {
        "psn_no": person["psn_no"],
        "psn_cert_type": person["psn_cert_type"],
        "certno": person["certno"],
        "psn_name": person["name"],
        "gend": person["gend"],
        "naty": person["naty"],
        "brdy": person["brdy"],
        "age": today.year - born.year - ((today.month, today.day) < (born.month, born.day)),
    }


def _insurance_node(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "balc": in_yuan(row["balance_fen"]),
        "insutype": row["insutype"],
        "psn_type": row["psn_type"],
        "psn_insu_stas": row["status"],
        "psn_insu_date": row["insured_on"],
        "paus_insu_date": row["paused_on"],
        "cvlserv_flag": "0",
        "insuplc_admdvs": row["admdvs"],
        "emp_name": None,
    }
