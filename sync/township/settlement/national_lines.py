"""Fee lines (费用明细) as the national interface takes them, beside `national_interface.py`."""

import json
from collections.abc import Sequence
from typing import Any

from core.catalogue.items import ItemKind
from core.settlement_ports import PlatformKeys, SettlementVisit
from core.visits.visit import OrderLine
from sync.township.settlement.amounts import yuan_of
from sync.township.settlement.institution import Institution
from sync.township.settlement.national_forms import ID_LENGTH, moment, own_number
from sync.township.settlement.national_treatments import treatment_of
from sync.township.settlement.province import Province

_LONGEST_COURSE = 99
_HERB = "T"
_SEVERAL_HERBS, _ONE_HERB = "1", "2"
"""中药使用方式: 复方, 单方."""


def fee_lines(
    province: Province, institution: Institution, keys: PlatformKeys, seen: SettlementVisit
) -> list[dict[str, Any]]:
    """Write all lines of a visit, numbered as they stand.

    Raises:
        Refusal: `line_code_not_mapped`, `physician_code_missing`.
    """
    visit, department = seen.visit, institution.department_of(seen.clinic)
    national = [seen.national_code(line) for line in visit.lines]
    herbs = sum(map(_is_herb, visit.lines, national))
    disease = treatment_of(province, visit).disease
    common = {
        "mdtrt_id": keys.visit,
        "psn_no": keys.person,
        "chrg_bchno": own_number(seen),
        **({"dise_codg": disease} if disease else {}),
        "rx_circ_flag": "0",
        "fee_ocur_time": moment(visit.visited_at),
        "bilg_dept_codg": department.code,
        "bilg_dept_name": department.name,
        "bilg_dr_codg": institution.physician(visit.doctor),
        "bilg_dr_name": visit.doctor_name,
        "hosp_appr_flag": province.hospital_approval,
    }
    return [
        {"feedetl_sn": f"{seen.event_id[: ID_LENGTH - 4]}{number:04d}", "med_list_codg": code}
        | common
        | _content(line)
        | _herb_way(_is_herb(line, code), herbs)
        | _extension(province, line, visit.bedside.emergency)
        for number, (line, code) in enumerate(zip(visit.lines, national, strict=True), start=1)
    ]


def _content(line: OrderLine) -> dict[str, Any]:
    content = {
        "medins_list_codg": line.code,
        "det_item_fee_sumamt": yuan_of(line.amount),
        "cnt": line.quantity,
        "pric": yuan_of(line.unit_price),
        "sin_dos_dscr": line.dose[:200],
        "used_frqu_dscr": line.frequency[:200],
        "medc_way_dscr": line.route[:200],
    }
    return content | ({"prd_days": line.days} if 0 < line.days <= _LONGEST_COURSE else {})


def _is_herb(line: OrderLine, national: str) -> bool:
    return line.kind is ItemKind.DRUG and national.startswith(_HERB)


def _herb_way(is_herb: bool, herbs: int) -> dict[str, str]:
    return {"tcmdrug_used_way": _SEVERAL_HERBS if herbs > 1 else _ONE_HERB} if is_herb else {}


def _extension(province: Province, line: OrderLine, emergency: bool) -> dict[str, str]:
    """Write 扩展参数: what the province takes beside the fields of the interface."""
    told: Sequence[tuple[str, Any]] = (
        (province.trace_field, list(line.trace_codes)),
        (province.split_field, "1" if line.split else ""),
        (province.emergency_field, "1" if emergency else ""),
    )
    extension = {name: value for name, value in told if name and value}
    return {"exp_content": json.dumps(extension)} if extension else {}
