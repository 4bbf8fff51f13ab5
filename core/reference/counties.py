"""县级行政区划代码: which codes of places were ever given; a hint, as no list is complete."""

from functools import cache
from pathlib import Path

CODE_DIGITS = 6
_LIST = Path(__file__).with_name("counties.txt")


@cache
def known_counties() -> frozenset[str]:
    """Give every code of the list, those of provinces and cities too."""
    return frozenset(_LIST.read_text("ascii").split())
