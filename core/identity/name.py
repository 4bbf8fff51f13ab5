"""Names as they are said at the desk or come from another system."""

import re
import unicodedata

from core.errors import Refusal

LONGEST_NAME = 50
"""Letters: what cards, forms and the national interface have room for."""
_NO_LETTERS = ("Cc", "Cs", "Zl", "Zp")
"""Control characters, halves of letters and breaks between lines."""


_BETWEEN = re.compile(r"[\s\u00b7\u2022\u2027\u30fb\uff65.]+")
"""What stands between the parts of a long name; every system writes another sign."""


def same_name(one: str, other: str) -> bool:
    """Tell whether two ways of writing differ in widths, spaces and the dots between parts only."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", name)).casefold()


def require_usable_name(name: str) -> None:
    """Let nothing pass as a name that no paper could carry; empty is not said yet.

    Raises:
        Refusal: `name_not_usable`.
    """
    if len(name) > LONGEST_NAME or any(unicodedata.category(sign) in _NO_LETTERS for sign in name):
        raise Refusal("name_not_usable", longest=LONGEST_NAME)
