"""The card in 设置 about backups and checks: how old they are, where they go, and doing them now."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from core.errors import Stop
from core.ports import Clock
from core.safekeeping import Safety
from ui.safe_rounds import BACKUP, SafeRounds
from ui.widgets.labels import button, card, label, one_line, tip, unit
from ui.wording import safety as words
from ui.wording.reasons import sentence_for


class SafetyCard(QWidget):
    """Show where backups and checks stand, and let the doctor ask for them."""

    def __init__(self, rounds: SafeRounds, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("safety_card")
        self._rounds = rounds
        self._clock = clock
        self._backup = label("", "", "safety_backup")
        self._check = label("", "", "safety_check")
        self._warning = label("", "warning", "safety_warning")
        self._choose = button(words.CHOOSE, "safety_choose")
        tip(self._choose, words.CHOOSE_HINT)
        self._make = button(words.BACK_UP, "safety_back_up")
        self._look = button(words.CHECK, "safety_check_now")
        self._lay_out()
        self._choose.clicked.connect(self._choose_folder)
        self._make.clicked.connect(rounds.back_up)
        self._look.clicked.connect(rounds.check)
        rounds.safety_told.connect(self._show)
        rounds.begun.connect(self._begun)
        rounds.ended.connect(self._ended)

    @Slot(object)
    def _show(self, safety: Safety) -> None:
        now = self._clock.now()
        self._backup.setText(words.backup_said(safety, now))
        self._check.setText(words.check_said(safety, now))
        self._warn("\n".join(words.warnings(safety)))
        self._make.setEnabled(bool(safety.backup_folder))

    @Slot(str)
    def _begun(self, what: str) -> None:
        self._make.setEnabled(False)
        self._look.setEnabled(False)
        (self._backup if what == BACKUP else self._check).setText(
            words.BACKING_UP if what == BACKUP else words.CHECKING
        )

    @Slot(object)
    def _ended(self, stop: Stop | None) -> None:
        self._look.setEnabled(True)
        if stop is not None:
            self._warn(sentence_for(stop))

    @Slot()
    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, words.CHOOSE)
        if folder:
            self._rounds.choose_folder(folder)

    def _warn(self, text: str) -> None:
        self._warning.setText(text)
        self._warning.setVisible(bool(text))

    def _lay_out(self) -> None:
        frame, column = card()
        column.addWidget(one_line(words.TITLE, "heading"))
        for line in (self._backup, self._check, self._warning):
            line.setWordWrap(True)
            column.addWidget(line)
        self._warning.hide()
        row = QHBoxLayout()
        row.setSpacing(round(unit(self) * 0.5))
        for one in (self._choose, self._make, self._look):
            row.addWidget(one)
        row.addStretch(1)
        column.addLayout(row)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
