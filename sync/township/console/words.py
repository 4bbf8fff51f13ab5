"""Every word of the console's pages; sentences for a no come from the program's own table of reasons."""

from collections.abc import Mapping
from datetime import datetime

from core.console import ConsoleDeed, ConsoleRole
from core.dates import CHINA
from core.events import EventType, ResultKind
from core.identity.person import Sex
from core.import_rows import ImportKind
from core.prescription_review import DoctorSample, Verdict
from core.reconciliation import DifferenceKind
from core.settlement_ports import Step
from core.visits.visit import OrderLine, Visit

PROGRAM = "村诊"
CONSOLE = "卫生院工作台"
TRAINING = "训练环境：人员都是虚构的，不会向医保平台上传"
SKIP = "跳到正文"
MENU = "各页"
SIGN_IN = "登录"
SIGN_OUT = "退出"
SIGN_IN_TITLE = "登录卫生院工作台"
TOWNSHIP_CODE = "卫生院代码"
USER = "登录名"
PASSWORD = "密码"  # noqa: S105  # a label
NOT_DONE = "没有办成"
BACK_TO_START = "回到首页"
BACK_TO_SIGN_IN = "回到登录页"
NEVER = "从未"
NONE = "无"
ROLES: Mapping[ConsoleRole, str] = {
    ConsoleRole.CLERK: "经办",
    ConsoleRole.REVIEWER: "审核",
    ConsoleRole.ADMINISTRATOR: "管理员",
    ConsoleRole.COUNTY: "县级",
}

CLINICS = "村卫生室"
CLINICS_NONE = "还没有登记村卫生室。请在卫生院的电脑上用 township enrol-clinic 登记第一个。"
CLINIC_CODE = "代码"
CLINIC_NAME = "名称"
LAST_CONTACT = "最近联系"
DEVICES = "电脑"
EVENTS = "已收记录"
UNJUDGED = "待查看"
UNSETTLED = "待结算"
EPOCH = "第 {number} 期"
FROZEN = "{since} 起医保结算暂停：卫生院的数据从备份恢复过，正在与各村卫生室核对。核对清楚后运行 township reconciled。"
NO_ROSTER = "还没有导入参保名册，各村卫生室无法判断待遇。"


def clinics_told(count: int, silent: int, unsettled: int) -> str:
    """Say in a sentence how the clinics stand."""
    quiet = f"{silent} 个超过 3 天没有联系" if silent else "都在 3 天内联系过"
    return f"共 {count} 个村卫生室，{quiet}；待结算 {unsettled} 笔。"


def silence(since: datetime | None, now: datetime) -> str:
    """Say how long a clinic has not called."""
    if since is None:
        return "从未联系"
    days = (now - since).days
    return f"已 {days} 天未联系" if days else "今天联系过"


def roster_told(as_of: object, valid_until: object) -> str:
    """Say of which day the roster is."""
    return f"参保名册截至 {as_of}，有效到 {valid_until}。"


FOLLOWING = "下一页"
FIRST_PAGE = "回到第一页"
NO_MORE = "这里没有内容。"
WHEN = "时间"
WHO = "谁"
WHAT = "做了什么"
ON_WHAT = "对象"
REASON = "原因"
STATE = "状态"
OPEN = "打开"
SURE = "我已核对"
DONE = "已办好。"

