"""Guards that make a test loud: stray threads, unexpected log records, the outside network, skips.

`tests/conftest.py` puts them to work for every test.
"""

import ipaddress
import logging
import re
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import Any

ROOMS = ("core", "storage", "sync", "ui", "main", "cunzhen")
THREAD_GRACE_SECONDS = 5.0

_LOCAL_NAMES = {"", "localhost", "testserver"}
_ID_NUMBER = re.compile(
    r"(?<!\d)[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)"
)


def looks_like_personal_data(text: str) -> bool:
    """Tell whether a text holds something shaped like a citizen's number (GB 11643)."""
    return _ID_NUMBER.search(text) is not None


class LogGuard(logging.Handler):
    """Keep what was logged while a test ran, to be judged at its end."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    def complaints(self, expected: Sequence[str]) -> list[str]:
        """List the records a test did not announce, and any that carry personal data."""
        formatter = logging.Formatter("%(name)s %(levelname)s: %(message)s")
        found = []
        for record in self.records:
            text = formatter.format(record)
            if looks_like_personal_data(text):
                found.append(f"personal data in the log of {record.name} ({record.pathname}:{record.lineno})")
            elif record.levelno >= logging.WARNING and not any(re.search(one, text) for one in expected):
                found.append(f"unexpected log record: {text}")
        return found


@contextmanager
def listening_logs() -> Iterator[LogGuard]:
    """Hear every record of our own rooms, and those from INFO up of everyone else."""
    guard = LogGuard()
    root = logging.getLogger()
    before = root.level
    ours = [logging.getLogger(room) for room in ROOMS]
    levels = [logger.level for logger in ours]
    root.addHandler(guard)
    root.setLevel(logging.INFO)
    for logger in ours:
        logger.setLevel(logging.DEBUG)
    try:
        yield guard
    finally:
        for logger, level in zip(ours, levels, strict=True):
            logger.setLevel(level)
        root.setLevel(before)
        root.removeHandler(guard)


def threads_left(before: set[threading.Thread]) -> list[str]:
    """Name the non-daemon threads begun since `before` that do not end within the grace time."""
    deadline = monotonic() + THREAD_GRACE_SECONDS
    left = [one for one in threading.enumerate() if one not in before and not one.daemon]
    for thread in left:
        thread.join(max(0.0, deadline - monotonic()))
    return [thread.name for thread in left if thread.is_alive()]


def _is_local(family: int, address: Any) -> bool:
    if family not in (socket.AF_INET, socket.AF_INET6):
        return True
    host = str(address[0]).split("%")[0]
    if host in _LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def stay_on_loopback() -> None:
    """Make any socket of this process that reaches beyond this machine raise."""
    for verb in ("connect", "connect_ex", "bind"):
        original = getattr(socket.socket, verb)

        def guarded(self: socket.socket, address: Any, /, _original: Any = original) -> Any:
            if not _is_local(self.family, address):
                raise AssertionError(f"a test reached for {address[0]}: loopback only")
            return _original(self, address)

        setattr(socket.socket, verb, guarded)
