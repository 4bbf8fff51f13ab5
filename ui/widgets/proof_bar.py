"""A row of the visit form, where the region demands a stronger proof than was given: seen now, or why not."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from core.identity.identity_check import MOST_WORDS, Lacking, ProofSaid
from core.policy.choices import Proof
from ui.widgets.labels import caption, label, name_field, unit
from ui.wording import proofs as words

_SEEN = "document_seen"


class ProofBar(QWidget):
    """Ask what is said of the proof; away where nothing more is demanded.

    Signals: `proof_edited`.
    """

    proof_edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said = QComboBox()
        self._words = QLineEdit()
        self._words.setMaxLength(MOST_WORDS)
        self._words.setPlaceholderText(words.WORDS)
        name_field(self._words, words.WORDS, "visit_proof_words")
        self._hint = label("", "muted", "visit_proof_hint")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(unit(self) // 2)
        row.addWidget(caption(words.ASKED, self._said, "visit_proof"))
        row.addWidget(self._said)
        row.addWidget(self._words, 2)
        row.addWidget(self._hint, 3)
        self._said.currentIndexChanged.connect(self._show_words)
        self._said.activated.connect(self.proof_edited)
        self._words.textEdited.connect(self.proof_edited)
        self.ask(None)

    def ask(self, lacks: Proof | None) -> None:
        """Ask where a proof is lacking; what was chosen stays if it can still be said."""
        chosen = self._said.currentData()
        self._said.clear()
        self._said.addItem(words.CHOOSE, "")
        if lacks is not None and Proof.DOCUMENT_SEEN.meets(lacks):
            self._said.addItem(words.SEEN, _SEEN)
        for lacking, word in words.LACKING.items():
            self._said.addItem(word, lacking.value)
        self._said.setCurrentIndex(max(0, self._said.findData(chosen)))
        self._hint.setText(words.DEMANDED.get(lacks, "") if lacks else "")
        self.setVisible(lacks is not None)

    def take_focus(self) -> None:
        """Put the cursor on the choice."""
        self._said.setFocus()

    def proof(self) -> ProofSaid | None:
        """Give what was said; None where nothing was, or nothing is asked.

        Raises:
            Refusal: `reason_missing`.
        """
        said = self._said.currentData()
        if self.isHidden() or not said:
            return None
        return ProofSaid() if said == _SEEN else ProofSaid(Lacking(said), self._words.text())

    def typed(self) -> dict[str, str]:
        """Give what stands here, for a draft."""
        return {"proof": str(self._said.currentData() or ""), "proof_words": self._words.text()}

    def show_typed(self, content: Mapping[str, Any]) -> None:
        """Put back what `typed` gave."""
        self._said.setCurrentIndex(max(0, self._said.findData(str(content.get("proof", "")))))
        self._words.setText(str(content.get("proof_words", "")))

    @Slot()
    def _show_words(self) -> None:
        self._words.setVisible(self._said.currentData() == Lacking.OTHER.value)
