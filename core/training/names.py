"""Names for invented people: common ones, surnames with several readings, characters that break programs."""

from random import Random

from core.identity.person import Sex

_COMMON = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈吕苏卢蒋蔡贾丁魏"
    "薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎"
    "易常武乔贺赖龚文"
)
_MANY_READINGS = (
    "单",
    "解",
    "仇",
    "曾",
    "朴",
    "区",
    "盖",
    "查",
    "尉迟",
    "乐",
    "翟",
    "任",
    "华",
    "燕",
    "召",
    "长孙",
    "万俟",
)
"""Surnames read otherwise than the character alone: Shàn, Xiè, Qiú, Zēng, Piáo, Ōu, Gě, Zhā, Yùchí, Yuè."""
_RARE_SURNAMES = ("䶮", "昝", "逄", "亓", "欧阳", "诸葛", "㑇", "上官")
_MALE = "伟强磊军洋勇杰涛超明刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林刚建国志民福贵德胜春生永兴"
_FEMALE = "芳娜敏静秀娟英华慧巧美淑惠珠翠雅芝玉萍红娥玲芬燕彩春菊兰凤洁梅琳素云莲真环雪荣爱妹霞香月"
_RARE = (
    "䶮",
    "𠮷",
    "堃",
    "犇",
    "喆",
    "㛃",
    "镕",
    "燚",
    "淼",
    "昇",
    "翀",
    "祎",
    "玥",
    "赟",
    "彧",
    "䒟",
    "𬭚",
    "𡐓",
)
"""In Unicode extensions A to E, beyond the basic plane, or missing from older fonts and code pages."""
_OTHER_FORMS = ("阿依古丽·买买提", "古力娜扎尔·艾力", "扎西顿珠", "朴 成俊")
"""A dot, four characters without a surname, a space as some cards print it."""

_SURNAME_MANY, _SURNAME_RARE, _GIVEN_RARE, _OTHER = 0.05, 0.01, 0.04, 0.002
_ONE_CHARACTER = 0.25


def draw_surname(rng: Random) -> str:
    """Draw a surname, the common ones most often."""
    drawn = rng.random()
    if drawn < _SURNAME_RARE:
        return rng.choice(_RARE_SURNAMES)
    if drawn < _SURNAME_RARE + _SURNAME_MANY:
        return rng.choice(_MANY_READINGS)
    return _COMMON[min(int(rng.expovariate(0.06)), len(_COMMON) - 1)]


def draw_name(rng: Random, surname: str, sex: Sex) -> str:
    """Draw a full name under a surname; a few take another form altogether."""
    if rng.random() < _OTHER:
        return rng.choice(_OTHER_FORMS)
    letters = _MALE if sex is Sex.MALE else _FEMALE
    first = rng.choice(_RARE) if rng.random() < _GIVEN_RARE else rng.choice(letters)
    return surname + first + ("" if rng.random() < _ONE_CHARACTER else rng.choice(letters))


def chinese_number(number: int) -> str:
    """Write 1 to 99 as villages are counted: 一, 十二, 三十."""
    tens, ones = divmod(number, 10)
    digits = " 一二三四五六七八九"
    return ("" if tens == 0 else "十" if tens == 1 else digits[tens] + "十") + digits[ones].strip()
