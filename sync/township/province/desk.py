"""What the commands of a township do about visits the province settles."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from core.console import AT_THE_MACHINE
from core.errors import Hindrance, Refusal
from core.ids import UserId
from core.ports import Clock
from core.province_ports import ProvinceDesk, ProvinceExport
from core.township_ports import TownshipStore
from sync.township.imports.problem_rows import BadRow, write_problem_rows
from sync.township.province.results_file import ResultsPreview, read_results
from sync.township.province.visits_sheet import csv_of, workbook_of

Place = TypeVar("Place", contravariant=True)
_WRITERS = {".csv": csv_of, ".xlsx": workbook_of}
_MOST = 500


@dataclass(frozen=True, slots=True)
class ProvinceOffice(Generic[Place]):
    """The deeds; `open_store` opens the township a place names, `word_for` words the reason of a bad row."""

    open_store: Callable[[Place], AbstractContextManager[TownshipStore]]
    clock: Clock
    word_for: Callable[[str], str]

    def export(self, place: Place, out: Path, batch: int | None) -> Mapping[str, Any]:
        """Write a file of a new batch of visits, or of a former batch once more; its name says which kind.

        Raises:
            Refusal: `province_file_kind_unknown`, `province_nothing_to_export`, `province_batch_unknown`,
                `settlement_frozen`.
            Hindrance: `table_file_not_written`: a new batch stays, and is written with its number.
        """
        writer = _WRITERS.get(out.suffix.lower())
        if writer is None:
            raise Refusal("province_file_kind_unknown")
        with self.open_store(place) as store:
            number = batch if batch is not None else new_batch(store, AT_THE_MACHINE, self.clock).number
            visits = store.exported_visits(number)
            content = writer(store.township().code, number, visits)
        try:
            out.write_bytes(content)
        except OSError as error:
            raise Hindrance("table_file_not_written") from error
        return {"batch": number, "visits": len(visits), "file": str(out)}

    def batches(self, place: Place) -> Mapping[str, Any]:
        """List the batches, newest first, and how many visits wait for the next."""
        with self.open_store(place) as store:
            made = [_told(one) for one in store.province_exports(None, _MOST)]
            return {"waiting": store.waiting_for_export(), "batches": made}

    def take_results(self, place: Place, file: Path, preview_only: bool) -> Mapping[str, Any]:
        """Read a file of outcomes and tell the clinics, all of it or nothing.

        Raises:
            Refusal: as `read_results`, `province_results_have_bad_rows`.
            Hindrance: `settlement_row_taken`, `table_file_not_read`, `table_file_not_written`.
        """
        with self.open_store(place) as store:
            preview = read_results(file, store, store.township().code, self.clock.now())
            written = write_problem_rows(file, preview.bad_rows, preview.titles, self.word_for)
            facts = {
                "new": len(preview.outcomes),
                "same": preview.same,
                "bad": len(preview.bad_rows),
                "bad_rows": [_bad_row(row, self.word_for) for row in preview.bad_rows],
                "bad_rows_file": str(written) if written else None,
                "told": not preview_only and not preview.bad_rows,
            }
            if not preview_only and not preview.bad_rows:
                tell(store, preview, AT_THE_MACHINE, self.clock)
            return facts


def new_batch(desk: ProvinceDesk, user: UserId, clock: Clock) -> ProvinceExport:
    """Make a batch of all that waits.

    Raises:
        Refusal: `province_nothing_to_export`, `settlement_frozen`.
    """
    made = desk.export_visits(user, clock.now())
    if made is None:
        raise Refusal("province_nothing_to_export")
    return made


def tell(desk: ProvinceDesk, preview: ResultsPreview, user: UserId, clock: Clock) -> None:
    """Tell the clinics what a file says, all of it or nothing; a file told before changes nothing.

    Raises:
        Refusal: `province_results_have_bad_rows` with `bad`.
        Hindrance: `settlement_row_taken`.
    """
    if preview.bad_rows:
        raise Refusal("province_results_have_bad_rows", bad=len(preview.bad_rows))
    if preview.outcomes:
        desk.tell_outcomes(preview.outcomes, user, clock.now())


def _told(one: ProvinceExport) -> Mapping[str, Any]:
    return {"batch": one.number, "at": one.at.isoformat(), "visits": one.visits, "open": one.open}


def _bad_row(row: BadRow, word_for: Callable[[str], str]) -> Mapping[str, Any]:
    return {"row": row.row, "column": row.column, "reason": word_for(row.code)}
