"""The verdict in large words, and what stands around it on the screen."""

from collections.abc import Mapping
from datetime import date, timedelta

from core.coverage.enrolment import Balances, PlatformAnswer
from core.coverage.verdict import Caution, Verdict, VerdictKind
from core.money import in_yuan
from core.policy.certainty import Certainty
from core.policy.decision import Flag
from core.policy.timeline import Timeline, YearState
from ui.wording import policy, thin
from ui.wording.clock import either_day
from ui.wording.days import day_long, day_short
from ui.wording.reasons import sentence_for_code

TIMELINE = "历年参保"
WHY = "为什么"
LAST_VISITS = "最近就诊"
NO_LAST_VISITS = "这里还没有此人的就诊记录。"
START_VISIT = "开始就诊 (F5)"
CONTINUE_VISIT = "接着写草稿 (F5)"
OFFERS = "如果补缴断保的年度"
BACK = "返回 (Esc)"
CARD_EXPIRED = "证件已过有效期。看病和记录照常；请核对是不是本人，并提醒尽快换证，以免影响医保结算。"
NO_DATA_DATE = "本机还没有参保名册。可以照常看病和记录，联网同步后再看待遇。"

_HEADLINES: Mapping[VerdictKind, str] = {
    VerdictKind.ACTIVE: "可享受",
    VerdictKind.WAITING: "等待期",
    VerdictKind.PENDING: "已缴费未开始",
    VerdictKind.ENDED: "已结束",
    VerdictKind.NOT_ENROLLED: "未参保",
    VerdictKind.EMPLOYEE: "职工医保",
    VerdictKind.ELSEWHERE: "异地参保",
    VerdictKind.NOT_IN_ROSTER: "不在名册",
    VerdictKind.ROSTER_EXPIRED: "名册过旧",
    VerdictKind.CANNOT_TELL: "无法判断",
}

_MEANINGS: Mapping[VerdictKind, str] = {
    VerdictKind.WAITING: "今天看病由本人付费，可以照常记录。",
    VerdictKind.PENDING: "今天还不能报销，看病由本人付费，可以照常记录。",
    VerdictKind.ENDED: "上一年度的待遇已经结束，本年度没有缴费记录。看病由本人付费，可以照常记录。",
    VerdictKind.EMPLOYEE: "此人正在享受职工医保，不按居民医保报销；请按职工医保的办法结算。",
    VerdictKind.NOT_IN_ROSTER: (
        "本村的名册里没有此人；全乡镇的名册只能按身份证号查，这次没有查。"
        "这不等于没有参保。可以照常看病和记录，由乡镇卫生院核对。"
    ),
    VerdictKind.ROSTER_EXPIRED: "名册已过有效期，不能据此判断今天的待遇。请尽快同步；看病和记录照常。",
    VerdictKind.CANNOT_TELL: "现有资料不足以判断今天能否报销，原因见下。看病和记录照常，由乡镇卫生院核对。",
}

_NOT_IN_TOWNSHIP = "全乡镇的名册里都没有这个号码，这不等于没有参保。可以照常看病和记录，由乡镇卫生院核对。"

_CAUTIONS: Mapping[Caution, str] = {
    Caution.NAME_DIFFERS: "姓名与名册上这个号码的姓名对不上。请核对号码和本人。",
    Caution.DECEASED: "名册记载此人已去世。请核对是不是本人。",
    Caution.IN_HOSPITAL: "名册记载此人正在住院，住院期间门诊费用可能不予支付。",
    Caution.MOVED: "名册记载此人已迁出本乡镇，待遇以迁入地为准。",
    Caution.JOINED_YEARS: "已并档：两个证件号下的缴费年度合在一起计算，结论不变。",
    Caution.JOINED_CHANGES: (
        "已并档：两个证件号下的缴费年度合在一起，才得出这个结论。医保平台如果还分开记，结果会不同，请先核实。"
    ),
    Caution.JOINED_OTHER_NUMBER: (
        "已并档：名册里查到的是此人的另一个证件号。结算认那个号，请让患者出示那张证件。"
    ),
    Caution.JOINED_NOT_COUNTED: (
        "已并档，但另一个证件号下的缴费年度不能一起算（出生日期不同，或只有名册摘要），结论只按一个号得出。"
    ),
}

