"""A virus scanner that holds files for a while: what is asked of them fails as it does on Windows."""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from storage.clinic import held_files

_DEEDS = ("replace", "unlink", "open", "read_bytes", "touch")
_SHARING_VIOLATION = 32


@dataclass(slots=True)
class Scanner:
    """Holds every file whose name `holds` says, for the next `times` things asked of it."""

    holds: Callable[[str], bool]
    times: int
    refused: int = 0

    def look(self, path: Path) -> None:
        """Fail while the file is held."""
        if self.refused < self.times and self.holds(path.name):
            self.refused += 1
            error = PermissionError(errno.EACCES, "held by another program", path.name)
            error.winerror = _SHARING_VIOLATION  # type: ignore[attr-defined, unused-ignore]  # as on Windows
            raise error


@contextmanager
def scanning(
    monkeypatch: pytest.MonkeyPatch, holds: Callable[[str], bool], times: int = 10**9
) -> Iterator[Scanner]:
    """Let a scanner look at files; nobody waits for real between two tries."""
    scanner = Scanner(holds, times)
    with monkeypatch.context() as patch:
        patch.setattr(held_files, "_PAUSES", (0.0,) * len(held_files._PAUSES))
        for name in _DEEDS:
            patch.setattr(Path, name, _watched(getattr(Path, name), scanner))
        yield scanner


def _watched(deed: Callable[..., Any], scanner: Scanner) -> Callable[..., Any]:
    def watched(path: Path, *arguments: Any, **options: Any) -> Any:
        scanner.look(path)
        return deed(path, *arguments, **options)

    return watched
