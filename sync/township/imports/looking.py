"""What each kind of list knows once its files were read: what it would change, and how it gets in force."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from core.county_pack import LONGEST_PACKAGE
from core.dates import china_day, year_end
from core.errors import Refusal
from core.import_rows import ImportKind, ImportMark
from core.services.adopt_pack import adopt_pack, judge_pack
from core.township_ports import TownshipStore
from core.township_rows import RowChange
from sync.county.signature import pack_check
from sync.township.imports.catalogue_workbook import import_catalogue, read_catalogue
from sync.township.imports.codes_table import read_codes
from sync.township.imports.conflicts import list_conflicts
from sync.township.imports.problem_rows import BadRow
from sync.township.imports.roster_import import import_roster
from sync.township.imports.roster_preview import read_roster
from sync.township.imports.table_file import Heard, Source, not_heard, opened

_FEW, _ONE_IN = 20, 10
"""So many rows may leave unasked: a few, or one in ten."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Doubts = Sequence[Refusal]


@dataclass(frozen=True, slots=True)
class Files:
    """The files of an import, the day a roster speaks for, and what an office calls the columns."""

    sources: Sequence[Source]
    as_of: date
    titles: Mapping[str, str] = field(default_factory=dict)
    heard: Heard = not_heard


@dataclass(frozen=True, slots=True)
class Looked:
    """Files that were read.

    Args:
        good: so much can be taken, of `rows`.
        compare: tells what would change, and what of that looks like the wrong file.
        put_in_force: takes the good rows; offering them to the clinics is the caller's.
        titles: those of each sheet by its name, for writing bad rows out again.
        unknown: titles nobody asked for.
        told: what else somebody should know who decides.
        follow_up: what is left to do once they are in force and offered.
    """

    good: int
    rows: int
    compare: Callable[[], tuple[RowChange, Doubts]]
    put_in_force: Callable[[ImportMark], object]
    bad_rows: Sequence[BadRow] = ()
    titles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unknown: Sequence[str] = ()
    told: Mapping[str, Any] = field(default_factory=dict)
    follow_up: Callable[[], object] = tuple


def look_at(kind: ImportKind, store: TownshipStore, files: Files) -> Looked:
    """Read files of a kind.

    Raises:
        Refusal, Hindrance: they cannot be read; of a pack: those of `judge_pack`.
    """
    return _WAYS[kind](store, files)


def look_at_roster(store: TownshipStore, files: Files) -> Looked:
    """Read a roster."""
    preview = read_roster(files.sources, files.as_of, files.heard, files.titles)

    def compare() -> tuple[RowChange, Doubts]:
        change = store.compare_roster(preview.entries)
        return change, roster_doubts(change, store.roster_dates(), files.as_of)

    return Looked(
        len(preview.entries),
        preview.person_rows + preview.payment_rows,
        compare,
        lambda mark: import_roster(store, preview, files.as_of, year_end(files.as_of.year), mark),
        preview.bad_rows,
        preview.titles,
        preview.unknown_titles,
        follow_up=lambda: list_conflicts(store, preview.twice),
    )


def look_at_catalogue(store: TownshipStore, files: Files) -> Looked:
    """Read a catalogue."""
    preview = read_catalogue(files.sources[0], files.heard, files.titles)

    def compare() -> tuple[RowChange, Doubts]:
        change = store.compare_catalogue(preview.items)
        return change, catalogue_doubts(change)

    return Looked(
        len(preview.items),
        len(preview.items) + len(preview.bad_rows),
        compare,
        lambda mark: import_catalogue(store, preview, mark),
        preview.bad_rows,
        preview.titles,
    )


def look_at_codes(store: TownshipStore, files: Files) -> Looked:
    """Read a table of codes."""
    preview = read_codes(files.sources[0], files.heard, files.titles)

    def compare() -> tuple[RowChange, Doubts]:
        change = store.compare_code_maps(preview.maps)
        return change, _doubts(change, "codes_would_lose_many")

    def put_in_force(mark: ImportMark) -> None:
        if not preview.maps:
            raise Refusal("codes_no_good_row")
        store.replace_code_maps(preview.maps, mark)

    return Looked(
        len(preview.maps),
        len(preview.maps) + len(preview.bad_rows),
        compare,
        put_in_force,
        preview.bad_rows,
        preview.titles,
        preview.unknown_titles,
    )


def look_at_pack(store: TownshipStore, files: Files) -> Looked:
    """Read a package of the county and let it pass everything it has to."""
    package = package_in(files.sources[0])
    judged = judge_pack(store, package, pack_check())
    pack = judged.pack
    told = {
        "pack": pack.pack_id,
        "region": pack.region_code,
        "versions": list(pack.versions),
        "signed_on": china_day(_EPOCH + timedelta(milliseconds=pack.signed_at)).isoformat(),
        "cases": judged.cases,
        "answers": judged.answers,
    }
    return Looked(
        len(pack.versions),
        len(pack.versions),
        lambda: (judged.change, ()),
        lambda mark: adopt_pack(store, package, pack_check(), mark),
        told={"pack": told},
    )


_WAYS: Mapping[ImportKind, Callable[[TownshipStore, Files], Looked]] = {
    ImportKind.ROSTER: look_at_roster,
    ImportKind.CATALOGUE: look_at_catalogue,
    ImportKind.CODES: look_at_codes,
    ImportKind.PACK: look_at_pack,
}


def package_in(source: Source) -> bytes:
    """Read a file no further than a package can be long.

    Raises:
        Refusal: `pack_package_not_readable`.
    """
    try:
        with opened(source) as file:
            return file.read(LONGEST_PACKAGE + 1)
    except OSError as error:
        raise Refusal("pack_package_not_readable") from error


def roster_doubts(change: RowChange, dates: tuple[date, date] | None, as_of: date) -> Doubts:
    """Tell what is more often the wrong file than the truth: one village's list, or last year's."""
    doubts = [*_doubts(change, "roster_would_lose_many")]
    if dates and as_of < dates[0]:
        doubts.append(Refusal("roster_older_than_held", held=dates[0]))
    return doubts


def catalogue_doubts(change: RowChange) -> Doubts:
    """Tell what is more often part of a catalogue than the whole one."""
    return _doubts(change, "catalogue_would_lose_many")


def _doubts(change: RowChange, code: str) -> Doubts:
    held = change.changed + change.gone + change.same
    return [Refusal(code, gone=change.gone, held=held)] if change.gone > max(_FEW, held // _ONE_IN) else []
