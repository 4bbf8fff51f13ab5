"""Who came along or instead: the guardian of a child, or somebody who collects for another (代办)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from core.identity.identity_check import CheckMethod


class CompanionRole(StrEnum):
    """监护人 came with the patient; 代办 came instead, and the patient is not here."""

    GUARDIAN = "guardian"
    COLLECTS = "collects"


@dataclass(frozen=True, slots=True)
class Companion:
    """The second person of a visit, and how it was proved who that is.

    A newborn without a number of its own is a patient without one, and the mother's stands here.
    """

    role: CompanionRole
    name: str
    id_number: str = ""
    number_kind: str = ""
    method: CheckMethod = CheckMethod.KNOWN_TO_DOCTOR

    def to_plain(self) -> dict[str, Any]:
        """Give the companion as text fields."""
        return {
            "role": self.role.value,
            "name": self.name,
            "id_number": self.id_number,
            "number_kind": self.number_kind,
            "method": self.method.value,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Companion":
        """Read what `to_plain` wrote.

        Raises:
            KeyError, ValueError: a field is missing or not of its form.
        """
        return cls(
            CompanionRole(plain["role"]),
            plain["name"],
            plain["id_number"],
            plain["number_kind"],
            CheckMethod(plain["method"]),
        )
