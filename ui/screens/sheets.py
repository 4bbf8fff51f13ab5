"""Any form that is of no single visit, on the way to paper: day close, month statement, log, follow-ups."""

from collections.abc import Mapping

from core.audit import NOBODY_ASKED
from core.ids import PersonId
from ui.desk import OpenDesk
from ui.preferences import Preferences
from ui.printing.paper import PrintedForm
from ui.screens.paper import Paper, PaperScreen, PaperWords
from ui.tasks import Lane
from ui.wording import papers as words


class SheetScreen(PaperScreen):
    """Offer a form; `left` on the way back to where it was asked for."""

    def __init__(self, desk: OpenDesk, store: Lane, preferences: Preferences, name: str = "sheet") -> None:
        said = PaperWords(name, "", words.SHEET_LINE, words.SHEET_PREVIEW, words.BACK)
        super().__init__(desk, store, preferences, said)

    def show_form(self, form: PrintedForm, facts: Mapping[str, str], person: PersonId = NOBODY_ASKED) -> None:
        """Show another form; its file is named by kind and days, never by a person."""
        self.name_it(form.title)
        self.show_paper(Paper(form, person, facts, "-".join(facts.values())))
