"""Good news that goes away by itself; bad news never appears here."""

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Slot
from PySide6.QtWidgets import QLabel, QWidget

from ui.widgets.navigation import Navigation

_SHOWN_MS = 4000


class Toast(QLabel):
    """A short sentence lying below the places at the left, where nothing stands that is read."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._column: Navigation | None = None
        self._bar: QWidget | None = None
        self.setObjectName("toast")
        self.setProperty("role", "toast")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)

    def lie_on(self, column: Navigation, bar: QWidget) -> None:
        """Take another column to lie at the bottom of, and a bar for what is too long for it."""
        self._column, self._bar = column, bar
        column.installEventFilter(self)

    @Slot(str)
    def tell(self, sentence: str) -> None:
        """Show a sentence for a few seconds; behind the lock nobody is there to be told."""
        if self._column is not None and not self._column.isVisible():
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
        """Keep to the column when it changes its size."""
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        """Lie below the places where there is room for it, else over the bar's left end."""
        if self._column is None or self._bar is None:
            return
        self.ensurePolished()
        gap = self.fontMetrics().height() // 3
        room = self._column.room_below()
        width = room.width() - 2 * gap
        height = self.heightForWidth(width)
        if height + 2 * gap <= room.height():
            corner = self._column.mapTo(self.window(), QPoint(gap, room.bottom() - gap - height))
            self.setGeometry(corner.x(), corner.y(), width, height)
            return
        corner = self._bar.mapTo(self.window(), QPoint(0, 0))
        self.setGeometry(corner.x(), corner.y(), self._bar.width(), self._bar.height())
