"""The fields of a follow-up form, made from its file: what is, what is aimed at, and what was last time."""

from collections.abc import Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from core.followup.form import TARGET, Field, Form, Kind, Values, in_units, is_asked
from ui.spacing import letters_wide
from ui.widgets.labels import card, label, name_field, one_line, unit
from ui.wording import follow_up as words

_LABEL, _FIELD, _AIM, _LAST = range(4)
_AIMED = 3.6


class FollowUpFields(QWidget):
    """A card a section, a row a field; Enter goes from one to the next in the order of the paper.

    Signals: `field_edited`.
    """

    field_edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("follow_up_fields")
        self._form: Form | None = None
        self._edits: dict[str, QLineEdit] = {}
        self._computed: dict[str, QLabel] = {}
        self._last: dict[str, QLabel] = {}
        self._rows: dict[str, list[QWidget]] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(round(unit(self) * 0.5))
        self._inside = QWidget()
        self._column.addWidget(self._inside)

    def show_form(self, form: Form) -> None:
        """Lay out another form; the same one is only emptied."""
        if form is not self._form:
            self._form = form
            self._build(form)
        for edit in self._edits.values():
            edit.clear()

    def start(self) -> None:
        """Put the cursor into the first field that is empty."""
        empty = next((one for one in self._edits.values() if not one.text()), None)
        if empty is not None:
            empty.setFocus()

    def typed(self) -> dict[str, str]:
        """Give the texts as they stand, without those of fields that are not asked for."""
        return {key: edit.text().strip() for key, edit in self._edits.items() if edit.text().strip()}

    def show_typed(self, texts: Mapping[str, str]) -> None:
        """Put texts in; a missing one is empty."""
        for key, edit in self._edits.items():
            edit.setText(str(texts.get(key, "")))

    def show_last(self, values: Values) -> None:
        """Show what stood there last time."""
        for field in self._form.fields if self._form else ():
            place = self._last.get(field.key)
            if place is not None:
                said = words.value_said(field, values[field.key]) if field.key in values else ""
                place.setText(said)

    def show_read(self, values: Values) -> None:
        """Show what follows from what is typed: computed values, and which fields are asked for."""
        for key, place in self._computed.items():
            value = values.get(key)
            place.setText(in_units(value, 1) if isinstance(value, int) else "")
        for field in self._form.fields if self._form else ():
            if field.when is not None:
                for one in self._rows[field.key]:
                    one.setVisible(is_asked(field, values))

    def _build(self, form: Form) -> None:
        self._edits, self._computed, self._last, self._rows = {}, {}, {}, {}
        former, self._inside = self._inside, QWidget()
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(round(unit(self) * 0.5))
        for section in form.sections:
            frame, box = card()
            box.addWidget(one_line(section.title, "heading"))
            grid = QGridLayout()
            grid.setHorizontalSpacing(round(unit(self) * 0.5))
            grid.setVerticalSpacing(round(unit(self) * 0.3))
            grid.setColumnStretch(_FIELD, 3)
            grid.setColumnStretch(_LAST, 2)
            for field in section.fields:
                self._row(grid, field)
            box.addLayout(grid)
            column.addWidget(frame)
        self._column.replaceWidget(former, self._inside)
        former.deleteLater()

    def _row(self, grid: QGridLayout, field: Field) -> None:
        row = grid.rowCount()
        title = one_line(words.label_said(field), "muted")
        grid.addWidget(title, row, _LABEL)
        shown: list[QWidget] = [title]
        for column, key in zip((_FIELD, _AIM), field.keys, strict=False):
            made = self._value(field, key)
            grid.addWidget(made, row, column)
            shown.append(made)
            if column == _FIELD:
                title.setBuddy(made)
        last = label("", "muted", f"follow_up_last_{field.key}")
        grid.addWidget(last, row, _LAST)
        self._last[field.key] = last
        shown.append(last)
        if told := words.choices_said(field):
            hint = label(told, "muted")
            grid.addWidget(hint, row + 1, _FIELD, 1, 3)
            shown.append(hint)
        self._rows[field.key] = shown

    def _value(self, field: Field, key: str) -> QWidget:
        aimed = key.endswith(TARGET)
        spoken = words.field_said(field) + (f" {words.TARGET}" if aimed else "")
        if field.kind is Kind.BMI:
            place = one_line("", "strong", f"follow_up_{key}")
            place.setAccessibleName(spoken)
            self._computed[key] = place
            return place
        edit = QLineEdit()
        name_field(edit, spoken, f"follow_up_{key}")
        edit.setPlaceholderText(words.TARGET if aimed else field.unit)
        if aimed:
            letters_wide(edit, _AIMED, unit(self))
        edit.setMaxLength(field.longest or 20)
        edit.textEdited.connect(self._changed)
        self._edits[key] = edit
        return edit

    @Slot(str)
    def _changed(self, _text: str) -> None:
        self.field_edited.emit()
