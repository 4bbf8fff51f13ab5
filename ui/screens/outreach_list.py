"""动员名单: who is not enrolled for a year, why, what follows, and who was spoken to; by household."""

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QButtonGroup, QProgressBar, QPushButton, QScrollArea, QVBoxLayout, QWidget

from core.errors import Stop
from core.events import Event
from core.ids import PersonId
from core.outreach.contact import ContactAnswer
from core.outreach.village import Approached, Household, Shown
from core.roles import Right
from core.services.plan_outreach import Outreach, OutreachPlan, note_contact, plan_outreach
from ui.desk import OpenDesk
from ui.models.text_table import TextTable
from ui.tasks import Lane
from ui.widgets.contact_strip import ContactStrip
from ui.widgets.flow import Flow
from ui.widgets.labels import button, label, name_field, one_line, unit
from ui.widgets.message import message, say, say_stop
from ui.widgets.outreach_strip import OutreachStrip
from ui.widgets.tables import WideTable
from ui.wording import outreach as words

_LETTERS = (6.4, 5.0, 7.6, 7.4, 5.0)
_GROWING = (2, 4)
_Row = tuple[Approached, Household]
_Step = tuple[OutreachPlan, bool]
_Made = tuple[OutreachPlan, Outreach, bool]


def _step(plan: OutreachPlan) -> _Step:
    return plan, plan.step()


def _result(plan: OutreachPlan) -> _Made:
    return plan, plan.result(), plan.is_of_now()


