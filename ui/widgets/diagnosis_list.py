"""The diagnoses chosen so far; the first is the main one unless another is made it."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.visits.visit import Diagnosis
from ui.widgets.labels import button, label, one_line, unit
from ui.wording import visits as words


class DiagnosisList(QWidget):
    """Hold the diagnoses of a visit.

    Signals: `diagnoses_changed`.
    """

    diagnoses_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("visit_diagnoses")
        self._diagnoses: list[Diagnosis] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(unit(self) // 4)

    def diagnoses(self) -> tuple[Diagnosis, ...]:
        """Give the diagnoses."""
        return tuple(self._diagnoses)

    def show_diagnoses(self, diagnoses: Sequence[Diagnosis]) -> None:
        """Put others in."""
        self._diagnoses = list(diagnoses)
        self._draw()

    def add(self, code: str, name: str) -> None:
        """Add one; a second time changes nothing."""
        if any(one.code == code for one in self._diagnoses):
            return
        self._diagnoses.append(Diagnosis(code, name, main=not self._diagnoses))
        self._draw()
        self.diagnoses_changed.emit()

    @Slot()
    def _made_main(self) -> None:
        code = self._code_of_sender()
        self._diagnoses = [replace(one, main=one.code == code) for one in self._diagnoses]
        self._draw()
        self.diagnoses_changed.emit()

    @Slot()
    def _removed(self) -> None:
        code = self._code_of_sender()
        kept = [one for one in self._diagnoses if one.code != code]
        if kept and not any(one.main for one in kept):
            kept[0] = replace(kept[0], main=True)
        self._diagnoses = kept
        self._draw()
        self.diagnoses_changed.emit()

    def _code_of_sender(self) -> str:
        sender = self.sender()
        return str(sender.property("code")) if sender else ""

    def _draw(self) -> None:
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item else None
            if widget:
                widget.hide()
                widget.deleteLater()
        for place, diagnosis in enumerate(self._diagnoses, start=1):
            self._column.addWidget(self._row(place, diagnosis))
        self.setVisible(bool(self._diagnoses))

    def _row(self, place: int, diagnosis: Diagnosis) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(unit(self) // 2)
        role = words.MAIN_DIAGNOSIS if diagnosis.main else words.OTHER_DIAGNOSIS
        layout.addWidget(one_line(role, "good" if diagnosis.main else "muted"))
        layout.addWidget(label(f"{diagnosis.name}  {diagnosis.code}", "strong", f"diagnosis_{place}"), 1)
        if not diagnosis.main:
            main = button(words.MAKE_MAIN, f"diagnosis_{place}_main", "quiet")
            main.setProperty("code", diagnosis.code)
            main.clicked.connect(self._made_main)
            layout.addWidget(main)
        remove = button(words.REMOVE, f"diagnosis_{place}_remove", "quiet")
        remove.setProperty("code", diagnosis.code)
        remove.setAccessibleName(f"{words.REMOVE} {diagnosis.name}")
        remove.clicked.connect(self._removed)
        layout.addWidget(remove)
        return row
