"""目录查询: handing out rows of the catalogue page by page: 1304, 1312, 1316, 1317, 1318, 1319."""

from collections.abc import Mapping, Sequence
from typing import Any

from sync.platform_simulator.exchange import Exchange
from sync.platform_simulator.fields import Field, Node, fields
from sync.platform_simulator.refused import Refused

LARGEST_PAGE = 1000
_PAGED = """
vali_flag 有效标志 C3 - yes_no
rid 唯一记录号 C40 -
updt_time 更新时间 D Y
page_num 当前页数 N4 Y
page_size 本页数据量 N4 Y
"""
_PLACE = """
query_date 查询时间点 D -
insu_admdvs 参保机构医保区划 C6 -
begndate 开始日期 D -
enddate 结束日期 D -
tabname 表名 C100 -
poolarea_no 统筹区 C6 -
"""
_HILIST = f"""{_PLACE}
hilist_code 医保目录编码 C30 -
"""
_MEDICINE = "med_list_codg 医疗目录编码 C50 -"
_LAYOUTS: Mapping[str, tuple[Field, ...]] = {
    number: fields("\n".join(line for line in (text + _PAGED).splitlines() if line))
    for number, text in {
        "1304": f"""{_MEDICINE}
genname_codg 通用名编号 C20 -
drug_genname 药品通用名 C500 -
drug_prodname 药品商品名 C500 -
""",
        "1312": f"""{_HILIST}
hilist_name 医保目录名称 C500 -
med_chrgitm_type 医疗收费项目类别 C6 -
chrgitm_lv 收费项目等级 C3 -
lmt_used_flag 限制使用标志 C3 - yes_no
list_type 目录类别 C6 - list_type
""",
        "1316": f"""{_HILIST}
{_MEDICINE}
list_type 目录类别 C6 - list_type
""",
        "1317": f"""{_PLACE}
fixmedins_code 定点医药机构编号 C30 -
medins_list_codg 定点医药机构目录编号 C150 -
medins_list_name 定点医药机构目录名称 C100 -
{_MEDICINE}
list_type 目录类别 C6 - list_type
""",
        "1318": f"""{_HILIST}
hilist_lmtpric_type 医保目录限价类型 C6 -
overlmt_dspo_way 医保目录超限处理方式 C6 -
""",
        "1319": f"""{_HILIST}
selfpay_prop_psn_type 医保目录自付比例人员类别 C6 -
selfpay_prop_type 目录自付比例类别 C6 -
""",
    }.items()
}
_SERVICES: Mapping[str, str] = {
    "1304": "queryEthDrugByPage",  # of this simulator: the name is in no source
    "1312": "queryHilist",
    "1316": "queryMedinsHilistMapByPage",
    "1317": "queryMedListMapByPage",
    "1318": "queryLmtprcByPage",
    "1319": "querySelfpayByPage",
}
PAGED = {number: f"catalogqueryservice/{name}" for number, name in _SERVICES.items()}
"""The transactions and the service each is under; those of 1316 and 1317 are named as the interface does."""
_NO_FILTERS = ("query_date", "updt_time", "page_num", "page_size")
_MAPPED = (
    "select fixmedins_code, own as medins_list_codg, name as medins_list_name, list_type, med_list_codg,"
    " begndate, enddate, '1' as vali_flag, fixmedins_code || own as rid, updt_time"
    " from mappings where fixmedins_code = ?"
)


def query(exchange: Exchange) -> dict[str, Any]:
    """13xx: give a page of the rows that were updated on a day or since."""
    infno = str(exchange.head["infno"])
    node = exchange.node("data", _LAYOUTS[infno])
    number, size = int(node["page_num"]), int(node["page_size"])
    if number < 1:
        raise Refused("FSI-当前页数必须大于0[page_num]")
    if not 1 <= size <= LARGEST_PAGE:
        raise Refused(f"FSI-本页数据量必须在1到{LARGEST_PAGE}之间[page_size]")
    if infno == "1317" and node["fixmedins_code"] not in (None, exchange.institution):
        raise Refused("FSI-无权查询其他定点医药机构[fixmedins_code]")
    rows = [row for row in _newest(exchange, infno) if _asked_for(row, node)]
    start = (number - 1) * size
    some = rows[start : start + size]
    pages = -(-len(rows) // size)
    return {
        "data": some,
        "firstPage": number == 1,
        "lastPage": number >= pages,
        "size": len(some),
        "startRow": start + 1 if some else 0,
        "pageNum": number,
        "pageSize": size,
        "recordCounts": len(rows),
        "pages": pages,
    }


def _newest(exchange: Exchange, infno: str) -> Sequence[Mapping[str, Any]]:
    """Give what stands by now, in the order of record numbers: a later row takes the place of its own."""
    if infno == "1317":
        told = exchange.db.execute(f"{_MAPPED} order by rid", (exchange.institution,))
        return [dict(row) for row in told]
    found: dict[str, Mapping[str, Any]] = {}
    now = f"{exchange.now:%Y-%m-%d %H:%M:%S}"
    for row in sorted(exchange.rules.paged_catalogues.get(infno, ()), key=lambda one: str(one["updt_time"])):
        if row["updt_time"] <= now:
            found[row["rid"]] = {"vali_flag": "1", "insu_admdvs": exchange.head["mdtrtarea_admvs"], **row}
    return [found[rid] for rid in sorted(found)]


def _asked_for(row: Mapping[str, Any], node: Node) -> bool:
    wanted = {name: value for name, value in node.items() if value is not None and name not in _NO_FILTERS}
    return row["updt_time"][:10] >= node["updt_time"] and all(row.get(n) == v for n, v in wanted.items())
