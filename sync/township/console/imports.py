"""The pages of imports: what was brought in, what waits, what it would change, and putting it in force."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date

from core.console import ConsoleDeed, ConsoleRight
from core.dates import china_day
from core.errors import Refusal, Stop
from core.import_rows import ImportKind
from sync.township.console.asking import Answer, Ask, Desk, Moved, Sent, Shown
from sync.township.console.paging import PAGE, cut, place, whole
from sync.township.console.receiving import Received
from sync.township.imports.at_work import UploadWork
from sync.township.imports.bring_in import titles_by
from sync.township.imports.history import undo_import
from sync.township.imports.profiles import columns_of, keep_profile
from sync.township.imports.table_file import MOST_BYTES
from sync.township.imports.uploads import Upload, UploadState, heard, working
from sync.township.province.at_work import ResultsWork

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PIECE = 2**16
_DEEDS = {
    ImportKind.ROSTER: ConsoleDeed.ROSTER_IMPORTED,
    ImportKind.CATALOGUE: ConsoleDeed.CATALOGUE_IMPORTED,
    ImportKind.CODES: ConsoleDeed.CODES_IMPORTED,
    ImportKind.PACK: ConsoleDeed.PACK_ADOPTED,
    ImportKind.PROVINCE_RESULTS: ConsoleDeed.PROVINCE_RESULTS_TOLD,
}
_PUBLISHING = {ImportKind.PROVINCE_RESULTS: ConsoleRight.SETTLE_BY_FILE}
"""Who puts an upload in force, where it is another right than that of imports."""


def show_imports(desk: Desk, ask: Ask) -> Answer:
    """Show what was brought in, newest first, and what waits."""
    found = place(ask.query.get("after", ""), 1)
    rows = desk.store.imports(whole(found[0]) if found else None, PAGE + 1)
    now = desk.clock.now()
    waiting = desk.uploads.waiting(now) if desk.may(ConsoleRight.PREPARE_IMPORTS) else []
    lists = [kind for kind in ImportKind if kind is not ImportKind.PROVINCE_RESULTS]
    facts = {
        "page": cut(rows, lambda one: (one.number,)),
        "waiting": [(one, working(one, now)) for one in waiting if one.kind in lists],
        "kinds": lists,
        "profiles": desk.store.import_profiles(),
        "today": china_day(now),
        "most_megabytes": MOST_BYTES // 2**20,
        "done": ask.query.get("done", ""),
    }
    return Shown("imports.html", facts)


def show_conflicts(desk: Desk, ask: Ask) -> Answer:
    """Show what of the roster is to be looked into."""
    found = place(ask.query.get("after", ""), 1)
    rows = desk.store.roster_conflicts(whole(found[0]) if found else 0, PAGE + 1)
    desk.console.note(desk.user.user, ConsoleDeed.CONFLICTS_SEEN, {}, desk.clock.now())
    return Shown("conflicts.html", {"page": cut(rows, lambda one: (one.position,))})


def begin_upload(desk: Desk, fields: Mapping[str, str]) -> Received:
    """Make room for files, if whoever sits here may bring them and says what they are.

    Raises:
        Refusal: `console_right_missing`, `import_kind_unknown`, `roster_day_to_come`,
            `import_profile_unknown`.
    """
    desk.require(ConsoleRight.PREPARE_IMPORTS)
    if _kind(fields) is ImportKind.PROVINCE_RESULTS:
        desk.require(ConsoleRight.SETTLE_BY_FILE)
    _as_of(desk, fields)
    titles_by(desk.store, fields.get("profile"))
    upload = desk.uploads.begin(desk.clock.now())
    return Received(desk.uploads, upload, dict(fields))


def end_upload(desk: Desk, received: Received) -> Answer:
    """Write down what came in, and look it through behind the answer."""
    kind = _kind(received.fields)
    if kind is not ImportKind.ROSTER and len(received.files) > 1:
        received.abandon()
        raise Refusal("import_one_file")
    upload = Upload(
        id=received.upload,
        kind=kind,
        files=tuple(received.files),
        user=desk.user.user,
        as_of=_as_of(desk, received.fields),
        beat=desk.clock.now(),
        profile=received.fields.get("profile", ""),
    )
    desk.console.note(desk.user.user, ConsoleDeed.IMPORT_PREPARED, {"kind": kind.value}, desk.clock.now())
    desk.uploads.keep(upload)
    return Moved(f"/imports/uploads/{upload.id}", after=lambda: _work(desk, upload).look(upload))


def show_upload(desk: Desk, ask: Ask) -> Answer:
    """Show how far an upload is, or what it would change."""
    upload, now = _asked(desk, ask), desk.clock.now()
    facts = {
        "upload": upload,
        "word_for": desk.word_for,
        "busy": working(upload, now),
        "no": desk.words.sentence_for(Stop(upload.no[0], **upload.no[1])) if upload.no else "",
        "doubts": [
            desk.words.sentence_for(Stop(code, **told)) for code, told in upload.preview.get("doubts", ())
        ],
        "columns": columns_of(upload.kind) if "titles" in upload.preview else (),
        "mapped": titles_by(desk.store, upload.profile) if "titles" in upload.preview else {},
    }
    return Shown("upload.html", facts)


def send_problem_rows(desk: Desk, ask: Ask) -> Answer:
    """Give the rows that cannot be taken as a workbook in which nothing is a formula."""
    upload = _asked(desk, ask)
    file = desk.uploads.problems(upload.id)
    desk.console.note(
        desk.user.user, ConsoleDeed.PROBLEM_ROWS_READ, {"kind": upload.kind.value}, desk.clock.now()
    )

    def pieces() -> Iterator[bytes]:
        with file:
            while piece := file.read(_PIECE):
                yield piece

    return Sent(f"{upload.kind.value}-problem-rows.xlsx", _WORKBOOK, pieces())


def publish_upload(desk: Desk, ask: Ask) -> Answer:
    """Put an upload in force, behind the answer."""
    return publish_now(desk, ask, ConsoleRight.PUBLISH_IMPORTS)


def publish_now(desk: Desk, ask: Ask, right: ConsoleRight) -> Answer:
    """Put an upload in force behind the answer, if that is what a right is for.

    Raises:
        Refusal: `console_right_missing`; `upload_busy`, `upload_not_read`, `import_not_confirmed`.
    """
    upload, now = _asked(desk, ask), desk.clock.now()
    if _PUBLISHING.get(upload.kind, ConsoleRight.PUBLISH_IMPORTS) is not right:
        raise Refusal("console_right_missing")
    if working(upload, now):
        raise Refusal("upload_busy")
    if upload.state not in (UploadState.READ, UploadState.PUBLISHING):
        raise Refusal("upload_not_read")
    agreed = ask.given("agreed") == "yes"
    if ask.given("sure") != "yes" or (upload.preview["doubts"] and not agreed):
        raise Refusal("import_not_confirmed")
    begun = heard(upload, now, state=UploadState.PUBLISHING, rows=0, no=None)
    desk.uploads.keep(begun)
    deed = _DEEDS[upload.kind]

    def publish() -> None:
        with suppress(Stop):  # it stands with the upload, and in the trail
            desk.trying(deed, lambda: _work(desk, begun).publish(begun, desk.user.user, agreed))

    return Moved(f"/imports/uploads/{upload.id}", after=publish)


def say_which_is_what(desk: Desk, ask: Ask) -> Answer:
    """Keep what an office calls its columns, and look an upload through by it."""
    upload, now = _asked(desk, ask), desk.clock.now()
    if "titles" not in upload.preview:
        raise Refusal("upload_busy")
    chosen = {column.title: ask.given(f"column{at}") for at, column in enumerate(columns_of(upload.kind))}
    profile = keep_profile(desk.store, ask.given("name"), chosen)
    desk.console.note(
        desk.user.user, ConsoleDeed.IMPORT_PROFILE_KEPT, {"kind": upload.kind.value}, desk.clock.now()
    )
    begun = heard(upload, now, state=UploadState.READING, profile=profile.name, preview={}, no=None, rows=0)
    desk.uploads.keep(begun)
    return Moved(f"/imports/uploads/{upload.id}", after=lambda: _work(desk, begun).look(begun))


def look_again(desk: Desk, ask: Ask) -> Answer:
    """Look an upload through once more, where the first look was cut short."""
    upload, now = _asked(desk, ask), desk.clock.now()
    if working(upload, now) or upload.state is not UploadState.READING:
        raise Refusal("upload_busy")
    begun = heard(upload, now, rows=0)
    desk.uploads.keep(begun)
    return Moved(f"/imports/uploads/{upload.id}", after=lambda: _work(desk, begun).look(begun))


def drop_upload(desk: Desk, ask: Ask) -> Answer:
    """Remove an upload that nobody wants."""
    upload = _asked(desk, ask)
    if working(upload, desk.clock.now()):
        raise Refusal("upload_busy")
    desk.uploads.remove(upload.id)
    return Moved("/imports?done=dropped")


def undo(desk: Desk, ask: Ask) -> Answer:
    """Put back what an import replaced."""
    number = whole(ask.part("number"))
    if ask.given("sure") != "yes":
        raise Refusal("import_not_confirmed")
    desk.trying(
        ConsoleDeed.IMPORT_UNDONE, lambda: undo_import(desk.store, desk.clock, number, desk.user.user)
    )
    return Moved("/imports?done=undone")


def _work(desk: Desk, upload: Upload) -> UploadWork | ResultsWork:
    work = ResultsWork if upload.kind is ImportKind.PROVINCE_RESULTS else UploadWork
    return work(desk.uploads, desk.store, desk.clock, desk.word_for)


def _asked(desk: Desk, ask: Ask) -> Upload:
    return desk.uploads.get(ask.part("upload"), desk.clock.now())


def _kind(fields: Mapping[str, str]) -> ImportKind:
    kind = fields.get("kind", "")
    if kind not in set(ImportKind):
        raise Refusal("import_kind_unknown")
    return ImportKind(kind)


def _as_of(desk: Desk, fields: Mapping[str, str]) -> date:
    today = china_day(desk.clock.now())
    try:
        day = date.fromisoformat(fields.get("as_of") or today.isoformat())
    except ValueError:
        raise Refusal("form_not_readable") from None
    if day > today:
        raise Refusal("roster_day_to_come")
    return day
