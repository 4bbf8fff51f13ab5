"""Good news that goes away by itself; bad news never appears here."""

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Slot
from PySide6.QtWidgets import QLabel, QWidget

_SHOWN_MS = 4000


class Toast(QLabel):
    """A short sentence lying over the top bar of the place it comes from, where nobody is reading."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._bar: QWidget | None = None
        self.setObjectName("toast")
        self.setProperty("role", "toast")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)

    def lie_on(self, bar: QWidget) -> None:
        """Take another bar to lie on."""
        self._bar = bar
        bar.installEventFilter(self)

    @Slot(str)
    def tell(self, sentence: str) -> None:
        """Show a sentence for a few seconds; behind the lock nobody is there to be told."""
        if self._bar is not None and not self._bar.isVisible():
            return
        self.setText(sentence)
        self._place()
        self.show()
        self.raise_()
        self._timer.start(_SHOWN_MS)

    @Slot()
    def let_go(self) -> None:
        """Say no more: the screen it spoke of is gone."""
        self._timer.stop()
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep to the bar when it changes its size."""
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        """Lie at the left, over the name of the clinic: nobody needs to be told where they are."""
        if self._bar is None:
            return
        self.ensurePolished()
        gap = self.fontMetrics().height() // 8
        corner = self._bar.mapTo(self.window(), QPoint(0, 0))
        width = min(self.sizeHint().width(), self._bar.width() - 2 * gap)
        self.setGeometry(corner.x() + gap, corner.y() + gap, width, self._bar.height() - 2 * gap)
