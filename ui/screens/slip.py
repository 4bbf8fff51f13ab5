"""The slip of a saved visit, before the next patient."""

from PySide6.QtWidgets import QWidget

from ui.desk import OpenDesk
from ui.printing.slip import Slip
from ui.screens.paper import Paper, PaperScreen, PaperWords
from ui.tasks import Lane
from ui.wording import visits as words

_FORM = "slip"


class SlipScreen(PaperScreen):
    """Offer the slip of a saved visit; `left` when the desk is free again."""

    def __init__(self, desk: OpenDesk, store: Lane, parent: QWidget | None = None) -> None:
        said = PaperWords(_FORM, words.SLIP_TITLE, words.SAVED_LINE, words.SLIP_PREVIEW, words.NEXT_PATIENT)
        super().__init__(desk, store, said, parent)

    def show_slip(self, slip: Slip) -> None:
        """Show another slip."""
        facts = {"form": _FORM, "event": slip.event_id}
        self.show_paper(Paper(slip, slip.visit.patient.person_id, facts, slip.event_id[:12]))
