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
)
DEFAULT = Path("where-it-lies-by-itself")


def test_the_lock_screen_waits_for_neither_commands_nor_law_nor_store() -> None:
    asked = f"import sys, main, ui.main_window; print(*set({BEHIND_THE_LOCK}) & sys.modules.keys())"
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == []


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
