"""What the program needs of a Debian-family machine, whether it is there, and how it is installed."""

import ctypes
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

OLDEST_POSTGRES = 15
POSTGRES_FOLDER = Path("/usr/lib/postgresql")

# One common and one rare character of a name, the second beyond the first 65,536 code points.
_RARE_GLYPHS = "4dae 20bb7"
_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
_WIDE_FONTS = re.compile(
    r"(Noto(Sans|Serif)(CJK|SC)|SourceHan(Sans|Serif)|HanaMin|BabelStoneHan)", re.IGNORECASE
)


@dataclass(frozen=True)
class Need:
    """One thing the program wants of the system, and the package that brings it."""

    package: str
    library: str | None
    required: bool


NEEDS = (
    Need("libgl1", "libGL.so.1", required=True),
    Need("libegl1", "libEGL.so.1", required=True),
    Need("libxkbcommon0", "libxkbcommon.so.0", required=True),
    Need("libfontconfig1", "libfontconfig.so.1", required=True),
    Need("libdbus-1-3", "libdbus-1.so.3", required=True),
    Need("libglib2.0-0", "libglib-2.0.so.0", required=True),
    # From here on: a window on a real display, and its Chinese words. Offscreen work goes on without.
    Need("libxcb-cursor0", "libxcb-cursor.so.0", required=False),
    Need("libxkbcommon-x11-0", "libxkbcommon-x11.so.0", required=False),
    Need("libxcb-icccm4", "libxcb-icccm.so.4", required=False),
    Need("libxcb-keysyms1", "libxcb-keysyms.so.1", required=False),
    Need("libxcb-shape0", "libxcb-shape.so.0", required=False),
    Need("fonts-noto-cjk", None, required=False),
)


class Stuck(Exception):
    """Set-up cannot go on; holds the sentence in Chinese and in English, and what a program said."""

    def __init__(self, chinese: str, english: str, said: str = "") -> None:
        super().__init__(english)
        self.chinese = chinese
        self.english = english
        self.said = said

    def tell(self) -> None:
        """Print what the failing program said last, then the sentences."""
        for line in self.said.strip().splitlines()[-12:]:
            print(f"    {line}", file=sys.stderr)
        print(self.chinese, file=sys.stderr)
        print(self.english, file=sys.stderr)


def missing_needs() -> list[Need]:
    """List what is not there, by loading each library and asking for rare glyphs."""
    return [need for need in NEEDS if not (_has_font() if need.library is None else _loads(need.library))]


def tell_missing(missing: Sequence[Need]) -> None:
    """Name the packages that could not be installed; stop only where nothing works without them."""
    if not missing:
        return
    names = " ".join(need.package for need in missing)
    if any(need.required for need in missing):
        raise Stuck(
            f"缺少系统软件包，这里不能代为安装。请管理员安装后再试：{names}",
            f"System packages are missing and cannot be installed from here; have them installed: {names}",
        )
    print(f"缺少系统软件包，窗口或汉字可能显示不全，先继续。可请管理员安装：{names}", file=sys.stderr)
    print(
        f"Going on without some system packages; windows or characters may suffer: {names}", file=sys.stderr
    )


def install(packages: Iterable[str]) -> bool:
    """Install packages through apt where this user may; tell whether apt was satisfied."""
    apt = _apt_command()
    wanted = list(packages)
    if apt is None:
        return False
    print(f"安装系统软件包 / installing system packages: {' '.join(wanted)}", flush=True)
    options = ["-y", "-q", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300"]
    command = [*apt, "install", *options, *wanted]
    if _quietly(command).returncode == 0:
        return True
    # No package lists yet, or old ones: refresh them once, only now that they are known to be needed.
    _quietly([*apt, "update", "-q"])
    done = _quietly(command)
    if done.returncode:
        print("\n".join(done.stdout.strip().splitlines()[-8:]), file=sys.stderr)
    return done.returncode == 0


def lacks_venv() -> bool:
    """Tell whether this Python cannot make a virtual environment with pip in it."""
    importlib.invalidate_caches()
    return not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))


def venv_package() -> str | None:
    """Name the package that gives this Python its venv module, if the system's packages made this Python."""
    if Path(sys.executable).resolve().parent not in (Path("/usr/bin"), Path("/bin")):
        return None
    return f"python3.{sys.version_info.minor}-venv"


def has_postgres() -> bool:
    """Tell whether server programs of a PostgreSQL new enough are installed."""
    majors = [path.parents[1].name for path in POSTGRES_FOLDER.glob("*/bin/initdb")]
    return any(int(major) >= OLDEST_POSTGRES for major in majors if major.isdigit())


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _has_font() -> bool:
    if shutil.which("fc-list") is not None:
        asked = subprocess.run(
            ["fc-list", f":charset={_RARE_GLYPHS}", "family"], capture_output=True, text=True, check=False
        )
        return bool(asked.stdout.strip())
    files = (path for folder in _FONT_FOLDERS for path in Path(folder).expanduser().rglob("*"))
    return any(_WIDE_FONTS.search(path.name) for path in files)


def _apt_command() -> list[str] | None:
    if not shutil.which("apt-get"):
        return None
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    if os.geteuid() == 0:
        return quiet
    if not shutil.which("sudo"):
        return None
    allowed = subprocess.run(
        ["sudo", "-n", "true"], capture_output=True, stdin=subprocess.DEVNULL, check=False
    )
    return ["sudo", "-n", *quiet] if allowed.returncode == 0 else None


def _quietly(command: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
