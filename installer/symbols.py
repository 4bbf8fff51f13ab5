"""Which glibc a packaged program needs at least: the newest symbol version any of its files asks for."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from elftools.common.exceptions import ELFError
from elftools.elf.elffile import ELFFile
from elftools.elf.gnuversions import GNUVerNeedSection

_GLIBC = re.compile(r"GLIBC_(\d+)\.(\d+)(?:\.\d+)?")
_MAGIC = b"\x7fELF"
Version = tuple[int, int]


def glibc_needed(files: Iterable[Path]) -> dict[Path, Version]:
    """Tell for each ELF file which glibc it needs; files that are none, or need none, are left out."""
    found = {file: max(_versions(file), default=None) for file in files}
    return {file: version for file, version in found.items() if version}


def _versions(file: Path) -> Iterator[Version]:
    with file.open("rb") as source:
        if source.read(len(_MAGIC)) != _MAGIC:
            return
        try:
            sections = list(ELFFile(source).iter_sections())
        except ELFError:
            return
        for section in sections:
            if isinstance(section, GNUVerNeedSection):
                for _, needed in section.iter_versions():
                    yield from (
                        (int(told[1]), int(told[2])) for one in needed if (told := _GLIBC.fullmatch(one.name))
                    )
