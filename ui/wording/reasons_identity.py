"""Sentences for what the one box, a typed number or a card can be refused for."""

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "id_number_length": "身份证号位数不对，应为 18 位（旧证 15 位）。请核对后重输；别的证件请先选证件种类。",
    "id_number_characters": "身份证号前 17 位只能是数字且不以 0 开头，末位是数字或 X。请核对后重输。",
    "id_number_birth_date": "身份证号第 7 至 14 位不是一个日期，号码有误。请对照证件重输。",
    "id_number_in_future": "身份证号里的出生日期在今天之后，号码有误。请对照证件重输。",
    "id_number_check": "身份证号末位校验不符，多半是某一位输错了。请对照证件重输。",
    "id_number_region_unknown": "身份证号开头的地区代码不认识，请再看一眼证件；确认无误可以继续。",
    "id_number_older_than_anyone": "按身份证号推算年龄超过 120 岁，请再看一眼证件；确认无误可以继续。",
    "id_number_sex_differs": "证件号码上的性别与名册不一致，请核对是不是本人；确认无误可以继续。",
    "card_name_differs": "姓名与名册上这个号码的姓名不一致，请核对号码和本人；确认无误可以继续。",
    "id_number_check_on_chip": "芯片里的证件号码末位校验不符，已按芯片采用并记录在核验里。请再看一眼证件。",
    "patient_has_number": "这次就诊已经有患者的证件号，不能改成别人。看错了人请作废，再按本人重新记录。",
    "companion_without_name": "请写来人的姓名；本人自己来的，请把“来人”改回“本人”。",
    "credential_form": "证件号码的格式不对。请核对证件种类和号码后重输。",
    "credential_check": "外国人永久居留证号码末位校验不符，多半是某一位输错了。请对照证件重输。",
    "insurance_code_no_line": "连不上卫生院，识别不了医保码。请改用身份证，或输入号码、姓名。",
    "insurance_code_too_slow": "医保码没有及时识别出来。请改用身份证，或输入号码、姓名。",
    "insurance_code_refused": "医保平台不认这个医保码，可能已经过期。请病人刷新后再扫，或改用身份证、输入号码。",
    "insurance_code_platform_away": "卫生院暂时连不上医保平台，识别不了医保码。请改用身份证，或输入号码、姓名。",
    "insurance_code_not_offered": "卫生院没有开通医保码识别。请改用身份证，或输入号码、姓名。",
    "insurance_code_busy": "同时识别的医保码太多，没有识别。请稍后再扫，或改用身份证、输入号码。",
    "insurance_token_needs_line": "扫到的是医保码，要联网才能识别，没有保存。请改用身份证，或输入号码、姓名。",
    "trace_code_is_no_person": "扫到的是药品追溯码，请扫到处方行里。找人请用身份证、号码或姓名。",
    "trace_code_without_drug": "扫到的是药品追溯码，处方里还没有药品。请先选药品，再扫一次。",
    "box_text_too_long": "内容太长，不像姓名或号码。请清空后重新输入或扫描。",
    "scan_spoilt": "输入法把条码里的字母变成了汉字。请按 Shift 切到英文再扫一次，或手工输入号码。",
}
