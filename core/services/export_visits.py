"""Give a list of visits out of the encrypted store because a person asked, and write down who and why."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Generic, TypeVar

from core.clinic import Clinic, SignIn, require_outside
from core.errors import Refusal
from core.ids import UserId
from core.ports import VisitState
from core.roles import Right
from core.services.export_list import ListOrder, WriteSheet, export_list
from core.services.visits_between import visits_between

FORM = "visits"

Store = TypeVar("Store")
InWords = Callable[[VisitState], Sequence[str]]


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """Which days, both included, and what for; where the sheet goes, its name, titles and words."""

    first: date
    last: date
    reason: str
    file: Path
    name: str
    titles: Sequence[str]
    in_words: InWords

    def __post_init__(self) -> None:
        """Refuse what nobody could answer for later."""
        if not self.reason.strip():
            raise Refusal("export_reason_missing")
        if self.first > self.last:
            raise Refusal("export_days_reversed")


def export_visits(clinic: Clinic, order: ExportOrder, write: WriteSheet) -> Mapping[str, Any]:
    """Write the visits of some days into a sheet, after the line of the audit trail is on the disk.

    Raises:
        Refusal: `not_permitted`, `export_without_visits`.
        Hindrance: it cannot be written down, and is not done; or `table_file_not_written`.
    """
    clinic.staff.require(Right.EXPORT)
    states = visits_between(clinic.records, order.first, order.last)
    days = {"first": order.first.isoformat(), "last": order.last.isoformat()}
    rows = [order.in_words(state) for state in states]
    if not rows:
        raise Refusal("export_without_visits")
    place = (order.file, order.name, order.titles)
    return export_list(clinic, ListOrder(FORM, order.reason, *place, rows, days), write)


@dataclass(frozen=True, slots=True)
class VisitExports(Generic[Store]):
    """What a command is handed: it opens the clinic of whoever asks and closes it again."""

    opened: Callable[[SignIn], AbstractContextManager[Store]]
    clinic_of: Callable[[Store, UserId], Clinic]
    write: WriteSheet

    def writing_outside(self, data: Path) -> WriteSheet:
        """Give what writes a sheet for the window: anywhere but among the clinic's own files."""

        def written(file: Path, name: str, titles: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
            require_outside(data, file)
            self.write(file, name, titles, rows)

        return written

    def export(self, who: SignIn, order: ExportOrder) -> Mapping[str, Any]:
        """Write the visits of some days into a file that is not there yet.

        Raises:
            Refusal: `file_inside_data_folder`, `export_file_exists`, and those of `export_visits`.
        """
        who.require_outside(order.file)
        if order.file.exists():
            raise Refusal("export_file_exists", file=order.file.name)
        with self.opened(who) as store:
            return export_visits(self.clinic_of(store, UserId(who.user)), order, self.write)
