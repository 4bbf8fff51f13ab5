"""Words of the printed 随访服务记录表."""

from core.followup.form import Field, Value
from core.identity.id_number import mask_number
from core.visits.visit import PatientOnVisit
from ui.wording.follow_up import choices_said, value_said
from ui.wording.people import SEXES

PRINT = "打印随访表 (Ctrl+P)"
DOCTOR = "随访医生签名"


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
