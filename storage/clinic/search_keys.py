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
_BETWEEN = "·•・‧∙⋅.・- '’`"


class KeyKind(IntEnum):
    """What a search key was made from."""

    NUMBER_TAIL = 1
    NAME = 2
    FULL = 3
    INITIALS = 4
    CODE = 5
    NAME_WITHIN = 6
    INITIALS_WITHIN = 7


def folded(text: str) -> str:
    """Bring names and queries to one form: half width, small letters, nothing between the syllables."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("ü", "v")
    return "".join(character for character in text if character not in _BETWEEN and not character.isspace())


def keys_of_person(person: Person) -> set[tuple[KeyKind, str]]:
    """Give all keys a person is found under."""
    keys = set()
    if person.id_number:
        keys.add((KeyKind.NUMBER_TAIL, folded(person.id_number)[::-1]))
    for name in _beginnings(person.name):
        keys.add((KeyKind.NAME, name))
        for syllables in readings(name):
            keys.add((KeyKind.FULL, "".join(syllables)))
            keys.add((KeyKind.INITIALS, "".join(syllable[0] for syllable in syllables)))
    return keys


def keys_of_item(code: str, name: str, initials: str) -> set[tuple[KeyKind, str]]:
    """Give all keys a catalogue row is found under, also from the middle of its name."""
    title = folded(name)
    short = folded(initials) or _initials(title)
    keys = {(KeyKind.CODE, folded(code)), (KeyKind.NAME, title), (KeyKind.INITIALS, short)}
    keys |= {(KeyKind.NAME_WITHIN, title[start:]) for start in range(1, len(title))}
    keys |= {(KeyKind.INITIALS_WITHIN, short[start:]) for start in range(1, len(short))}
    return {(kind, key) for kind, key in keys if key}


def _initials(title: str) -> str:
    from pypinyin import Style, lazy_pinyin  # dictionaries that take longer to load than a window to open

    return "".join(lazy_pinyin(title, style=Style.FIRST_LETTER, errors="default"))


def _beginnings(name: str) -> Iterator[str]:
    """Give a name as a whole and, for 买买提·阿不都, from its later part on."""
    whole = folded(name)
    if whole:
        yield whole
    parts = [folded(part) for part in unicodedata.normalize("NFKC", name).replace("•", "·").split("·")]
    for start in range(1, len(parts)):
        if later := "".join(parts[start:]):
            yield later
