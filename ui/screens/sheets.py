"""Any form that is of no single patient, on the way to paper: day close, month statement, log."""

from collections.abc import Mapping

from core.audit import NOBODY_ASKED
from ui.desk import OpenDesk
from ui.preferences import Preferences
from ui.printing.paper import PrintedForm
from ui.screens.paper import Paper, PaperScreen, PaperWords
from ui.tasks import Lane
from ui.wording import papers as words


class SheetScreen(PaperScreen):
    """Offer a form; `left` on the way back to where it was asked for."""

    def __init__(self, desk: OpenDesk, store: Lane, preferences: Preferences) -> None:
        said = PaperWords("sheet", "", words.SHEET_LINE, words.SHEET_PREVIEW, words.BACK)
        super().__init__(desk, store, preferences, said)

    def show_form(self, form: PrintedForm, facts: Mapping[str, str], file_name: str) -> None:
        """Show another form; its file is named by days, never by a person."""
        self.name_it(form.title)
        self.show_paper(Paper(form, NOBODY_ASKED, facts, file_name))
