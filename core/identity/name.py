"""Names as they are said at the desk or come from another system."""

import re
import unicodedata

from core.errors import Refusal

LONGEST_NAME = 50
"""Letters: what cards, forms and the national interface have room for."""
_FEWEST_FIGURES = 6
"""No name in letters of ASCII has so many; numbers and codes have more."""
_NO_LETTERS = ("Cc", "Cs", "Zl", "Zp")
"""Control characters, halves of letters and breaks between lines."""


_MARKS = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]")
"""Invisible marks: of direction, of breaking and joining, of language."""
_BETWEEN = re.compile(r"[\s\u00b7\u2022\u2027\u30fb\uff65.]+")
"""What stands between the parts of a long name; every system writes another sign."""


def same_name(one: str, other: str) -> bool:
    """Tell whether two ways of writing differ in widths, spaces and the dots between parts only."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", name)).casefold()


def without_marks(text: str) -> str:
    """Take out what nobody sees: copied along, it hides a name from the search or turns a line round."""
    return _MARKS.sub("", text)


def is_a_number(name: str) -> bool:
    """Tell whether a number or a code was scanned where a name is asked for; 无名氏20261125 is a name."""
    plain = unicodedata.normalize("NFKC", name)
    return plain.isascii() and sum(sign.isdigit() for sign in plain) >= _FEWEST_FIGURES


def usable_name(name: str) -> str:
    """Give a name as it is written down; nothing passes that no paper could carry, empty is not said yet.

    Raises:
        Refusal: `name_not_usable`, `name_is_a_number`.
    """
    name = without_marks(name).strip()
    if is_a_number(name):
        raise Refusal("name_is_a_number")
    if len(name) > LONGEST_NAME or any(unicodedata.category(sign) in _NO_LETTERS for sign in name):
        raise Refusal("name_not_usable", longest=LONGEST_NAME)
    return name


def name_on_card(text: str) -> str:
    """Give a name out of a chip: up to the first zero, and without what is no letter."""
    name = without_marks(text.strip(" \0\u3000").partition("\0")[0])
    return "".join(sign for sign in name if unicodedata.category(sign) not in _NO_LETTERS).strip()
