"""协定处方: diagnoses and lines a doctor writes again and again, kept under a name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.visits.visit import Diagnosis, OrderLine

LONGEST_NAME = 30


@dataclass(frozen=True, slots=True)
class OrderTemplate:
    """What stands under a name; one with nothing in it was taken away."""

    name: str
    diagnoses: tuple[Diagnosis, ...] = ()
    lines: tuple[OrderLine, ...] = ()

    @property
    def is_gone(self) -> bool:
        """Tell whether the name stands for nothing any more."""
        return not self.diagnoses and not self.lines

    def to_plain(self) -> dict[str, Any]:
        """Give the body of the event `template_kept`."""
        return {
            "name": self.name,
            "diagnoses": [{"code": d.code, "name": d.name, "main": d.main} for d in self.diagnoses],
            "lines": [line.to_plain() for line in self.lines],
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "OrderTemplate":
        """Read what `to_plain` wrote.

        Raises:
            KeyError, ValueError, TypeError: a field is missing or not of its form.
        """
        return cls(
            plain["name"],
            tuple(Diagnosis(d["code"], d["name"], d["main"]) for d in plain["diagnoses"]),
            tuple(OrderLine.from_plain(line) for line in plain["lines"]),
        )
