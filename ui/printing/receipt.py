"""收据: plain on A5 across, or the values alone into a pre-printed one, moved by tenths of a millimetre.

Where the boxes of a province's pre-printed form lie is settled by no text at hand: the places here are
those of the two-part continuous paper in use, and an offset moves all of them together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QRectF

from core.clinic import ClinicPlace
from core.money import in_yuan
from core.visits.visit import Visit
from ui.printing.grid import Column, Grid
from ui.printing.page import A5_ACROSS, Page
from ui.printing.sheet import CENTRE, LEFT, MARGIN, Sheet
from ui.wording import receipt as words

PREPRINTED: Final = Page("241×140", 241.0, 140.0)
_TEXT: Final = 3.5
_SMALL: Final = 2.9
_BOX: Final = 8.5
_PRINTED: Final[Mapping[str, tuple[float, float]]] = {
    words.NUMBER: (160.0, 20.0),
    words.NAME: (30.0, 30.0),
    words.DAY: (160.0, 30.0),
    **{name: (40.0, 48.0 + place * 9.0) for place, name in enumerate(words.FEES)},
    **{name: (150.0, 48.0 + place * 9.0) for place, name in enumerate(words.SHARES)},
    words.FIGURES: (185.0, 100.0),
    words.CLINIC: (40.0, 122.0),
    words.DOCTOR: (170.0, 122.0),
}
"""Where each value begins on the pre-printed paper, from its left and upper edge."""
_FIRST_BOX: Final = (48.0, 100.0)
_BOX_STEP: Final = 15.0


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a visit cost and who bears it; `split` is the settled one, `not_paid`: the fund bears nothing.

    `offset`: by how many tenths of a millimetre the values on pre-printed paper are moved right and down.
    """

    place: ClinicPlace
    visit: Visit
    number: str
    split: Mapping[str, Any] | None = None
    not_paid: bool = False
    preprinted: bool = False
    offset: tuple[int, int] = (0, 0)

    @property
    def title(self) -> str:
        """Name the form."""
        return words.TITLE

    @property
    def page(self) -> Page:
        """Give its paper."""
        return PREPRINTED if self.preprinted else A5_ACROSS

    @property
    def pages(self) -> int:
        """Count the sheets."""
        return 1

    @property
    def shares(self) -> tuple[int, int, int, int]:
        """Give what fund, account, institution and cash bear: settled, else estimated, else cash alone."""
        total, guess = int(self.visit.total), self.visit.estimate
        if self.split is not None:
            names = ("fund", "account", "institution", "cash")
            fund, account, institution, cash = (int(self.split.get(name, 0)) for name in names)
            return fund, account, institution, cash
        if guess is None or self.not_paid:
            return 0, 0, 0, total
        return int(guess.fund), int(guess.account), 0, int(guess.cash)

    def draw(self, sheet: Sheet, number: int) -> None:
        """Draw the sheet."""
        if self.place.training:
            sheet.training_mark()
        if self.preprinted:
            self._draw_values(sheet)
        else:
            self._draw_whole(sheet)

    def _draw_values(self, sheet: Sheet) -> None:
        right, down = (tenths / 10 for tenths in self.offset)
        for name, text in self._values().items():
            left, top = _PRINTED[name]
            sheet.write(QRectF(left + right, top + down, 60, 6), text, _TEXT, LEFT)
        for place, digit in enumerate(words.boxes(self.visit.total)):
            left = _FIRST_BOX[0] + place * _BOX_STEP
            sheet.write(QRectF(left + right, _FIRST_BOX[1] + down, _BOX, 6), digit, _TEXT, CENTRE)

    def _values(self) -> Mapping[str, str]:
        sums = {name: in_yuan(amount) for name, amount in words.fees(self.visit.lines).items()}
        return {
            words.NUMBER: self.number,
            words.NAME: words.patient(self.visit),
            words.DAY: words.moment(self.visit),
            **sums,
            **dict(words.shares(self.shares)),
            words.FIGURES: in_yuan(self.visit.total),
            words.CLINIC: self.place.clinic_name,
            words.DOCTOR: self.visit.doctor_name,
        }

    def _draw_whole(self, sheet: Sheet) -> None:
        sheet.text(self.place.clinic_name, 4.8, 7, CENTRE, bold=True)
        sheet.text(words.TITLE, 4.4, 7, CENTRE)
        sheet.pair(f"{words.NAME}：{words.patient(self.visit)}", f"{words.NUMBER}：{self.number}", _TEXT)
        sheet.pair(f"{words.DAY}：{words.moment(self.visit)}", self._standing(), _TEXT)
        sheet.y += 1
        top, half = sheet.y, sheet.inside / 2 - 2
        fees = [(name, in_yuan(amount)) for name, amount in words.fees(self.visit.lines).items()]
        bottom = _table(sheet, MARGIN, half, fees)
        sheet.y = top
        bottom = max(bottom, _table(sheet, MARGIN + half + 4, half, words.shares(self.shares)))
        sheet.y = bottom + 3
        self._draw_total(sheet)
        if paid := words.paid(self.visit, self.shares):
            sheet.y += 2
            sheet.paragraph(paid, _TEXT)
        sheet.y = sheet.page.height - MARGIN - 14
        sheet.pair(
            f"{words.CLINIC}{self.place.clinic_name}", f"{words.DOCTOR}{self.visit.doctor_name}", _TEXT
        )
        sheet.text(words.PLAIN_NOTE, _SMALL, 5, LEFT)

    def _standing(self) -> str:
        if self.not_paid:
            return words.NOT_PAID
        return "" if self.split is not None or self.visit.estimate is None else words.ESTIMATED

    def _draw_total(self, sheet: Sheet) -> None:
        """Draw the sum, each digit in its own box with its place behind it."""
        sheet.write(QRectF(MARGIN, sheet.y, 26, _BOX), words.TOTAL, _TEXT, LEFT, bold=True)
        left = MARGIN + 26
        for digit, place in zip(words.boxes(self.visit.total), words.PLACES, strict=True):
            sheet.box(QRectF(left, sheet.y, _BOX, _BOX))
            sheet.write(QRectF(left, sheet.y, _BOX, _BOX), digit, 4.4, CENTRE)
            sheet.write(QRectF(left + _BOX, sheet.y, 5, _BOX), place, _SMALL, CENTRE)
            left += _BOX + 5
        rest = QRectF(left + 2, sheet.y, sheet.right - left - 2, _BOX)
        sheet.write(rest, words.figures(self.visit.total), 4.2, LEFT, bold=True)
        sheet.y += _BOX


def _table(sheet: Sheet, left: float, width: float, rows: Sequence[tuple[str, str]]) -> float:
    grid = Grid([Column("", 2), Column("", 1.4, True)], _TEXT, width, left)
    for row in rows:
        grid.row(sheet, row)
    return sheet.y
