"""The list of candidates: name large, then age, village and group, and the masked number."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui import theme
from ui.models.people_found import CANDIDATE_ROLE, Candidate, PeopleFound
from ui.wording import screens as words

_Index = QModelIndex | QPersistentModelIndex
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class _Lines(QStyledItemDelegate):
    """Paint a candidate from font metrics alone."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Leave room for a finger."""
        return QSize(0, round(_view_of(option).fontMetrics().height() * 2.1))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw one line: the chosen one on a soft ground with a bar at its left."""
        candidate: Candidate = index.data(CANDIDATE_ROLE)
        rect: QRect = option.rect  # type: ignore[attr-defined]  # missing from the stubs of QStyleOption
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        painter.save()
        if chosen:
            painter.fillRect(rect, QColor(theme.ACCENT_SOFT))
            painter.fillRect(
                QRect(rect.left(), rect.top(), rect.height() // 10, rect.height()), QColor(theme.ACCENT)
            )
        _write(painter, rect, candidate, _view_of(option).font())
        painter.setPen(QColor(theme.SUNKEN))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()


def _view_of(option: QStyleOptionViewItem) -> QWidget:
    widget: QWidget = option.widget  # type: ignore[attr-defined]  # missing from the stubs
    return widget


def _write(painter: QPainter, rect: QRect, candidate: Candidate, font: QFont) -> None:
    em = QFontMetrics(font).height()
    inside = rect.adjusted(em, 0, -em, 0)
    large = QFont(font)
    large.setPointSizeF(font.pointSizeF() * 1.2)
    large.setWeight(QFont.Weight.DemiBold)
    name_width = min(em * 7, inside.width() // 3)
    number_width = QFontMetrics(font).horizontalAdvance("0" * 20)
    painter.setFont(large)
    painter.setPen(QColor(theme.INK))
    _cut(painter, QRect(inside.left(), rect.top(), name_width, rect.height()), _LEFT, candidate.name)
    painter.setFont(font)
    left = inside.left() + name_width + em // 2
    age_width = QFontMetrics(font).horizontalAdvance("100 岁 ")
    _cut(painter, QRect(left, rect.top(), age_width, rect.height()), _LEFT, candidate.age)
    painter.setPen(QColor(theme.MUTED))
    place_left = left + age_width + em // 2
    place_width = max(0, inside.right() - number_width - place_left - em // 2)
    _cut(painter, QRect(place_left, rect.top(), place_width, rect.height()), _LEFT, candidate.place)
    number = QRect(inside.right() - number_width, rect.top(), number_width, rect.height())
    _cut(painter, number, _RIGHT, candidate.number)


def _cut(painter: QPainter, rect: QRect, side: Qt.AlignmentFlag, text: str) -> None:
    fitting = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, int(side | Qt.TextFlag.TextSingleLine), fitting)


class PersonList(QListView):
    """Show the candidates; Enter or a click takes one (signal `activated` of QListView)."""

    def __init__(self, model: PeopleFound, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reception_candidates")
        self.setAccessibleName(words.CANDIDATES)
        self.setModel(model)
        model.setParent(self)  # it must outlive the view, which asks it even while it is taken down
        self.setItemDelegate(_Lines(self))
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)

    def choose(self, row: int) -> None:
        """Set the bar on a row."""
        self.setCurrentIndex(self.model().index(row, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the chosen line on Enter, on every platform."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
            return
        super().keyPressEvent(event)
