"""Sentences for what the township's checks say of a visit, and for why one cannot tell."""

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "check_two_clinics": "同一人一小时内在另一个村卫生室也有就诊。",
    "check_supply_overlaps": "同一药品上次配的还没有用完。",
    "check_after_death": "名册记载此人在就诊前已死亡。",
    "check_in_hospital": "就诊当天可能正在住院。",
    "blind_patient_not_identified": "这笔就诊没有证件号，也不在名册，无法与别处的就诊比对。",
    "blind_not_in_roster": "此人不在本地名册，无从知道。",
    "blind_roster_older": "名册比就诊旧，之后的情况不知道。",
    "blind_stays_that_ended": "名册只记载截止日仍在院的人，此前已出院的查不到。",
}
