"""就诊凭条 (A5): what a patient takes home of a visit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from core.clinic import ClinicPlace
from core.money import in_yuan
from core.ports import VisitState
from core.services.record_visit import HASH_ON_SLIP, SavedVisit
from core.visits.visit import OrderLine, Visit
from ui.printing.page import A5, Page
from ui.printing.sheet import CENTRE, LEFT, MARGIN, Sheet
from ui.wording import settling
from ui.wording import slip as words

_HEAD_MM: Final = 66.0
_LINE_MM: Final = 11.5
_FOOT_MM: Final = 52.0
LINES_A_PAGE: Final = int((A5.height - _HEAD_MM - _FOOT_MM) // _LINE_MM)


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed: the visit as it was saved, where, its id and the short hash of its body.

    `settled` holds the real split once the township has said it; `not_paid`: it said that nothing is paid.
    """

    place: ClinicPlace
    visit: Visit
    event_id: str
    short_hash: str
    day_in_doubt: bool = False
    settled: Mapping[str, Any] | None = None
    not_paid: bool = False
    corrected: bool = False

    @property
    def title(self) -> str:
        """Name the form."""
        return words.title(self.corrected)

    @property
    def page(self) -> Page:
        """Give its paper."""
        return A5

    @property
    def pages(self) -> int:
        """Count the sheets."""
        return max(1, -(-len(self.visit.lines) // LINES_A_PAGE))

    def draw(self, sheet: Sheet, number: int) -> None:
        """Draw one sheet."""
        if self.place.training:
            sheet.training_mark()
        _head(sheet, self)
        first = number * LINES_A_PAGE
        for line in self.visit.lines[first : first + LINES_A_PAGE]:
            _line(sheet, line)
        if number == self.pages - 1:
            _sums(sheet, self)
        _foot(sheet, self, number)


def slip_of_saved(place: ClinicPlace, saved: SavedVisit) -> Slip:
    """Make the slip of a visit that was saved just now."""
    said = (saved.visit, saved.event_id, saved.short_hash, saved.day_in_doubt)
    return Slip(place, *said, corrected=saved.corrected)


def slip_of_state(place: ClinicPlace, state: VisitState) -> Slip:
    """Make the slip of a visit from the list again."""
    short_hash = state.body_hash.hex()[:HASH_ON_SLIP]
    outcome = (state.settled, state.state == "not_payable", state.corrected)
    return Slip(place, state.visit, state.event_id, short_hash, state.day_in_doubt, *outcome)


def _head(sheet: Sheet, slip: Slip) -> None:
    """Draw clinic, title, patient, diagnosis and verdict."""
    visit = slip.visit
    sheet.text(slip.place.township_name, 3.4, 5, CENTRE)
    sheet.text(slip.place.clinic_name, 5.0, 7.5, CENTRE, bold=True)
    sheet.text(slip.title, 4.2, 7.5, CENTRE)
    sheet.rule()
    sheet.pair(words.patient(visit), words.moment(visit, slip.day_in_doubt))
    sheet.pair(words.number(visit), words.doctor(visit))
    sheet.text(words.diagnosis(visit), 3.5, 6, LEFT)
    if words.vitals(visit):
        sheet.text(words.vitals(visit), 3.2, 5.2, LEFT)
    sheet.text(words.verdict(visit), 3.5, 6, LEFT, bold=True)
    sheet.rule()


def _line(sheet: Sheet, line: OrderLine) -> None:
    sheet.pair(words.order(line), in_yuan(line.amount), 3.5)
    sheet.text(words.usage(line), 2.9, _LINE_MM - 6 if words.usage(line) else 1.5, LEFT)


def _sums(sheet: Sheet, slip: Slip) -> None:
    """Draw the total, and how it was split, or is expected to be."""
    visit = slip.visit
    sheet.rule()
    sheet.pair(words.TOTAL, words.yuan(visit.total), 4.2)
    if slip.settled is not None:
        sheet.text(settling.on_slip(slip.settled), 3.5, 6, LEFT, bold=True)
        sheet.text(settling.SLIP_NOTE, 2.9, 5, LEFT)
    elif slip.not_paid:
        sheet.text(settling.not_paid_on_slip(visit.total), 3.5, 6, LEFT, bold=True)
        sheet.text(settling.SLIP_NOTE, 2.9, 5, LEFT)
    elif visit.estimate and visit.lines:
        sheet.text(words.estimate(visit.estimate), 3.5, 6, LEFT)
        sheet.text(words.ESTIMATE_NOTE, 2.9, 5, LEFT)


def _foot(sheet: Sheet, slip: Slip, number: int) -> None:
    """Draw the number of the visit and of the sheet at the foot."""
    sheet.y = A5.height - MARGIN - 11
    sheet.rule()
    sheet.text(words.reference(slip.event_id, slip.short_hash), 2.9, 4.6, LEFT)
    page = f"{number + 1}/{slip.pages}" if slip.pages > 1 else ""
    sheet.pair(words.KEEP, page, 2.9)
