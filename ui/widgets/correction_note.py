"""Above the form of a correction: which visit it corrects, what follows, and the day the visit was on."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.identity.name import LONGEST_NAME
from core.services.correct_visit import Correcting
from core.services.receive_patient import Reception
from ui.desk import CardSeen
from ui.widgets.labels import button, caption, label, one_line, unit
from ui.widgets.message import say
from ui.wording import corrections as words
from ui.wording import screens


class CorrectionNote(QWidget):
    """Say what is corrected; hidden for a visit that is written for the first time.

    Signals: `day_edited` at every key; `day_entered` when the day, or who it was, stands; `card_wanted`.

    Args:
        reads_cards: whether there is any way to a card here.
    """

    day_edited = Signal()
    day_entered = Signal()
    card_wanted = Signal()

    def __init__(self, reads_cards: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("correction_note")
        self.card: CardSeen | None = None
        self.may_name = False
        self._reads_cards = reads_cards
        self._title = one_line("", "strong", "correction_title")
        self._follows = label("", "muted", "correction_follows")
        self._named = label("", "muted", "correction_named")
        self._day, self._number, self._name = QLineEdit(), QLineEdit(), QLineEdit()
        self._read = button(screens.READ_CARD, "correction_read_card")
        self._day.setMaxLength(20)
        self._day.setPlaceholderText(words.DAY_HINT)
        self._number.setMaxLength(30)
        self._name.setMaxLength(LONGEST_NAME)
        self._lay_out()
        for one in (self._number, self._name):
            one.textEdited.connect(self._typed)
        self._day.textEdited.connect(self.day_edited)
        for one in (self._day, self._number, self._name):
            one.editingFinished.connect(self.day_entered)
        self._read.clicked.connect(self.card_wanted)
        self.hide()

    @property
    def day(self) -> str:
        """Give the day as it stands in the field."""
        return self._day.text()

    @property
    def number(self) -> str:
        """Give the number that came to be known since; empty where it was known, or is not yet."""
        return self._number.text().strip()

    @property
    def name(self) -> str:
        """Give the name that came to be known since."""
        return self._name.text().strip()

    def show_correcting(self, correcting: Correcting) -> None:
        """Show which visit is corrected."""
        self._title.setText(words.title(correcting.state.visit))
        self._follows.setText(words.follows(correcting))
        self._day.setText(correcting.day.isoformat())
        self.card = None
        self.may_name = not correcting.state.visit.patient.id_number
        for one in (self._number, self._name):
            one.clear()
        self._named.hide()
        self._who.setVisible(self.may_name)
        self.show()

    def show_card(self, card: CardSeen) -> None:
        """Let a card that was read stand in place of what was typed."""
        self.card = card
        self._number.clear()
        self._name.clear()

    def show_named(self, reception: Reception) -> None:
        """Say what tells who it was, and what about it asks for a second look."""
        said = words.named_said(self.card, reception) if self.may_name else ""
        odd = bool(reception.concerns) or (self.card is not None and self.card.expired)
        say(self._named, said, "warning" if odd else "muted")

    def typed(self) -> dict[str, str]:
        """Give what stands here, for a draft; a card has to be shown again."""
        return {"day": self.day, "number_since": self.number, "name_since": self.name}

    def show_typed(self, content: Mapping[str, Any]) -> None:
        """Put back what was typed before."""
        self._day.setText(str(content.get("day", "")))
        self._number.setText(str(content.get("number_since", "")))
        self._name.setText(str(content.get("name_since", "")))

    @Slot()
    def _typed(self) -> None:
        self.card = None
        self.day_edited.emit()

    def _lay_out(self) -> None:
        em = unit(self)
        self._day.setFixedWidth(em * 9)
        self._number.setFixedWidth(em * 12)
        self._name.setFixedWidth(em * 7)
        head, self._who, who = QHBoxLayout(), QWidget(), QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(caption(words.DAY, self._day, "correction_day"))
        head.addWidget(self._day)
        who.setContentsMargins(0, 0, 0, 0)
        for said, field, name in (
            (words.NUMBER_SINCE, self._number, "correction_number"),
            (words.NAME_SINCE, self._name, "correction_name"),
        ):
            who.addWidget(caption(said, field, name))
            who.addWidget(field)
        who.addWidget(self._read)
        who.addStretch()
        self._who.setLayout(who)
        self._read.setVisible(self._reads_cards)
        for row in (head, who):
            row.setSpacing(round(em * 0.5))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(round(em * 0.2))
        column.addLayout(head)
        for one in (self._who, self._named, self._follows):
            column.addWidget(one)
