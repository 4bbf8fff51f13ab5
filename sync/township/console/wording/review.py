"""Words of the pages of visits to review and of prescription review."""

from collections.abc import Mapping

from core.dates import CHINA
from core.events import EventType, ResultKind
from core.identity.id_number import mask_number
from core.identity.person import Sex
from core.prescription_review import DoctorSample, Verdict
from core.visits.companion import Companion, CompanionRole
from core.visits.visit import OrderLine, Visit
from sync.township.console.wording.frame import OPEN

REVIEW = "就诊审核"
LISTS: Mapping[str, str] = {"waiting": "待结算", "returned": "已退回", "aside": "另存"}
LISTS_TOLD: Mapping[str, str] = {
    "waiting": "还没有送医保平台的就诊，可以打开查看，有问题的写明原因退回村卫生室。",
    "returned": "退回后还没有更正的就诊，最近的在前。核对无误的可以收下，照常结算。",
    "aside": "没有计入的记录：同一编号内容不同、台账被复制后的另一支、电脑停用之后写的。只供核对，不能在这里更改。",
}
ASIDE: Mapping[str, str] = {
    "same_id_other_body": "编号相同、内容不同",
    "forked": "台账被复制后的另一支",
    "revoked": "电脑停用之后写的",
}
VISITED = "就诊时间"
PATIENT = "患者"
DIAGNOSES = "诊断"
TOTAL = "合计（元）"
NOT_READABLE = "读不懂的记录"
NUMBER = "证件号"
SEX = "性别"
BORN = "出生日期"
DOCTOR = "医生"
COMPANION = "来人"
_CAME: Mapping[CompanionRole, str] = {
    CompanionRole.GUARDIAN: "监护人",
    CompanionRole.COLLECTS: "代办人",
}
COMPLAINT = "主诉"
ESTIMATE = "预估（元）"
LINES = "药品和服务"
LINE_NAME = "名称"
QUANTITY = "数量"
PRICE = "单价（元）"
AMOUNT = "金额（元）"
HISTORY = "处理经过"
VISIT = "就诊"
MAIN = "主要"
RETURN = "退回村卫生室"
RETURN_TOLD = "医生会看到您写的原因，更正后重新提交。"
RETURN_REASON = "退回原因（医生看到的就是这句话）"
TAKE_IN = "收下，照常结算"
TAKE_IN_TOLD = "核对后认为没有问题的，可以收下。"
CORRECTED = "已有更正或作废，以后来的为准。"
TOO_LATE = "电脑停用之后写的，不计入。"
AT_PLATFORM = "医保平台"
NOT_DUE = "不在结算队列中"
DEEDS_DONE: Mapping[str, str] = {
    "returned": "已退回，村卫生室下次同步时会看到。",
    "taken": "已收下，排入结算队列。",
}
KINDS: Mapping[str, str] = {
    ResultKind.RECEIVED: "已收到",
    ResultKind.NEEDS_CORRECTION: "退回",
    ResultKind.ACCEPTED: "已收下",
    ResultKind.NOT_PAYABLE: "不予支付",
    ResultKind.SETTLEMENT_UNKNOWN: "结算待确认",
    ResultKind.SETTLED: "已结算",
    ResultKind.REVERSED: "结算已撤销",
}
TYPES: Mapping[str, str] = {
    EventType.VISIT_RECORDED: "就诊",
    EventType.VISIT_CORRECTED: "就诊的更正",
    EventType.VISIT_CANCELLED: "就诊的作废",
}
SEXES: Mapping[Sex, str] = {Sex.MALE: "男", Sex.FEMALE: "女", Sex.UNKNOWN: "不详"}


def visited(visit: Visit) -> str:
    """Say when a visit was."""
    return f"{visit.visited_at.astimezone(CHINA):%Y-%m-%d %H:%M}"


def opens(clinic: str, visit: Visit | None) -> str:
    """Say what a link opens to whoever hears one after the other."""
    return f"{OPEN} {clinic} {visited(visit) if visit else NOT_READABLE}"


def diagnoses(visit: Visit) -> str:
    """Say what was diagnosed."""
    return "；".join(f"{one.code} {one.name}" for one in visit.diagnoses)


def companion(one: Companion) -> str:
    """Say who came along or instead, the number masked."""
    number = f"，证件号 {mask_number(one.id_number)}" if one.id_number else ""
    return f"{_CAME[one.role]}：{one.name}{number}"


def quantity(line: OrderLine) -> str:
    """Say how much of something there was."""
    return f"{line.quantity} {line.unit}"


PRESCRIPTIONS = "处方点评"
PRESCRIPTIONS_TOLD = (
    "每位医生每月随机抽取的处方。抽样只由编号决定，谁来抽都一样；点评结果随时可改，以最后一次为准。"
)
SAMPLE_SIZE = "每位医生抽几张"
DRUGS = "药品"
REVIEWED = "点评"
VERDICTS: Mapping[Verdict, str] = {
    Verdict.PROPER: "合理",
    Verdict.IRREGULAR: "不规范",
    Verdict.UNSUITABLE: "用药不适宜",
    Verdict.ABNORMAL: "超常",
}


def sample_told(sample: DoctorSample, counts: Mapping[Verdict, int]) -> str:
    """Say how much was drawn of how much, and what was found."""
    found = "，".join(f"{VERDICTS[one]} {counts[one]}" for one in Verdict if counts.get(one))
    drawn = f"共 {sample.written} 张处方，抽 {len(sample.drawn)} 张，已点评 {sum(counts.values())} 张"
    return f"{drawn}：{found}。" if found else f"{drawn}。"
