"""Sentences for what follow-up forms and care refuse."""

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "follow_up_form_wrong": "随访表样文件有错（{place}），不能使用。请把这句话告诉乡镇卫生院。",
    "follow_up_none_to_print": "此人还没有随访记录，没有可以打印的。请先做一次随访。",
    "follow_up_field_unknown": "随访表上没有“{field}”这一项，没有保存。请对照表样改正。",
    "follow_up_field_missing": "“{field}”还没有填，随访尚未保存。请填写后再保存。",
    "follow_up_not_readable": "“{field}”看不懂，随访尚未保存。请核对后重填；没有的可以留空。",
    "follow_up_out_of_range": "“{field}”超出可能的范围（{least} 到 {most}），随访尚未保存。请核对后重填。",
    "follow_up_code_unknown": "“{field}”没有这个编号，随访尚未保存。请按表上的编号填写。",
    "follow_up_none_and_others": "“{field}”选了“无”，又选了别的，随访尚未保存。请核对后改正。",
    "follow_up_text_too_long": "“{field}”最多 {longest} 个字，随访尚未保存。请写短一些。",
    "follow_up_pressure_swapped": "收缩压应当高于舒张压，随访尚未保存。请看看两个数是不是填反了。",
    "follow_up_day_impossible": "随访日期不能晚于今天，也不能早于一年前，没有保存。请核对日期。",
    "follow_up_next_impossible": "下次随访日期要在这次之后、一年之内，没有保存。请核对日期，或留空由程序算。",
    "follow_up_next_too_late": "这次的情况要在两周内再随访，下次日期最晚 {by}，没有保存。请改早一些，或留空由程序算。",
    "follow_up_classification_missing": "没有测血压或血糖，程序判断不了，随访尚未保存。请自己填“此次随访分类”。",
    "follow_up_referral_not_said": "这次的情况需要转诊，还没有写转诊原因，随访尚未保存。请填写；患者不愿转诊的，也写在这里。",
    "follow_up_too_long": "这次随访写得太长，没有保存。请缩短文字。",
    "follow_up_not_here": "这台电脑上没有这次随访，没有改动。请回到随访列表重新选择。",
    "follow_up_cancelled": "这次随访已经作废，不能再更正或作废。确实随访过的，请重新填一份。",
    "follow_up_of_newer_program": "这次随访是较新的程序写的，这里不能更正。请先升级程序。",
    "follow_up_changed_meanwhile": "另一台电脑刚刚也更正了这次随访，没有保存；已写的内容留着。请按 Esc 返回，看过以后再更正。",
    "care_begun_already": "此人已经在管，不用再纳入。",
    "care_not_begun": "此人不在管，没有改动。",
    "care_reason_missing": "还没有写结案原因，没有改动。请写明，例如：迁出、死亡、本人不愿意。",
    "care_reason_too_long": "结案原因最多 {most} 个字，没有改动。请写短一些。",
}
