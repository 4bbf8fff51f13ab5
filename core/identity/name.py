"""Names as they are said at the desk or come from another system."""

import unicodedata

from core.errors import Refusal

LONGEST_NAME = 50
"""Letters: what cards, forms and the national interface have room for."""
_NO_LETTERS = ("Cc", "Cs", "Zl", "Zp")
"""Control characters, halves of letters and breaks between lines."""


def require_usable_name(name: str) -> None:
    """Let nothing pass as a name that no paper could carry; empty is not said yet.

    Raises:
        Refusal: `name_not_usable`.
    """
    if len(name) > LONGEST_NAME or any(unicodedata.category(sign) in _NO_LETTERS for sign in name):
        raise Refusal("name_not_usable", longest=LONGEST_NAME)
