"""Words of the printed 门诊日志."""

from collections.abc import Sequence
from datetime import date

from core.dates import CHINA, china_day
from core.identity.id_number import mask_number
from core.services.outpatient_log import LogLine
from core.visits.bedside import Bedside
from core.visits.bedside_names import (
    CASE_CLASSES,
    DESTINATIONS,
    EMERGENCY,
    HOME_VISIT,
    REPORTED,
    SYMPTOM_WORDS,
)
from core.visits.visit import Visit
from ui.wording.ages import age_said
from ui.wording.clock import TO_BE_CONFIRMED
from ui.wording.days import day_long
from ui.wording.people import SEXES
from ui.wording.visits import line_title

TITLE = "门诊日志"
LINE = "按就诊时间先后排列，作废的就诊不列入。"
PREVIEW = "门诊日志预览"
COLUMNS = (
    *("序号", "时间", "姓名", "性别", "年龄", "监护人", "证件号", "住址", "电话", "初复诊"),
    *("人群分类", "发病日期", "主诉和症状", "体温 ℃", "血压", "诊断", "处理", "去向", "备注", "医生"),
)
_FIRST, _AGAIN = "初诊", "复诊"


def cells(number: int, line: LogLine, whole_numbers: bool) -> Sequence[str]:
    """Say a visit in the cells of the log."""
    visit = line.state.visit
    who, bedside = visit.patient, visit.bedside
    id_number = who.id_number or (visit.companion.id_number if visit.companion else "")
    moment = f"{visit.visited_at.astimezone(CHINA):%m-%d %H:%M}"
    return (
        str(number),
        f"{moment}（{TO_BE_CONFIRMED}）" if line.state.day_in_doubt else moment,
        *(who.name, SEXES[who.sex], age_said(who.birth_date, china_day(visit.visited_at))),
        visit.companion.name if visit.companion else "",
        id_number if whole_numbers or not id_number else mask_number(id_number),
        *(bedside.address or line.address, bedside.phone or line.phone),
        *(_FIRST if visit.first_visit else _AGAIN, bedside.crowd),
        f"{visit.onset_date:%m-%d}" if visit.onset_date else "",
        *(_complaint(visit), _temperature(visit), _pressure(visit)),
        "；".join(one.name for one in sorted(visit.diagnoses, key=lambda one: not one.main)),
        "；".join(f"{line_title(one)} ×{one.quantity}{one.unit}" for one in visit.lines),
        *(_destination(bedside), _remark(visit), visit.doctor_name),
    )


def _complaint(visit: Visit) -> str:
    symptoms = "、".join(SYMPTOM_WORDS.get(code, code) for code in visit.bedside.symptoms)
    return "；".join(part for part in (visit.complaint, symptoms) if part)


def _destination(bedside: Bedside) -> str:
    where = DESTINATIONS.get(bedside.destination, bedside.destination)
    return f"{where} {bedside.referred_to}".strip()


def _remark(visit: Visit) -> str:
    bedside = visit.bedside
    marks = (
        visit.remark,
        EMERGENCY if bedside.emergency else "",
        HOME_VISIT if bedside.home_visit else "",
        bedside.workplace,
        CASE_CLASSES.get(bedside.case_class, bedside.case_class),
        REPORTED if bedside.reported else "",
    )
    return "；".join(mark for mark in marks if mark)


def days_said(first: date, last: date) -> str:
    """Say which days."""
    return f"{TITLE}  {day_long(first)}" + (f" 至 {day_long(last)}" if last != first else "")


def _temperature(visit: Visit) -> str:
    tenths = visit.temperature_tenths
    return "" if tenths is None else f"{tenths // 10}.{tenths % 10}"


def _pressure(visit: Visit) -> str:
    measured = visit.systolic is not None and visit.diastolic is not None
    return f"{visit.systolic}/{visit.diastolic}" if measured else ""
