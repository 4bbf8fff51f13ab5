"""Sentences for what the folded part of a visit refuses."""

from collections.abc import Mapping

_NAMES = {
    "pulse": "脉搏",
    "respiration": "呼吸",
    "weight_tenths": "体重",
    "glucose_tenths": "血糖",
}
REASONS: Mapping[str, str] = {
    "bedside_out_of_range": "“{field}”超出可能的范围，就诊尚未保存。请按 F6 打开核对；未测可以留空。",
    "bedside_not_readable": "“{field}”看不懂，就诊尚未保存。请按 F6 打开，填数字，未测可以留空。",
    "bedside_too_long": "“更多项目”里有一项超过 {most} 个字，就诊尚未保存。请写短一些。",
    "herb_doses_impossible": "中药剂数要在 1 到 {most} 之间。",
    "herb_method_too_long": "中药煎服法太长了，最多 {most} 个字。",
    "family_pays_more_than_total": "家庭共济的金额超过了这次就诊的合计，就诊尚未保存。请核对。",
    "family_amount_not_readable": "家庭共济的金额看不懂，就诊尚未保存。请填元，如 12.50；没有用到可以留空。",
    "referral_not_said": "去向是转诊，还没有写转往哪里和转诊原因，就诊尚未保存。请按 F6 打开填写。",
}
WORDS: Mapping[str, Mapping[str, str]] = {"field": _NAMES}
