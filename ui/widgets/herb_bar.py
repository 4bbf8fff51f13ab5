"""中药剂数 and 煎服法: of all herbs of a visit, shown where there are any."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QLineEdit, QWidget

from core.visits.herb_sheet import LONGEST_METHOD, MOST_DOSES, HerbSheet
from ui.spacing import exactly_wide, letters_wide
from ui.widgets.flow import FlowLayout, pair
from ui.widgets.labels import caption, unit
from ui.wording import visits as words

_LETTERS = 22


class HerbBar(QWidget):
    """Ask for doses and method.

    Signals: `herbs_edited`.
    """

    herbs_edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        em = unit(self)
        self._doses, self._method = QLineEdit(), QLineEdit()
        self._doses.setValidator(QIntValidator(1, MOST_DOSES, self._doses))
        letters_wide(self._doses, 3, em)
        self._method.setMaxLength(LONGEST_METHOD)
        self._method.setPlaceholderText(words.HERB_METHOD_HINT)
        exactly_wide(self._method, _LETTERS, em)
        row = FlowLayout(em // 2)
        self.setLayout(row)
        for said, field, name in (
            (words.HERB_DOSES, self._doses, "visit_herb_doses"),
            (words.HERB_METHOD, self._method, "visit_herb_method"),
        ):
            row.addWidget(pair(caption(said, field, name), field, em // 2))
            field.textEdited.connect(self.herbs_edited)

    @property
    def doses(self) -> int:
        """Give the number of doses; 0 while none can be read."""
        text = self._doses.text()
        return int(text) if text.isdecimal() else 0

    def sheet(self) -> HerbSheet | None:
        """Give what was filled in; None where nothing was."""
        method = self._method.text().strip()
        return HerbSheet(self.doses, method) if self.doses or method else None

    def typed(self) -> dict[str, str]:
        """Give the texts as they stand."""
        return {"doses": self._doses.text(), "method": self._method.text()}

    def show_typed(self, content: Mapping[str, Any]) -> None:
        """Put back what `typed` gave."""
        self._doses.setText(str(content.get("doses", "")))
        self._method.setText(str(content.get("method", "")))
