"""Words of the printed slip."""

from core.dates import CHINA, age_on, china_day
from core.identity.id_number import mask_number
from core.money import in_yuan
from core.visits.visit import FundSplit, OrderLine, Visit
from ui.wording import visits as visit_words
from ui.wording.clock import TO_BE_CONFIRMED
from ui.wording.days import day_long
from ui.wording.people import SEXES
from ui.wording.verdicts import kind_word

PROGRAM = "村诊"
TITLE = "就诊凭条"
TRAINING_MARK = "模拟"
TOTAL = "合计"
KEEP = "请妥善保管；有疑问请凭编号查询。"
ESTIMATE_NOTE = "预估仅供参考，以乡镇卫生院结算结果为准。"


def title(corrected: bool) -> str:
    """Name the form; one that takes the place of an earlier slip says so."""
    return f"{TITLE}（更正）" if corrected else TITLE


def patient(visit: Visit) -> str:
    """Say who was seen."""
    who = visit.patient
    parts = [who.name, SEXES[who.sex]]
    if who.birth_date:
        parts.append(f"{age_on(who.birth_date, china_day(visit.visited_at))}岁")
    return "  ".join(parts)


def moment(visit: Visit, in_doubt: bool = False) -> str:
    """Say when, and whether that is still to be confirmed."""
    doubt = f"（{TO_BE_CONFIRMED}）" if in_doubt else ""
    return f"{visit.visited_at.astimezone(CHINA):%Y-%m-%d %H:%M}{doubt}"


def number(visit: Visit) -> str:
    """Say the masked citizen number."""
    return f"证号 {mask_number(visit.patient.id_number)}" if visit.patient.id_number else "证号 未提供"


def doctor(visit: Visit) -> str:
    """Say who wrote it."""
    return f"医生 {visit.doctor_name}"


def diagnosis(visit: Visit) -> str:
    """Say the diagnoses."""
    return f"诊断：{visit_words.diagnoses_said(visit)}"


def vitals(visit: Visit) -> str:
    """Say what was measured."""
    return visit_words.vitals_said(visit)


def verdict(visit: Visit) -> str:
    """Say what the desk was told of the cover, and as of when."""
    told = f"待遇：{kind_word(visit.verdict.kind)}"
    if visit.verdict.benefit_date and visit.verdict.kind != "active":
        told += f",{day_long(visit.verdict.benefit_date)}起可享受"
    if visit.verdict.certainty == "confirm":
        told += "（需核实）"
    as_of = visit.verdict.roster_as_of
    return f"{told}（名册截至 {day_long(as_of)}）" if as_of else f"{told}（本机无名册）"


def order(line: OrderLine) -> str:
    """Say a line with its quantity and price."""
    return f"{visit_words.line_title(line)}  {line.quantity}{line.unit} × {in_yuan(line.unit_price)}"


def usage(line: OrderLine) -> str:
    """Say how a drug is taken."""
    return visit_words.usage_said(line)


def estimate(split: FundSplit) -> str:
    """Say the estimated split."""
    return (
        f"预估  基金 {in_yuan(split.fund)}  个人账户 {in_yuan(split.account)}  现金 {in_yuan(split.cash)} 元"
    )


def yuan(amount: int) -> str:
    """Say an amount."""
    return f"{in_yuan(amount)} 元"


def reference(event_id: str, short_hash: str) -> str:
    """Say the number of the visit and the short hash of its content."""
    return f"编号 {event_id}  校验 {short_hash}"