DEVICE = "电脑编号"
ENROLLED = "登记时间"
REVOKED = "已停用"
IN_USE = "使用中"
RETURNED = "恢复后认回，待确认"
TO_CONFIRM = "待确认的电脑"
TO_CONFIRM_TOLD = "卫生院数据恢复以后，这些电脑凭以前的登记自动认回。确认以前只收它们送来的记录，不审核、不结算，也不下发资料。请打电话逐台核对，丢失、被盗的不要确认，请停用。"
CONFIRM = "确认所选电脑"
SURE_CONFIRM = "我已与村卫生室逐台核对，所选的电脑都在他们手里"
RECORDS = "已收记录"
LIVES = "台账段数"
LIFE = "台账段"
MAKE_CODE = "生成注册码"
MAKE_CODE_FOR = "给新的或更换的电脑生成一次性注册码"
WHICH_CLINIC = "村卫生室"
CODE_TITLE = "一次性注册码"
CODE_ONCE = "这个注册码只显示这一次，请现在抄写或读给村卫生室。再生成一个时，没用过的旧码作废。"
VALID_UNTIL = "有效到"
REVOKE = "停用这台电脑"
REVOKE_TOLD = "电脑丢失、被盗或报废时停用。它以后写的内容另存，不计入；已收到的可以只认到某一笔。停用后不能恢复，换新电脑要重新登记。"
KEEP = "只认到第几笔（不填：已收到的都认）"
SURE_REVOKE = "我已核对，就是这台电脑"
BACK_TO_DEVICES = "回到电脑列表"

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
CLINIC = "村卫生室"
VISITED = "就诊时间"
PATIENT = "患者"
DIAGNOSES = "诊断"
TOTAL = "合计（元）"
NOT_READABLE = "读不懂的记录"
NUMBER = "证件号"
SEX = "性别"
BORN = "出生日期"
DOCTOR = "医生"
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
    ResultKind.REVERSED: "已冲正",
}
TYPES: Mapping[str, str] = {
    EventType.VISIT_RECORDED: "就诊",
    EventType.VISIT_CORRECTED: "就诊的更正",
    EventType.VISIT_CANCELLED: "就诊的作废",
}
SEXES: Mapping[Sex, str] = {Sex.MALE: "男", Sex.FEMALE: "女", Sex.UNKNOWN: "不详"}

SETTLEMENT = "结算队列"
STEPS: Mapping[Step, str] = {
    Step.WAITING: "待上传",
    Step.REGISTERED: "已登记",
    Step.DESCRIBED: "已传就诊信息",
    Step.UPLOADED: "已传费用明细",
    Step.SETTLING: "结算中",
    Step.UNKNOWN: "结果待查",
    Step.WITHDRAWING: "撤回中",
    Step.SET_ASIDE: "已被更正或作废",
    Step.SETTLED: "已结算",
    Step.NOT_PAYABLE: "不予支付",
}
VISIT_ID = "就诊编号"
DUE = "下次处理"
ATTEMPTS = "已试次数"
TROUBLE = "遇到的问题"
PLATFORM_SAID = "平台答复"

RECONCILIATION = "对账"
RECONCILIATION_TOLD = (
    "每天与医保平台核对前一天的账：先对总账，不平的再对明细账。用 township reconcile-day 对账，结果在这里。"
)
RECONCILED_LISTS: Mapping[str, str] = {"open": "待处理差异", "closed": "已处理差异", "days": "对过的日子"}
DAY = "日期"
COMPARED_AT = "对账时间"
GROUP = "险种-清算类别-经办机构"
COUNT = "笔数"
FUND = "基金（元）"
OUR_SUMS = "本院（元）：合计 / 基金"
THEIR_SUMS = "平台（元）：合计 / 基金"
RESULT = "结果"
AGREES, DIFFERS = "平", "不平"
DIFFERENCE = "差异"
SETTLEMENT_ID = "结算编号"
MESSAGE_ID = "报文编号"
FOUND = "发现"
CLOSED = "处理"
CLOSE_DIFFERENCE = "写明原因，处理完毕"
NOT_FOUND_AGAIN = "再次对账时已经没有这笔差异"
DIFFERENCES: Mapping[DifferenceKind, str] = {
    DifferenceKind.ONLY_THERE: "平台有、本院无",
    DifferenceKind.ONLY_HERE: "本院有、平台无",
    DifferenceKind.AMOUNTS: "金额不一致",
    DifferenceKind.TOTALS: "总账不平，明细无差异",
    DifferenceKind.NO_GROUP: "恢复后找回的结算，缺少清算信息",
}
NOTHING_COMPARED = "还没有对过账。请在卫生院的电脑上运行 township reconcile-day。"

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


STATEMENTS = "月结算单"
STATEMENTS_TOLD = (
    "按就诊日期统计；已更正、作废的不计；金额以元计，患者应补为负时应退。纸面为 PDF，逐笔见电子表格。"
)
MONTH = "月份"
SHOW = "查看"
VISITS_COUNT = "就诊"
ESTIMATED_FUND = "预估基金"
SETTLED_FUND = "结算基金"
SETTLED_CASH = "结算现金"
PATIENT_OWES = "患者应补"
ALL_CLINICS = "全部村卫生室"
AS_PAPER, AS_SHEET = "PDF", "电子表格"

