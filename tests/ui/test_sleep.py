"""Sleep and the system's own lock bring our lock up; nothing that was on the screen is lost."""

import ctypes
import shutil
import subprocess
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QByteArray, QObject
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from pytestqt.qtbot import QtBot

from core.training.characters import Character
from tests.ui.fake_desk import FakeDesk, township
from tests.ui.person import PersonAtDesk
from ui.sleep import SleepWatch, WindowsMessages, seconds_asleep

LOGIN = "org.freedesktop.login1"
SAVER = "org.freedesktop.ScreenSaver"


class Told:
    """A watch over a clock of sleep that is set by hand, and what it told."""

    def __init__(self) -> None:
        self.owner = QObject()
        self.slept = 0.0
        self.told: list[str] = []
        self.watch = SleepWatch(self.owner, lambda: self.slept)
        self.watch.falls_asleep.connect(lambda: self.told.append("asleep"))
        self.watch.session_locked.connect(lambda: self.told.append("locked"))


@pytest.fixture
def told(qtbot: QtBot) -> Told:
    return Told()


@pytest.fixture
def bus() -> Iterator[tuple[QDBusConnection, QDBusConnection]]:
    """Give both ends of a message bus of our own: who speaks as the system, and who listens."""
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert daemon.stdout
    address = daemon.stdout.readline().strip()
    yield QDBusConnection.connectToBus(address, "speaks"), QDBusConnection.connectToBus(address, "hears")
    for name in ("speaks", "hears"):
        QDBusConnection.disconnectFromBus(name)
    daemon.terminate()
    daemon.wait()
    daemon.stdout.close()


def signal(path: str, interface: str, name: str, *arguments: object) -> QDBusMessage:
    message = QDBusMessage.createSignal(path, interface, name)
    message.setArguments(list(arguments))
    return message


@pytest.mark.skipif(not shutil.which("dbus-daemon"), reason="there is no message bus to be had here")
def test_what_the_system_says_on_its_bus_is_heard(
    told: Told, bus: tuple[QDBusConnection, QDBusConnection], qtbot: QtBot
) -> None:
    speaks, hears = bus
    for name in (LOGIN, SAVER):
        assert speaks.registerService(name)
    told.watch.listen(hears, hears)
    session = "/org/freedesktop/login1/session/_31"
    for message in (
        signal("/org/freedesktop/login1", f"{LOGIN}.Manager", "PrepareForSleep", True),
        signal("/org/freedesktop/login1", f"{LOGIN}.Manager", "PrepareForSleep", False),
        signal(session, f"{LOGIN}.Session", "Lock"),
        signal("/org/freedesktop/ScreenSaver", SAVER, "ActiveChanged", False),
        signal("/org/freedesktop/ScreenSaver", SAVER, "ActiveChanged", True),
    ):
        assert speaks.send(message)
    qtbot.waitUntil(lambda: len(told.told) == 3)
    assert told.told == ["asleep", "locked", "locked"]


def test_sleep_nobody_announced_is_seen_by_the_clocks(told: Told, qtbot: QtBot) -> None:
    told.slept = 3600.0
    qtbot.waitUntil(lambda: told.told == ["asleep"])
    qtbot.wait(1100)
    assert told.told == ["asleep"]


def test_the_noise_of_the_clocks_is_no_sleep(told: Told, qtbot: QtBot) -> None:
    told.slept = 0.2
    qtbot.wait(1100)
    assert told.told == []


def test_this_machine_did_not_sleep_between_two_looks() -> None:
    assert abs(seconds_asleep() - seconds_asleep()) < 0.5


@pytest.mark.parametrize(
    ("kind", "message", "word", "expected"),
    [
        (b"windows_generic_MSG", 0x0218, 4, ["asleep"]),
        (b"windows_generic_MSG", 0x0218, 7, []),
        (b"windows_generic_MSG", 0x02B1, 7, ["locked"]),
        (b"windows_generic_MSG", 0x02B1, 8, []),
        (b"windows_generic_MSG", 0x0100, 4, []),
        (b"xcb_generic_event_t", 0x0218, 4, []),
    ],
)
def test_the_messages_of_windows_are_read(
    told: Told, kind: bytes, message: int, word: int, expected: list[str]
) -> None:
    class Message(ctypes.Structure):
        """MSG as the Windows headers lay it out."""

        _fields_ = (
            ("hwnd", ctypes.c_void_p),
            ("message", ctypes.c_uint),
            ("wParam", ctypes.c_size_t),
            ("lParam", ctypes.c_ssize_t),
        )

    sent = Message(None, message, word, 0)
    messages = WindowsMessages(told.watch)
    assert messages.nativeEventFilter(QByteArray(kind), ctypes.addressof(sent)) == (False, 0)
    assert told.told == expected


def writing(person: PersonAtDesk) -> None:
    person.receive(township().characters[Character.ACTIVE].person.id_number)
    person.start_visit()
    person.write("咳嗽三天")


def test_a_pc_that_sleeps_locks_keeps_the_draft_and_closes_the_files(
    person: PersonAtDesk, desk: FakeDesk
) -> None:
    writing(person)
    person.window.sleep_watch.falls_asleep.emit()
    person.wait_to_see("unlock_screen")
    person.rest()
    assert desk.rested == 1
    (draft,) = desk.memory.drafts.values()
    assert draft["fields"]["complaint"] == "咳嗽三天"


def test_after_sleep_the_same_screen_field_and_cursor_come_back(person: PersonAtDesk) -> None:
    writing(person)
    field = person.field("visit_complaint")
    field.setCursorPosition(2)
    person.window.sleep_watch.falls_asleep.emit()
    person.unlock()
    person.wait_to_see("visit_form")
    assert (person.focus_name(), field.text(), field.cursorPosition()) == ("visit_complaint", "咳嗽三天", 2)


def test_the_lock_of_the_system_locks_and_the_sync_goes_on(person: PersonAtDesk, desk: FakeDesk) -> None:
    person.window.sleep_watch.session_locked.emit()
    person.wait_to_see("unlock_screen")
    person.rest()
    assert desk.rested == 0
