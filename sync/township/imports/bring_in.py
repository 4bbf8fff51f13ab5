"""Bring a list in by a command: read it, write its bad rows beside it, put the good ones in force."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from core.console import AT_THE_MACHINE
from core.dates import china_day
from core.errors import Refusal
from core.ids import UserId
from core.import_rows import ImportKind, ImportMark
from core.ports import Clock
from core.township_ports import TownshipStore
from sync.township.imports.conflicts import list_conflicts
from sync.township.imports.looking import Files, Looked, look_at, roster_doubts
from sync.township.imports.problem_rows import BadRow, WordFor, write_problem_rows
from sync.township.imports.roster_import import import_roster
from sync.township.imports.roster_preview import read_roster
from sync.township.imports.table_file import Heard, not_heard
from sync.township.publishing import publish_sets


@dataclass(frozen=True, slots=True)
class Import:
    """How to import: only to look, or into a store; `word_for` puts the reason of a bad row into words.

    `agreed`: somebody looked and wants a list that loses many rows or a roster older than the one in force.
    """

    store: TownshipStore
    clock: Clock
    word_for: WordFor
    preview_only: bool = False
    agreed: bool = False
    user: UserId = AT_THE_MACHINE
    profile: str | None = None
    heard: Heard = not_heard

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
    preview = read_roster(files, as_of, into.heard, into.titles)
    change = into.store.compare_roster(preview.entries)
    facts: dict[str, Any] = {
        "good": len(preview.entries),
        **_bad_rows(preview.bad_rows, preview.titles, files[0], into),
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


def bring_list_in(kind: ImportKind, file: Path, into: Import) -> Mapping[str, Any]:
    """Import a catalogue or a table of codes from a workbook or CSV file; tell what it did.

    Raises:
        Refusal: unless agreed, `catalogue_would_lose_many` or `codes_would_lose_many` with `gone` and `held`;
            what is in force stays.
        Refusal, Hindrance: as reading and importing; what is in force stays.
    """
    today = china_day(into.clock.now())
    looked = look_at(kind, into.store, Files((file,), today, into.titles, into.heard))
    change, doubts = looked.compare()
    facts = {
        "items": looked.good,
        **_bad_rows(looked.bad_rows, looked.titles, file, into),
        "imported": not into.preview_only,
        **asdict(change),
    }
    if not into.preview_only:
        _put_in_force(looked, doubts, into)
    return facts


def _put_in_force(looked: Looked, doubts: Sequence[Refusal], into: Import) -> None:
    if looked.good and not into.agreed:
        for doubt in doubts:
            raise doubt
    looked.put_in_force(into.mark)
    publish_sets(into.store, into.clock)
    looked.follow_up()


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


def _bad_rows(
    rows: Sequence[BadRow], titles: Mapping[str, tuple[str, ...]], beside: Path, into: Import
) -> Mapping[str, Any]:
    written = write_problem_rows(beside, rows, titles, into.word_for)
    return {
        "bad": len(rows),
        "bad_rows": [_bad_row(row, into) for row in rows],
        "bad_rows_file": str(written) if written else None,
    }


def _bad_row(row: BadRow, into: Import) -> Mapping[str, Any]:
    return {"sheet": row.sheet, "row": row.row, "column": row.column, "reason": into.word_for(row.code)}
