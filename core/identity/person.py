"""A person (人员) as the roster knows one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from core.ids import PersonId


class Sex(StrEnum):
    """Sex as on the identity card; unknown for a number that does not tell."""

    MALE = "male"
    FEMALE = "female"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Person:
    """人员: who sits at the desk; `id_number` is the normalised citizen number or empty."""

    person_id: PersonId
    id_number: str
    name: str
    sex: Sex
    birth_date: date
    ethnicity: str = ""
    address: str = ""
    village: str = ""
    village_group: str = ""
    household: str = ""
    phone: str = ""

    def to_plain(self) -> dict[str, Any]:
        """Give the person as text fields, dates in ISO form."""
        return {
            "person_id": self.person_id,
            "id_number": self.id_number,
            "name": self.name,
            "sex": self.sex.value,
            "birth_date": self.birth_date.isoformat(),
            "ethnicity": self.ethnicity,
            "address": self.address,
            "village": self.village,
            "village_group": self.village_group,
            "household": self.household,
            "phone": self.phone,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Person":
        """Read what `to_plain` wrote.

        Raises:
            KeyError, ValueError: a field is missing or not of its form.
        """
        return cls(
            person_id=PersonId(plain["person_id"]),
            id_number=plain["id_number"],
            name=plain["name"],
            sex=Sex(plain["sex"]),
            birth_date=date.fromisoformat(plain["birth_date"]),
            ethnicity=plain["ethnicity"],
            address=plain["address"],
            village=plain["village"],
            village_group=plain["village_group"],
            household=plain["household"],
            phone=plain["phone"],
        )
