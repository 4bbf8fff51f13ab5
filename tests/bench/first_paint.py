"""A process that says `painted` on the first paint and ends: the desktop, or an empty window of the same Qt.

`python -m tests.bench.first_paint DATA` opens the desktop on a data folder; without DATA it is the floor.
"""

import os
import sys

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

LOCK_SCREEN = "unlock_screen"


class Witness(QObject):
    """Waits for the first paint of what it is put on, lets the paint end, and ends the process."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See a paint, then come back when it is over."""
        if event.type() is QEvent.Type.Paint:
            QTimer.singleShot(0, _done)
        return False


def _done() -> None:
    sys.stdout.write("painted\n")
    sys.stdout.flush()
    os._exit(0)


def _empty() -> None:
    application = QApplication(sys.argv[:1])
    witness = Witness()
    window = QMainWindow()
    window.installEventFilter(witness)
    window.resize(1366, 768)
    window.show()
    application.exec()


def _desktop(data: str) -> None:
    import main

    witness = Witness()
    execute = QApplication.exec

    def watched() -> int:
        for window in QApplication.topLevelWidgets():
            for screen in window.findChildren(QWidget, LOCK_SCREEN):
                screen.installEventFilter(witness)
        return execute()

    QApplication.exec = staticmethod(watched)  # type: ignore[method-assign]
    main.main(["--data", data])


if __name__ == "__main__":
    _desktop(sys.argv[1]) if len(sys.argv) > 1 else _empty()
