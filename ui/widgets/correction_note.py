"""Above the form of a correction: which visit it corrects, what follows, and the day the visit was on."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.identity.name import LONGEST_NAME
from core.identity.number_said import NumberSaid
from core.services.correct_visit import Correcting
from core.services.receive_patient import Reception
from ui.desk import CardSeen
from ui.widgets.labels import button, caption, label, one_line, unit
from ui.widgets.message import say
from ui.widgets.number_entry import NumberEntry, name_for_draft, said_before
from ui.wording import corrections as words
from ui.wording import screens


class CorrectionNote(QWidget):
    """Say what is corrected; hidden for a visit that is written for the first time.

    Signals: `day_edited` at every key; `day_entered` when the day, or who it was, stands; `card_wanted`.
    `entry` tells on its own of a card that a reader typed, and of what is no number.

    Args:
        reads_cards: whether there is any way to a card here.
        today: gives the day a card is judged on.
    """

    day_edited = Signal()
    day_entered = Signal()
    card_wanted = Signal()

    def __init__(self, reads_cards: bool, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("correction_note")
        self.card: CardSeen | None = None
        self.may_name = False
        self._reads_cards = reads_cards
        self._title = one_line("", "strong", "correction_title")
        self._follows = label("", "muted", "correction_follows")
        self._named = label("", "muted", "correction_named")
        self._day, self._name = QLineEdit(), QLineEdit()
        self.entry = NumberEntry("correction_number", words.NUMBER_SINCE, today)
        self._read = button(screens.READ_CARD, "correction_read_card")
        self._day.setMaxLength(20)
        self._day.setPlaceholderText(words.DAY_HINT)
        self._name.setMaxLength(LONGEST_NAME)
        self._lay_out()
        for edited in (self.entry.edited, self._name.textEdited):
            edited.connect(self._typed)
        self._day.textEdited.connect(self.day_edited)
        self.entry.entered.connect(self._name.setFocus)
        for stands in (self._day.editingFinished, self.entry.stands, self._name.editingFinished):
            stands.connect(self.day_entered)
        self._read.clicked.connect(self.card_wanted)
        self.hide()

    @property
    def day(self) -> str:
        """Give the day as it stands in the field."""
        return self._day.text()

    @property
    def said(self) -> NumberSaid:
        """Give number and name that came to be known since; empty where they were known, or are not yet.

        Raises:
            Refusal: as `NumberEntry.said`.
        """
        return self.entry.said(self._name.text().strip())

    def show_correcting(self, correcting: Correcting) -> None:
        """Show which visit is corrected."""
        self._title.setText(words.title(correcting.state.visit))
        self._follows.setText(words.follows(correcting))
        self._day.setText(correcting.day.isoformat())
        self.card = None
        self.may_name = not correcting.state.visit.patient.id_number
        self._forget()
        self._named.hide()
        self._who.setVisible(self.may_name)
        self.show()

    def show_card(self, card: CardSeen) -> None:
        """Let a card that was read stand in place of what was typed."""
        self.card = card
        self._forget()

    def show_named(self, reception: Reception) -> None:
        """Say what tells who it was, and what about it asks for a second look."""
        said = words.named_said(self.card, reception) if self.may_name else ""
        odd = bool(reception.concerns) or (self.card is not None and self.card.expired)
        say(self._named, said, "warning" if odd else "muted")

    def typed(self) -> dict[str, str]:
        """Give what stands here, for a draft; a card has to be shown again."""
        since = {f"{key}_since": text for key, text in self.entry.typed().items()}
        return {"day": self.day, "name_since": name_for_draft(self._name.text()), **since}

    def show_typed(self, content: Mapping[str, Any]) -> None:
        """Put back what was typed before."""
        self._day.setText(str(content.get("day", "")))
        self.entry.show_said(said_before(content, "_since"))
        self._name.setText(str(content.get("name_since", "")))

    def _forget(self) -> None:
        self.entry.show_said(NumberSaid(""))
        self._name.clear()

    @Slot()
    def _typed(self) -> None:
        self.card = None
        self.day_edited.emit()

    def _lay_out(self) -> None:
        em = unit(self)
        self._day.setFixedWidth(em * 9)
        head, self._who, who = QHBoxLayout(), QWidget(), QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(caption(words.DAY, self._day, "correction_day"))
        head.addWidget(self._day)
        who.setContentsMargins(0, 0, 0, 0)
        name = caption(words.NAME_SINCE, self._name, "correction_name")
        for part, stretch in ((self.entry.caption, 0), (self.entry, 3), (name, 0), (self._name, 2)):
            who.addWidget(part, stretch)
        who.addWidget(self._read)
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
