"""Bodies of events, whichever program wrote them: every field is of its form, or nothing is read."""

from collections.abc import Callable
from typing import Any, TypeVar

Found = TypeVar("Found")


def read_body(
    plain: Any, read: Callable[[Any], Found], is_well_formed: Callable[[Found], bool], what: str
) -> Found:
    """Read a body, and look at every field of it.

    Raises:
        ValueError: it is not `what` it should be, or a field is not of its form.
    """
    try:
        found = read(plain)
        fits = is_well_formed(found)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not {what}") from error
    if not fits:
        raise ValueError("a field is not of its form")
    return found


def is_whole(value: object) -> bool:
    """Tell a whole number from a truth value, which is one to Python."""
    return isinstance(value, int) and not isinstance(value, bool)
