"""A label that gives its end up when there is no room; the whole text stays in its tip and for readers."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle, QStyleOption

from ui.widgets.labels import tip


class ElidedLabel(QLabel):
    """One line of plain text that may be cut with dots; so many letters are shown at `least`."""

    def __init__(self, text: str, role: str, name: str, least: int = 7) -> None:
        super().__init__(text)
        self._least = least
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setObjectName(name)
        tip(self, text)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def say(self, text: str) -> None:
        """Show another text, its tip with it."""
        self.setText(text)
        tip(self, text)

    def minimumSizeHint(self) -> QSize:
        """Need a few letters."""
        metrics = self.fontMetrics()
        least = metrics.horizontalAdvance(self.text()[: self._least] + "……")
        return QSize(min(least, super().minimumSizeHint().width()), metrics.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw what fits."""
        painter = QPainter(self)
        option = QStyleOption()
        option.initFrom(self)
        style = self.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        fitting = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        side = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        style.drawItemText(painter, self.rect(), side, self.palette(), True, fitting, self.foregroundRole())
        painter.end()
