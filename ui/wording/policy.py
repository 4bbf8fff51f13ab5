"""待遇判定 in the words a village doctor and a patient use: statuses, reasons, steps, certainty, flags."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from core.money import in_yuan
from core.policy.certainty import Certainty, Doubt
from core.policy.decision import Decision, Flag
from core.policy.status import Status
from core.policy.steps import Article, Step
from core.policy.waiting_period import Reason
from core.policy.what_if import RepairOffer
from core.policy.worlds import Missing, MissingKind
from ui.wording.days import day_long
from ui.wording.policy_steps import STEPS, years_said

STATUSES: Mapping[Status, str] = {
    Status.NOT_ENROLLED: "未参保",
    Status.PENDING: "已缴费，待遇还没有开始",
    Status.WAITING: "在等待期内",
    Status.ACTIVE: "可以享受医保待遇",
    Status.ENDED: "这个参保年度已经结束",
}
REASONS_SAID: Mapping[Reason, str] = {
    Reason.NONE: "按时缴费，没有断保，不设等待期",
    Reason.EXTENDED_WINDOW: "在延长缴费期内缴费，不设等待期",
    Reason.LATE: "错过了集中参保期才缴费",
    Reason.BREAK: "以前断保过",
    Reason.LATE_AND_BREAK: "错过了集中参保期，而且以前断保过",
    Reason.CARRY_OVER: "上一年度的等待期还没有走完",
    Reason.EXEMPT_NEWBORN: "新生儿，不设等待期",
    Reason.EXEMPT_STATUS: "属于特殊群体，不设等待期",
    Reason.EXEMPT_EVENT: "符合特殊情形，不设等待期",
    Reason.TRANSFER: "由职工医保转来，按规定接续，不设等待期",
    Reason.NOT_ENROLLED: "没有查到这个年度的缴费",
    Reason.PAYMENT_NOT_ACCEPTED: "缴费太晚，这个年度已不能参保",
}
FLAGS: Mapping[Flag, str] = {
    Flag.BENEFIT_AFTER_COVERAGE_END: "注意：等到可以享受时，这个年度已经过完，请务必按时缴下一年度的费。",
    Flag.REPAIR_LIMITED_BY_FLOOR: "注意：断保时间较长，补缴后等待期也有最低月数，再多补缴不会更早享受。",
}
ARTICLES: Mapping[Article, str] = {
    Article.ENROLMENT_WINDOW: "国办发〔2024〕38号 三（六）；缴费时间由当地公布",
    Article.WAITING_PERIOD: "国办发〔2024〕38号 二（三）",
    Article.EXEMPT_GROUPS: "国办发〔2024〕38号 二（三）“特殊群体”",
    Article.NEWBORN: "国办发〔2024〕38号 二（三）、三（六）",
    Article.TRANSFER: "医保办发〔2021〕43号",
    Article.READING: "文件未细写，按通行口径推算",
}
PROVINCE_ARTICLES: Mapping[tuple[str, Article], str] = {
    ("CN-23", Article.WAITING_PERIOD): "国办发〔2024〕38号 二（三）；黑龙江省2024年9月30日实施意见 二（三）",
    ("CN-23", Article.EXEMPT_GROUPS): "黑龙江省2024年9月30日实施意见 二（二）、二（三）",
    ("CN-23", Article.NEWBORN): "黑龙江省2024年9月30日实施意见 二（三）、五（八）",
    ("CN-23", Article.TRANSFER): "黑龙江省2024年9月30日实施意见 二（三）",
}
PARAMETERS: Mapping[str, str] = {
    "waiting.variable_count_mode": "断保第一年是否也加 1 个月",
    "waiting.start_rule": "等待期从哪一天起算",
    "waiting.month_end_rule": "遇到没有对应日的月份怎样算",
    "break.never_enrolled": "第一次参保算不算断保",
    "transfer.gap_mode": "转保的中断月份怎样数",
    "transfer.benefit_start": "转保后从哪天起享受",
    "newborn.no_wait_until": "新生儿到多大为止不设等待期",
    "exemptions.*.benefit_start": "特殊群体从哪天起享受",
}
MISSING: Mapping[MissingKind, Callable[[int], str]] = {
    MissingKind.PAYMENT_DATE: lambda year: f"{year} 年度的缴费日期",
    MissingKind.REPAIR_DATE: lambda year: f"{year} 年度的补缴日期",
    MissingKind.EARLIER_YEARS: lambda year: f"{year} 年以前的参保记录",
}
_ONE_DAY = timedelta(days=1)
_TRAINING = "TRAINING"


def article_said(article: Article, pack_id: str) -> str:
    """Cite the passage a step follows; a province's own text where its pack answered."""
    for (province, one), words in PROVINCE_ARTICLES.items():
        # A county's or a practice pack begins with the code of its province: CN-23, CN-230123, CN-23-TRAINING.
        if one is article and pack_id.startswith(province):
            return words
    return ARTICLES[article]


