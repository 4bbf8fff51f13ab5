"""What tells this PC from another one that was given a copy of its disk.

The system's own id travels with a disk image, so something of the hardware that a plain user may read is
taken with it. A part that changes (another network card) makes the PC look new, which costs a new incarnation
and nothing else.
"""

import hashlib
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

MachineId = Callable[[], bytes]
"""Gives 32 bytes that are the same at every start on one PC and others on any other."""

_PERMANENT = "0"
_SMBIOS_SYSTEM = 1
_UUID = slice(8, 24)
_HEADER_BYTES = 4


def seconds_of_this_run() -> float:
    """Count seconds on which setting the clock has no hold, through a sleep too where the system can tell."""
    with_sleep = getattr(time, "CLOCK_BOOTTIME", None)  # Windows and macOS count the sleep anyway
    return time.monotonic() if with_sleep is None else time.clock_gettime(with_sleep)


def machine_id() -> bytes:
    """Tell this PC from others; nothing in it can be read back."""
    return hashlib.sha256(b"cunzhen/1/machine\0" + b"\0".join(sorted(_parts()))).digest()


def network_cards(root: Path) -> Iterator[bytes]:
    """Give the burnt-in addresses of the cards that sit inside, as Linux shows them under `root`."""
    for card in sorted(root.glob("*")):
        device = card / "device"
        if not device.exists() or "/usb" in str(device.resolve()):
            continue
        if _read(card / "addr_assign_type") == _PERMANENT:
            yield _read(card / "address").encode()


def smbios_uuid(tables: bytes) -> bytes:
    """Give the id of the main board out of raw SMBIOS tables; empty where there is none."""
    place = 0
    while place + _HEADER_BYTES <= len(tables):
        kind, length = tables[place], tables[place + 1]
        if kind == _SMBIOS_SYSTEM and _UUID.stop <= min(length, len(tables) - place):
            return tables[place + _UUID.start : place + _UUID.stop]
        texts_end = tables.find(b"\0\0", place + length)
        if length < _HEADER_BYTES or texts_end < 0:
            break
        place = texts_end + 2
    return b""


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", errors="replace").strip()
    except OSError:
        return ""


if sys.platform == "win32":
    import winreg

    _BIOS_HEADER = 8
    _KEYS = (
        (r"SOFTWARE\Microsoft\Cryptography", "MachineGuid"),
        (r"SYSTEM\CurrentControlSet\Services\mssmbios\Data", "SMBiosData"),
    )

    def _parts() -> Iterator[bytes]:
        for key, name in _KEYS:
            try:
                with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key, 0, winreg.KEY_READ | 0x0100) as opened:
                    value, _ = winreg.QueryValueEx(opened, name)
            except OSError:
                continue
            yield smbios_uuid(value[_BIOS_HEADER:]) if isinstance(value, bytes) else str(value).encode()
else:

    def _parts() -> Iterator[bytes]:
        yield _read(Path("/etc/machine-id")).encode()
        yield from network_cards(Path("/sys/class/net"))
