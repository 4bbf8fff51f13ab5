"""Rows of the visit form about people: how it was proved who this is, and who came along or instead."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.identity.identity_check import ProofSaid
from core.policy.choices import Proof
from core.visits.companion import Companion
from ui.widgets.companion_bar import CompanionBar
from ui.widgets.labels import unit
from ui.widgets.proof_bar import ProofBar


class WhoCame(QWidget):
    """The patient's proof, and the companion.

    Signals: `edited`; `not_read(Stop)` of what was scanned and is nobody's number.
    """

    edited = Signal()
    not_read = Signal(object)

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._companion, self._proof = CompanionBar(today), ProofBar()
        self._companion.number.not_read.connect(self.not_read)
        self._companion.companion_edited.connect(self.edited)
        self._proof.proof_edited.connect(self.edited)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(round(unit(self) * 0.4))
        column.addWidget(self._companion)
        column.addWidget(self._proof)

    def begin(self, *, child: bool) -> None:
        """Be ready for another patient; nothing is known yet of what is demanded."""
        self._companion.begin(child=child)
        self._proof.show_typed({})
        self._proof.ask(None)

    def ask_proof(self, lacks: Proof | None) -> None:
        """Ask what is said of a proof that is lacking."""
        self._proof.ask(lacks)

    def take_focus(self) -> None:
        """Put the cursor where a word about the proof is lacking."""
        self._proof.take_focus()

    def companion(self, on: date) -> Companion | None:
        """Give the companion as it is written on a day.

        Raises:
            Refusal: as `core.services.name_companion.companion_of`.
        """
        return self._companion.companion(on)

    def proof(self) -> ProofSaid | None:
        """Give what was said of the proof.

        Raises:
            Refusal: `reason_missing`.
        """
        return self._proof.proof()

    def typed(self) -> dict[str, str]:
        """Give what stands here, for a draft."""
        return {**self._companion.typed(), **self._proof.typed()}

    def show_typed(self, content: Mapping[str, Any]) -> None:
        """Put back what `typed` gave."""
        self._companion.show_typed(content)
        self._proof.show_typed(content)
