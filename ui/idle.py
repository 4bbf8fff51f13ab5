"""Notice that nobody has touched the keyboard or the mouse for a while."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal

_SIGNS_OF_LIFE = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.InputMethod,
}


class IdleWatch(QObject):
    """Count the quiet minutes while watching.

    Signals: `left_alone` when they are over.
    """

    left_alone = Signal()

    def __init__(self, minutes: int, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(minutes * 60_000)
        self._timer.timeout.connect(self.left_alone)

    def choose_minutes(self, minutes: int) -> None:
        """Wait another time from now on."""
        self._timer.setInterval(minutes * 60_000)

    def minutes(self) -> int:
        """Tell how many quiet minutes count."""
        return self._timer.interval() // 60_000

    def watch(self) -> None:
        """Start counting."""
        application = QCoreApplication.instance()
        if application:
            application.installEventFilter(self)
        self._timer.start()

    def rest(self) -> None:
        """Stop counting."""
        application = QCoreApplication.instance()
        if application:
            application.removeEventFilter(self)
        self._timer.stop()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Start anew at every sign of life; keeps no event from anyone."""
        if event.type() in _SIGNS_OF_LIFE and self._timer.isActive():
            self._timer.start()
        return False
