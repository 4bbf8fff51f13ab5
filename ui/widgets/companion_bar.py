"""A row of the visit form: did the patient come alone, with a guardian, or did somebody come instead."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from core.services.name_companion import companion_of
from core.visits.companion import Companion, CompanionRole
from ui.widgets.labels import caption, label, unit
from ui.wording import companions as words


class CompanionBar(QWidget):
    """Ask for the second person of a visit; the fields come only where there is one.

    Signals: `companion_edited`.
    """

    companion_edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._role = QComboBox()
        self._role.addItem(words.ALONE, None)
        for role, word in words.ROLES.items():
            self._role.addItem(word, role)
        self._name, self._number = QLineEdit(), QLineEdit()
        self._name.setMaxLength(50)
        self._number.setMaxLength(30)
        self._hint = label(words.FOR_A_CHILD, "muted", "visit_companion_hint")
        em = unit(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(em // 2)
        row.addWidget(caption(words.WHO_CAME, self._role, "visit_companion"))
        row.addWidget(self._role)
        self._captions = [
            caption(words.NAME, self._name, "visit_companion_name"),
            caption(words.NUMBER, self._number, "visit_companion_number"),
        ]
        for said, field, stretch in zip(self._captions, (self._name, self._number), (2, 3), strict=True):
            row.addWidget(said)
            row.addWidget(field, stretch)
        row.addWidget(self._hint, 3)
        row.addStretch()  # keeps the choice narrow where nothing else stands beside it
        self._role.currentIndexChanged.connect(self._show_fields)
        self._role.activated.connect(self._edited)
        self._name.textEdited.connect(self._edited)
        self._number.textEdited.connect(self._edited)
        self._show_fields()

    def begin(self, *, child: bool) -> None:
        """Be ready for another patient; of a child the log asks for a guardian."""
        self.show_typed({})
        self._hint.setVisible(child)

    def companion(self, on: date) -> Companion | None:
        """Give the companion as it is written on a day.

        Raises:
            Refusal: as `core.services.name_companion.companion_of`.
        """
        role = self._role.currentData()
        return companion_of(CompanionRole(role), self._name.text(), self._number.text(), on) if role else None

    def typed(self) -> dict[str, str]:
        """Give what stands here, for a draft."""
        role = self._role.currentData()
        return {"role": str(role or ""), "name": self._name.text(), "number": self._number.text()}

    def show_typed(self, content: Mapping[str, Any]) -> None:
        """Put back what `typed` gave."""
        role = str(content.get("role", ""))
        self._role.setCurrentIndex(max(0, self._role.findData(CompanionRole(role) if role else None)))
        self._name.setText(str(content.get("name", "")))
        self._number.setText(str(content.get("number", "")))

    @Slot()
    def _edited(self) -> None:
        if self._role.currentData():
            self._hint.hide()
        self.companion_edited.emit()

    @Slot()
    def _show_fields(self) -> None:
        somebody = self._role.currentData() is not None
        for widget in (*self._captions, self._name, self._number):
            widget.setVisible(somebody)
        if somebody:
            self._hint.hide()
