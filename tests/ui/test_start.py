"""What is read in before the lock screen stands there: the window, and nothing of what lies behind it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.source import ROOT
from ui.commandline.start import window_alone

BEHIND_THE_LOCK = (
    *("typer", "httpx", "sqlite_utils", "serial"),
    *("core.policy.pack", "storage.clinic.desk", "sync.client", "ui.workplace", "ui.commandline.program"),
    *("ui.recovering", "ui.spacing", "PySide6.QtDBus"),
)
DEFAULT = Path("where-it-lies-by-itself")


def test_the_lock_screen_waits_for_neither_commands_nor_law_nor_store() -> None:
    asked = f"import sys, main, ui.main_window; print(*set({BEHIND_THE_LOCK}) & sys.modules.keys())"
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == []


SHOWN = """
import enum, gc, sys, main
from pathlib import Path
from PySide6.QtTest import QTest
from ui.application import make_application
from ui.main_window import MainWindow

application = make_application(["cunzhen"])
window = MainWindow(main.window_parts(main._DeskDoor(Path(sys.argv[1])), None, calls_by_itself=False))
window.show()
assert QTest.qWaitForWindowExposed(window)
enumerations = [one for one in gc.get_objects() if type(one) is enum.EnumType]
print(sum(one.__module__ == "PySide6.QtWidgets" for one in enumerations))
window.close()
"""


def test_python_does_not_learn_all_widgets_of_qt_before_the_lock_screen_is_painted(tmp_path: Path) -> None:
    shown = [sys.executable, "-c", SHOWN, str(tmp_path)]
    done = subprocess.run(shown, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    assert 0 < int(done.stdout) < 40, "those of the few widgets that are shown, and not of 150 others"


@pytest.mark.parametrize(
    ("arguments", "folder"),
    [
        ([], DEFAULT),
        (["--data", "d"], Path("d")),
        (["--data"], None),
        (["--version"], None),
        (["clinic", "status"], None),
        (["--data", "d", "--self-test"], None),
    ],
)
def test_the_window_is_asked_for_by_nothing_or_by_its_data_alone(
    arguments: list[str], folder: Path | None
) -> None:
    assert window_alone(arguments, lambda: DEFAULT) == folder
