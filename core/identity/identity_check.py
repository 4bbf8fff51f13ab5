"""身份核验: how strongly it was proved that this person sits here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

CARD_EXPIRED = "card_expired"
"""Overridden where a card was out of date: the person still is who it says."""
BROUGHT_IN = "brought_in"
"""The reader of a record that came from elsewhere and was written down later."""


class CheckMethod(StrEnum):
    """What was looked at, from the strongest to the weakest."""

    CARD_CHIP = "card_chip"
    INSURANCE_CODE = "insurance_code"
    """医保码 on a telephone, as the platform told it."""
    CARD_SEEN = "card_seen"
    NUMBER_TYPED = "number_typed"
    KNOWN_TO_DOCTOR = "known_to_doctor"


@dataclass(frozen=True, slots=True)
class IdentityCheck:
    """One act of checking: the method, the reader if there was one, and when.

    `overridden` names what was odd about the proof and did not keep care from going on: codes, no persons.
    """

    method: CheckMethod
    checked_at: datetime
    reader: str = ""
    overridden: tuple[str, ...] = ()

    def to_plain(self) -> dict[str, Any]:
        """Give the check as text fields; most checks override nothing, and then nothing is said of it."""
        told: dict[str, Any] = {
            "method": self.method.value,
            "checked_at": self.checked_at.isoformat(),
            "reader": self.reader,
        }
        return told | ({"overridden": list(self.overridden)} if self.overridden else {})

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "IdentityCheck":
        """Read what `to_plain` wrote."""
        return cls(
            CheckMethod(plain["method"]),
            datetime.fromisoformat(plain["checked_at"]),
            plain["reader"],
            tuple(plain.get("overridden", ())),
        )
