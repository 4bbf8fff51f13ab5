"""Registration and visit information: 2201, 2202, 2203, and the visit query 5201."""

from typing import Any

from sync.platform_simulator import layouts
from sync.platform_simulator.exchange import Exchange, hindrance_to_benefit
from sync.platform_simulator.fields import day_of
from sync.platform_simulator.refused import Refused
from sync.platform_simulator.tables import next_number

_BY_DISEASE = ("14", "99")
"""First digits of the kinds of treatment that need a disease code."""


def register(exchange: Exchange) -> dict[str, Any]:
    """2201: open a visit; asking twice opens two, as the interface promises nothing else."""
    node = exchange.node("data", layouts.REGISTRATION)
    exchange.person(node["psn_no"])
    insurance = exchange.insurance(node["psn_no"], node["insutype"])
    if insurance["status"] != "1":
        raise Refused("FSI-人员参保状态不正常,不能登记[psn_insu_stas]")
    if not exchange.rules.practises(node["atddr_no"]):
        raise Refused("FSI-医师编码不存在[atddr_no]")
    if day_of(node["begntime"]) > exchange.now.date():
        raise Refused("FSI-挂号时间不能晚于当前日期[begntime]")
    mdtrt_id = f"{exchange.rules.centre}{next_number(exchange.db, 'mdtrt_id'):012d}"
    exchange.db.execute(
        "insert into registrations (mdtrt_id, psn_no, insutype, ipt_otp_no, fixmedins_code, begntime, admdvs)"
        " values (?, ?, ?, ?, ?, ?, ?)",
        (
            mdtrt_id,
            node["psn_no"],
            node["insutype"],
            node["ipt_otp_no"],
            exchange.institution,
            node["begntime"],
            insurance["admdvs"],
        ),
    )
    return {"data": {"mdtrt_id": mdtrt_id, "psn_no": node["psn_no"], "ipt_otp_no": node["ipt_otp_no"]}}


def cancel_registration(exchange: Exchange) -> None:
    """2202: only a visit without fee lines can go."""
    node = exchange.node("data", layouts.REGISTRATION_CANCEL)
    exchange.person(node["psn_no"])
    row = exchange.registration(node["mdtrt_id"], node["psn_no"])
    if row["ipt_otp_no"] != node["ipt_otp_no"]:
        raise Refused("FSI-门诊号与登记时不一致[ipt_otp_no]")
    if exchange.one("select 1 from fee_lines where mdtrt_id = ?", node["mdtrt_id"]):
        raise Refused("FSI-该就诊存在费用明细,不能撤销挂号[mdtrt_id]")
    exchange.db.execute("update registrations set cancelled = 1 where mdtrt_id = ?", (node["mdtrt_id"],))


def describe_visit(exchange: Exchange) -> None:
    """2203: kind of treatment and diagnoses; sent again it replaces."""
    node = exchange.node("mdtrtinfo", layouts.VISIT)
    diagnoses = exchange.nodes("diseinfo", layouts.DIAGNOSIS)
    exchange.person(node["psn_no"])
    row = exchange.registration(node["mdtrt_id"], node["psn_no"])
    if exchange.one("select 1 from fee_lines where mdtrt_id = ? and setl_id is not null", row["mdtrt_id"]):
        raise Refused("FSI-该就诊已结算,不能修改就诊信息[mdtrt_id]")
    if node["med_type"].startswith(_BY_DISEASE) and not node["dise_codg"]:
        raise Refused("FSI-病种编码不能为空[dise_codg]")
    places = [int(diagnosis["diag_srt_no"]) for diagnosis in diagnoses]
    if sorted(places) != list(range(1, len(places) + 1)):
        raise Refused("FSI-诊断排序号应从1开始连续[diag_srt_no]")
    if sum(d["maindiag_flag"] == "1" for d in diagnoses) > 1:
        raise Refused("FSI-主诊断只能有一个[maindiag_flag]")
    if not all(exchange.rules.practises(d["dise_dor_no"]) for d in diagnoses):
        raise Refused("FSI-诊断医生编码不存在[dise_dor_no]")
    exchange.db.execute(
        "update registrations set med_type = ?, dise_codg = ? where mdtrt_id = ?",
        (node["med_type"], node["dise_codg"], row["mdtrt_id"]),
    )
    exchange.db.execute("delete from diagnoses where mdtrt_id = ?", (row["mdtrt_id"],))
    exchange.db.executemany(
        "insert into diagnoses values (?, ?, ?)",
        [(row["mdtrt_id"], int(d["diag_srt_no"]), d["diag_code"]) for d in diagnoses],
    )


def find_visits(exchange: Exchange) -> dict[str, Any]:
    """5201: standing registrations of a person here, by the time they began."""
    node = exchange.node("data", layouts.VISIT_QUERY)
    exchange.person(node["psn_no"])
    rows = exchange.db.execute(
        "select * from registrations where psn_no = ? and fixmedins_code = ? and not cancelled"
        " and begntime between ? and ? order by mdtrt_id",
        (node["psn_no"], exchange.institution, node["begntime"], node["endtime"]),
    ).fetchall()
    return {
        "mdtrtinfo": [
            {
                "mdtrt_id": row["mdtrt_id"],
                "psn_no": row["psn_no"],
                "insutype": row["insutype"],
                "begntime": row["begntime"],
                "med_type": row["med_type"],
                "ipt_otp_no": row["ipt_otp_no"],
                "fixmedins_code": row["fixmedins_code"],
            }
            for row in rows
            if node["mdtrt_id"] in (None, row["mdtrt_id"])
        ]
    }


def benefit_hindrance(exchange: Exchange, registration: Any) -> str | None:
    """Say why the visit's own day is not paid."""
    insurance = exchange.insurance(registration["psn_no"], registration["insutype"])
    return hindrance_to_benefit(insurance, day_of(registration["begntime"]))
