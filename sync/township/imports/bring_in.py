"""Bring a roster or a catalogue in: read it, write its bad rows beside it, put the good ones in force."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from core.ports import Clock
from core.township_ports import TownshipStore
from sync.township.imports.catalogue_workbook import import_catalogue, read_catalogue
from sync.township.imports.problem_rows import BadRow, WordFor
from sync.township.imports.roster_import import import_roster
from sync.township.imports.roster_preview import read_roster
from sync.township.publishing import publish_sets


@dataclass(frozen=True, slots=True)
class Import:
    """How to import: only to look, or into a store; `word_for` puts the reason of a bad row into words."""

    store: TownshipStore
    clock: Clock
    word_for: WordFor
    preview_only: bool = False


def bring_roster_in(files: Sequence[Path], into: Import, as_of: date, valid_until: date) -> Mapping[str, Any]:
    """Import a resident roster from one workbook or from CSV files given together; tell what it did.

    Raises:
        Refusal, Hindrance: as reading and importing; the roster in force stays.
    """
    preview = read_roster(files, as_of)
    facts = {
        "good": len(preview.entries),
        "bad": len(preview.bad_rows),
        "bad_rows": [_bad_row(row, into) for row in preview.bad_rows],
        "bad_rows_file": _name(preview.write_bad_rows(files[0], into.word_for)),
        "imported": not into.preview_only,
    }
    if not into.preview_only:
        facts |= asdict(import_roster(into.store, preview, as_of, valid_until))
        publish_sets(into.store, into.clock)
    return facts


def bring_catalogue_in(file: Path, into: Import) -> Mapping[str, Any]:
    """Import a catalogue from a workbook or CSV file; tell what it did.

    Raises:
        Refusal, Hindrance: as reading and importing; the catalogue in force stays.
    """
    preview = read_catalogue(file)
    bad_file = _name(preview.write_bad_rows(file, into.word_for))
    import_catalogue(into.store, preview)
    publish_sets(into.store, into.clock)
    return {"items": len(preview.items), "bad": len(preview.bad_rows), "bad_rows_file": bad_file}


def _bad_row(row: BadRow, into: Import) -> Mapping[str, Any]:
    return {"sheet": row.sheet, "row": row.row, "column": row.column, "reason": into.word_for(row.code)}


def _name(file: Path | None) -> str | None:
    return str(file) if file else None