PEOPLE = "人员"
PEOPLE_TOLD = "可以登录这个工作台的人。村卫生室的人员在各村卫生室登记，不在这里。"
NAME = "姓名"
ROLE = "角色"
REMOVE = "不再让此人登录"
REMOVE_TITLE = "停用"
KEEP_USER = "登记或修改"
KEEP_USER_TOLD = "登录名已有时修改其姓名、角色；密码留空则不改。改密码或角色后，此人要重新登录。"
NEW_PASSWORD = "新密码"  # noqa: S105  # a label
SAVE = "保存"

PACKS = "政策包"
PACKS_TOLD = "各村卫生室据此判断待遇。县里签发的政策包由卫生院核对签名、运行案例后启用，随同步下发。"
PACK = "政策包代码"
AND = "、"
ANSWERS = "以它为准"
ORIGIN = "来源"
OF_COUNTY = "县里签发，{on}"
OF_PROGRAM = "随程序提供"
VERSIONS = "各版本起始日"
NO_COUNTY = "还没有采用本县的公开文件，只用程序自带的政策包。"
COUNTY = "采用的县：{name}，指纹 {fingerprint}"

IMPORTS = "导入"
IMPORT_KINDS: Mapping[str, str] = {ImportKind.ROSTER: "参保名册", ImportKind.CATALOGUE: "目录"}
TRAIL = "操作记录"
MACHINE = "（本机命令）"
DEEDS: Mapping[str, str] = {
    ConsoleDeed.SIGNED_IN: "登录",
    ConsoleDeed.SIGN_IN_REFUSED: "登录密码不对",
    ConsoleDeed.SIGNED_OUT: "退出",
    ConsoleDeed.USER_KEPT: "登记或修改人员",
    ConsoleDeed.USER_REMOVED: "去掉人员",
    ConsoleDeed.VISIT_SEEN: "查看就诊",
    ConsoleDeed.VISIT_RETURNED: "退回就诊",
    ConsoleDeed.VISIT_TAKEN_IN: "收下就诊",
    ConsoleDeed.CODE_MADE: "生成注册码",
    ConsoleDeed.DEVICE_REVOKED: "停用电脑",
    ConsoleDeed.DEVICES_CONFIRMED: "确认认回的电脑",
    ConsoleDeed.IMPORT_PREPARED: "上传文件待导入",
    ConsoleDeed.CONFLICTS_SEEN: "查看名册待核对",
    ConsoleDeed.IMPORT_PROFILE_KEPT: "保存列名对照表",
    ConsoleDeed.PROBLEM_ROWS_READ: "下载问题行",
    ConsoleDeed.ROSTER_IMPORTED: "导入名册",
    ConsoleDeed.CATALOGUE_IMPORTED: "导入目录",
    ConsoleDeed.IMPORT_UNDONE: "撤销导入",
    ConsoleDeed.PRESCRIPTION_REVIEWED: "点评处方",
    ConsoleDeed.DIFFERENCE_CLOSED: "处理对账差异",
    ConsoleDeed.REFUSED: "（上一项没有办成）",
}


def deed_facts(facts: Mapping[str, object]) -> str:
    """Say on what something was done: ids, codes and counts."""
    words = {**DEEDS, **{role.value: word for role, word in ROLES.items()}, **IMPORT_KINDS}
    return " ".join(words.get(str(value), str(value)) for value in facts.values() if value != "")


def visited(visit: Visit) -> str:
    """Say when a visit was."""
    return f"{visit.visited_at.astimezone(CHINA):%Y-%m-%d %H:%M}"


def opens(clinic: str, visit: Visit | None) -> str:
    """Say what a link opens to whoever hears one after the other."""
    return f"{OPEN} {clinic} {visited(visit) if visit else NOT_READABLE}"


def diagnoses(visit: Visit) -> str:
    """Say what was diagnosed."""
    return "；".join(f"{one.code} {one.name}" for one in visit.diagnoses)


def quantity(line: OrderLine) -> str:
    """Say how much of something there was."""
    return f"{line.quantity} {line.unit}"


def step_told(step: Step, count: int | None) -> str:
    """Name a step and how many stand there, where that is counted."""
    return STEPS[step] if count is None else f"{STEPS[step]} {count}"
