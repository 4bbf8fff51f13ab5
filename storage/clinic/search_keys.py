"""Under which keys people and catalogue rows are found, and how what was typed is brought to their form."""

import unicodedata
from collections.abc import Iterator
from enum import IntEnum

from core.identity.person import Person
from storage.clinic.name_readings import readings

TAIL_DIGITS = 4
"""Last digits of a number that are worth a search: fewer would find half the village."""
HEAD_DIGITS = 6
"""First digits of a number worth a search: the code of the county."""
LAST = "\U0010ffff"
"""Sorts behind every character: the end of a range of keys with a common beginning."""
_BETWEEN = "·•・‧∙⋅.・- '’`()"
_SPACES = "\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u1680\u2028\u2029\u202f\u205f"
_VARIANTS = {
    "𠮷": "吉", "喆": "哲", "堃": "坤", "峯": "峰", "昇": "升", "甯": "宁", "喦": "岩", "犇": "奔",
    "苪": "芮", "禕": "祎", "锺": "钟", "鍾": "钟", "喬": "乔", "劉": "刘", "張": "张", "陳": "陈",
    "趙": "赵", "楊": "杨", "黃": "黄", "吳": "吴", "孫": "孙", "馬": "马", "許": "许", "龍": "龙",
    "鳳": "凤", "蘭": "兰", "國": "国", "華": "华", "貴": "贵", "榮": "荣", "寶": "宝", "豐": "丰",
    "滿": "满", "強": "强", "偉": "伟", "麗": "丽", "紅": "红", "軍": "军", "勝": "胜", "剛": "刚",
    "濤": "涛", "靜": "静",
}  # fmt: skip
"""Forms of one character that a card and a keyboard may each write in their own way."""
_FOLDING: dict[int, str | None] = {
    ord("ü"): "v",
    **{ord(written): usual for written, usual in _VARIANTS.items()},
    **{ord(one): None for one in _BETWEEN + _SPACES},
}
_COUNTRY = "+86"
PHONE_DIGITS = 4
"""Last digits of a telephone number that are worth a search."""
HOUSEHOLD_SIGNS = 2
"""First signs of a household's number that are worth a search."""


_DIVIDED = frozenset("·•・･")


class KeyKind(IntEnum):
    """What a search key was made from."""

    NUMBER_TAIL = 1
    NAME = 2
    FULL = 3
    INITIALS = 4
    CODE = 5
    NAME_WITHIN = 6
    INITIALS_WITHIN = 7
    PHONE_TAIL = 8
    HOUSEHOLD = 9
    NUMBER = 10


def folded(text: str) -> str:
    """Bring names and queries to one form: half width, small letters, usual characters, nothing between."""
    if text.isascii() and text.isalnum():
        return text.lower()  # every telephone and household of a roster, at a tenth of the time
    return unicodedata.normalize("NFKC", text).casefold().translate(_FOLDING).removeprefix(_COUNTRY)


def household_of(person: Person) -> str:
    """Name a household among all: its number alone may stand in several villages."""
    return f"{folded(person.household)}\0{person.village}" if person.household else ""


_NUMBER, _NUMBER_TAIL = KeyKind.NUMBER.value, KeyKind.NUMBER_TAIL.value
_PHONE_TAIL, _HOUSEHOLD = KeyKind.PHONE_TAIL.value, KeyKind.HOUSEHOLD.value
_NAME, _FULL, _INITIALS = KeyKind.NAME.value, KeyKind.FULL.value, KeyKind.INITIALS.value
"""Plain whole numbers: the driver takes three times as long over one that is also a member of an enum."""


def keys_of_person(person: Person, household: str) -> set[tuple[int, str]]:
    """Give all keys a person is found under; `household` is what `household_of` gave."""
    keys = set()
    if person.id_number:
        keys.add((_NUMBER, person.id_number))
        keys.add((_NUMBER_TAIL, person.id_number.lower()[::-1]))
    if person.phone:
        keys.add((_PHONE_TAIL, folded(person.phone)[::-1]))
    if household:
        keys.add((_HOUSEHOLD, household))
    for name in _beginnings(person.name):
        keys.add((_NAME, name))
        for syllables in readings(name):
            keys.add((_FULL, "".join(syllables)))
            keys.add((_INITIALS, "".join([syllable[0] for syllable in syllables])))
    return keys


def keys_of_item(code: str, name: str, initials: str) -> set[tuple[int, str]]:
    """Give all keys a catalogue row is found under, also from the middle of its name."""
    title = folded(name)
    short = folded(initials) or _initials(title)
    keys = {(KeyKind.CODE, folded(code)), (KeyKind.NAME, title), (KeyKind.INITIALS, short)}
    keys |= {(KeyKind.NAME_WITHIN, title[start:]) for start in range(1, len(title))}
    keys |= {(KeyKind.INITIALS_WITHIN, short[start:]) for start in range(1, len(short))}
    return {(kind.value, key) for kind, key in keys if key}


def _initials(title: str) -> str:
    from pypinyin import Style, lazy_pinyin  # dictionaries that take longer to load than a window to open

    return "".join(lazy_pinyin(title, style=Style.FIRST_LETTER, errors="default"))


def _beginnings(name: str) -> Iterator[str]:
    """Give a name as a whole and, for 买买提·阿不都, from its later part on."""
    whole = folded(name)
    if whole:
        yield whole
    if name.isascii() or _DIVIDED.isdisjoint(name):
        return
    parts = [folded(part) for part in unicodedata.normalize("NFKC", name).replace("•", "·").split("·")]
    for start in range(1, len(parts)):
        if later := "".join(parts[start:]):
            yield later