YEAR_WORDS: Mapping[YearState, str] = {
    YearState.ON_TIME: "已缴费",
    YearState.LATE: "晚缴费",
    YearState.EXEMPT: "免等待",
    YearState.EMPLOYEE: "职工",
    YearState.MILITARY: "服役",
    YearState.MISSED: "断保",
    YearState.REPAIRED: "已补缴",
    YearState.NOT_COUNTED: "不计",
    YearState.NOT_PAID: "未缴费",
    YearState.UNKNOWN: "不清楚",
    YearState.BEFORE_BIRTH: "未出生",
}


def kind_word(kind: str) -> str:
    """Name a verdict as a visit keeps it."""
    return _HEADLINES[VerdictKind(kind)] if kind in set(VerdictKind) else kind


def headline(verdict: Verdict) -> str:
    """Say the verdict in a few large words."""
    benefit = verdict.benefit_date
    if verdict.kind is VerdictKind.WAITING and benefit:
        return f"等待期，{day_short(benefit, verdict.on)}起可享受"
    if verdict.kind is VerdictKind.PENDING and benefit:
        return f"已缴费，{day_short(benefit, verdict.on)}起可享受"
    return _HEADLINES[verdict.kind]


def second_line(verdict: Verdict) -> str:
    """Say what the verdict means for today's visit."""
    if verdict.kind is VerdictKind.ACTIVE:
        return _active(verdict)
    if verdict.kind is VerdictKind.NOT_ENROLLED:
        return f"名册里没有 {verdict.on.year} 年度的居民医保缴费。看病由本人付费，可以照常记录。"
    if verdict.kind is VerdictKind.ELSEWHERE:
        return _elsewhere(verdict)
    if verdict.kind is VerdictKind.NOT_IN_ROSTER and verdict.township_wide:
        return _NOT_IN_TOWNSHIP
    return _MEANINGS[verdict.kind]


def _active(verdict: Verdict) -> str:
    since = f"，自 {day_long(verdict.benefit_date)}起" if verdict.benefit_date else ""
    return f"居民医保今天可以报销{since}。"


def _elsewhere(verdict: Verdict) -> str:
    region = f"（{verdict.elsewhere.region}）" if verdict.elsewhere and verdict.elsewhere.region else ""
    return f"此人在外地参保{region}，本地不按居民医保报销，请本人向参保地办理。"


def as_of(verdict: Verdict) -> str:
    """Say which day the data speak for."""
    if verdict.roster_as_of is None:
        return NO_DATA_DATE
    source = "医保平台的答复" if verdict.by_platform else "参保名册"
    return f"依据：{source}，数据截至 {day_long(verdict.roster_as_of)}"


def doubt(verdict: Verdict) -> str:
    """Say which day it may be, or the range in which the benefit date may lie; nothing where it is sure."""
    if verdict.day_doubt is not None:
        return either_day(verdict, verdict.day_doubt, _HEADLINES)
    decision = verdict.decision
    if verdict.summary is not None:
        return thin.doubt_of(verdict.summary, verdict)
    if decision is None or verdict.by_platform or decision.certainty is Certainty.SURE:
        return ""
    earliest, latest = decision.earliest_benefit, decision.latest_benefit
    if earliest and latest and earliest != latest:
        return f"需核实：最早 {day_short(earliest, verdict.on)}，最晚 {day_short(latest, verdict.on)}"
    return "需核实：资料或政策有不止一种可能，请向乡镇卫生院核实。"


def must_pay(verdict: Verdict) -> str:
    """Say which year must be paid as well where the wait outlasts the one paid for."""
    decision, benefit = verdict.decision, verdict.benefit_date
    flagged = decision is not None and Flag.BENEFIT_AFTER_COVERAGE_END in decision.flags
    flagged = flagged or (verdict.summary is not None and verdict.summary.pay_first)
    if benefit is None or not flagged:
        return ""
    return f"还须按时缴纳 {benefit.year} 年度的费，到时才能享受。"


