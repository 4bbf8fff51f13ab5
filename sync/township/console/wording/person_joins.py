"""Words of the console's page of joined people."""

from core.identity.id_number import mask_number
from core.identity.number_tag import mask_name
from core.visits.joins import Likeness
from core.visits.visit import PatientOnVisit

JOINS = "并档"
JOINS_TOLD = "村医把同一个人的两个证件号或两条档案并在一起；撤销了的也列在这里。就诊仍按各自的证件号结算，核查时按一个人看。"
JOIN_PEOPLE, JOIN_WHY = "哪两个档案", "依据"
JOIN_IN_FORCE, JOIN_UNDONE, JOIN_LATE = "有效", "已撤销", "设备停用后写入，不算"
LIKENESSES = {
    Likeness.NAME_AND_BIRTH.value: "姓名、性别、出生日期相同",
    Likeness.NAME_ONLY.value: "姓名相同，缺出生日期",
    Likeness.TOLD.value: "患者带来另一个证件号",
}


def joined_person(person: PatientOnVisit) -> str:
    """Say who it is, as far as a list may."""
    number = mask_number(person.id_number) if person.id_number else person.person_id
    return f"{mask_name(person.name)} {number}"
