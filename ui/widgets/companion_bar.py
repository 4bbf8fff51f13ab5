"""A row of the visit form: did the patient come alone, with a guardian, or did somebody come instead."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from core.identity.identity_check import CheckMethod
from core.identity.number_said import NumberSaid
from core.services.name_companion import companion_of
from core.visits.companion import Companion, CompanionRole
from ui.desk import CardSeen
from ui.widgets.labels import caption, label, unit
from ui.widgets.number_entry import NumberEntry, name_for_draft, said_before
from ui.wording import companions as words


class CompanionBar(QWidget):
    """Ask for the second person of a visit; the fields come only where there is one.

    Signals: `companion_edited`. `number` tells on its own of what is no number.
    """

    companion_edited = Signal()

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._role = QComboBox()
        self._role.addItem(words.ALONE, None)
        for role, word in words.ROLES.items():
            self._role.addItem(word, role)
        self._name = QLineEdit()
        self._name.setMaxLength(50)
        self.number = NumberEntry("visit_companion_number", words.NUMBER, today)
        self._hint = label(words.FOR_A_CHILD, "muted", "visit_companion_hint")
        em = unit(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(em // 2)
        row.addWidget(caption(words.WHO_CAME, self._role, "visit_companion"))
        row.addWidget(self._role)
        self._captions = [caption(words.NAME, self._name, "visit_companion_name"), self.number.caption]
        for said, field, stretch in zip(self._captions, (self._name, self.number), (2, 3), strict=True):
            row.addWidget(said)
            row.addWidget(field, stretch)
        row.addWidget(self._hint, 3)
        row.addStretch()  # keeps the choice narrow where nothing else stands beside it
        self._role.currentIndexChanged.connect(self._show_fields)
        self._role.activated.connect(self._edited)
        self._name.textEdited.connect(self._edited)
        self.number.edited.connect(self._edited)
        self.number.entered.connect(self._go_on)
        self.number.card_typed.connect(self._take_card)
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
        return companion_of(CompanionRole(role), self.number.said(self._name.text()), on) if role else None

    def typed(self) -> dict[str, str]:
        """Give what stands here, for a draft."""
        role = self._role.currentData()
        return {"role": str(role or ""), "name": name_for_draft(self._name.text()), **self.number.typed()}

    def show_typed(self, content: Mapping[str, Any]) -> None:
        """Put back what `typed` gave."""
        role = str(content.get("role", ""))
        self._role.setCurrentIndex(max(0, self._role.findData(CompanionRole(role) if role else None)))
        self._name.setText(str(content.get("name", "")))
        self.number.show_said(said_before(content))

    @Slot()
    def _go_on(self) -> None:
        self.number.field.focusNextPrevChild(True)

    @Slot(object)
    def _take_card(self, card: CardSeen) -> None:
        """Let a card that a reader typed tell who it is."""
        self._name.setText(card.name)
        self.number.show_said(NumberSaid(card.id_number, how=CheckMethod.CARD_CHIP))
        self._edited()

    @Slot()
    def _edited(self) -> None:
        if self._role.currentData():
            self._hint.hide()
        self.companion_edited.emit()

    @Slot()
    def _show_fields(self) -> None:
        somebody = self._role.currentData() is not None
        for widget in (*self._captions, self._name, self.number):
            widget.setVisible(somebody)
        if somebody:
            self._hint.hide()
