"""The fields above the bill: complaint, onset, vitals, remark; read into values, kept as typed in a draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QRegularExpression, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from core.errors import Refusal
from core.identity.box import AskedKind, read_box
from ui.typed import read_onset, read_pressure, read_temperature
from ui.widgets.labels import caption, unit
from ui.wording import visits as words

_KEYS = ("complaint", "onset", "temperature", "systolic", "diastolic", "remark")


@dataclass(frozen=True, slots=True)
class Written:
    """What the fields say once they are read."""

    complaint: str
    onset_date: date | None
    temperature_tenths: int | None
    systolic: int | None
    diastolic: int | None
    remark: str


def _is_code(text: str) -> bool:
    return read_box(text).kind is AskedKind.INSURANCE_TOKEN


class VisitFields(QWidget):
    """Complaint, onset, temperature, pressure, remark.

    Signals: `field_edited`.
    """

    field_edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fields = {key: QLineEdit() for key in _KEYS}
        self._fields["complaint"].setMaxLength(200)
        self._fields["remark"].setMaxLength(200)
        self._fields["complaint"].setPlaceholderText(words.COMPLAINT_HINT)
        self._fields["onset"].setPlaceholderText(words.ONSET_HINT)
        self._fields["onset"].setMaxLength(20)
        for key, form in (
            ("temperature", r"\d{0,2}[.。]?\d?"),
            ("systolic", r"\d{0,3}"),
            ("diastolic", r"\d{0,3}"),
        ):
            field = self._fields[key]
            field.setValidator(QRegularExpressionValidator(QRegularExpression(form), field))
        for field in self._fields.values():
            field.textEdited.connect(self.field_edited)
        self._lay_out()

    def start(self) -> None:
        """Put the cursor into the first field."""
        self._fields["complaint"].setFocus()

    def typed(self) -> dict[str, str]:
        """Give the texts as they stand, for a draft; a 医保码 that was scanned into one is kept nowhere."""
        return {key: "" if _is_code(text) else text for key, text in self._texts().items()}

    def show_typed(self, texts: Mapping[str, Any]) -> None:
        """Put texts in; a missing one is empty."""
        for key, field in self._fields.items():
            field.setText(str(texts.get(key, "")))

    def written(self, today: date) -> Written:
        """Read the fields.

        Raises:
            Refusal: `onset_not_readable`, `temperature_not_readable`, `pressure_not_readable`,
                `insurance_code_at_the_box`.
        """
        texts = self._texts()
        if any(_is_code(text) for text in texts.values()):
            raise Refusal("insurance_code_at_the_box")
        upper, lower = read_pressure(texts["systolic"], texts["diastolic"])
        return Written(
            complaint=texts["complaint"].strip(),
            onset_date=read_onset(texts["onset"], today),
            temperature_tenths=read_temperature(texts["temperature"]),
            systolic=upper,
            diastolic=lower,
            remark=texts["remark"].strip(),
        )

    def _texts(self) -> dict[str, str]:
        return {key: field.text() for key, field in self._fields.items()}

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        em = unit(self)
        grid.setHorizontalSpacing(round(em * 0.5))
        grid.setVerticalSpacing(round(em * 0.4))
        captions = {
            "complaint": words.COMPLAINT,
            "onset": words.ONSET,
            "temperature": words.TEMPERATURE,
            "systolic": words.SYSTOLIC,
            "diastolic": words.DIASTOLIC,
            "remark": words.REMARK,
        }
        places = {
            "complaint": (0, 0, 5),
            "onset": (0, 6, 1),
            "temperature": (1, 0, 1),
            "systolic": (1, 2, 1),
            "diastolic": (1, 4, 1),
            "remark": (1, 6, 1),
        }
        for key in _KEYS:
            row, column, span = places[key]
            grid.addWidget(caption(captions[key], self._fields[key], f"visit_{key}"), row, column)
            grid.addWidget(self._fields[key], row, column + 1, 1, span)
        for column, stretch in ((1, 2), (3, 2), (5, 2), (7, 4)):
            grid.setColumnStretch(column, stretch)
