"""Dated relief in an emergency (2020 opinion, 二(七)): which limits of the outpatient rules it suspends."""

from collections.abc import Mapping
from datetime import date

from core.errors import Refusal
from core.policy.choices import Suspendable
from core.policy.pack import Pack

Relief = Mapping[Suspendable, str]
"""Each suspended limit with the document that suspends it."""


def relief_on(pack: Pack, on: date) -> Relief:
    """Give the limits suspended on a day; where several documents do, the first one listed is cited."""
    found: dict[Suspendable, str] = {}
    for override in pack.emergency_overrides:
        if override.start <= on <= override.end:
            for limit in override.suspends:
                found.setdefault(limit, override.citation)
    return found


def check_emergencies(pack: Pack, file: str) -> None:
    """See that each override names its document, suspends something and does not end before it begins.

    Raises:
        Refusal: `pack_date_impossible`, `pack_value_not_allowed`, with file and key.
    """
    for index, override in enumerate(pack.emergency_overrides):
        key = f"emergency_overrides.{index}"
        if override.end < override.start:
            value = override.end.isoformat()
            raise Refusal("pack_date_impossible", file=file, key=f"{key}.to", value=value)
        if not override.citation.strip():
            raise Refusal(
                "pack_value_not_allowed", file=file, key=f"{key}.citation", value="", allowed="citation"
            )
        if not override.suspends:
            allowed = ", ".join(Suspendable)
            raise Refusal(
                "pack_value_not_allowed", file=file, key=f"{key}.suspends", value="[]", allowed=allowed
            )
