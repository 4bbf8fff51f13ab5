"""并档 on screen: who else somebody is or may be, and what follows."""

from datetime import date

from core.identity.id_number import NumberKind, mask_number
from core.identity.person import Sex
from core.ports import VisitState
from core.services.join_people import Suspect
from core.visits.visit import PatientOnVisit
from ui.wording.people import KINDS, SEXES, age_said
from ui.wording.reasons import sentence_for_code
from ui.wording.visits import visit_line

JOIN, APART, PART = "是同一人，并档", "不是同一人", "撤销并档"
JOINED_NOW = "已并档：两个证件号的就诊记录和缴费年度一起看。并错了可以撤销。"
APART_NOW = "已记下不是同一人，以后不再提示。"
PARTED_NOW = "已撤销并档，两边分开看，记录都在。"
OTHER_OPEN, OTHER, OTHER_LOOK = "还有另一个证件号…", "另一个证件号", "查一查"
OTHER_HINT = "对照证件输入，先查是谁再并档"
_TAIL = 4


def suspect_said(suspect: Suspect, on: date) -> str:
    """Say who may be the same person, and what is alike."""
    return f"可能是同一人：{_who(suspect.patient, on)}。{sentence_for_code(suspect.likeness.value)}"


def joined_said(patient: PatientOnVisit, on: date) -> str:
    """Say under what else somebody is known here."""
    return f"已并档，也是：{_who(patient, on)}"


def history_line(state: VisitState, on: date, number: str) -> str:
    """Say a former visit, and under which number it was where that was another one."""
    seen = state.visit.patient.id_number
    other = f"［证件尾号 {seen[-_TAIL:]}］" if seen and seen != number else ""
    return visit_line(state, on) + other


def _who(patient: PatientOnVisit, on: date) -> str:
    parts = [patient.name]
    if patient.sex is not Sex.UNKNOWN:
        parts.append(SEXES[patient.sex])
    if patient.birth_date:
        parts.append(age_said(patient.birth_date, on))
    kind = KINDS[NumberKind(patient.number_kind)] if patient.number_kind in KINDS else "证件"
    parts.append(f"{kind} {mask_number(patient.id_number)}" if patient.id_number else "名册里没有证件号")
    return " · ".join(parts)
