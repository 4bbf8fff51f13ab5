"""Small libraries with the makers' signatures, built from C where there is a compiler."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "ui" / "devices" / "vendor_libraries.c"
MAKES = {"sdt": "libsdtapi.so", "syn": "libSynIDCardAPI.so", "huashi": "libtermb.so", "termb": "libtermb.so"}
"""By make; two of them have the same file name."""


@dataclass
class VendorLibrary:
    """One library, the card that lies on its reader, and what goes wrong."""

    make: str
    path: Path
    environment: pytest.MonkeyPatch

    def lay(self, block: bytes, fields: Mapping[str, str]) -> None:
        """Lay a card on: raw for the makes that give the block, by fields for the others."""
        lines = "".join(f"{key}={value}\n" for key, value in fields.items())
        raw = self.make in ("sdt", "syn")
        file = self.path.parent / "card"
        file.write_bytes(block if raw else lines.encode("gbk"))
        self.environment.setenv("CARD_FILE", str(file))

    def go_wrong(self, fault: str) -> None:
        """Let something go wrong from now on."""
        self.environment.setenv("FAULT", fault)


def built(make: str, folder: Path) -> Path:
    """Build the library of a make."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        pytest.skip("no C compiler here to build makers' libraries with")
    path = folder / make / MAKES[make]
    path.parent.mkdir(parents=True, exist_ok=True)
    flags = ["-shared", "-fPIC", "-O0", "-w", f"-D{make.upper()}"]
    subprocess.run([compiler, *flags, "-o", str(path), str(SOURCE)], check=True, env=dict(os.environ))
    return path
