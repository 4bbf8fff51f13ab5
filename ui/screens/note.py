"""The note on a verdict, before going back to the patient."""

from ui.desk import OpenDesk
from ui.preferences import Preferences
from ui.printing.note import VerdictNote
from ui.screens.paper import Paper, PaperScreen, PaperWords
from ui.tasks import Lane
from ui.wording import note as words

_FORM = "verdict_note"


class NoteScreen(PaperScreen):
    """Offer the note on a verdict; `left` on the way back to the verdict."""

    def __init__(self, desk: OpenDesk, store: Lane, preferences: Preferences) -> None:
        said = PaperWords("note", words.SCREEN_TITLE, words.SCREEN_LINE, words.PREVIEW, words.BACK)
        super().__init__(desk, store, preferences, said)

    def show_note(self, note: VerdictNote) -> None:
        """Show another note; its file is named by the day, never by the person."""
        name = f"{_FORM}-{note.reception.verdict.on.isoformat()}"
        self.show_paper(Paper(note, note.reception.person_id, {"form": _FORM}, name))