def headline(decision: Decision) -> str:
    """Say the answer in one sentence a patient understands."""
    year, benefit = decision.target_year, decision.benefit_date
    if decision.certainty is Certainty.CANNOT_TELL:
        return f"{year} 年度：今天能不能享受，现有资料或文件还不能确定，请向医保经办机构核实。"
    if benefit is None:
        return f"{year} 年度：{STATUSES[decision.status]}，{REASONS_SAID[decision.reason]}。"
    if decision.status is Status.WAITING:
        until = day_long(benefit - _ONE_DAY)
        return f"{year} 年度：在等待期内，等到{until}为止；{day_long(benefit)}起可以享受医保待遇。"
    if decision.status is Status.PENDING:
        return f"{year} 年度：已经缴费，{day_long(benefit)}起可以享受医保待遇。"
    if decision.status is Status.ENDED:
        return f"{year} 年度已经结束，看病要看新年度是否缴费。"
    return f"{year} 年度：可以享受医保待遇（从{day_long(benefit)}起）。"


def explanation(decision: Decision) -> list[str]:
    """Say the whole decision: answer, why step by step with the passage, how sure, what to mind."""
    pack_id = decision.pack.pack_id
    said = [headline(decision)]
    if decision.benefit_date is not None:
        said.append(f"原因：{REASONS_SAID[decision.reason]}。")
    if decision.total_months:
        said.append(
            f"等待期共 {decision.total_months} 个月：固定 {decision.fixed_months} 个月，"
            f"变动 {decision.variable_months} 个月。"
        )
    said += [f"{place}. {step_said(step, pack_id)}" for place, step in enumerate(decision.steps, start=1)]
    said += cost_said(decision)
    said += [FLAGS[flag] for flag in decision.flags]
    said += certainty_said(decision)
    said.append(basis_said(decision))
    return said


def step_said(step: Step, pack_id: str) -> str:
    """Say one step with the passage it follows."""
    return f"{STEPS[step.code](step)}〔{article_said(step.article, pack_id)}〕"


def cost_said(decision: Decision) -> list[str]:
    """Say what the repairs that count cost."""
    if decision.repair_cost is None:
        return ["补缴金额：当地缴费标准尚未录入，请向经办机构询问。"]
    return [f"补缴金额合计 {in_yuan(decision.repair_cost)} 元。"] if decision.repair_cost else []


def certainty_said(decision: Decision) -> list[str]:
    """Say how sure the answer is, what it hinges on, and the range of dates."""
    if decision.certainty is Certainty.SURE:
        return []
    said = []
    first, last = decision.earliest_benefit, decision.latest_benefit
    if decision.certainty is Certainty.CONFIRM and first and last:
        said.append(
            f"需向医保经办机构核实：按不同口径，享受待遇的日子在{day_long(first)}到{day_long(last)}之间，"
            "今天的结论不变。"
        )
    elif decision.certainty is Certainty.CONFIRM:
        said.append("需向医保经办机构核实：享受待遇的日子可能不同，今天的结论不变。")
    else:
        said.append("无法判断：口径或资料不同，今天的结论就不同，请向医保经办机构核实。")
    if decision.missing:
        said.append(f"缺少：{'、'.join(missing_said(one) for one in decision.missing)}。")
        said.append("各步骤按其中一种可能推算，仅供参考。")
    said += [f"文件没有写明“{parameter_said(path)}”。" for path in _paths(decision.doubts)]
    return said


def missing_said(item: Missing) -> str:
    """Name a missing item."""
    return MISSING[item.kind](item.year)


def parameter_said(path: str) -> str:
    """Name a parameter of the law in plain words."""
    return PARAMETERS.get(path, path)


def basis_said(decision: Decision) -> str:
    """Say which day and which rules the answer stands on."""
    pack = decision.pack
    title = f"《{pack.title}》" if pack.title else pack.region_name
    number = f"（{pack.doc_no}）" if pack.doc_no else ""
    practice = "练习用模拟政策，不是真实规定。" if _TRAINING in pack.pack_id else ""
    return (
        f"截至 {day_long(decision.as_of)}；依据{title}{number}，"
        f"{pack.region_name}政策包 {pack.pack_id}，{day_long(pack.effective_from)}起施行。{practice}"
        "最终以当地医保经办机构答复为准。"
    )


def offer_said(offer: RepairOffer) -> str:
    """Say what paying for missed years would change."""
    cost = "金额请向经办机构询问" if offer.cost is None else f"共 {in_yuan(offer.cost)} 元"
    sure = "" if offer.sure else "（是否提前需向经办机构核实）"
    return (
        f"补缴 {years_said(offer.years)} 年度（{cost}），"
        f"享受待遇的日子由 {day_long(offer.benefit_date_now)} 提前到 {day_long(offer.benefit_date)}{sure}。"
    )


def _paths(doubts: tuple[Doubt, ...]) -> list[str]:
    return list(dict.fromkeys(doubt.path for doubt in doubts))
