"""Words of the printed 转诊单: the stub that stays, and the note the patient takes along."""

from collections.abc import Sequence

from core.dates import CHINA, china_day
from core.visits.bedside_names import bedside_said
from core.visits.visit import Visit
from ui.wording.ages import age_said
from ui.wording.people import SEXES
from ui.wording.visits import diagnoses_said, line_title, usage_said, vitals_said

TITLE = "双向转诊（转出）单"
STUB = "存 根"
SIGN, PHONE = "转诊医生（签字）：", "联系电话："
_NOTHING_KNOWN = "未提供"


def stub(visit: Visit, number: str, address: str, phone: str) -> Sequence[tuple[str, str]]:
    """Say on the part that stays who was sent where, two texts a line."""
    return (
        (_who(visit), f"就诊编号：{number}"),
        (f"家庭住址：{visit.bedside.address or address}", f"联系电话：{visit.bedside.phone or phone}"),
    )


def sent(visit: Visit) -> str:
    """Say that somebody was sent, when, why and where."""
    said = visit.bedside
    return f"于 {_day(visit)} 因病情需要，转入 {said.referred_to}。转诊原因：{said.referral_reason}。"


def asked(visit: Visit) -> Sequence[str]:
    """Ask whoever reads the note to see the patient."""
    return (
        f"{visit.bedside.referred_to}：",
        f"现有患者 {_who(visit)}，因病情需要，需转入贵单位，请予以接诊。",
    )


def told(visit: Visit) -> Sequence[tuple[str, str]]:
    """Tell what was seen and done, each under its title."""
    illness = (
        visit.complaint,
        f"发病 {visit.onset_date:%Y-%m-%d}" if visit.onset_date else "",
        vitals_said(visit),
        bedside_said(visit.bedside),
    )
    drugs = [" ".join(part for part in (line_title(one), usage_said(one)) if part) for one in visit.lines]
    allergies = f"过敏：{'、'.join(visit.allergies)}" if visit.allergies else ""
    return (
        ("初步印象：", diagnoses_said(visit)),
        ("主要现病史（转出原因）：", "；".join(part for part in illness if part)),
        ("主要既往史：", allergies or _NOTHING_KNOWN),
        ("治疗经过：", "；".join(drugs) or _NOTHING_KNOWN),
    )


def signed(clinic: str, visit: Visit) -> tuple[str, str]:
    """Say from where and when."""
    return clinic, _day(visit)


def _who(visit: Visit) -> str:
    who = visit.patient
    return f"{who.name}  {SEXES[who.sex]}  {age_said(who.birth_date, china_day(visit.visited_at))}"


def _day(visit: Visit) -> str:
    return f"{visit.visited_at.astimezone(CHINA):%Y年%m月%d日}"
