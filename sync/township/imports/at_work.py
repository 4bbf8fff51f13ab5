"""Working on an upload: looking at what it would change, and putting it in force."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from core.errors import Stop
from core.ids import UserId
from core.import_rows import ImportMark
from core.ports import Clock
from core.township_ports import TownshipStore
from sync.township.imports.bring_in import titles_by
from sync.township.imports.heads import titles_of
from sync.township.imports.looking import Files, Looked, look_at
from sync.township.imports.problem_rows import WordFor, problem_sheets
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
            looked = self._read(upload)
            if looked.bad_rows:
                self._write_problems(upload.id, looked)
            self._keep(upload, state=UploadState.READ, preview=_told(looked), rows=looked.rows)
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
            looked = self._read(upload)
            _, doubts = looked.compare()
            if not agreed:
                for doubt in doubts:
                    raise doubt
            looked.put_in_force(ImportMark(self.clock.now(), user))
            publish_sets(self.store, self.clock)
            looked.follow_up()
        except Stop as stop:
            self._keep(upload, state=UploadState.READ, no=_no(stop))
            raise
        self._keep(upload, state=UploadState.PUBLISHED)
        self.uploads.drop_files(upload.id)

    def _read(self, upload: Upload) -> Looked:
        rows = 0

        def tell(more: int) -> None:
            nonlocal rows
            rows += more
            self._keep(upload, rows=rows)

        titles = titles_by(self.store, upload.profile)
        return look_at(upload.kind, self.store, Files(self._sources(upload), upload.as_of, titles, tell))

    def _titles(self, upload: Upload) -> Sequence[str]:
        """Give the titles of the files, for somebody to say which is what."""
        found: dict[str, None] = {}
        for source in self._sources(upload):
            with open_tables(source) as tables:
                found |= dict.fromkeys(titles_of(tables))
        return list(found)[:_MOST_TITLES]

    def _sources(self, upload: Upload) -> Sequence[Source]:
        return [self.uploads.opener(upload.id, number) for number in range(len(upload.files))]

    def _write_problems(self, upload: str, looked: Looked) -> None:
        file = self.uploads.problems_writer(upload)
        try:
            write_workbook_to(file, problem_sheets(looked.bad_rows, looked.titles, self.word_for))
            file.close()
        finally:
            file.abandon()

    def _keep(self, upload: Upload, **changes: Any) -> None:
        self.uploads.keep(heard(upload, self.clock.now(), **changes))


def _no(stop: Stop) -> tuple[str, Mapping[str, Any]]:
    return stop.code, stop.facts


def _told(looked: Looked) -> Mapping[str, Any]:
    change, doubts = looked.compare()
    return {
        "good": looked.good,
        "bad": len(looked.bad_rows),
        "change": asdict(change),
        "doubts": [(one.code, {name: str(value) for name, value in one.facts.items()}) for one in doubts],
        "unknown": list(looked.unknown),
        "problems": [(one.sheet, one.row, one.column, one.code) for one in looked.bad_rows[:SHOWN]],
        **looked.told,
    }
