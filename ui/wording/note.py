"""Words of the printed note on a verdict."""

from collections.abc import Mapping, Sequence
from datetime import date

from core.coverage.verdict import Caution, Verdict, VerdictKind
from core.dates import age_on
from core.identity.id_number import mask_number
from core.policy.what_if import RepairOffer
from core.services.receive_patient import Reception
from ui.wording import verdicts
from ui.wording.days import day_long
from ui.wording.people import SEXES
from ui.wording.policy import offer_said
from ui.wording.thin import why_of

TITLE = "居民医保待遇说明"
WHY = "为什么"
OFFERS = "如果补缴断保的年度"
NOTE_BUTTON = "说明单 (Ctrl+P)"
SCREEN_TITLE = "待遇说明单"
SCREEN_LINE = "给病人带走的说明，内容与屏幕上的结论一致。"
PREVIEW = "说明单预览"
BACK = "返回结论 (Esc)"
_FOR_THE_PATIENT = (Caution.IN_HOSPITAL, Caution.MOVED, Caution.PLATFORM_DIFFERS)
_TODAY: Mapping[VerdictKind, str] = {
    VerdictKind.WAITING: "在这一天以前看病由本人付费。",
    VerdictKind.PENDING: "在这一天以前看病由本人付费。",
    VerdictKind.ENDED: "上一年度的待遇已经结束，本年度没有缴费记录，现在看病由本人付费。",
    VerdictKind.EMPLOYEE: "正在享受职工医保，请按职工医保的办法结算。",
    VerdictKind.ELSEWHERE: "在外地参保，本地不按居民医保报销，请向参保地办理。",
    VerdictKind.NOT_IN_ROSTER: "这里的名册里没有查到，这不等于没有参保，请向乡镇卫生院核对。",
    VerdictKind.ROSTER_EXPIRED: "这里的名册已过有效期，今天不能判断，请向乡镇卫生院核对。",
    VerdictKind.CANNOT_TELL: "现有资料不足以判断今天能否报销，原因见下，请向乡镇卫生院核对。",
}
headline = verdicts.headline


def meaning(verdict: Verdict) -> list[str]:
    """Say what the verdict means today, how sure it is, and what has to be paid first."""
    lines = (_today(verdict), verdicts.doubt(verdict), verdicts.must_pay(verdict))
    said = [verdicts.caution_said(verdict, one) for one in verdict.cautions if one in _FOR_THE_PATIENT]
    return [line for line in (*lines, *said) if line]


def _today(verdict: Verdict) -> str:
    """Say to the patient what holds today; what the screen says is meant for the doctor."""
    match verdict.kind:
        case VerdictKind.ACTIVE:
            return verdicts.second_line(verdict)
        case VerdictKind.NOT_ENROLLED:
            return f"名册里没有 {verdict.on.year} 年度的居民医保缴费，现在看病由本人付费。"
        case VerdictKind.ELSEWHERE if verdict.elsewhere and verdict.elsewhere.region:
            return f"参保地是{verdict.elsewhere.region}，本地不按居民医保报销，请向参保地办理。"
        case _:
            return _TODAY[verdict.kind]


def why(verdict: Verdict) -> Sequence[str]:
    """Say the reasons, step by step."""
    return why_of(verdict) if verdict.summary is not None else verdicts.why_lines(verdict)


def offers(known: Sequence[RepairOffer]) -> Sequence[str]:
    """Say what paying missed years would change."""
    return [offer_said(offer) for offer in known]


def person(reception: Reception) -> str:
    """Say who asked."""
    parts = [reception.name, SEXES[reception.sex]]
    if reception.birth_date:
        parts.append(f"{age_on(reception.birth_date, reception.verdict.on)}岁")
    return "  ".join(parts)


def number(reception: Reception) -> str:
    """Say the masked citizen number."""
    return f"证号 {mask_number(reception.id_number)}" if reception.id_number else "证号 未提供"


def day(on: date) -> str:
    """Say which day the note speaks of."""
    return day_long(on)


def doctor(name: str) -> str:
    """Say who printed it."""
    return f"经办 {name}"


def basis(verdict: Verdict) -> str:
    """Say what the note rests on, and whose word is final."""
    return f"{verdicts.as_of(verdict)}。由村诊推算，供参考；以当地医保经办机构的答复为准。"
