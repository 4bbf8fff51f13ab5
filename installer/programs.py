"""The packaged programs: what each is called, and whether it has a window."""

import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
WORK = ROOT / "build" / "pyinstaller"


@dataclass(frozen=True)
class Program:
    """A folder that runs on a machine without Python; `has_window`: it brings Qt along."""

    name: str
    has_window: bool

    @property
    def folder(self) -> Path:
        """Name the folder it is made into."""
        return DIST / self.name

    @property
    def file(self) -> Path:
        """Name the file that is started."""
        return self.folder / (f"{self.name}.exe" if sys.platform == "win32" else self.name)

    @property
    def carried(self) -> Path:
        """Name the list of files it was put together from, one `[place, source]` each."""
        return WORK / f"{self.name}.carried.json"


PROGRAMS = {one.name: one for one in (Program("cunzhen", True), Program("cunzhen-township", False))}
"""The desk, which can do all the project can; and the service of a township, on a server without a screen."""