class OutreachListScreen(QWidget):
    """List who is to be spoken to.

    Signals: `list_shown` when the list is there; `sheet_asked(Household)` for its sheet on paper;
    `contact_noted` when something was written.
    """

    list_shown = Signal()
    sheet_asked = Signal(object)
    contact_noted = Signal()

    def __init__(self, desk: OpenDesk, store: Lane) -> None:
        super().__init__()
        self.setObjectName("outreach_list")
        self._desk = desk
        self._store = store
        self._plan: OutreachPlan | None = None
        self._plan_of_list: OutreachPlan | None = None
        self._year: int | None = None
        self._shown = Shown.ALL
        self._rows: list[_Row] = []
        self._news = ""
        self._wanted = PersonId("")
        self._row = 0
        self._about: tuple[Household, Approached, int] | None = None
        self.outreach: Outreach | None = None
        self._model = TextTable(words.COLUMNS, ())
        self._table = WideTable(self._model, _LETTERS, _GROWING)
        name_field(self._table, words.LIST, "outreach_table")
        self._progress = label("", "muted", "outreach_progress")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        name_field(self._bar, words.BAR, "outreach_bar")
        self._problem = message("outreach_problem")
        self._empty = label("", "muted", "outreach_empty")
        self._detail = label("", "", "outreach_detail")
        self._room = QScrollArea()
        self._filter_row = Flow(round(unit(self) * 0.5))
        self._note = button(words.NOTE, "outreach_note", "primary")
        self._print = button(words.PRINT, "outreach_print")
        self.contact = ContactStrip()
        self.export = OutreachStrip(desk, store)
        self._years = QButtonGroup(self)
        self._filters = QButtonGroup(self)
        self._lay_out()
        self._connect()
        self.setFocusProxy(self._table)

    def show_page(self) -> None:
        """Make the list afresh, piece by piece, so that nobody who saves a visit waits for it."""
        self._close_contact()
        self._note.setVisible(self._desk.clinic.staff.may(Right.RECORD))
        say(self._problem, words.LOOKING, "muted")
        self._begin_list()
        self._table.setFocus()

    def _begin_list(self) -> None:
        self._store.run(partial(plan_outreach, self._desk.clinic, self._year), self._begun, self._failed)

    @Slot(object)
    def _begun(self, plan: OutreachPlan) -> None:
        self._plan = plan
        self._go_on((plan, True))

    @Slot(object)
    def _go_on(self, step: _Step) -> None:
        plan, more = step
        # Where another one was begun meanwhile, half of this one must not be shown as the whole.
        if plan is not self._plan:
            return
        if more:
            self._store.run(partial(_step, plan), self._go_on, self._failed)
        else:
            self._store.run(partial(_result, plan), self._made, self._failed)

    @Slot(object)
    def _made(self, made: _Made) -> None:
        plan, outreach, of_now = made
        if plan is not self._plan:
            return
        self._plan_of_list = plan
        self.outreach = outreach
        for one, year in zip(self._years.buttons(), (outreach.on.year, outreach.on.year + 1), strict=True):
            one.setText(words.year_word(year))
            one.setProperty("year", year)
            one.setChecked(year == outreach.year)
        self._bar.setRange(0, max(1, outreach.progress.counted))
        self._bar.setValue(outreach.progress.cared_for)
        self._progress.setText(words.progress_said(outreach.progress, outreach.roster_as_of))
        self._show_rows()
        if outreach.expired:
            say(self._problem, self._news + words.EXPIRED, "warning")
        else:
            say(self._problem, self._news, "good")
        # A newer roster came, or midnight: what is shown is told with its own date, then made anew.
        if not of_now:
            self._begin_list()
            return
        self._news = ""
        self.list_shown.emit()

    def _show_rows(self) -> None:
        outreach = self.outreach
        if outreach is None:
            return
        every = [(one, home) for home in outreach.households for one in home.members]
        self._rows = [row for row in every if row[0].is_shown(self._shown)]
        self._model.show_rows([words.cells(one, outreach.on) for one, _ in self._rows])
        self.export.show_rows(outreach.year, [words.export_cells(one, outreach.on) for one, _ in self._rows])
        found = bool(self._rows)
        self._empty.setText(words.NOBODY_SHOWN if every else words.NOBODY)
        self._empty.setVisible(not found)
        for one in (self._table, self._detail):
            one.setVisible(found)
        for made in (self._note, self._print):
            made.setEnabled(found)
        if found:
            ids = [one.person.person_id for one, _ in self._rows]
            there = self._wanted in ids
            self._table.selectRow(ids.index(self._wanted) if there else min(self._row, len(ids) - 1))
        self._show_detail()

    @Slot()
    def _show_detail(self) -> None:
        chosen = self._chosen()
        if chosen and self.outreach:
            self._wanted, self._row = chosen[0].person.person_id, self._table.currentIndex().row()
            self._detail.setText(words.detail(*chosen, self.outreach.on))

    def _chosen(self) -> _Row | None:
        row = self._table.currentIndex().row()
        return self._rows[row] if 0 <= row < len(self._rows) else None

    @Slot()
    def _begin_contact(self) -> None:
        chosen = self._chosen()
        if chosen and self.outreach and self._note.isVisible():
            self._about = chosen[1], chosen[0], self.outreach.year
            self.contact.begin(len(chosen[1].members) > 1)
            self._make_room()

    def _make_room(self) -> None:
        """Leave out what is said of the chosen row, and the filters, while a contact is written down."""
        for one in (self._room, self._filter_row):
            one.setVisible(self.contact.isHidden())

    def _close_contact(self) -> None:
        self.contact.hide()
        self._make_room()

    @Slot(str)
    def _answered(self, answer: str) -> None:
        if self._about is None:
            return
        home, one, year = self._about
        people = [each.patient for each in (home.members if self.contact.whole_household else (one,))]
        said = (self.contact.way, ContactAnswer(answer), self.contact.said)
        job = partial(note_contact, self._desk.clinic, people, year, said)
        self._store.run(job, self._was_noted, self._failed)

    @Slot(object)
    def _was_noted(self, _event: Event) -> None:
        self._news = words.NOTED
        self._close_contact()
        self.contact_noted.emit()
        if self._plan and self._plan is self._plan_of_list:
            self._store.run(partial(_result, self._plan), self._made, self._failed)
        self._table.setFocus()

    @Slot()
    def _ask_sheet(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self.sheet_asked.emit(chosen[1])

    @Slot(str)
    def _was_exported(self, sentence: str) -> None:
        say(self._problem, sentence, "good")

    @Slot(object)
    def _failed(self, stop: Stop) -> None:
        say_stop(self._problem, stop)

    @Slot()
    def _year_chosen(self) -> None:
        sender = self.sender()
        year = sender.property("year") if sender else None
        if year:
            self._year = year
            self.show_page()

    @Slot()
    def _filter_chosen(self) -> None:
        sender = self.sender()
        if sender is not None:
            self._shown, self._row = Shown(sender.property("shown")), 0
            self._show_rows()
            self._table.setFocus()

    @Slot()
    def _back(self) -> None:
        self._close_contact()
        self.export.close_again()
        self._table.setFocus()

    def _connect(self) -> None:
        self._table.selectionModel().currentRowChanged.connect(self._show_detail)
        self._model.modelReset.connect(self._show_detail)
        self._table.activated.connect(self._begin_contact)
        self._note.clicked.connect(self._begin_contact)
        self._print.clicked.connect(self._ask_sheet)
        self.contact.answered.connect(self._answered)
        self.export.written.connect(self._was_exported)
        self.export.refused.connect(self._failed)
        QShortcut("Ctrl+P", self).activated.connect(self._ask_sheet)
        for key, slot in ((Qt.Key.Key_F7, self._begin_contact), (Qt.Key.Key_Escape, self._back)):
            QShortcut(key, self).activated.connect(slot)

    def _choice(self, text: str, name: str, group: QButtonGroup) -> QPushButton:
        made = button(text, name, "day")
        made.setCheckable(True)
        group.addButton(made)
        return made

    def _lay_out(self) -> None:
        em = unit(self)
        head, filters = Flow(round(em * 0.5)), self._filter_row
        head.add(one_line(words.TITLE, "title"))
        for name in ("this", "next"):
            made = self._choice("", f"outreach_{name}_year", self._years)
            made.clicked.connect(self._year_chosen)
            head.add(made)
        for one in (self._note, self._print, self.export.opener):
            head.add(one)
        for which, word in words.SHOWN.items():
            made = self._choice(word, f"outreach_shown_{which.value}", self._filters)
            made.setProperty("shown", which.value)
            made.setChecked(which is self._shown)
            made.clicked.connect(self._filter_chosen)
            filters.add(made)
        room = self._room
        room.setWidgetResizable(True)
        room.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # with large letters the keyboard has to scroll it
        name_field(room, words.DETAIL, "outreach_room")
        room.setWidget(self._detail)
        self._detail.setAlignment(Qt.AlignmentFlag.AlignTop)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(em, round(em * 0.7), em, round(em * 0.6))
        outer.setSpacing(round(em * 0.5))
        for widget in (head, self._progress, self._bar, filters, self._problem, self._empty):
            outer.addWidget(widget)
        outer.addWidget(self._table, 3)
        outer.addWidget(self.contact)
        outer.addWidget(room, 2)
        outer.addWidget(self.export)
