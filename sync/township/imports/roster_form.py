"""参保人员信息 and 缴费记录: the two sheets of a roster, their titles and the words in their cells."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import TypeVar

from core.coverage.enrolment import ChronicDisease, Scheme
from core.coverage.history import EventType, IdentityCategory, RecordKind
from core.errors import Refusal
from core.identity.person import Sex
from sync.township.imports.cells import Column, Form, day_in

PERSONS = Form(
    "参保人员信息",
    (
        Column("person_id", "人员编号", ("个人编号", "人员ID", "个人ID", "psn_no"), required=True),
        Column(
            "id_number",
            "证件号码",
            ("身份证号", "身份证号码", "公民身份号码", "身份证", "身份证件号码", "certno"),
            required=True,
        ),
        Column("name", "姓名", ("人员姓名", "参保人姓名", "psn_name"), required=True),
        Column("sex", "性别", ("gend",)),
        Column("birth_date", "出生日期", ("出生年月日", "brdy")),
        Column("ethnicity", "民族", ("naty",)),
        Column("address", "家庭住址", ("住址", "居住地址", "户籍地址")),
        Column(
            "village",
            "村(居)名称",
            ("村名称", "村", "所属村", "行政村", "村居名称"),
            required=True,
        ),
        Column("village_group", "村民小组", ("组", "组别")),
        Column("household", "户编号", ("户号", "家庭编号")),
        Column("phone", "联系电话", ("电话", "手机号", "手机号码", "电话号码", "tel")),
        Column("identities", "身份类别及起止", ("身份类别", "人员身份类别")),
        Column("events", "特殊事件及日期", ("特殊事件",)),
        Column("history_from_year", "缴费记录完整起始年度"),
        Column("chronic", "两病备案及日期", ("两病备案", "慢病备案")),
        Column("contract_since", "家庭医生签约日期", ("签约日期",)),
        Column("elsewhere_scheme", "异地参保险种"),
        Column("elsewhere_region", "异地参保地"),
        Column("elsewhere_since", "异地参保起始"),
        Column("elsewhere_until", "异地参保终止"),
        Column("balances_as_of", "余额截至日期"),
        Column("outpatient_used", "门诊统筹已用(元)", ("门诊统筹已用",)),
        Column("two_diseases_used", "两病用药已用(元)", ("两病用药已用",)),
        Column("account", "个人账户余额(元)", ("个人账户余额",)),
        Column("deceased_on", "死亡日期"),
        Column("in_hospital_since", "在院起始日期", ("入院日期",)),
        Column("moved_on", "迁出日期"),
        Column("platform_entitled", "待遇核查结果"),
        Column("platform_begin", "核查待遇起始"),
        Column("platform_end", "核查待遇终止"),
        Column("platform_reason", "核查说明"),
        Column("platform_queried_on", "核查日期"),
    ),
    of_years=True,
)
PAYMENTS = Form(
    "缴费记录",
    (
        Column("person_id", "人员编号", ("个人编号", "人员ID", "个人ID", "psn_no")),
        Column(
            "id_number",
            "证件号码",
            ("身份证号", "身份证号码", "公民身份号码", "身份证", "身份证件号码", "certno"),
        ),
        Column("name", "姓名", ("人员姓名", "参保人姓名", "psn_name")),
        Column("kind", "记录类型", ("缴费类型", "类型"), required=True),
        Column("coverage_year", "参保年度", ("缴费年度", "年度"), required=True),
        Column("paid_on", "缴费日期", ("到账日期", "缴费时间"), required=True),
        Column("first", "起始年月", ("开始年月",)),
        Column("last", "终止年月", ("结束年月",)),
    ),
)
JOINED = replace(
    PAYMENTS,
    columns=tuple(replace(one, required=one.required and one.key != "kind") for one in PAYMENTS.columns),
)
"""The payments of a table that says of each whose it is; one that names no kind is of residents' payments."""
DAY_UNKNOWN = "不详"
STILL = "至今"
YES, NO = "可享受", "不可享受"

