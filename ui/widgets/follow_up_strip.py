"""Who is due for a follow-up, as a table for whoever may export."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from core.clinic import Clinic
from core.dates import china_day
from core.services.export_list import ListOrder, WriteSheet, export_list
from ui.desk import OpenDesk
from ui.tasks import Lane
from ui.widgets.reason_strip import ReasonWords
from ui.widgets.sheet_strip import SheetJob, SheetStrip
from ui.wording import follow_up_sheet as words
from ui.wording import visit_list as list_words

_FORM = "follow_ups"
_PAGE = 500
_WORDS = ReasonWords(
    *("follow_up_export", list_words.EXPORT, list_words.REASON, words.REASON_HINT, list_words.EXPORT)
)


@dataclass(frozen=True, slots=True)
class _Asked:
    until: date | None
    reason: str
    file: Path


def _exported(clinic: Clinic, asked: _Asked, write: WriteSheet) -> Mapping[str, Any]:
    today, rows = china_day(clinic.clock.now()), list[Sequence[str]]()
    while page := clinic.records.follow_ups.due(asked.until, today, _PAGE, len(rows)):
        rows += [words.list_cells(one, today) for one in page]
    place = (asked.file, words.LIST_NAME, words.LIST_TITLES)
    return export_list(clinic, ListOrder(_FORM, asked.reason, *place, rows), write)


class FollowUpStrip(SheetStrip):
    """Write who is due, or everybody in care, into a sheet."""

    def __init__(self, desk: OpenDesk, store: Lane) -> None:
        super().__init__(desk, store, _WORDS)
        self._until: date | None = None

    def show_until(self, until: date | None) -> None:
        """Offer those due by a day, or everybody."""
        self._until = until
        self.offer_list()

    def file_name(self) -> str:
        """Name the file by what is in it."""
        return words.LIST_FILE

    def said(self, facts: Mapping[str, Any]) -> str:
        """Say how many lines there are."""
        return words.exported(facts)

    def job(self, file: Path) -> SheetJob:
        """Write those that are shown, all of them."""
        asked = _Asked(self._until, self.reason.text(), file)
        return partial(_exported, self._desk.clinic, asked, self._desk.write_sheet)
