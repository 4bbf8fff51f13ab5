"""What the checks say, one row each: a sentence, and a field for the reason where one is wanted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from core.policy.check_rules import Level
from ui.application import ENTER_ACTS
from ui.spacing import letters_wide
from ui.widgets.flow import Flow
from ui.widgets.labels import button, caption, label, name_field, unit
from ui.widgets.message import mark_faulty
from ui.wording import checks as words

_LONGEST_REASON = 60
_ROLES = {Level.INFORM: "muted", Level.CONFIRM: "confirm", Level.STOP: "problem"}


@dataclass(frozen=True, slots=True)
class CheckShown:
    """A check that spoke, as a row shows it; `usual` are the reasons that are one key away."""

    key: str
    check: str
    level: Level
    sentence: str
    usual: tuple[str, ...] = ()

    @property
    def takes_reason(self) -> bool:
        """Tell whether a reason is asked for, or may be written."""
        return self.level is Level.CONFIRM or (self.level is Level.INFORM and bool(self.usual))


class CheckRow(QWidget):
    """Say one check and take the reason.

    Signals: `reason_edited(key, reason)`; `answered` when Enter leaves the field.
    """

    reason_edited = Signal(str, str)
    answered = Signal()

    def __init__(self, shown: CheckShown, reason: str, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.shown = shown
        said = f"{words.LEVELS[shown.level.value]}　{shown.sentence}"
        self._said = label(said, _ROLES[shown.level], f"{name}_said")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(round(unit(self) * 0.2))
        column.addWidget(self._said)
        self.reason = QLineEdit(reason)
        if shown.takes_reason:
            column.addWidget(self._answering(name))

    @property
    def lacks_reason(self) -> bool:
        """Tell whether the visit cannot be saved before something is written here."""
        return self.shown.level is Level.CONFIRM and not self.reason.text().strip()

    def mark(self) -> None:
        """Show that something is lacking, or no longer."""
        mark_faulty(self.reason, self.lacks_reason)

    def _answering(self, name: str) -> Flow:
        asked = self.shown.level is Level.CONFIRM
        self.reason.setMaxLength(_LONGEST_REASON)
        self.reason.setPlaceholderText(words.REASON_HINT if asked else words.REASON_OPTIONAL)
        letters_wide(self.reason, 16, unit(self))
        self.reason.setProperty(ENTER_ACTS, True)
        self.reason.textEdited.connect(self._edited)
        self.reason.returnPressed.connect(self._entered)
        row = Flow(round(unit(self) * 0.4))
        row.add(caption(words.REASON, self.reason, f"{name}_reason"))
        name_field(self.reason, f"{words.REASON} {self.shown.sentence}", f"{name}_reason")
        row.add(self.reason)
        for number, usual in enumerate(self.shown.usual, start=1):
            choice = button(f"{number} {usual}", f"{name}_usual_{number}", "quiet")
            choice.clicked.connect(partial(self._choose, usual))
            row.add(choice)
        return row

    @Slot()
    def _edited(self) -> None:
        self.mark()
        self.reason_edited.emit(self.shown.key, self.reason.text())

    @Slot()
    def _entered(self) -> None:
        """Take the number of a usual reason for the reason."""
        typed = self.reason.text().strip()
        usual = self.shown.usual
        if typed.isdecimal() and 0 < int(typed) <= len(usual):
            self._choose(usual[int(typed) - 1])
        self.answered.emit()

    def _choose(self, usual: str) -> None:
        self.reason.setText(usual)
        self._edited()


class CheckRows(QWidget):
    """The rows of one line, or of the whole visit; nothing is shown where nothing speaks.

    Signals: `reason_edited(key, reason)`; `answered`.
    """

    reason_edited = Signal(str, str)
    answered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[CheckRow] = []
        self._name = ""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(round(unit(self) * 0.2))
        self.hide()

    def show_checks(self, name: str, checks: Sequence[CheckShown], reasons: dict[str, str]) -> None:
        """Say these instead; rows that would say the same stay, with the cursor in them."""
        if (name, [row.shown for row in self._rows]) == (self._name, list(checks)):
            return
        here = next((row.shown.key for row in self._rows if row.reason.hasFocus()), None)
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._name = name
        self._rows = [self._row(one, place, reasons) for place, one in enumerate(checks, start=1)]
        self.setVisible(bool(checks))
        for row in self._rows:
            if row.shown.key == here:
                row.reason.setFocus()

    def rows(self) -> Iterator[CheckRow]:
        """Give the rows, from the top."""
        yield from self._rows

    def _row(self, shown: CheckShown, place: int, reasons: dict[str, str]) -> CheckRow:
        row = CheckRow(shown, reasons.get(shown.key, ""), f"{self._name}_check_{place}")
        row.reason_edited.connect(self.reason_edited)
        row.answered.connect(self.answered)
        self._column.addWidget(row)
        return row
