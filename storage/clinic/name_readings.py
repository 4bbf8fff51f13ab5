"""How names are read aloud: surnames and characters whose everyday reading is not the one of a surname.

A missing key hides a person, a key too many shows one more line: where people differ, both stand here.
"""

from functools import lru_cache
from itertools import islice, product

MOST_READINGS = 8
"""Readings of one name that get a key."""

_SURNAMES = {
    "单": ("shan", "dan"), "解": ("xie", "jie"), "仇": ("qiu", "chou"), "曾": ("zeng", "ceng"),
    "朴": ("piao", "pu"), "区": ("ou", "qu"), "盖": ("ge", "gai"), "查": ("zha", "cha"),
    "种": ("chong", "zhong"), "覃": ("qin", "tan"), "翟": ("zhai", "di"), "员": ("yun", "yuan"),
    "繁": ("po", "fan"), "乐": ("yue", "le"), "黑": ("he", "hei"), "洗": ("xian", "xi"),
    "召": ("shao", "zhao"), "折": ("she", "zhe"), "缪": ("miao", "mou"), "宓": ("mi", "fu"),
    "晟": ("cheng", "sheng"), "柏": ("bai", "bo"), "薄": ("bo", "bao"), "牟": ("mu", "mou"),
    "秘": ("bi", "mi"), "祭": ("zhai", "ji"), "郗": ("xi", "chi"), "郇": ("xun", "huan"),
    "能": ("nai", "neng"), "谌": ("chen", "shen"), "都": ("du", "dou"), "重": ("chong", "zhong"),
    "隗": ("wei", "kui"), "角": ("jue", "jiao"), "佴": ("nai", "er"), "莘": ("shen", "xin"),
    "尉": ("wei", "yu"), "长": ("chang", "zhang"), "阚": ("kan",), "适": ("kuo", "shi"),
    "行": ("xing", "hang"), "卜": ("bu",), "藏": ("zang", "cang"), "库": ("she", "ku"),
    "术": ("zhu", "shu"), "粘": ("nian", "zhan"), "澹台": ("tan tai", "dan tai"),
    "尉迟": ("yu chi", "wei chi"), "万俟": ("mo qi", "wan si"), "长孙": ("zhang sun", "chang sun"),
    "单于": ("chan yu", "shan yu"), "令狐": ("ling hu",), "鲜于": ("xian yu",), "赫连": ("he lian",),
    "亓官": ("qi guan",), "濮阳": ("pu yang",), "宗政": ("zong zheng",), "钟离": ("zhong li",),
    "公冶": ("gong ye",), "独孤": ("du gu",), "夏侯": ("xia hou",), "长鱼": ("chang yu",),
    "乐正": ("yue zheng", "le zheng"), "宰父": ("zai fu",), "谷梁": ("gu liang",), "百里": ("bai li",),
    "呼延": ("hu yan",),
}  # fmt: skip
_IN_GIVEN_NAMES = {
    "乐": ("le", "yue"), "重": ("chong", "zhong"), "长": ("chang", "zhang"), "朝": ("chao", "zhao"),
    "行": ("xing", "hang"), "茜": ("qian", "xi"), "柏": ("bai", "bo"), "晟": ("sheng", "cheng"),
    "曾": ("zeng", "ceng"), "传": ("chuan", "zhuan"), "佛": ("fo", "fu"), "单": ("dan", "shan"),
    "降": ("jiang", "xiang"), "省": ("sheng", "xing"), "参": ("can", "shen"), "调": ("diao", "tiao"),
    "藏": ("zang", "cang"), "都": ("du", "dou"), "𠮷": ("ji",), "𬊈": ("chan",), "𫍯": ("xiao",),
    "𬍛": ("yun",),
}  # fmt: skip


def readings(name: str) -> list[tuple[str, ...]]:
    """Give the readings of a name without separators, each as its syllables; letters stay as they are.

    A name that begins like a surname of two characters is also read as one with a surname of one.
    """
    if name[:1] not in _SURNAMES and name[:2] not in _SURNAMES:
        spoken = [_syllables(character) for character in name]
        if max(map(len, spoken), default=0) == 1:  # most names, and most of the time of a roster
            return [tuple([ways[0] for ways in spoken])]
    found = [reading for length in (2, 1) for reading in _with_surname(name, length)]
    return list(dict.fromkeys(found))[:MOST_READINGS]


def _with_surname(name: str, length: int) -> list[tuple[str, ...]]:
    spoken = _SURNAMES.get(name[:length])
    if spoken is None:
        # Nobody's surname has two characters but those in the table; one character needs no entry.
        return [] if length > 1 else _combined([(one,) for one in _first(name)], name[1:])
    return _combined([tuple(one.split()) for one in spoken], name[length:])


def _first(name: str) -> tuple[str, ...]:
    return _syllables(name[0]) if name else ()


def _combined(surnames: list[tuple[str, ...]], given: str) -> list[tuple[str, ...]]:
    spoken = [_syllables(character) for character in given]
    rests = islice(product(*spoken), MOST_READINGS)
    return [surname + rest for rest, surname in product(list(rests), surnames)]


@lru_cache(maxsize=16_384)
def _syllables(character: str) -> tuple[str, ...]:
    if known := _IN_GIVEN_NAMES.get(character):
        return known
    from pypinyin import Style, pinyin  # dictionaries that take longer to load than a window to open

    ((reading, *_),) = pinyin(character, style=Style.NORMAL, heteronym=False, errors="default")
    return _typed(reading)


def _typed(reading: str) -> tuple[str, ...]:
    """Give the ways a syllable is typed: 吕 is `lv` on a keyboard and `lyu` in a passport."""
    return (reading, reading.replace("v", "yu")) if reading in ("lv", "nv") else (reading,)
