"""A sentence in place: a problem that stays until it is solved, or a note; hidden while there is none."""

from PySide6.QtWidgets import QLabel, QWidget

from core.errors import Refusal, Stop
from ui.widgets.labels import label, set_property
from ui.wording.reasons import sentence_for


def message(name: str) -> QLabel:
    """Make the place where a screen says what is wrong."""
    made = label("", "problem", name)
    made.setVisible(False)
    return made


def say(place: QLabel, sentence: str, role: str = "problem") -> None:
    """Show a sentence, or hide the place when there is none."""
    set_property(place, "role", role)
    place.setText(sentence)
    place.setVisible(bool(sentence))


def say_stop(place: QLabel, stop: Stop) -> None:
    """Show a refusal as a problem, a hindrance as a warning."""
    say(place, sentence_for(stop), "problem" if isinstance(stop, Refusal) else "warning")


def mark_faulty(field: QWidget, faulty: bool) -> None:
    """Put the red frame on a field, or take it away."""
    set_property(field, "faulty", "true" if faulty else "false")
