"""Sentences for what checks say of a visit: those of the township, why one cannot tell, and what stops."""

from collections.abc import Mapping

from core.policy.check_names import CHECK_NAMES

REASONS: Mapping[str, str] = {
    "check_two_clinics": "同一人一小时内在另一个村卫生室也有就诊。",
    "check_supply_overlaps": "同一药品上次配的还没有用完。",
    "check_after_death": "名册记载此人在就诊前已死亡。",
    "check_in_hospital": "就诊当天可能正在住院。",
    "signal_two_clinics": "可能是代办、转诊，或时钟不准、号码输错。",
    "signal_after_death": "可能是名册有误、家属代取药，或号码输错。",
    "signal_typed_in_a_row": "可能没有读卡器、读卡器坏了或停电，也可能是村民没有带证件。",
    "signal_odd_hour": "可能是夜间急诊或出诊，也可能是电脑时钟不准。",
    "blind_patient_not_identified": "这笔就诊没有证件号，也不在名册，无法与别处的就诊比对。",
    "blind_not_in_roster": "此人不在本地名册，无从知道。",
    "blind_roster_older": "名册比就诊旧，之后的情况不知道。",
    "blind_stays_that_ended": "名册只记载截止日仍在院的人，此前已出院的查不到。",
    "check_stops": "没有保存：审核“{check}”不允许这样开。请改了再存，已写的内容都在。",
    "check_reason_missing": "还没有保存：审核“{check}”要写明理由。写好理由再按 F9。",
}
WORDS: Mapping[str, Mapping[str, str]] = {"check": CHECK_NAMES}
