"""参保动员 as one place: the list, and a household's sheet on paper."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget

from core.outreach.village import Household
from ui.desk import OpenDesk
from ui.preferences import Preferences
from ui.printing.outreach import OutreachSheet
from ui.screens.outreach_list import OutreachListScreen
from ui.screens.sheets import SheetScreen
from ui.tasks import Lane

_FORM = "outreach_sheet"


class OutreachPlace(QStackedWidget):
    """Walk from the list to a sheet and back.

    Signals: `something_kept` when an event was written.
    """

    something_kept = Signal()

    def __init__(self, desk: OpenDesk, store: Lane, preferences: Preferences) -> None:
        super().__init__()
        self.setObjectName("outreach_place")
        self._desk = desk
        self.list = OutreachListScreen(desk, store)
        self.paper = SheetScreen(desk, store, preferences, _FORM)
        self.addWidget(self.list)
        self.addWidget(self.paper)
        self.list.sheet_asked.connect(self._to_paper)
        self.list.contact_noted.connect(self.something_kept)
        self.paper.left.connect(self._back_to_list)

    @Slot()
    def show_place(self) -> None:
        """Come to the list."""
        self.setCurrentWidget(self.list)
        self.list.show_page()

    @Slot()
    def _back_to_list(self) -> None:
        self.setCurrentWidget(self.list)
        self.list.setFocus()

    @Slot(object)
    def _to_paper(self, home: Household) -> None:
        outreach, clinic = self.list.outreach, self._desk.clinic
        if outreach is None:
            return
        facts = {"form": _FORM, "year": str(outreach.year), "day": outreach.on.isoformat()}
        days = (outreach.on, outreach.roster_as_of)
        self.setCurrentWidget(self.paper)
        self.paper.show_form(
            OutreachSheet(clinic.place, clinic.staff.name, home, *days), facts, home.first.person_id
        )
