"""The slip of a saved visit, before the next patient; the real split comes onto it if it comes in time."""

from ui.awaited_settlement import Outlook, Prospect
from ui.desk import OpenDesk
from ui.preferences import Preferences
from ui.printing.slip import Slip, slip_of_state
from ui.screens.paper import Paper, PaperScreen, PaperWords
from ui.tasks import Lane
from ui.wording import settling
from ui.wording import visits as words

_FORM = "slip"
_SAID = {
    Prospect.OUT_OF_REACH: settling.OUT_OF_REACH,
    Prospect.LATER: settling.LATER,
    Prospect.NOT_YET: settling.NOT_YET,
}


class SlipScreen(PaperScreen):
    """Offer the slip of a saved visit; `left` when the desk is free again."""

    def __init__(self, desk: OpenDesk, store: Lane, preferences: Preferences) -> None:
        said = PaperWords(_FORM, words.SLIP_TITLE, words.SAVED_LINE, words.SLIP_PREVIEW, words.NEXT_PATIENT)
        super().__init__(desk, store, preferences, said)
        self._event_id = ""

    def show_slip(self, slip: Slip) -> None:
        """Show another slip."""
        self._event_id = slip.event_id
        facts = {"form": _FORM, "event": slip.event_id}
        self.show_paper(Paper(slip, slip.visit.patient.person_id, facts, slip.event_id[:12]))

    def show_outlook(self, outlook: Outlook) -> None:
        """Say what is known of the settlement of the visit that is shown."""
        if outlook.event_id != self._event_id:
            return
        if outlook.state is not None:
            self.show_slip(slip_of_state(self._desk.clinic.place, outlook.state))
            good = outlook.state.state == "settled"
            self.say_news(settling.outcome(outlook.state), "good" if good else "warning")
        elif outlook.prospect is Prospect.WAITING:
            self.say_news(settling.waiting(outlook.seconds))
        else:
            self.say_news(_SAID[outlook.prospect])
