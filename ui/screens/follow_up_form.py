"""随访表: the form of one disease, former values beside it, and what it comes to while it is typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from core.clinic import Clinic
from core.errors import Stop
from core.followup.care import Cared
from core.followup.filling import readable
from core.roles import Right
from core.services.follow_up_family import family_in_care
from core.services.record_follow_up import (
    FollowUpSeat,
    SavedFollowUp,
    correct_follow_up,
    record_follow_up,
    take_up_follow_up,
)
from ui.desk import OpenDesk
from ui.models.past_follow_ups import PastFollowUps
from ui.tasks import Lane
from ui.widgets.follow_up_fields import FollowUpFields
from ui.widgets.labels import button, card, label, name_field, one_line, unit
from ui.widgets.message import message, say, say_stop
from ui.widgets.tables import WideTable
from ui.widgets.trend import TrendPicture
from ui.wording import follow_up as words
from ui.wording.days import day_short

_KEEP_AFTER_MS = 400
_HISTORY_ROWS = 4
_LETTERS = (4.4, 3.6, 2.2, 4.4)


@dataclass(frozen=True, slots=True)
class _More:
    """What lies on the disk beside the seat: an open draft, and who of the household is in care."""

    draft: Mapping[str, Any] | None
    family: Sequence[Cared]


def _more(clinic: Clinic, seat: FollowUpSeat) -> _More:
    return _More(clinic.drafts.draft(seat.draft_key), family_in_care(clinic, seat))


def _saved_as(clinic: Clinic, seat: FollowUpSeat, typed: Mapping[str, str]) -> SavedFollowUp:
    save = record_follow_up if seat.corrects is None else correct_follow_up
    return save(clinic, seat, typed)


class FollowUpFormScreen(QWidget):
    """Write a follow-up.

    Signals: `follow_up_saved(SavedFollowUp)` when it is on the disk; `left` when it was put aside;
    `form_ready` when a draft, if any, has been taken up.
    """

    follow_up_saved = Signal(object)
    left = Signal()
    form_ready = Signal()

    def __init__(self, desk: OpenDesk, store: Lane, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("follow_up_form")
        self._desk = desk
        self._store = store
        self._seat: FollowUpSeat | None = None
        self._touched = False
        self._name = one_line("", "name", "follow_up_name")
        self._facts = label("", "", "follow_up_facts")
        self._title = label("", "muted", "follow_up_title")
        self._problem = message("follow_up_problem")
        self._danger = message("follow_up_danger")
        self._fields = FollowUpFields()
        self._scroll = QScrollArea()
        self._trend = TrendPicture()
        self._past = PastFollowUps(self)
        self._history = WideTable(self._past, _LETTERS, (3,))
        self._history.keep_rows(_HISTORY_ROWS)
        self._correct = button(words.CORRECT, "follow_up_correct")
        self._family = label("", "", "follow_up_family")
        self._judged = label("", "strong", "follow_up_judged")
        self._save = button(words.SAVE, "follow_up_save", "primary")
        self._leave = button(words.LEAVE, "follow_up_leave")
        self._keep_timer = QTimer(self)
        self._keep_timer.setSingleShot(True)
        self._keep_timer.setInterval(_KEEP_AFTER_MS)
        self._lay_out()
        self._connect()

    def show_seat(self, seat: FollowUpSeat) -> None:
        """Begin a form, or take up the draft that lies here."""
        self._seat, self._touched = seat, False
        patient, cared = seat.patient, seat.cared
        self._name.setText(patient.name)
        contract = f" · {words.CONTRACT}" if cared and cared.contract else ""
        count = f" · 今年 {cared.this_year}/{seat.form.rules.a_year}" if cared else ""
        due = f" · 应访 {day_short(cared.due, seat.today)}" if cared else ""
        self._facts.setText(words.person_said(patient, seat.today) + due + count + contract)
        self._title.setText(words.head_said(seat.form))
        self._fields.show_form(seat.form)
        self._fields.show_typed(seat.begins_with())
        before = [one.follow_up for one in seat.before]
        self._fields.show_last(before[0].values if before else {})
        self._past.show_states(seat.history, seat.today)
        self._correct.setEnabled(bool(seat.before) and self._desk.clinic.staff.may(Right.CORRECT))
        if seat.history:
            self._history.selectRow(0)
        self._trend.show_past(before, seat.form, seat.age(seat.today))
        self._family.setText("")
        say(self._problem, words.CORRECTING if seat.corrects else "", "warning")
        self._set_saving(False)
        self._judge()
        self._fields.start()
        self._scroll.verticalScrollBar().setValue(0)
        self._store.run(partial(_more, self._desk.clinic, seat), self._more_known, self._failed)

    def take_focus(self) -> None:
        """Put the cursor where the form goes on."""
        if (last := self.focusWidget()) is not None:
            last.setFocus()

    @Slot()
    def keep_draft(self) -> None:
        """Put what is typed on the disk now, if anything was typed."""
        self._keep_timer.stop()
        if self._seat is None or not self._touched or not self._save.isEnabled():
            return
        content = {"fields": self._fields.typed(), "kept_at": self._desk.clinic.clock.now().isoformat()}
        job = partial(self._desk.clinic.drafts.keep_draft, self._seat.draft_key, content)
        self._store.run(job, self._kept, self._failed)

    @Slot()
    def save(self) -> None:
        """Write the follow-up down for good."""
        if self._seat is None or not self._save.isEnabled():
            return
        right = Right.RECORD if self._seat.corrects is None else Right.CORRECT
        if not self._desk.clinic.staff.may(right):
            self.keep_draft()
            say(self._problem, words.DOCTOR_SAVES, "warning")
            return
        self._keep_timer.stop()
        self._set_saving(True)
        job = partial(_saved_as, self._desk.clinic, self._seat, self._fields.typed())
        self._store.run(job, self._saved, self._not_saved)

    @Slot()
    def leave(self) -> None:
        """Put the form aside; the draft stays."""
        if self._save.isEnabled():
            self.keep_draft()
            self._seat = None
            self.left.emit()

    @Slot()
    def take_up(self) -> None:
        """Correct the follow-up that is chosen beside the form."""
        row = self._history.currentIndex().row()
        if row >= 0 and self._correct.isEnabled():
            self.keep_draft()
            event_id = self._past.state(row).event_id
            job = partial(take_up_follow_up, self._desk.clinic, event_id)
            self._store.run(job, self.show_seat, self._failed)

    @Slot(object)
    def _more_known(self, more: _More) -> None:
        if self._seat is None:
            return
        today = self._seat.today
        said = [words.relative_said(one, today) for one in more.family]
        self._family.setText("\n".join(said) or words.NO_FAMILY)
        if more.draft is not None and not self._touched:
            self._fields.show_typed(more.draft.get("fields", {}))
            self._touched = True
            self._judge()
            say(self._problem, words.DRAFT_TAKEN_UP, "good")
        self.form_ready.emit()

    @Slot()
    def _edited(self) -> None:
        self._touched = True
        say(self._problem, "")
        self._judge()
        if not self._keep_timer.isActive():
            self._keep_timer.start()

    def _judge(self) -> None:
        """Say what the form comes to so far."""
        seat = self._seat
        if seat is None:
            return
        typed = self._fields.typed()
        self._fields.show_read(readable(seat.form, typed, seat.today))
        judgement = seat.judged(typed)
        self._judged.setText(words.judged_said(judgement, seat.today))
        danger = words.dangers_said(seat.form, judgement)
        say(
            self._danger,
            danger or (words.REFER if judgement.refers else ""),
            "problem" if danger else "warning",
        )

    @Slot(object)
    def _kept(self, _nothing: Any) -> None:
        """Say nothing: it is kept at every pause."""

    @Slot(object)
    def _saved(self, saved: SavedFollowUp) -> None:
        self._seat, self._touched = None, False
        self._set_saving(False)
        self.follow_up_saved.emit(saved)

    @Slot(object)
    def _not_saved(self, stop: Stop) -> None:
        self._set_saving(False)
        self.keep_draft()
        say_stop(self._problem, stop)

    @Slot(object)
    def _failed(self, stop: Stop) -> None:
        say_stop(self._problem, stop)

    def _set_saving(self, saving: bool) -> None:
        self._save.setEnabled(not saving)
        corrects = self._seat is not None and self._seat.corrects is not None
        self._save.setText(words.SAVING if saving else words.SAVE_CORRECTION if corrects else words.SAVE)

    @Slot(QWidget, QWidget)
    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self._scroll.isAncestorOf(now):
            self._scroll.ensureWidgetVisible(now, 0, unit(self) * 4)

    def _connect(self) -> None:
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)
        self._fields.field_edited.connect(self._edited)
        self._keep_timer.timeout.connect(self.keep_draft)
        self._save.clicked.connect(self.save)
        self._leave.clicked.connect(self.leave)
        self._correct.clicked.connect(self.take_up)
        for key, slot in (
            (Qt.Key.Key_F9, self.save),
            (Qt.Key.Key_Escape, self.leave),
            (Qt.Key.Key_F6, self.take_up),
        ):
            QShortcut(key, self).activated.connect(slot)

    def _beside(self) -> QWidget:
        """Lay out what stands at the right of the form."""
        beside = QWidget()
        column = QVBoxLayout(beside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(round(unit(self) * 0.5))
        frame, box = card()
        box.addWidget(one_line(words.TREND, "heading"))
        box.addWidget(self._trend)
        column.addWidget(frame)
        frame, box = card()
        head = QHBoxLayout()
        head.addWidget(one_line(words.HISTORY, "heading"), 1)
        head.addWidget(self._correct)
        box.addLayout(head)
        name_field(self._history, words.HISTORY, "follow_up_history")
        box.addWidget(self._history)
        column.addWidget(frame, 1)
        frame, box = card()
        box.addWidget(one_line(words.FAMILY, "heading"))
        box.addWidget(self._family)
        column.addWidget(frame)
        return beside

    def _lay_out(self) -> None:
        em = unit(self)
        head = QHBoxLayout()
        head.setSpacing(em)
        head.addWidget(self._name)
        head.addWidget(self._facts, 2)
        head.addWidget(self._title, 3)
        self._scroll.setObjectName("follow_up_scroll")
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(self._fields)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        middle = QHBoxLayout()
        middle.setSpacing(round(em * 0.6))
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        beside = QScrollArea()
        beside.setObjectName("follow_up_beside")
        beside.setWidgetResizable(True)
        beside.setWidget(self._beside())
        beside.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        beside.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        middle.addWidget(self._scroll, 9)
        middle.addWidget(beside, 6)
        foot = QHBoxLayout()
        foot.setSpacing(em)
        foot.addWidget(self._leave)
        foot.addWidget(self._judged, 1)
        foot.addWidget(self._save)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(em, round(em * 0.7), em, round(em * 0.6))
        outer.setSpacing(round(em * 0.5))
        outer.addLayout(head)
        outer.addWidget(self._problem)
        outer.addWidget(self._danger)
        outer.addLayout(middle, 1)
        outer.addLayout(foot)
        self.setTabOrder(self._fields, self._save)
