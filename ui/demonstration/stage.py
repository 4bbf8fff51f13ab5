"""Puts the demonstration on: builds the setting, plays the story on the real window, writes the summary."""

import shutil
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    QTimer,
    QtMsgType,
    Signal,
    Slot,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from core.dates import china_day
from core.errors import Hindrance, Stop
from core.training.card import training_card
from ui.application import make_application
from ui.demonstration import setting
from ui.demonstration.backstage import Backstage
from ui.demonstration.evidence import read_back, require_agreement, write_summary
from ui.demonstration.hands import Hands
from ui.demonstration.player import Player
from ui.demonstration.setting import DemoParts, Setting, Staged
from ui.demonstration.story import ON_THE_READER, Morning, Told
from ui.devices.practice_reader import practice_reader
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.wording import demonstration as words
from ui.wording.reasons import sentence_for

FAILED = 1
_MARK = ".demonstration"
_SIZE = (1366, 768)
_HEARTBEAT_MS = 200


@dataclass(slots=True)
class Diary:
    """Tells each step as it happens and remembers when."""

    started: float = field(default_factory=time.monotonic)
    steps: list[dict[str, Any]] = field(default_factory=list)

    def tell(self, step: str) -> None:
        """Print a line of the story."""
        seconds = round(time.monotonic() - self.started, 2)
        self.steps.append({"step": step, "at_seconds": seconds})
        sys.stdout.write(f"{seconds:7.1f} s  {words.STEPS[step]}\n")
        sys.stdout.flush()


class Ending(QObject):
    """Reads the figures back when the story is over, writes the summary, and lets go of the window.

    Signals: `over(exit_code)`.
    """

    over = Signal(int)

    def __init__(self, scene: Setting, staged: Staged, window: MainWindow, told: Told, diary: Diary) -> None:
        super().__init__()
        self._scene, self._staged, self._window = scene, staged, window
        self._told, self._diary = told, diary

    @Slot()
    def story_ended(self) -> None:
        """Read the clinic's figures from its open store, on its own lane."""
        self._window.lanes.store.run(self._staged.facts, self._read, self.failed)

    @Slot(object)
    def _read(self, clinic: Mapping[str, Any]) -> None:
        try:
            figures = read_back(self._scene, clinic, self._told)
            write_summary(self._scene.out, {"steps": self._diary.steps, **figures})
            require_agreement(figures)
        except Stop as stop:
            self.failed(stop)
            return
        except Exception:
            self.failed(Hindrance("demo_step_failed", step="evidence"))
            raise
        self._diary.tell("figures_agree")
        sys.stdout.write(words.summary(figures, self._scene.out) + "\n")
        self.over.emit(0)

    @Slot(object)
    def failed(self, stop: Stop) -> None:
        """Say what went wrong; the demonstration has failed."""
        self._window.grab().save(str(self._scene.out / "failed.png"))
        sys.stderr.write(sentence_for(stop) + "\n")
        self.over.emit(FAILED)


def play(parts: DemoParts, out: Path, stay: bool, text_size: int) -> int:
    """Play the demonstration into a folder and give the exit code.

    Args:
        stay: leave the window to the person when the story is over, until it is closed.
        text_size: in points.

    Raises:
        Stop: the setting could not be built.
    """
    diary = Diary()
    qInstallMessageHandler(_without_noise)
    application = make_application([sys.argv[0]])
    backstage = Backstage(parts.program, folder_for(out) / "logs")
    backstage.logs.mkdir()
    try:
        scene = setting.build(parts, backstage, out, diary.tell)
        return _on_stage(application, parts, scene, diary, (stay, text_size))
    finally:
        backstage.stop_all()


def _without_noise(_kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """Pass on what Qt says, but not that windows painted into memory have no frame."""
    if "propagateSizeHints" not in message:
        sys.stderr.write(message + "\n")


def _on_stage(
    application: QApplication, parts: DemoParts, scene: Setting, diary: Diary, wishes: tuple[bool, int]
) -> int:
    stay, text_size = wishes
    person = scene.township.characters[ON_THE_READER].person
    today = china_day(parts.clock.now())
    card = training_card(person, today - timedelta(days=400), None)
    with practice_reader(card, lambda: china_day(parts.clock.now())) as read_card:
        staged = parts.staged(scene.clinic_data, read_card)
        Preferences(staged.window.preferences).choose_text_size(text_size)
        window = MainWindow(staged.window)
        window.resize(*_SIZE)
        window.show()
        window.activateWindow()
        told, curtain = Told(), Curtain(window, stay)
        player = Player(Morning(scene, Hands(window), told, diary.tell).story())
        ending = Ending(scene, staged, window, told, diary)
        player.ended.connect(ending.story_ended)
        player.failed.connect(ending.failed)
        ending.over.connect(curtain.fall)
        player.start()
        application.exec()
        window.close()
    return curtain.code


class Curtain(QObject):
    """Closes the window when the story is over, or leaves it to the person; hears when it is told to end."""

    def __init__(self, window: MainWindow, stay: bool) -> None:
        super().__init__()
        self.code = FAILED
        self._window = window
        self._stay = stay
        self._told_to_end = False
        # Python hears a signal only between two of its own steps, and an idle event loop takes none.
        self._heartbeat = QTimer(self)
        self._heartbeat.timeout.connect(self.look)
        self._heartbeat.start(_HEARTBEAT_MS)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._hear)

    @Slot(int)
    def fall(self, code: int) -> None:
        """Take the exit code; a story that failed leaves nothing to try."""
        self.code = code
        if self._stay and code == 0:
            sys.stdout.write(words.STAY + "\n")
            sys.stdout.flush()
        else:
            self._window.close()

    @Slot()
    def look(self) -> None:
        """Close the window once told to end."""
        if self._told_to_end:
            self._window.close()

    def _hear(self, _number: int, _frame: object) -> None:
        self._told_to_end = True


def folder_for(out: Path) -> Path:
    """Empty the folder of an earlier demonstration, or make one; any other folder with something in it stays.

    Raises:
        Hindrance: `demo_folder_in_use`.
    """
    if out.exists() and any(out.iterdir()):
        if not (out / _MARK).exists():
            raise Hindrance("demo_folder_in_use", folder=str(out))
        shutil.rmtree(out)
    out.mkdir(parents=True, exist_ok=True)
    (out / _MARK).touch()
    return out
