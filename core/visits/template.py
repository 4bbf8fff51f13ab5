"""协定处方: symptoms, diagnoses and lines a doctor writes again and again, kept under a name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.visits.herb_sheet import HerbSheet
from core.visits.visit import Diagnosis, OrderLine

LONGEST_NAME = 30


@dataclass(frozen=True, slots=True)
class OrderTemplate:
    """What stands under a name; one with nothing in it was taken away."""

    name: str
    diagnoses: tuple[Diagnosis, ...] = ()
    lines: tuple[OrderLine, ...] = ()
    symptoms: tuple[str, ...] = ()
    herbs: HerbSheet | None = None

    @property
    def is_gone(self) -> bool:
        """Tell whether the name stands for nothing any more."""
        return not (self.diagnoses or self.lines or self.symptoms)

    def to_plain(self) -> dict[str, Any]:
        """Give the body of the event `template_kept`."""
        now_and_then: dict[str, Any] = {"symptoms": list(self.symptoms)} if self.symptoms else {}
        if self.herbs:
            now_and_then["herbs"] = self.herbs.to_plain()
        return now_and_then | {
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
            tuple(plain.get("symptoms", ())),
            HerbSheet.from_plain(plain["herbs"]) if plain.get("herbs") else None,
        )
