"""A PC that becomes a clinic's, without any file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.errors import Refusal, Stop


@dataclass
class FakeFounding:
    """Whether a clinic lies here; `not_founded` stands in the way of making one."""

    lies_here: bool = True
    not_founded: Stop | None = None
    founded_by: list[tuple[Path, str, str]] = field(default_factory=list)

    def require_clinic(self) -> None:
        if not self.lies_here:
            raise Refusal("no_clinic_here")

    def found(self, stick: Path, code: str, user: str, _password: str) -> Mapping[str, Any]:
        if self.not_founded:
            raise self.not_founded
        self.founded_by.append((stick, code, user))
        self.lies_here = True
        return {"clinic_name": "演示一村卫生室", "data_sets": 6}
