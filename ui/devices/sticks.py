"""U 盘: the sticks that are plugged in, as the system knows them."""

import ctypes
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QStorageInfo

_REMOVABLE_DRIVE = 2
"""What Windows calls a drive that can be taken out."""
_BLOCKS = Path("/sys/class/block")


@dataclass(frozen=True, slots=True)
class Stick:
    """A stick: where it lies, what it is called, and the bytes free on it."""

    folder: Path
    name: str
    free: int


def find_sticks() -> Sequence[Stick]:
    """List the sticks that are plugged in; a drive that does not answer may take a while."""
    volumes = [one for one in QStorageInfo.mountedVolumes() if one.isValid() and one.isReady()]
    return [
        Stick(Path(one.rootPath()), one.displayName(), one.bytesAvailable())
        for one in volumes
        if _can_be_taken_out(one.rootPath(), bytes(one.device().data()).decode(errors="replace"))
    ]


def _can_be_taken_out(root: str, device: str) -> bool:
    if sys.platform == "win32":
        return int(ctypes.windll.kernel32.GetDriveTypeW(root)) == _REMOVABLE_DRIVE
    return is_on_usb(device)


def is_on_usb(device: str, blocks: Path = _BLOCKS) -> bool:
    """Tell whether a device of Linux, such as `/dev/sdb1`, hangs on a USB plug."""
    entry = blocks / Path(device).name
    return device.startswith("/dev/") and entry.exists() and "/usb" in entry.resolve().as_posix()
