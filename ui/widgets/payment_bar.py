"""收款: by what the patient pays, and what of it the family's mutual-aid account bears; cash needs no key."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from core.errors import Refusal
from core.money import Fen, in_yuan, parse_yuan
from core.visits.payment import WAYS, Payment
from core.visits.payment_names import NAMES
from ui.spacing import exactly_wide
from ui.widgets.flow import FlowLayout, pair
from ui.widgets.labels import caption, unit
from ui.wording import payments as words

_LONGEST = 10


class PaymentBar(QWidget):
    """Ask how it is paid.

    Signals: `payment_edited`.
    """

    payment_edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        em = unit(self)
        self._way, self._family = QComboBox(), QLineEdit()
        for way in WAYS:
            self._way.addItem(NAMES[way], way.value)
        self._family.setMaxLength(_LONGEST)
        self._family.setPlaceholderText(words.FAMILY_HINT)
        exactly_wide(self._family, 5, em)
        row = FlowLayout(em // 2)
        self.setLayout(row)
        row.addWidget(pair(caption(words.WAY, self._way, "visit_payment"), self._way, em // 2))
        row.addWidget(pair(caption(words.FAMILY, self._family, "visit_family"), self._family, em // 2))
        self._way.activated.connect(self.payment_edited)
        self._family.textEdited.connect(self.payment_edited)

    @Slot()
    def turn(self) -> None:
        """Choose the next way."""
        self._way.setCurrentIndex((self._way.currentIndex() + 1) % self._way.count())
        self.payment_edited.emit()

    def payment(self) -> Payment:
        """Read what is noted.

        Raises:
            Refusal: `family_amount_not_readable`.
        """
        text = self._family.text().strip()
        try:
            family = parse_yuan(text) if text else Fen(0)
        except (Refusal, ValueError) as wrong:
            raise Refusal("family_amount_not_readable") from wrong
        return Payment(str(self._way.currentData()), family)

    def typed(self) -> dict[str, str]:
        """Give it as it stands, for a draft."""
        return {"way": str(self._way.currentData()), "family": self._family.text()}

    def show_typed(self, content: Mapping[str, Any]) -> None:
        """Put back what `typed` gave."""
        self._way.setCurrentIndex(max(0, self._way.findData(str(content.get("way", "")))))
        self._family.setText(str(content.get("family", "")))


def typed_of(payment: Payment) -> Mapping[str, str]:
    """Give what was saved as if it had just been typed."""
    return {"way": str(payment.way), "family": in_yuan(payment.family) if payment.family else ""}
