"""Notice that the PC goes to sleep or its session is locked: what is on the screen is then open to anybody.

Linux tells over D-Bus before it sleeps; where that is missing or comes too late, the clock that counts sleep
runs ahead of the one that does not. Windows sends messages to the window.
"""

import ctypes
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    SLOT,
    QAbstractNativeEventFilter,
    QByteArray,
    QCoreApplication,
    QObject,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection

_LOOK_EVERY_MS = 1000
_NOTICEABLE = 0.5
"""Seconds of sleep that count: less is the clocks' own noise."""
_LOGIN = "org.freedesktop.login1"
_MANAGER = ("/org/freedesktop/login1", "org.freedesktop.login1.Manager")
_SESSION = "org.freedesktop.login1.Session"
_SAVERS = (
    ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"),
    ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
    ("org.ukui.ScreenSaver", "/"),
)
_POWER, _SUSPENDS = 0x0218, 4
_SESSION_CHANGE, _SESSION_LOCKED = 0x02B1, 7


def seconds_asleep() -> float:
    """Tell how long this PC has slept since it was started; 0 where the system cannot tell."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME) - time.clock_gettime(time.CLOCK_MONOTONIC)
    return 0.0


def _slot(signature: str) -> bytes:
    # Qt takes the text `SLOT` makes; the stub of `connect` asks for bytes.
    return SLOT(signature)  # type: ignore[return-value]


class SleepWatch(QObject):
    """Tell that the desk is left without a hand on it.

    Signals: `falls_asleep` before the PC sleeps, or after it if nothing told us before; `session_locked` when
    the system's own lock is up.
    """

    falls_asleep = Signal()
    session_locked = Signal()

    def __init__(self, parent: QObject, asleep: Callable[[], float] = seconds_asleep) -> None:
        super().__init__(parent)
        self._asleep = asleep
        self._slept = asleep()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(_LOOK_EVERY_MS)

    def listen(self, system: "QDBusConnection", session: "QDBusConnection") -> None:
        """Hear what Linux says of itself; a bus that is not there says nothing."""
        heard = _slot("going_to_sleep(bool)")
        system.connect(_LOGIN, *_MANAGER, "PrepareForSleep", self, heard)
        system.connect(_LOGIN, "", _SESSION, "Lock", self, _slot("lock_asked()"))
        for service, path in _SAVERS:
            session.connect(service, path, service, "ActiveChanged", self, _slot("saver_shown(bool)"))

    @Slot(bool)
    def going_to_sleep(self, going: bool) -> None:
        """Take the word of logind; it speaks again after waking."""
        if going:
            self.falls_asleep.emit()

    @Slot()
    def lock_asked(self) -> None:
        """Take the word of logind that the session is locked."""
        self.session_locked.emit()

    @Slot(bool)
    def saver_shown(self, shown: bool) -> None:
        """Take the word of the screen saver."""
        if shown:
            self.session_locked.emit()

    @Slot()
    def _look(self) -> None:
        asleep = self._asleep()
        if asleep - self._slept > _NOTICEABLE:
            self.falls_asleep.emit()
        self._slept = asleep


class _Message(ctypes.Structure):
    """MSG of Windows, as far as it is read."""

    _fields_ = (
        ("window", ctypes.c_void_p),
        ("message", ctypes.c_uint),
        ("word", ctypes.c_size_t),
    )


class WindowsMessages(QAbstractNativeEventFilter):
    """Hear of sleep and of the lock from the messages of Windows."""

    def __init__(self, watch: SleepWatch) -> None:
        super().__init__()
        self._watch = watch

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> object:
        """Read the message; keep none from anyone."""
        if bytes(kind) == b"windows_generic_MSG":  # type: ignore[arg-type]  # a QByteArray gives its bytes
            told = _Message.from_address(int(message))
            if (told.message, told.word) == (_POWER, _SUSPENDS):
                self._watch.falls_asleep.emit()
            elif (told.message, told.word) == (_SESSION_CHANGE, _SESSION_LOCKED):
                self._watch.session_locked.emit()
        return False, 0


def watch_the_system(watch: SleepWatch, window: QWidget) -> WindowsMessages | None:
    """Listen to the system this runs on; what is given must be kept as long as it shall hear."""
    application = QCoreApplication.instance()
    if sys.platform == "linux":
        from PySide6.QtDBus import QDBusConnection  # not before the lock screen shows

        watch.listen(QDBusConnection.systemBus(), QDBusConnection.sessionBus())
    elif sys.platform == "win32" and application is not None:
        heard = WindowsMessages(watch)
        application.installNativeEventFilter(heard)
        ctypes.windll.wtsapi32.WTSRegisterSessionNotification(ctypes.c_void_p(window.winId()), 0)
        return heard
    return None
