"""What a fake desk writes out of its store: as open as a test wants to read it."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any


class FakeOutputs:
    """Writes sheets as tabbed text, and a support bundle of nothing; counts how often a log was folded in."""

    folds = 0

    def fold(self) -> None:
        self.folds += 1

    def write_sheet(
        self, file: Path, name: str, titles: Sequence[str], rows: Iterable[Sequence[str]]
    ) -> None:
        file.write_text("\n".join("\t".join(row) for row in (titles, *rows)), "utf-8")

    def write_support(self, file: Path) -> Mapping[str, Any]:
        file.write_bytes(b"sealed")
        return {"file": file.name, "bytes": 6, "sections": ["program"]}
