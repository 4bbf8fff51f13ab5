"""Whom a diagnosis asks to take into care: a row of names, each taken in by one key."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from core.services.take_into_care import CareOffer
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import button, one_line, unit
from ui.wording import follow_up as words

OFFERS = 3


class OfferStrip(QWidget):
    """Offer to take people into care; hidden while there is nobody.

    Signals: `offer_accepted(CareOffer)`.
    """

    offer_accepted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("follow_up_offers")
        self._offers: Sequence[CareOffer] = ()
        self._buttons = [button("", f"follow_up_offer_{place}", "day") for place in range(OFFERS)]
        row = FlowLayout(round(unit(self) * 0.5))
        row.addWidget(one_line(words.OFFERS, "strong"))
        for place, made in enumerate(self._buttons):
            made.setProperty("place", place)
            made.clicked.connect(self._chosen)
            row.addWidget(made)
        self.setLayout(row)
        self.hide()

    def show_offers(self, offers: Sequence[CareOffer], today: date) -> None:
        """Offer these."""
        self._offers = offers
        for place, made in enumerate(self._buttons):
            made.setVisible(place < len(offers))
            if place < len(offers):
                said = words.offer_said(offers[place], today)
                made.setText(said)
                made.setAccessibleName(said)
        self.setVisible(bool(offers))
        self.updateGeometry()

    @Slot()
    def _chosen(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.offer_accepted.emit(self._offers[int(sender.property("place"))])
