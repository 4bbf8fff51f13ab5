"""What forms that take several sheets share: the mark of practice, and the number of a sheet at its foot."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar, Final

from core.clinic import ClinicPlace
from ui.printing.page import Page
from ui.printing.sheet import MARGIN, Sheet
from ui.wording.sums import page_said

FOOT_TEXT: Final = 2.7


class SpreadForm(ABC):
    """A form over as many sheets as it takes: what `_spread` gives is one sheet each."""

    place: ClinicPlace
    page: ClassVar[Page]
    foot_mm: ClassVar[float]

    @property
    @abstractmethod
    def title(self) -> str:
        """Name the form."""

    @property
    def pages(self) -> int:
        """Count the sheets."""
        return len(self._sheets())

    def draw(self, sheet: Sheet, number: int) -> None:
        """Draw one sheet."""
        if self.place.training:
            sheet.training_mark()
        self._draw_sheet(sheet, number)
        sheet.y = sheet.page.height - MARGIN - self.foot_mm + 2
        self._draw_foot(sheet, page_said(number + 1, self.pages))

    @abstractmethod
    def _sheets(self) -> Sequence[Any]:
        """Give what stands on each sheet."""

    @abstractmethod
    def _draw_sheet(self, sheet: Sheet, number: int) -> None:
        """Draw head and rows."""

    @abstractmethod
    def _draw_foot(self, sheet: Sheet, page: str) -> None:
        """Write the foot, with the number of the sheet."""
