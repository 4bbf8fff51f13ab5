"""中药处方: how many doses (剂) of its herbs are weighed out, and how they are boiled and taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.errors import Refusal
from core.read_body import is_whole

HERB_CODES = "T"
"""National codes of 中药饮片 begin so."""
MOST_DOSES, LONGEST_METHOD = 99, 100


@dataclass(frozen=True, slots=True)
class HerbSheet:
    """剂数 and 煎服法 of all herbs of a visit."""

    doses: int
    method: str = ""

    def to_plain(self) -> dict[str, Any]:
        """Give what was filled in."""
        return {"doses": self.doses} | ({"method": self.method} if self.method else {})

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "HerbSheet":
        """Read what `to_plain` wrote.

        Raises:
            KeyError, TypeError: it is none.
        """
        return cls(plain["doses"], plain.get("method", ""))

    def is_well_formed(self) -> bool:
        """Tell whether every field is of its form."""
        return is_whole(self.doses) and isinstance(self.method, str)


def require_possible_herbs(sheet: HerbSheet | None) -> None:
    """Refuse what nobody boils.

    Raises:
        Refusal: `herb_doses_impossible` with `most`; `herb_method_too_long`.
    """
    if sheet is not None and not 0 < sheet.doses <= MOST_DOSES:
        raise Refusal("herb_doses_impossible", most=MOST_DOSES)
    if sheet is not None and len(sheet.method) > LONGEST_METHOD:
        raise Refusal("herb_method_too_long", most=LONGEST_METHOD)
