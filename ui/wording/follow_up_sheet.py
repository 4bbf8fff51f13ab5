"""Words of the printed 随访服务记录表."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from core.followup.care import Cared
from core.followup.form import Field, Value
from core.followup.form_files import a_year
from core.identity.id_number import mask_number
from core.visits.visit import PatientOnVisit
from ui.wording.follow_up import CLASSIFICATIONS, choices_said, disease_said, person_said, value_said
from ui.wording.people import SEXES

PRINT = "打印随访表 (Ctrl+P)"
DOCTOR = "随访医生签名"
REASON_HINT = "例如：安排本季度入户"
LIST_NAME = "随访名单"
LIST_FILE = "随访名单.xlsx"
LIST_TITLES = ("姓名", "性别年龄", "病种", "应访日期", "上次随访", "上次分类", "今年面访", "每年至少", "签约")


def whose(patient: PatientOnVisit, clinic: str) -> tuple[str, str]:
    """Say whose sheet it is, and where it is kept."""
    number = mask_number(patient.id_number) if patient.id_number else ""
    return f"姓名：{patient.name}    性别：{SEXES[patient.sex]}    证号：{number}", clinic


def item(field: Field) -> str:
    """Name an item as on paper: with its unit, and its codes where it has some."""
    unit = f"（{field.unit}）" if field.unit else ""
    return f"{field.label}{unit}" + (f"\n{choices_said(field)}" if field.choices else "")


def value(field: Field, value: Value | None, target: Value | None) -> str:
    """Say what stands there; what is aimed at stands behind a slash."""
    said = "" if value is None else _coded(field, value)
    return f"{said} / {'' if target is None else value_said(field, target)}" if field.target else said


def _coded(field: Field, value: Value) -> str:
    codes = value if isinstance(value, tuple) else (value,)
    if not field.choices:
        return value_said(field, value)
    return "、".join(f"{code} {value_said(field, code)}" for code in codes)


def list_cells(one: Cared, today: date) -> Sequence[str]:
    """Say somebody in care in the cells of the table that is given out; days stand there whole."""
    last = one.last
    return (
        *(one.patient.name, person_said(one.patient, today), disease_said(one.disease)),
        one.due.isoformat(),
        *((last[0].isoformat(), CLASSIFICATIONS.get(last[1], "")) if last else ("", "")),
        *(str(one.this_year), str(a_year(one.disease)), "是" if one.contract else ""),
    )


def exported(facts: Mapping[str, Any]) -> str:
    """Say what was written and that it lies open."""
    return f"已写好 {facts['file']}，共 {facts['visits']} 人次。这份名单不加密，请妥善保管，用完删除。"
