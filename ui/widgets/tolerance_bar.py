"""What the checks need of the patient: what is not tolerated, and whether she is pregnant."""

import re
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget

from ui.widgets.labels import caption, name_field, unit
from ui.wording import tolerance as words

_BETWEEN = re.compile(r"[、,，;；\s]+")


class ToleranceBar(QWidget):
    """Ask for allergies, and of women of the age for a pregnancy.

    Signals: `tolerance_edited`.
    """

    tolerance_edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._allergies = QLineEdit()
        self._allergies.setMaxLength(100)
        self._allergies.setPlaceholderText(words.ALLERGIES_HINT)
        self._pregnant = QCheckBox(words.PREGNANT)
        name_field(self._pregnant, words.PREGNANT, "visit_pregnant")
        self._allergies.setMinimumWidth(9 * unit(self))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(unit(self) // 2)
        row.addWidget(caption(words.ALLERGIES, self._allergies, "visit_allergies"))
        row.addWidget(self._allergies, 1)
        row.addWidget(self._pregnant)
        self._allergies.textEdited.connect(self.tolerance_edited)
        self._pregnant.clicked.connect(self.tolerance_edited)

    def begin(self, *, may_be_pregnant: bool) -> None:
        """Be ready for another patient."""
        self.show_typed({})
        self._pregnant.setVisible(may_be_pregnant)

    @property
    def allergies(self) -> tuple[str, ...]:
        """Give what was written, each by itself; `无` is none."""
        found = [one for one in _BETWEEN.split(self._allergies.text().strip()) if one]
        return tuple(one for one in found if one not in words.NONE)

    @property
    def pregnant(self) -> bool:
        """Tell whether a pregnancy was ticked."""
        return self._pregnant.isChecked()

    def typed(self) -> dict[str, Any]:
        """Give what stands here, for a draft."""
        return {"allergies": self._allergies.text(), "pregnant": self.pregnant}

    def show_typed(self, content: Mapping[str, Any]) -> None:
        """Put back what `typed` gave."""
        self._allergies.setText(str(content.get("allergies", "")))
        self._pregnant.setChecked(bool(content.get("pregnant", False)))