def cautions(verdict: Verdict, card_expired: bool) -> list[str]:
    """Say what else the doctor has to know, of the card and of the cover."""
    return [
        *([CARD_EXPIRED] if card_expired else []),
        *(caution_said(verdict, one) for one in verdict.cautions),
    ]


def caution_said(verdict: Verdict, caution: Caution) -> str:
    """Say one thing to know of the cover."""
    return _CAUTIONS.get(caution) or _platform_differs(verdict)


def _platform_differs(verdict: Verdict) -> str:
    """Say both answers with their dates, and how far they lie apart."""
    said, begins = "医保平台的答复", None
    if verdict.platform is not None:
        said, begins = _platform_said(verdict.platform)
    ours = verdict.benefit_date
    own = f"本机推算{day_long(ours)}起可享受" if ours else "本机没有推算出可享受的日期"
    apart = f"，相差 {abs((ours - begins).days)} 天" if ours and begins and ours != begins else ""
    return f"{said}，{own}{apart}，两者不一致，以平台为准；请联网后再核对。"


def _platform_said(answer: PlatformAnswer) -> tuple[str, date | None]:
    """Say the platform's answer, and give the first day with benefits where it implies one."""
    if answer.entitled and answer.begin:
        return f"医保平台说{day_long(answer.begin)}起可享受", answer.begin
    if answer.entitled:
        return "医保平台说可以享受", None
    if answer.end:
        return f"医保平台说到{day_long(answer.end)}为止不能享受", answer.end + timedelta(days=1)
    return "医保平台说不能享受", None


def balances(known: Balances) -> str:
    """Say what the fund has paid this year and what the account holds."""
    parts = [f"今年门诊统筹已用 {in_yuan(known.outpatient_used)} 元"]
    if known.two_diseases_used:
        parts.append(f"两病已用 {in_yuan(known.two_diseases_used)} 元")
    if known.account:
        parts.append(f"个人账户余额 {in_yuan(known.account)} 元")
    return f"{'，'.join(parts)}（截至 {day_long(known.as_of)}）"


def today_mark(today: date) -> str:
    """Label the mark of today on the timeline."""
    return f"今天 {today.month}月{today.day}日"


def benefit_mark(timeline: Timeline) -> str:
    """Label the benefit date on the timeline, with the year that must be paid first; nothing without a date."""
    benefit = timeline.benefit_date
    if benefit is None:
        return ""
    unpaid = any(one.year == benefit.year and one.state is YearState.NOT_PAID for one in timeline.years)
    first = f"（须先缴 {benefit.year} 年度）" if unpaid else ""
    return f"{day_short(benefit, timeline.today)}起可享受{first}"


def paid_mark(day: date) -> str:
    """Label the day of a payment under its year."""
    return f"{day.year % 100:02d}.{day.month}.{day.day}"


def timeline_said(timeline: Timeline) -> str:
    """Read the picture of the years aloud."""
    years = "，".join(f"{year.year}年{YEAR_WORDS[year.state]}" for year in timeline.years)
    benefit = benefit_mark(timeline)
    return f"{TIMELINE}：{years}" + (f"；{benefit}" if benefit else "")


def why_lines(verdict: Verdict) -> list[str]:
    """Say step by step why the answer is what it is, each with its article, and what it hinges on."""
    lines = []
    if verdict.platform and verdict.by_platform:
        lines.append(
            f"医保平台 {day_long(verdict.platform.queried_on)}的答复：{verdict.platform.reason or '可享受'}"
        )
    if verdict.refusal:
        lines.append(sentence_for_code(verdict.refusal))
    if verdict.employee is not None:
        lines.append("名册里有正在缴纳的职工医保。")
    decision = verdict.decision
    if decision is None:
        return lines or [second_line(verdict)]
    steps = [
        f"{place}. {policy.step_said(step, decision.pack.pack_id)}"
        for place, step in enumerate(decision.steps, start=1)
    ]
    return [
        *lines,
        *policy.certainty_said(decision),
        *steps,
        *policy.cost_said(decision),
        policy.basis_said(decision),
    ]
