"""Who is due as a table model that fetches page by page over the store lane."""

from datetime import date
from functools import partial

from PySide6.QtCore import QObject

from core.dates import china_day
from core.followup.book import FollowUpBook
from core.followup.care import Cared
from core.ports import Clock
from ui import theme
from ui.models.paged_table import Asked, PagedTable
from ui.tasks import Lane
from ui.wording import follow_up as words

DUE_COLUMN, LAST_COLUMN = 3, 4


class FollowUpsTable(PagedTable):
    """Whoever is due, soonest first, with the colour of what is overdue."""

    def __init__(self, book: FollowUpBook, store: Lane, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(words.COLUMNS, store, parent)
        self._book = book
        self._clock = clock

    def show_due(self, until: date | None) -> None:
        """Show who is due by a day, or everybody; what is shown stays until the first page is there."""
        on = china_day(self._clock.now())
        fetch = partial(self._book.due, until, on)
        self.show(Asked(fetch, partial(words.cared_cells, today=on), partial(_colour, on)))

    def person(self, row: int) -> Cared:
        """Give whoever stands in a row."""
        person: Cared = self.row(row)
        return person


def _colour(on: date, one: Cared, column: int) -> str:
    if column != DUE_COLUMN or one.due > on:
        return ""
    return theme.BAD if one.due < on else theme.WARN
