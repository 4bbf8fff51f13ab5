"""A field that finds catalogue rows by code, name or initials while one types."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListView, QWidget

from core.catalogue.items import CatalogueItem, ItemKind
from core.errors import Stop
from core.identity.box import AskedKind, read_box
from core.ports import Records
from ui.application import ENTER_ACTS
from ui.models.items_found import ItemsFound
from ui.tasks import Lane
from ui.wording import visits as words

_SHOWN = 8
_FOUND = 20
_TYPING_PAUSE_MS = 100


@dataclass(frozen=True, slots=True)
class _Found:
    text: str
    items: Sequence[CatalogueItem]


def _find(records: Records, kind: ItemKind, text: str) -> _Found:
    return _Found(text, records.find_items(kind, text, _FOUND) if text else ())


class ItemPicker(QLineEdit):
    """Type, arrow down, Enter.

    Signals: `item_picked(CatalogueItem)`; `passed_by` on Enter in an empty field; `nothing_found(text)` on
    Enter with nothing to take; `failed(Stop)` when the catalogue cannot be read; `trace_scanned(code)` when a
    box of a drug was scanned where a name is asked for.
    """

    item_picked = Signal(object)
    passed_by = Signal()
    failed = Signal(object)
    nothing_found = Signal(str)
    trace_scanned = Signal(str)

    def __init__(self, kind: ItemKind, records: Records, store: Lane, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty(ENTER_ACTS, True)
        self.setMaxLength(100)
        self._kind = kind
        self._records = records
        self._store = store
        self._shown_for = ""
        self._enter_waits = False
        self._model = ItemsFound(self)
        self._list: QListView | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self.textEdited.connect(self._typed)
        self.returnPressed.connect(self._entered)

    def event(self, event: QEvent) -> bool:
        """Keep Escape from the form's shortcut while the list is open."""
        overrides = event.type() is QEvent.Type.ShortcutOverride and self._open()
        if overrides and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through the open list; Escape closes it before it closes anything else."""
        if self._open():
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step:
                self._choose(self._row() + step)
                return
            if event.key() == Qt.Key.Key_Escape:
                self._close()
                return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Close the list when the field is left."""
        super().focusOutEvent(event)
        self._close()

    def hideEvent(self, event: QHideEvent) -> None:
        """Close the list with the form."""
        super().hideEvent(event)
        self._close()

    @Slot()
    def _typed(self) -> None:
        self._enter_waits = False
        self._pause.start()

    @Slot()
    def _look(self) -> None:
        job = partial(_find, self._records, self._kind, self.text().strip())
        self._store.run(job, self._found, self._not_found)

    @Slot(object)
    def _found(self, found: _Found) -> None:
        if found.text != self.text().strip():
            return
        self._shown_for = found.text
        self._model.show_items(found.items)
        if self._enter_waits:
            self._enter_waits = False
            self._pick(0)
        elif found.items and self.hasFocus():
            self._show_list()
        else:
            self._close()

    @Slot(object)
    def _not_found(self, stop: Stop) -> None:
        self._enter_waits = False
        self.failed.emit(stop)

    @Slot()
    def _entered(self) -> None:
        text = self.text().strip()
        if not text:
            self.passed_by.emit()
        elif (asked := read_box(text)).kind is AskedKind.TRACE_CODE:
            self._pause.stop()
            self._close()
            self.clear()
            self.trace_scanned.emit(asked.text)
        elif self._shown_for == text and not self._pause.isActive():
            self._pick(max(0, self._row()))
        else:
            self._enter_waits = True
            self._pause.stop()
            self._look()

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        self._pick(index.row())

    def _pick(self, row: int) -> None:
        if row >= self._model.rowCount():
            self.nothing_found.emit(self.text().strip())
            return
        item = self._model.item(row)
        self._close()
        self._shown_for = ""
        self._model.show_items(())
        self.clear()
        self.item_picked.emit(item)

    def _open(self) -> bool:
        return self._list is not None and self._list.isVisible()

    def _row(self) -> int:
        return self._list.currentIndex().row() if self._list else -1

    def _choose(self, row: int) -> None:
        if self._list:
            self._list.setCurrentIndex(self._model.index(min(max(row, 0), self._model.rowCount() - 1), 0))

    def _close(self) -> None:
        if self._list:
            self._list.hide()

    def _show_list(self) -> None:
        if self._list is None:
            self._list = self._make_list()
        view, window = self._list, self.window()
        height = view.sizeHintForRow(0) * min(self._model.rowCount(), _SHOWN) + 2 * view.frameWidth() + 6
        below = self.mapTo(window, QPoint(0, self.height()))
        above = self.mapTo(window, QPoint(0, 0))
        fits = below.y() + height <= window.height()
        top = below.y() if fits else max(0, above.y() - height)
        width = min(max(self.width(), self.fontMetrics().height() * 18), window.width() - below.x())
        view.setGeometry(below.x(), top, width, height)
        self._choose(0)
        view.show()
        view.raise_()

    def _make_list(self) -> QListView:
        view = QListView(self.window())
        view.setObjectName(f"{self.objectName()}_list")
        view.setAccessibleName(words.CANDIDATES)
        view.setProperty("role", "popup")
        view.setModel(self._model)
        self._model.setParent(view)  # it must outlive the view, which asks it even while it is taken down
        view.setUniformItemSizes(True)
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.clicked.connect(self._clicked)
        return view
