"""The nine kinds of bad input as files that are to be brought in: refused, named, nothing in force changed.

`docs/bad-input.md` tells the same; its table of files and the one here are compared.
"""

import io
import re
import struct
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from core.console import ConsoleRole
from core.errors import Stop
from core.import_rows import ImportKind
from sync.township.imports.bring_in import Import, bring_roster_in
from sync.township.imports.roster_form import PAYMENTS, PERSONS
from sync.township.imports.uploads import Uploads
from tests.helpers.console_world import ELSEWHERE, HERE, ORIGIN, Browser, ConsoleWorld
from tests.helpers.roster_files import GOOD, PAID, laid_out, number_for, write_book
from tests.helpers.source import ROOT
from tests.helpers.spending import MEGABYTE, little_is_spent

CLERK, ADMINISTRATOR = ConsoleRole.CLERK, ConsoleRole.ADMINISTRATOR
AS_OF = date(2026, 5, 6)
FINE, NOBODY = "nothing happens", "nobody signs it"
LITTLE = 24 * MEGABYTE
FEW = 40


def people(count: int = FEW) -> list[dict[str, str]]:
    return [{**GOOD, "人员编号": f"P{n}", "证件号码": number_for("19800308", n)} for n in range(1, count + 1)]


def roster(folder: Path, *some: dict[str, str]) -> bytes:
    paid = [{**PAID, "人员编号": one["人员编号"], "证件号码": one["证件号码"]} for one in some]
    sheets = {PERSONS.sheet: laid_out(PERSONS.titles, some), PAYMENTS.sheet: laid_out(PAYMENTS.titles, paid)}
    return write_book(folder / "made.xlsx", sheets).read_bytes()


def lying(folder: Path) -> bytes:
    """Say in the directory of the workbook that its parts unfold to ten bytes."""
    data = bytearray(roster(folder, *people()))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<I", data, at + 24, 10)
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def bomb(_: Path) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 40_000_000)
    return file.getvalue()


def of_another_form(_: Path) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<x/>")
    return file.getvalue()


def payments_alone(folder: Path) -> bytes:
    return write_book(folder / "made.xlsx", {PAYMENTS.sheet: laid_out(PAYMENTS.titles, [PAID])}).read_bytes()


def truncated(folder: Path) -> bytes:
    whole = roster(folder, *people())
    return whole[: len(whole) // 2]


def of_others(folder: Path) -> bytes:
    return roster(folder, *[{**one, "人员编号": f"Q{one['人员编号']}"} for one in people()])


@dataclass(frozen=True, slots=True)
class Kind:
    """How a file of a kind is made, and what it is called at the command and at the console."""

    file: Callable[[Path], bytes]
    command: str
    console: str


KINDS: Mapping[str, Kind] = {
    "lies about its size": Kind(lying, "table_file_broken", "table_file_broken"),
    "a bomb": Kind(bomb, "table_file_too_large", "table_file_too_large"),
    "truncated": Kind(truncated, "table_file_broken", "table_file_broken"),
    "replayed": Kind(lambda folder: roster(folder, *people()), FINE, FINE),
    "out of order": Kind(payments_alone, "table_titles_missing", "table_titles_missing"),
    "signed by a stranger": Kind(lambda folder: roster(folder, *people()), NOBODY, "form_not_ours"),
    "for another township": Kind(of_others, "roster_would_lose_many", "roster_would_lose_many"),
    "of a future version": Kind(of_another_form, "table_file_not_a_table", "table_file_not_a_table"),
    "from a captive portal": Kind(
        lambda _: b"<!DOCTYPE html><html><head><title>WiFi</title></head></html>" * 9,
        "table_titles_missing",
        "table_titles_missing",
    ),
}
AT_THE_COMMAND = [kind for kind in KINDS if KINDS[kind].command != NOBODY]
AT_THE_CONSOLE = [kind for kind in KINDS if kind != "signed by a stranger"]


def put_in_force(world: ConsoleWorld, folder: Path) -> None:
    file = folder / "good.xlsx"
    file.write_bytes(roster(folder, *people()))
    bring_roster_in([file], Import(world.store(), world.clock, str), AS_OF, date(2026, 12, 31))


def held(world: ConsoleWorld) -> list[object]:
    store = world.store()
    return [list(store.roster_of(["演示一村"])), store.roster_dates(), store.villages(), store.check()]


@pytest.mark.parametrize("kind", AT_THE_COMMAND)
def test_a_bad_file_at_the_command_changes_nothing(world: ConsoleWorld, tmp_path: Path, kind: str) -> None:
    put_in_force(world, tmp_path)
    before = held(world)
    file = tmp_path / "bad.xlsx"
    file.write_bytes(KINDS[kind].file(tmp_path))
    try:
        with little_is_spent(LITTLE):
            bring_roster_in([file], Import(world.store(), world.clock, str), AS_OF, date(2026, 12, 31))
        said = FINE
    except Stop as stop:
        said = stop.code
    assert said == KINDS[kind].command
    assert held(world) == before


def said_of_it(world: ConsoleWorld, page: str) -> str:
    """Publish what was uploaded, as far as it can be, and give why it was not."""
    uploads = Uploads(world.folder, world.database.sealer.seed, bytes).of(HERE)
    administrator = world.signed_in(ADMINISTRATOR)
    administrator.get(page)
    administrator.post(f"{page}/publish", {"sure": "yes"})
    upload = uploads.get(page.rsplit("/", 1)[1], world.clock.now())
    assert upload.kind is ImportKind.ROSTER
    doubts = [code for code, _ in upload.preview.get("doubts", ())]
    return next(iter([*([upload.no[0]] if upload.no else []), *doubts]), FINE)


def upload(browser: Browser, data: bytes, origin: str = ORIGIN) -> tuple[int, str]:
    browser.get("/imports")
    answer = browser.upload({"名册.xlsx": data}, origin=origin)
    return answer.status_code, answer.headers.get("location", "")


@pytest.mark.parametrize("kind", AT_THE_CONSOLE)
def test_a_bad_file_at_the_console_changes_nothing(world: ConsoleWorld, tmp_path: Path, kind: str) -> None:
    put_in_force(world, tmp_path)
    before = held(world)
    status, page = upload(world.signed_in(CLERK), KINDS[kind].file(tmp_path))
    assert status == 303
    assert said_of_it(world, page) == KINDS[kind].console
    assert held(world) == before


def test_a_file_another_site_sends_is_a_strangers(world: ConsoleWorld, tmp_path: Path) -> None:
    put_in_force(world, tmp_path)
    data = KINDS["signed by a stranger"].file(tmp_path)
    status, _ = upload(world.signed_in(CLERK), data, origin="https://evil.example")
    assert status == 403
    assert [path for path in world.folder.rglob("*") if path.is_file()] == []


def test_the_upload_of_one_township_is_none_of_another(world: ConsoleWorld, tmp_path: Path) -> None:
    _, page = upload(world.signed_in(CLERK, ELSEWHERE), roster(tmp_path, *people()))
    assert world.signed_in(CLERK).get(page).status_code == 404


PAGE = (ROOT / "docs" / "bad-input.md").read_text("utf-8").partition("## Files")[2]
_ROW = re.compile(r"^\| ([a-z][^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def test_the_page_tells_of_every_kind_of_file_what_these_tests_see() -> None:
    told = {cells[0]: cells[1:] for cells in _ROW.findall(PAGE) if cells[0] != "kind"}
    seen = {
        name: tuple(code if code in (FINE, NOBODY) else f"`{code}`" for code in (kind.command, kind.console))
        for name, kind in KINDS.items()
    }
    assert told == seen
