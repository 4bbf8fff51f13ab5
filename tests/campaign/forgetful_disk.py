"""A disk as a power cut may leave it: of what was not synced, any part may be there, torn at any sector.

It is fed the journal of what a process did. Contents last from the sync of their file on; names, renames and
removals last from the sync of their folder on, and before that at most in the order they were done.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.campaign.bad_disk import Change

SECTOR = 512
_FORGOTTEN = ("-shm",)
"""Files that live in memory only: what lies on the disk of them says nothing."""

Keep = Callable[[], bool]
"""Decides of one sector or one cut whether the disk still had it."""


@dataclass(slots=True)
class _File:
    """What is safe of a file, and what was written to it since, in order; a cut carries no data."""

    safe: bytes = b""
    since: list[tuple[int, bytes | None]] = field(default_factory=list)

    def sync(self) -> None:
        self.safe = self.left_by(lambda: True)
        self.since.clear()

    def left_by(self, keep: Keep) -> bytes:
        content = bytearray(self.safe)
        for at, data in self.since:
            if data is None:
                if keep():
                    content[at:] = bytes(max(0, at - len(content)))
                continue
            for start in range(0, len(data), SECTOR):
                part = data[start : start + SECTOR]
                if keep():
                    content.extend(bytes(max(0, at + start - len(content))))
                    content[at + start : at + start + len(part)] = part
        return bytes(content)


Names = dict[str, _File]


@dataclass(slots=True)
class _Deed:
    """A change of names: a file that got one, a name that moved, a name that went."""

    kind: str
    path: str
    to: str = ""
    file: _File | None = None

    def do(self, names: Names) -> None:
        if self.kind == "C" and self.file is not None:
            names[self.path] = self.file
        elif self.kind == "U":
            names.pop(self.path, None)
        elif self.kind == "R":
            below = f"{self.path}/"
            for name in [one for one in names if one == self.path or one.startswith(below)]:
                names[self.to + name.removeprefix(self.path)] = names.pop(name)

    def is_in(self, folder: str) -> bool:
        return (self.to or self.path).rpartition("/")[0] == folder


class ForgetfulDisk:
    """The disk under one folder, from what lay there before."""

    def __init__(self, folder: Path) -> None:
        self._root = str(folder)
        self._safe: Names = {
            str(file): _File(file.read_bytes()) for file in folder.rglob("*") if file.is_file()
        }
        self._live: Names = dict(self._safe)
        self._waiting: list[_Deed] = []
        self._folders = {str(one) for one in folder.rglob("*") if one.is_dir()}

    def take(self, change: Change) -> None:
        """Do what the process did."""
        if change.kind == "W":
            self._live[change.path].since.append((change.at, change.data))
        elif change.kind == "T":
            self._live[change.path].since.append((change.at, None))
        elif change.kind == "S":
            self._live[change.path].sync()
        elif change.kind == "M":
            self._folders.add(change.path)
        elif change.kind == "D":
            self._sync_folder(change.path)
        elif change.kind in "CRU":
            file = _File() if change.kind == "C" else None
            deed = _Deed(change.kind, change.path, change.data.decode(), file)
            deed.do(self._live)
            self._waiting.append(deed)

    def _sync_folder(self, folder: str) -> None:
        for deed in self._waiting:
            if deed.is_in(folder):
                deed.do(self._safe)
        self._waiting = [deed for deed in self._waiting if not deed.is_in(folder)]

    def cut(self, chance: random.Random, into: Path) -> None:
        """Write down what is left after a power cut at this moment."""
        names = dict(self._safe)
        for deed in self._waiting[: chance.randrange(len(self._waiting) + 1)]:
            deed.do(names)
        odds = chance.choice((0.0, 1.0, 0.5, 0.1, 0.9))
        for folder in self._folders:
            (into / Path(folder).relative_to(self._root)).mkdir(parents=True, exist_ok=True)
        for name, file in names.items():
            if not name.endswith(_FORGOTTEN):
                place = into / Path(name).relative_to(self._root)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(file.left_by(lambda: chance.random() < odds))
