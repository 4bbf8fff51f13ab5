"""Words for who came along with a patient, or instead."""

from core.identity.id_number import mask_number
from core.visits.companion import Companion, CompanionRole

WHO_CAME = "来人"
ALONE = "本人"
NAME = "姓名"
NUMBER = "证件号"
FOR_A_CHILD = "14 岁以下请写监护人；没有证件号的新生儿请写母亲。"
ROLES = {CompanionRole.GUARDIAN: "监护人", CompanionRole.COLLECTS: "代办人"}


def companion_said(companion: Companion) -> str:
    """Say who came along or instead, the number masked."""
    number = f"，证件号 {mask_number(companion.id_number)}" if companion.id_number else ""
    return f"{ROLES[companion.role]}：{companion.name}{number}"
