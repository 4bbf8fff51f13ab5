"""Working on an upload: looking at what it would change, and putting it in force."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from core.dates import year_end
from core.errors import Refusal, Stop
from core.ids import UserId
from core.import_rows import ImportKind, ImportMark
from core.ports import Clock
from core.township_ports import TownshipStore
from core.township_rows import RowChange
from sync.township.imports.bring_in import catalogue_doubts, roster_doubts, titles_by
from sync.township.imports.catalogue_workbook import CataloguePreview, import_catalogue, read_catalogue
from sync.township.imports.conflicts import list_conflicts
from sync.township.imports.heads import titles_of
from sync.township.imports.problem_rows import WordFor, problem_sheets
from sync.township.imports.roster_import import import_roster
from sync.township.imports.roster_preview import RosterPreview, read_roster
from sync.township.imports.sheet_writer import write_workbook_to
from sync.township.imports.table_file import Source, open_tables
from sync.township.imports.uploads import TownshipUploads, Upload, UploadState, heard
from sync.township.publishing import publish_sets

TITLES_MISSING = "table_titles_missing"
_FEWEST_TITLES, _MOST_TITLES = 3, 200
SHOWN = 100
"""So many problem rows stand on the page; all of them in the workbook."""


@dataclass(frozen=True, slots=True)
class UploadWork:
    """What is done with a township's uploads, each deed at its own pace behind a page."""

    uploads: TownshipUploads
    store: TownshipStore
    clock: Clock
    word_for: WordFor

    def look(self, upload: Upload) -> None:
        """Read an upload, and write down what it would change or why it cannot be read."""
        try:
            preview = self._read(upload)
            if preview.bad_rows:
                self._write_problems(upload.id, preview)
            told = self._told(upload, preview)
            self._keep(upload, state=UploadState.READ, preview=told, rows=_rows(preview))
        except Stop as stop:
            titles = self._titles(upload) if stop.code == TITLES_MISSING else []
            mappable = len(titles) >= _FEWEST_TITLES  # then somebody may say which column is what
            told = {"titles": titles} if mappable else {}
            self._keep(upload, state=UploadState.FAILED, no=_no(stop), preview=told)
            if not mappable:
                self.uploads.drop_files(upload.id)

    def publish(self, upload: Upload, user: UserId, agreed: bool) -> None:
        """Put an upload in force and offer it to the clinics; its files go.

        It is read again, for what was in force when it was looked at may have changed since.

        Raises:
            Refusal, Hindrance: why not, which is also written down with the upload.
        """
        try:
            preview = self._read(upload)
            _, doubts = self._compared(upload, preview)
            if not agreed:
                for doubt in doubts:
                    raise doubt
            self._put_in_force(upload, preview, ImportMark(self.clock.now(), user))
            publish_sets(self.store, self.clock)
            if isinstance(preview, RosterPreview):
                list_conflicts(self.store, preview.twice)
        except Stop as stop:
            self._keep(upload, state=UploadState.READ, no=_no(stop))
            raise
        self._keep(upload, state=UploadState.PUBLISHED)
        self.uploads.drop_files(upload.id)

    def _read(self, upload: Upload) -> RosterPreview | CataloguePreview:
        rows = 0

        def tell(more: int) -> None:
            nonlocal rows
            rows += more
            self._keep(upload, rows=rows)

        titles = titles_by(self.store, upload.profile)
        if upload.kind is ImportKind.ROSTER:
            return read_roster(self._sources(upload), upload.as_of, tell, titles)
        return read_catalogue(self._sources(upload)[0], tell, titles)

    def _titles(self, upload: Upload) -> Sequence[str]:
        """Give the titles of the files, for somebody to say which is what."""
        found: dict[str, None] = {}
        for source in self._sources(upload):
            with open_tables(source) as tables:
                found |= dict.fromkeys(titles_of(tables))
        return list(found)[:_MOST_TITLES]

    def _sources(self, upload: Upload) -> Sequence[Source]:
        return [self.uploads.opener(upload.id, number) for number in range(len(upload.files))]

    def _compared(
        self, upload: Upload, preview: RosterPreview | CataloguePreview
    ) -> tuple[RowChange, Sequence[Refusal]]:
        """Tell what would change, and what of that looks like the wrong file."""
        if isinstance(preview, RosterPreview):
            change = self.store.compare_roster(preview.entries)
            return change, roster_doubts(change, self.store.roster_dates(), upload.as_of)
        change = self.store.compare_catalogue(preview.items)
        return change, catalogue_doubts(change)

    def _told(self, upload: Upload, preview: RosterPreview | CataloguePreview) -> Mapping[str, Any]:
        change, doubts = self._compared(upload, preview)
        return {
            "good": len(preview.entries if isinstance(preview, RosterPreview) else preview.items),
            "bad": len(preview.bad_rows),
            "change": asdict(change),
            "doubts": [(one.code, {name: str(value) for name, value in one.facts.items()}) for one in doubts],
            "unknown": list(preview.unknown_titles) if isinstance(preview, RosterPreview) else [],
            "problems": [(one.sheet, one.row, one.column, one.code) for one in preview.bad_rows[:SHOWN]],
        }

    def _put_in_force(
        self, upload: Upload, preview: RosterPreview | CataloguePreview, mark: ImportMark
    ) -> None:
        if isinstance(preview, RosterPreview):
            import_roster(self.store, preview, upload.as_of, year_end(upload.as_of.year), mark)
        else:
            import_catalogue(self.store, preview, mark)

    def _write_problems(self, upload: str, preview: RosterPreview | CataloguePreview) -> None:
        file = self.uploads.problems_writer(upload)
        try:
            write_workbook_to(file, problem_sheets(preview.bad_rows, preview.titles, self.word_for))
            file.close()
        finally:
            file.abandon()

    def _keep(self, upload: Upload, **changes: Any) -> None:
        self.uploads.keep(heard(upload, self.clock.now(), **changes))


def _no(stop: Stop) -> tuple[str, Mapping[str, Any]]:
    return stop.code, stop.facts


def _rows(preview: RosterPreview | CataloguePreview) -> int:
    if isinstance(preview, RosterPreview):
        return preview.person_rows + preview.payment_rows
    return len(preview.items) + len(preview.bad_rows)
