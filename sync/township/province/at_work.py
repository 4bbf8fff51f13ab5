"""Working on an uploaded file of outcomes: looking at what it would tell, and telling it."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from core.errors import Stop
from core.ids import UserId
from core.ports import Clock
from core.township_ports import TownshipStore
from core.township_rows import RowChange
from sync.township.imports.problem_rows import problem_sheets
from sync.township.imports.sheet_writer import write_workbook_to
from sync.township.imports.uploads import TownshipUploads, Upload, UploadState, heard
from sync.township.province.desk import tell
from sync.township.province.results_file import ResultsPreview, read_results

SHOWN = 100


@dataclass(frozen=True, slots=True)
class ResultsWork:
    """What is done with an upload of outcomes, as `UploadWork` does it with one of a roster."""

    uploads: TownshipUploads
    store: TownshipStore
    clock: Clock
    word_for: Callable[[str], str]

    def look(self, upload: Upload) -> None:
        """Read an upload, and write down what it would tell or why it cannot be read."""
        try:
            preview = self._read(upload)
            if preview.bad_rows:
                self._write_problems(upload.id, preview)
            rows = len(preview.outcomes) + preview.same + len(preview.bad_rows)
            self._keep(upload, state=UploadState.READ, preview=_told(preview), rows=rows)
        except Stop as stop:
            self._keep(upload, state=UploadState.FAILED, no=(stop.code, stop.facts))
            self.uploads.drop_files(upload.id)

    def publish(self, upload: Upload, user: UserId, agreed: bool) -> None:  # noqa: ARG002 -- nothing to doubt
        """Tell the clinics; the file goes. It is read again, for visits may have moved since.

        Raises:
            Refusal, Hindrance: why not, which is also written down with the upload.
        """
        try:
            tell(self.store, self._read(upload), user, self.clock)
        except Stop as stop:
            self._keep(upload, state=UploadState.READ, no=(stop.code, stop.facts))
            raise
        self._keep(upload, state=UploadState.PUBLISHED)
        self.uploads.drop_files(upload.id)

    def _read(self, upload: Upload) -> ResultsPreview:
        source = self.uploads.opener(upload.id, 0)
        return read_results(source, self.store, self.store.township().code, self.clock.now())

    def _write_problems(self, upload: str, preview: ResultsPreview) -> None:
        file = self.uploads.problems_writer(upload)
        try:
            write_workbook_to(file, problem_sheets(preview.bad_rows, preview.titles, self.word_for))
            file.close()
        finally:
            file.abandon()

    def _keep(self, upload: Upload, **changes: Any) -> None:
        self.uploads.keep(heard(upload, self.clock.now(), **changes))


def _told(preview: ResultsPreview) -> Mapping[str, Any]:
    return {
        "good": len(preview.outcomes) + preview.same,
        "bad": len(preview.bad_rows),
        "change": asdict(RowChange(len(preview.outcomes), 0, 0, preview.same)),
        "doubts": [],
        "unknown": list(preview.unknown_titles),
        "problems": [(one.sheet, one.row, one.column, one.code) for one in preview.bad_rows[:SHOWN]],
    }
