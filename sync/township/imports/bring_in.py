"""Bring a roster or a catalogue in: read it, write its bad rows beside it, put the good ones in force."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from core.console import AT_THE_MACHINE
from core.dates import china_day
from core.errors import Refusal
from core.ids import UserId
from core.import_rows import ImportMark
from core.ports import Clock
from core.township_ports import TownshipStore
from core.township_rows import RowChange
from sync.township.imports.catalogue_workbook import import_catalogue, read_catalogue
from sync.township.imports.conflicts import list_conflicts
from sync.township.imports.problem_rows import BadRow, WordFor
from sync.township.imports.roster_import import import_roster
from sync.township.imports.roster_preview import read_roster
from sync.township.publishing import publish_sets

_FEW, _ONE_IN = 20, 10
"""So many rows may leave unasked: a few, or one in ten."""


@dataclass(frozen=True, slots=True)
class Import:
    """How to import: only to look, or into a store; `word_for` puts the reason of a bad row into words.

    `agreed`: somebody looked and wants a roster that loses many people or is older than the one in force.
    """

    store: TownshipStore
    clock: Clock
    word_for: WordFor
    preview_only: bool = False
    agreed: bool = False
    user: UserId = AT_THE_MACHINE
    profile: str | None = None

    @property
    def titles(self) -> Mapping[str, str]:
        """Give what the office of the profile calls the columns.

        Raises:
            Refusal: `import_profile_unknown`.
        """
        return titles_by(self.store, self.profile)

    @property
    def mark(self) -> ImportMark:
        """Say who brings something in, now."""
        return ImportMark(self.clock.now(), self.user)


def bring_roster_in(files: Sequence[Path], into: Import, as_of: date, valid_until: date) -> Mapping[str, Any]:
    """Import a resident roster from one workbook or from CSV files given together; tell what it did.

    Raises:
        Refusal: `roster_day_to_come`; unless agreed, `roster_would_lose_many` with `gone` and `held`, and
            `roster_older_than_held` with `held`; the roster in force stays.
        Refusal, Hindrance: as reading and importing; the roster in force stays.
    """
    if as_of > china_day(into.clock.now()):
        raise Refusal("roster_day_to_come")
    preview = read_roster(files, as_of, titles=into.titles)
    change = into.store.compare_roster(preview.entries)
    facts: dict[str, Any] = {
        "good": len(preview.entries),
        "bad": len(preview.bad_rows),
        "bad_rows": [_bad_row(row, into) for row in preview.bad_rows],
        "bad_rows_file": _name(preview.write_bad_rows(files[0], into.word_for)),
        "imported": not into.preview_only,
        **asdict(change),
    }
    if not into.preview_only:
        if preview.entries and not into.agreed:
            for doubt in roster_doubts(change, into.store.roster_dates(), as_of):
                raise doubt
        facts |= asdict(import_roster(into.store, preview, as_of, valid_until, into.mark))
        publish_sets(into.store, into.clock)
        facts["conflicts"] = list_conflicts(into.store, preview.twice)
    return facts


def bring_catalogue_in(file: Path, into: Import) -> Mapping[str, Any]:
    """Import a catalogue from a workbook or CSV file; tell what it did.

    Raises:
        Refusal, Hindrance: as reading and importing; the catalogue in force stays.
    """
    preview = read_catalogue(file, titles=into.titles)
    bad_file = _name(preview.write_bad_rows(file, into.word_for))
    change = import_catalogue(into.store, preview, into.mark)
    publish_sets(into.store, into.clock)
    return {
        "items": len(preview.items),
        "bad": len(preview.bad_rows),
        "bad_rows_file": bad_file,
        **asdict(change),
    }


def titles_by(store: TownshipStore, profile: str | None) -> Mapping[str, str]:
    """Give what an office calls the columns; nothing of its own without a profile.

    Raises:
        Refusal: `import_profile_unknown`.
    """
    if not profile:
        return {}
    found = next((one for one in store.import_profiles() if one.name == profile), None)
    if found is None:
        raise Refusal("import_profile_unknown")
    return found.titles


def roster_doubts(change: RowChange, dates: tuple[date, date] | None, as_of: date) -> Sequence[Refusal]:
    """Tell what is more often the wrong file than the truth: one village's list, or last year's."""
    doubts = []
    held = change.changed + change.gone + change.same
    if _too_many(change):
        doubts.append(Refusal("roster_would_lose_many", gone=change.gone, held=held))
    if dates and as_of < dates[0]:
        doubts.append(Refusal("roster_older_than_held", held=dates[0]))
    return doubts


def catalogue_doubts(change: RowChange) -> Sequence[Refusal]:
    """Tell what is more often part of a catalogue than the whole one."""
    held = change.changed + change.gone + change.same
    return [Refusal("catalogue_would_lose_many", gone=change.gone, held=held)] if _too_many(change) else []


def _too_many(change: RowChange) -> bool:
    return change.gone > max(_FEW, (change.changed + change.gone + change.same) // _ONE_IN)


def _bad_row(row: BadRow, into: Import) -> Mapping[str, Any]:
    return {"sheet": row.sheet, "row": row.row, "column": row.column, "reason": into.word_for(row.code)}


def _name(file: Path | None) -> str | None:
    return str(file) if file else None
