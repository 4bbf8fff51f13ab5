"""目录对照: which own code of an institution stands for which code of the catalogue: 3301."""

from sync.platform_simulator import layouts
from sync.platform_simulator.exchange import Exchange
from sync.platform_simulator.refused import Refused

MOST_AT_ONCE = 100
_SERVICE, _MATERIAL = "201", "301"


def upload_mappings(exchange: Exchange) -> None:
    """3301: take rows, at most 100; one that is told again takes the place of what was told before."""
    nodes = exchange.nodes("data", layouts.MAPPING)
    if len(nodes) > MOST_AT_ONCE:
        raise Refused("FSI-每次上传不能超过100条[data]")
    for node in nodes:
        code, kind = node["med_list_codg"], node["list_type"]
        if exchange.rules.item(code) is None:
            raise Refused(f"FSI-医疗目录编码{code}不存在[med_list_codg]")
        if not _is_of(kind, code):
            raise Refused(f"FSI-医疗目录编码{code}与目录类别不符[list_type]")
        if node["enddate"] and node["enddate"] < node["begndate"]:
            raise Refused("FSI-结束日期早于开始日期[enddate]")
        exchange.db.execute(
            "insert or replace into mappings values (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                exchange.institution,
                node["fixmedins_hilist_id"],
                kind,
                code,
                node["fixmedins_hilist_name"],
                node["begndate"],
                node["enddate"],
                f"{exchange.now:%Y-%m-%d %H:%M:%S}",
            ),
        )


def require_mapping(exchange: Exchange, own: str, code: str) -> None:
    """Refuse a line whose own code does not stand for its code of the catalogue here.

    Raises:
        Refused: it was mapped to another one, or not at all.
    """
    sql = "select 1 from mappings where fixmedins_code = ? and own = ? and med_list_codg = ?"
    if exchange.rules.mapping_required and not exchange.one(sql, exchange.institution, own, code):
        raise Refused(f"FSI-机构目录{own}未对照[medins_list_codg]")


def _is_of(kind: str, code: str) -> bool:
    if code[:1].isdigit():
        return kind == _SERVICE
    return (kind == _MATERIAL) == (code[:1] == "C") and kind != _SERVICE
