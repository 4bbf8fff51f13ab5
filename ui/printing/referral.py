"""双向转诊（转出）单 (A4): a stub for the clinic above the cut, the note for the other place below it."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF

from core.clinic import ClinicPlace
from core.visits.visit import Visit
from ui.printing.page import A4, Page
from ui.printing.sheet import CENTRE, LEFT, MARGIN, Sheet
from ui.wording import referral as words

_TEXT: Final = 4.0
_TOLD_MM: Final = 30.0
"""Room under each title, so that something can be added by hand."""


@dataclass(frozen=True, slots=True)
class ReferralNote:
    """The note of a visit somebody was sent on from."""

    place: ClinicPlace
    visit: Visit
    number: str
    address: str
    phone: str

    @property
    def title(self) -> str:
        """Name the form."""
        return words.TITLE

    @property
    def page(self) -> Page:
        """Give its paper."""
        return A4

    @property
    def pages(self) -> int:
        """Count the sheets."""
        return 1

    def draw(self, sheet: Sheet, number: int) -> None:
        """Draw the sheet."""
        if self.place.training:
            sheet.training_mark()
        sheet.text(words.STUB, 4.6, 8, CENTRE, bold=True)
        for left, right in words.stub(self.visit, self.number, self.address, self.phone):
            sheet.pair(left, right, _TEXT)
        sheet.paragraph(words.sent(self.visit), _TEXT)
        self._sign(sheet)
        _cut(sheet)
        sheet.text(words.TITLE, 5.4, 10, CENTRE, bold=True)
        for line in words.asked(self.visit):
            sheet.paragraph(line, _TEXT)
            sheet.y += 1.5
        for title, text in words.told(self.visit):
            top = sheet.y
            sheet.text(title, _TEXT, 7, LEFT, bold=True)
            sheet.paragraph(text, _TEXT)
            sheet.y = max(sheet.y + 2, top + _TOLD_MM)
        self._sign(sheet)

    def _sign(self, sheet: Sheet) -> None:
        sheet.y += 2
        sheet.pair(f"{words.SIGN}{self.visit.doctor_name}", words.PHONE + " " * 30, _TEXT)
        sheet.pair(*words.signed(self.place.clinic_name, self.visit), _TEXT)


def _cut(sheet: Sheet) -> None:
    """Draw where the stub is cut off."""
    sheet.y += 4
    left = MARGIN
    while left < sheet.right:
        sheet.line(QPointF(left, sheet.y), QPointF(min(left + 3, sheet.right), sheet.y))
        left += 5
    sheet.y += 6
