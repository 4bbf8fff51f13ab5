"""What this PC's user likes: text size, idle minutes, paper and printer by form; no personal data."""

from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Signal

from ui.theme import LARGEST_TEXT, SMALLEST_TEXT

IDLE_CHOICES = (3, 5, 10, 20, 30)
"""Minutes without a key or a touch before the screen locks."""
_IDLE_AT_FIRST = 10
_TEXT_AT_FIRST = 16


class Preferences(QObject):
    """Keep the choices of the settings place.

    Signals: `text_size_chosen` and `idle_minutes_chosen` after a change.
    """

    text_size_chosen = Signal(int)
    idle_minutes_chosen = Signal(int)

    def __init__(self, file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept = QSettings(str(file), QSettings.Format.IniFormat, self)

    def text_size(self) -> int:
        """Give the text size in points."""
        return min(max(self._number("text_size", _TEXT_AT_FIRST), SMALLEST_TEXT), LARGEST_TEXT)

    def idle_minutes(self) -> int:
        """Give the minutes before the idle lock."""
        minutes = self._number("idle_minutes", _IDLE_AT_FIRST)
        return minutes if minutes in IDLE_CHOICES else _IDLE_AT_FIRST

    def choose_text_size(self, points: int) -> None:
        """Keep another text size."""
        self._kept.setValue("text_size", points)
        self._kept.sync()
        self.text_size_chosen.emit(self.text_size())

    def choose_idle_minutes(self, minutes: int) -> None:
        """Keep another time before the idle lock."""
        self._kept.setValue("idle_minutes", minutes)
        self._kept.sync()
        self.idle_minutes_chosen.emit(self.idle_minutes())

    def paper_of(self, form: str) -> str:
        """Give the paper a form is printed on here; empty: the one it is made for."""
        return str(self._kept.value(f"paper/{form}", ""))

    def choose_paper(self, form: str, paper: str) -> None:
        """Keep the paper of a form."""
        self._kept.setValue(f"paper/{form}", paper)
        self._kept.sync()

    def printer_of(self, form: str) -> str:
        """Give the printer a form went to last; empty: none yet."""
        return str(self._kept.value(f"printer/{form}", ""))

    def choose_printer(self, form: str, printer: str) -> None:
        """Keep the printer of a form: the pre-printed one lies in another than the white one."""
        self._kept.setValue(f"printer/{form}", printer)
        self._kept.sync()

    def offset_of(self, form: str) -> tuple[int, int]:
        """Give by how many tenths of a millimetre a form is moved right and down on its paper."""
        return self._number(f"right/{form}", 0), self._number(f"down/{form}", 0)

    def choose_offset(self, form: str, right: int, down: int) -> None:
        """Keep by how much a form is moved."""
        self._kept.setValue(f"right/{form}", right)
        self._kept.setValue(f"down/{form}", down)
        self._kept.sync()

    def _number(self, key: str, otherwise: int) -> int:
        kept = str(self._kept.value(key, otherwise))
        return int(kept) if kept.removeprefix("-").isdecimal() else otherwise
