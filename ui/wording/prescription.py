"""Words of the printed 处方."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from core.coverage.verdict import VerdictKind
from core.dates import CHINA, age_on, china_day
from core.money import in_yuan
from core.visits.visit import OrderLine, Visit
from ui.wording.ages import age_said
from ui.wording.people import SEXES
from ui.wording.visits import diagnoses_said, usage_said

TITLE = "处方笺"
RP = "Rp."
SIG = "用法："
BLANK_BELOW = "（以下空白）"
HERBS = "中药饮片"
_DEPARTMENT = "全科"
_CHILD_BELOW = 14
"""Years below which a sheet for children is used, as children's departments have it; no text names the age."""


class SheetKind(StrEnum):
    """普通, 儿科, 急诊: which colour and label a sheet has."""

    ORDINARY = "ordinary"
    CHILD = "child"
    EMERGENCY = "emergency"


LABELS: Mapping[SheetKind, str] = {
    SheetKind.ORDINARY: "",
    SheetKind.CHILD: "儿科",
    SheetKind.EMERGENCY: "急诊",
}
_PAYERS: Mapping[str, str] = {
    VerdictKind.ACTIVE: "居民医保",
    VerdictKind.EMPLOYEE: "职工医保",
    VerdictKind.ELSEWHERE: "异地医保",
    **dict.fromkeys(
        (VerdictKind.WAITING, VerdictKind.PENDING, VerdictKind.ENDED, VerdictKind.NOT_ENROLLED), "自费"
    ),
}
_TO_BE_TOLD = "待核实"


def kind_of(visit: Visit) -> SheetKind:
    """Give the sheet of an emergency, else that of the patient's age."""
    if visit.bedside.emergency:
        return SheetKind.EMERGENCY
    born = visit.patient.birth_date
    young = born is not None and age_on(born, china_day(visit.visited_at)) < _CHILD_BELOW
    return SheetKind.CHILD if young else SheetKind.ORDINARY


def heads(visit: Visit, number: str, address: str) -> Sequence[tuple[str, str]]:
    """Say who it is for and what for, two texts a line."""
    who, on = visit.patient, china_day(visit.visited_at)
    return (
        (f"费别：{_PAYERS.get(visit.verdict.kind, _TO_BE_TOLD)}", f"门诊号：{number}"),
        (
            f"姓名：{who.name}    性别：{SEXES[who.sex]}    年龄：{age_said(who.birth_date, on)}",
            f"科别：{_DEPARTMENT}",
        ),
        (f"住址：{address}", f"日期：{visit.visited_at.astimezone(CHINA):%Y年%m月%d日}"),
    )


def diagnosis(visit: Visit) -> str:
    """Say the diagnoses, and what the patient must not have."""
    said = f"临床诊断：{diagnoses_said(visit)}"
    return f"{said}    过敏：{'、'.join(visit.allergies)}" if visit.allergies else said


def drug(number: int, line: OrderLine) -> str:
    """Say a drug."""
    return f"{number}. {line.name}  {line.specification}"


def amount(line: OrderLine) -> str:
    """Say how much of it."""
    return f"× {line.quantity} {line.unit}"


def usage(line: OrderLine) -> str:
    """Say how it is taken."""
    return f"{SIG}{usage_said(line)}"


def herb(line: OrderLine) -> str:
    """Say a herb, one of three on a line."""
    said = f"{line.name}  {line.dose or f'{line.quantity}{line.unit}'}"
    return f"{said}（{line.handling}）" if line.handling else said


def doses(visit: Visit, lines: Sequence[OrderLine]) -> str:
    """Say how many doses and how they are boiled and taken; of older visits as far as their lines tell."""
    sheet = visit.herbs
    count = sheet.doses if sheet else max((line.days for line in lines), default=0)
    how = sheet.method if sheet and sheet.method else _usual(lines[0])
    return "，".join(part for part in (f"共 {count} 剂" if count else "", how) if part)


def valid(days: int, at_most: int) -> str:
    """Say how long the sheet is good, by the rules of its day."""
    if not days:
        return ""
    said = "当日有效" if days == 1 else f"{days} 日内有效"
    return f"{said}；医师注明延长的，最长 {at_most} 天" if at_most > days else said


def _usual(line: OrderLine) -> str:
    return "，".join(part for part in (line.route, line.frequency) if part)


def doctor(visit: Visit, total: int) -> tuple[str, str]:
    """Say who prescribed, and what the sheet comes to."""
    return f"医师：{visit.doctor_name}（签名）", f"药品金额：{in_yuan(total)} 元"


CHECKED = ("审核：", "调配：", "核对：", "发药：")
