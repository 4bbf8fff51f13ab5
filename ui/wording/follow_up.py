"""Words of 随访: who is due, the form, what follows from it, and what is asked beside it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from core.dates import age_on
from core.followup.care import CareCounts, Cared
from core.followup.follow_up import FollowUp, FollowUpState
from core.followup.form import DIASTOLIC, GLUCOSE, SYSTOLIC, Bound, Field, Form, Value, in_units
from core.followup.form_files import a_year
from core.followup.judgement import Classification, Judgement, Step
from core.identity.person import Sex
from core.services.take_into_care import CareOffer
from core.visits.visit import PatientOnVisit
from ui.wording.days import day_narrow, day_short

TITLE = "随访"
DUE = "到期"
ALL = "全部在管"
LIST = "随访名单"
TAKE_IN = "纳入管理 (F7)"
TAKE_IN_WHOM = "纳入谁"
TAKE_IN_HINT = "姓名、拼音首字母或证号，回车选人"
NOBODY = "名册里没有找到。名册以外的人，先接诊并下诊断，再从这里纳入。"
END = "结案"
END_REASON = "结案原因"
END_HINT = "例如：迁出、死亡、本人不愿意"
OPEN = "随访 (Enter)"
NOBODY_DUE = "两周内没有该随访的人。按“全部在管”看所有在管的人，按 F7 纳入新的人。"
NOBODY_IN_CARE = "还没有人在管。名册里备案过两病的人会自动列在这里；其他人按 F7 纳入。"
SAVE = "保存 (F9)"
SAVE_CORRECTION = "保存更正 (F9)"
SAVING = "正在保存……"
LEAVE = "放一边 (Esc)"
CORRECT = "更正 (F6)"
SAVED = "随访已保存"
CORRECTED = "随访已更正"
DRAFT_KEPT = "随访表先放一边，内容已保留"
DRAFT_TAKEN_UP = "接着上次没写完的随访表"
CORRECTING = "正在更正已保存的随访；原来的一份仍留在台账里。"
DOCTOR_SAVES = "您可以先填，由医生登录后保存。"
LAST_TIME = "上次"
TARGET = "目标"
OFF_PAPER = "表外"
HISTORY = "历次随访"
HISTORY_COLUMNS = ("日期", "血压", "血糖", "分类")
FAMILY = "同户"
NO_FAMILY = "同户没有别人在管。"
TREND = "血压和血糖走势"
NO_TREND = "还没有测过的值，存过一次随访就有走势图。"
PRESSURE_AXIS = "血压 mmHg"
GLUCOSE_AXIS = "空腹血糖 mmol/L"
CONTRACT = "已签约"
COLUMNS = ("姓名", "性别年龄", "病种", "应访", "上次", "今年", "签约")
DISEASES: Mapping[str, str] = {"hypertension": "高血压", "diabetes": "糖尿病"}
CLASSIFICATIONS: Mapping[int, str] = {
    Classification.SATISFIED: "控制满意",
    Classification.UNSATISFIED: "控制不满意",
    Classification.ADVERSE: "不良反应",
    Classification.COMPLICATION: "并发症",
}
STEPS: Mapping[int, str] = {
    Step.ROUTINE: "常规随访",
    Step.SOON: "两周内随访",
    Step.REFERRAL: "转诊，两周内随访",
    Step.URGENT: "紧急转诊，两周内随访",
}
SOURCES: Mapping[str, str] = {"roster": "名册两病备案", "diagnosis": "就诊诊断", "by_hand": "医生纳入"}
_SEXES = {Sex.MALE: "男", Sex.FEMALE: "女", Sex.UNKNOWN: ""}

LIST_HELP = "随访名单：两周内该随访的人，最早的在前；会记入审计记录"
ALL_HELP = "列出所有在管的人"
RECORD_HELP = "按文件记录随访，一行一份 JSON，格式见 docs/follow-up.md"
RECORD_FILE_HELP = "随访文件，UTF-8，每行一份"
FORMS_HELP = "列出随访表样：版本、来源、还没有核实的地方"
CARE_HELP = "把名册里的一个人纳入随访管理"
PERSON_HELP = "名册中的人员编号"
DISEASE_HELP = "hypertension（高血压）或 diabetes（糖尿病）"


def disease_said(code: str) -> str:
    """Name a disease; one of a newer program by its code."""
    return DISEASES.get(code, code)


def person_said(patient: PatientOnVisit, today: date) -> str:
    """Say sex and age."""
    age = f"{age_on(patient.birth_date, today)} 岁" if patient.birth_date else ""
    return " ".join(part for part in (_SEXES[patient.sex], age) if part)


def due_said(due: date, today: date, visited: bool) -> str:
    """Say how things stand with a day."""
    days = (due - today).days
    if not visited:
        return "还没有随访过"
    if days < 0:
        return f"逾期 {-days} 天"
    return f"还有 {days} 天" if days else "今天到期"


def cared_cells(one: Cared, today: date) -> tuple[str, ...]:
    """Say somebody who is due in the cells of the list."""
    last = f"{day_narrow(one.last[0], today)} {CLASSIFICATIONS.get(one.last[1], '')}" if one.last else ""
    return (
        one.patient.name,
        person_said(one.patient, today),
        disease_said(one.disease),
        _when_due(one, today),
        last,
        f"{one.this_year}/{a_year(one.disease)}",
        "是" if one.contract else "",
    )


def _when_due(one: Cared, today: date) -> str:
    day = f"{day_narrow(one.due, today)} " if one.last else ""
    return day + due_said(one.due, today, one.last is not None)


def cared_detail(one: Cared, today: date) -> str:
    """Say under the list what does not fit into a row."""
    parts = [
        " · ".join(part for part in (one.patient.name, one.village_group, disease_said(one.disease)) if part),
        f"{day_short(one.since, today)} 起在管（{SOURCES.get(one.source, one.source)}）",
        f"上次：{STEPS.get(one.last[2], '')}" if one.last else "还没有随访过",
        f"今年面访 {one.this_year} 次，至少 {a_year(one.disease)} 次",
    ]
    return "；".join(part for part in parts if part)


def counts_said(counts: CareCounts) -> str:
    """Say how many there are."""
    return f"在管 {counts.in_care} 人次 · 逾期 {counts.overdue} · 两周内 {counts.soon}"


def offer_said(offer: CareOffer, today: date) -> str:
    """Say whom a diagnosis asks to take into care."""
    return f"{offer.patient.name}：{day_narrow(offer.on, today)} 诊断{offer.diagnosis}，纳入"


OFFERS = "诊断过、还没有纳入："


def taken_in(name: str, disease: str) -> str:
    """Say that somebody is in care now."""
    return f"{name} 已纳入{disease_said(disease)}随访管理。"


def ended(name: str, disease: str) -> str:
    """Say that somebody is no longer in care."""
    return f"{name} 的{disease_said(disease)}随访已结案。"


def head_said(form: Form) -> str:
    """Name the form and its edition."""
    return f"{form.title}（{form.edition}）"


def value_said(field: Field, value: Value) -> str:
    """Say a value with the words of its codes."""
    choices = field.choices or {}
    if isinstance(value, tuple):
        return "、".join(choices.get(code, str(code)) for code in value)
    if isinstance(value, int):
        return choices.get(value) or in_units(value, field.places)
    return value


def choices_said(field: Field) -> str:
    """Write the code list as on paper."""
    listed = "  ".join(f"{code} {word}" for code, word in (field.choices or {}).items())
    return "\n".join(part for part in (listed, field.hint) if part)


def label_said(field: Field) -> str:
    """Write the label of a field, and whether the paper has it."""
    return field.label + ("" if field.on_paper else f" {OFF_PAPER}")


def field_said(field: Field) -> str:
    """Read the label of a field aloud with its unit."""
    return label_said(field) + (f"（{field.unit}）" if field.unit else "")


def judged_said(judgement: Judgement, today: date) -> str:
    """Say what the form comes to so far."""
    if judgement.classification is None:
        said = "还判断不了：没有测值"
    else:
        said = f"分类：{CLASSIFICATIONS[judgement.classification]}"
        if judgement.computed not in (None, judgement.classification):
            said += f"（按数值是{CLASSIFICATIONS[judgement.computed or 0]}）"
    return f"{said}；{STEPS[judgement.step]}；下次最晚 {day_short(judgement.next_by, today)}"


def dangers_said(form: Form, judgement: Judgement) -> str:
    """Say which values are dangerous."""
    said = "、".join(_bound_said(form, one) for one in judgement.dangers)
    return f"危急：{said}。请处理后紧急转诊，两周内随访转诊情况。" if said else ""


REFER = "需要转诊：请填“转诊原因”和“转往机构及科别”。"


def _bound_said(form: Form, bound: Bound) -> str:
    field = form.field(bound.field)
    if field is None:
        return bound.field
    if bound.codes:
        return field.label
    for sign, number in (
        ("≥", bound.at_least),
        (">", bound.above),
        ("≤", bound.at_most),
        ("<", bound.below),
    ):
        if number is not None:
            return f"{field.label} {sign} {in_units(number, field.places)}"
    return field.label


def pressure_said(one: FollowUp) -> str:
    """Say the pressure."""
    upper, lower = one.values.get(SYSTOLIC), one.values.get(DIASTOLIC)
    return f"{upper}/{lower}" if upper and lower else ""


def history_cells(state: FollowUpState, today: date) -> tuple[str, ...]:
    """Say a former follow-up in the cells of the list beside the form."""
    one = state.follow_up
    glucose = one.values.get(GLUCOSE)
    mark = "已作废" if state.cancelled else CLASSIFICATIONS.get(one.classification, "")
    mark += "·有争议" if state.disputed else "·更正过" if state.corrected and not state.cancelled else ""
    said = in_units(glucose, 1) if isinstance(glucose, int) else ""
    return (day_narrow(one.on, today), pressure_said(one), said, mark)


def relative_said(one: Cared, today: date) -> str:
    """Say who of the household is in care."""
    due = due_said(one.due, today, one.last is not None)
    return f"{one.patient.name}（{person_said(one.patient, today)}）{disease_said(one.disease)}，{due}"


def trend_said(pressures: int, sugars: int) -> str:
    """Say aloud what the picture shows."""
    return f"{TREND}：血压 {pressures} 次，血糖 {sugars} 次"


def list_said(facts: Mapping[str, Any]) -> str:
    """Say the list of the command, a line a person."""
    lines = [
        f"{one['due']}  {one['name']}  {disease_said(one['disease'])}  今年 {one['this_year']}/{one['a_year']}"
        for one in facts["people"]
    ]
    head = f"在管 {facts['in_care']} 人次，逾期 {facts['overdue']}，两周内 {facts['soon']}。"
    return "\n".join((head, *lines))


def recorded_said(outcome: Mapping[str, Any]) -> str:
    """Say what became of a line of the file."""
    return f"第 {outcome['line']} 行：{outcome['sentence']}"


def forms_said(facts: Mapping[str, Any]) -> str:
    """Say which forms there are and where they come from."""
    lines = []
    for form in facts["forms"]:
        lines.append(f"{form['title']} {form['version']}：{form['edition']}，{form['fields']} 项")
        lines += [f"  来源：{one}" for one in form["sources"]]
        lines += [f"  未核实：{one}" for one in form["unconfirmed"]]
    return "\n".join(lines)


def taken_in_said(facts: Mapping[str, Any]) -> str:
    """Say that the command took somebody in."""
    return f"人员 {facts['person']} 已纳入{disease_said(facts['disease'])}随访管理。"
