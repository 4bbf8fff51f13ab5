"""What the staff of a township do to look over its clinics: count a month, and write it down."""

import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from core.dates import month_text
from core.errors import Hindrance
from core.ports import Clock
from core.township_ports import TownshipStore
from sync.township.statements.month import month_named
from sync.township.supervision.counting import SupervisionBooks, count_month, standings
from sync.township.supervision.files import csv_file, file_name, told, workbook

Place = TypeVar("Place", contravariant=True)


@dataclass(frozen=True, slots=True)
class Supervision(Generic[Place]):
    """The deeds; `open_books` opens the township a place names with its books."""

    open_books: Callable[[Place], AbstractContextManager[tuple[TownshipStore, SupervisionBooks]]]
    clock: Clock

    def indicators(self, place: Place, month: str, out: Path | None) -> Mapping[str, Any]:
        """Count a month of every clinic, and write it into a folder as JSON, CSV and a workbook.

        Raises:
            Refusal: `month_not_readable`.
            Hindrance: `table_file_not_written`.
        """
        number = month_named(month)
        month = month_text(number)
        with self.open_books(place) as (store, book):
            count_month(store, book, number, self.clock)
            township, rows = store.township(), standings(store, book, number)
        facts = told(township, month, rows)
        if out is None:
            return {**facts, "files": []}
        files = {
            file_name(township, month, "json"): json.dumps(facts, ensure_ascii=False, indent=1).encode(),
            file_name(township, month, "csv"): csv_file(township, month, rows),
            file_name(township, month, "xlsx"): workbook(township, month, rows),
        }
        try:
            out.mkdir(parents=True, exist_ok=True)
            for name, content in files.items():
                (out / name).write_bytes(content)
        except OSError as error:
            raise Hindrance("table_file_not_written") from error
        return {**facts, "files": sorted(files)}
