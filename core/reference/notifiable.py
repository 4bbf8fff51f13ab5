"""法定传染病: which diagnoses are reported by law, of which class and within how many hours."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

_LIST = Path(__file__).with_name("notifiable.txt")


@dataclass(frozen=True, slots=True)
class Notifiable:
    """A disease of the list: beginning of its codes (ICD-10), class `A`, `B` or `C`, hours, and name."""

    code: str
    disease_class: str
    hours: int
    name: str


def notifiable(code: str) -> Notifiable | None:
    """Tell whether a diagnosis is reported; the longest beginning counts."""
    fitting = (one for one in _known() if code.startswith(one.code))
    return max(fitting, key=lambda one: len(one.code), default=None)


@cache
def _known() -> tuple[Notifiable, ...]:
    rows = (line.split() for line in _LIST.read_text("utf-8").splitlines())
    return tuple(Notifiable(code, of, int(hours), name) for code, of, hours, name in rows)
