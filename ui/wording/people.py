"""What is said of a person at the desk."""

from datetime import date

from core.coverage.enrolment import ChronicDisease
from core.dates import age_on
from core.identity.id_number import NumberKind, mask_number
from core.identity.person import Sex
from core.ports import PersonFound
from core.services.receive_patient import Reception
from ui.wording import thin
from ui.wording.reasons import sentence_for_code

SHOW_NUMBER = "显示完整证件号"
SEXES = {Sex.MALE: "男", Sex.FEMALE: "女", Sex.UNKNOWN: "性别不详"}
KIND = "证件"
WHICH_KIND = "哪种证件？"
"""Of a number whose form does not tell it."""
KINDS = {
    NumberKind.CITIZEN: "身份证",
    NumberKind.RESIDENCE_PERMIT: "港澳台居民居住证",
    NumberKind.FOREIGNER: "外国人永久居留身份证",
    NumberKind.OLD_FOREIGNER: "外国人永久居留证（旧）",
    NumberKind.PASSPORT: "护照",
    NumberKind.HOME_RETURN_PERMIT: "回乡证",
    NumberKind.TAIWAN_PERMIT: "台胞证",
    NumberKind.BIRTH_CERTIFICATE: "出生医学证明",
    NumberKind.OFFICER: "军官证",
}
_CHRONIC = {ChronicDisease.HYPERTENSION: "高血压", ChronicDisease.DIABETES: "糖尿病"}


def age_said(birth: date, on: date) -> str:
    """Say an age: whole years, months for a small child."""
    years = age_on(birth, on)
    if years >= 1:
        return f"{years} 岁"
    months = (on.year - birth.year) * 12 + on.month - birth.month - (on.day < birth.day)
    return f"{months} 个月" if months else f"{(on - birth).days} 天"


def facts(reception: Reception, on: date, number: str = "") -> str:
    """Say sex, age, number (masked unless it is given in full) and what is registered."""
    parts = [SEXES[reception.sex]]
    if reception.birth_date:
        parts.append(age_said(reception.birth_date, on))
    if reception.id_number:
        shown = number or mask_number(reception.id_number)
        kind = reception.number_kind
        parts.append(f"{KINDS[NumberKind(kind)]} {shown}" if kind else shown)
    if reception.entry:
        parts += [f"{_CHRONIC[one.disease]}备案" for one in reception.entry.chronic]
    return " · ".join(parts)


def second_looks(reception: Reception) -> list[str]:
    """Say what about the number or the name asks for a second look."""
    return [sentence_for_code(one.value) for one in reception.concerns]


def place(reception: Reception) -> str:
    """Say where the person lives, as far as the roster knows."""
    if reception.entry is None:
        return thin.PLACE if reception.thin else "名册以外"
    person = reception.entry.person
    return " ".join(part for part in (person.village, person.village_group) if part)


def place_of(found: PersonFound) -> str:
    """Say where a candidate lives."""
    return " ".join(part for part in (found.village, found.village_group) if part)


def candidate_line(found: PersonFound, on: date) -> str:
    """Describe a candidate in one spoken line, as a screen reader reads it."""
    return "，".join(
        (found.name, age_said(found.birth_date, on), place_of(found), mask_number(found.id_number))
    )