Word = TypeVar("Word", bound=StrEnum)
SEX: Mapping[str, Sex] = {
    "男": Sex.MALE,
    "女": Sex.FEMALE,
    "未知": Sex.UNKNOWN,
    "1": Sex.MALE,
    "2": Sex.FEMALE,
}
SCHEMES: Mapping[str, Scheme] = {
    "城乡居民": Scheme.RESIDENT,
    "职工": Scheme.EMPLOYEE,
    "居民医保": Scheme.RESIDENT,
    "职工医保": Scheme.EMPLOYEE,
}
KINDS: Mapping[str, RecordKind] = {
    "居民缴费": RecordKind.RESIDENT,
    "断保修复": RecordKind.REPAIR,
    "职工参保": RecordKind.EMPLOYEE,
    "服役": RecordKind.MILITARY_SERVICE,
    "正常缴费": RecordKind.RESIDENT,
    "城乡居民": RecordKind.RESIDENT,
    "修复缴费": RecordKind.REPAIR,
    "补缴修复": RecordKind.REPAIR,
    "职工": RecordKind.EMPLOYEE,
}
IDENTITIES: Mapping[str, IdentityCategory] = {
    "特困人员": IdentityCategory.TEKUN,
    "孤儿": IdentityCategory.ORPHAN,
    "事实无人抚养儿童": IdentityCategory.DE_FACTO_ORPHAN,
    "低保对象": IdentityCategory.DIBAO,
    "返贫致贫人口": IdentityCategory.FANPIN,
    "监测对象": IdentityCategory.MONITORED,
    "宗教教职人员": IdentityCategory.CLERGY,
    "特困": IdentityCategory.TEKUN,
    "低保": IdentityCategory.DIBAO,
    "最低生活保障对象": IdentityCategory.DIBAO,
    "防止返贫监测对象": IdentityCategory.MONITORED,
}
EVENTS: Mapping[str, EventType] = {
    "退出现役": EventType.MILITARY_DISCHARGE,
    "随军配偶": EventType.MILITARY_SPOUSE,
    "军人家属": EventType.MILITARY_FAMILY,
    "刑满释放": EventType.PRISON_RELEASE,
    "毕业": EventType.GRADUATION,
    "户口迁入": EventType.HUKOU_MOVED_IN,
    "回国": EventType.RETURNED_FROM_ABROAD,
    "职工停保": EventType.EMPLOYEE_STOPPED,
    "退役": EventType.MILITARY_DISCHARGE,
}
DISEASES: Mapping[str, ChronicDisease] = {
    "高血压": ChronicDisease.HYPERTENSION,
    "糖尿病": ChronicDisease.DIABETES,
    "2型糖尿病": ChronicDisease.DIABETES,
}
ENTITLED: Mapping[str, bool] = {YES: True, NO: False, "是": True, "否": False}

_NOW = "今"
_SEPARATORS = re.compile(r"[;、\n]+")
_DATED = re.compile(
    r"^(?P<word>.*?)\s*\(?(?P<start>\d{4}[^至~到()]*?)(?:\s*[至~到]\s*(?P<end>[^()]*?))?\s*\)?$"
)


def word_of(words: Mapping[str, Word], value: Word) -> str:
    """Give the word we write for a value: the first that means it."""
    return next(word for word, meant in words.items() if meant is value)


def dated(word: str, start: date, end: date | None = None, *, span: bool = False) -> str:
    """Write a word with its day, or with the days it holds from and to."""
    if not span:
        return f"{word} {start.isoformat()}"
    return f"{word} {start.isoformat()}{'至' + end.isoformat() if end else STILL}"


def dated_words(
    text: str, words: Mapping[str, Word], column: str
) -> Sequence[tuple[Word, date, date | None]]:
    """Read `低保对象 2024-03-01至今;特困人员 2019-06-01至2021-01-01`.

    Raises:
        Refusal: `cell_not_dated`, `cell_word_unknown`, `cell_not_a_day`, each with `column`.
    """
    parts = _SEPARATORS.split(unicodedata.normalize("NFKC", text))
    return [_dated_word(part, words, column) for part in parts if part.strip()]


def _dated_word(part: str, words: Mapping[str, Word], column: str) -> tuple[Word, date, date | None]:
    found = _DATED.match(part.strip())
    if found is None:
        raise Refusal("cell_not_dated", column=column)
    if found["word"] not in words:
        raise Refusal("cell_word_unknown", column=column)
    end = found["end"]
    until = day_in(end, column) if end and end != _NOW else None
    return words[found["word"]], day_in(found["start"], column), until
