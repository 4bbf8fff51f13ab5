"""The page of the month's statements and its files, for whoever may see settlements."""

import io
import re

import openpyxl
import pytest

from core.console import ConsoleRole
from core.events import ResultKind
from core.settlement_ports import OutboxRow
from storage.township.settlement_book import SqlSettlementBook
from sync.township.console import by_clinic
from tests.helpers.console_world import ELSEWHERE, HERE, ConsoleWorld
from tests.helpers.township_store import CLINIC, CODEC, NOW

SETTLED = {
    "fund": 1400,
    "account": 0,
    "institution": 0,
    "cash": 1100,
    "total": 2500,
    "funds": {"390100": 1400},
}


@pytest.fixture
def settled(world: ConsoleWorld) -> ConsoleWorld:
    event = world.visit()
    world.visit()
    book = SqlSettlementBook(world.database, HERE, CODEC)
    row = OutboxRow(CLINIC, event, world.clock.now())
    book.publish(
        row, ResultKind.SETTLED, {**SETTLED, "settlement_id": "S1", "settled_at": NOW.isoformat()}, NOW
    )
    return world


def test_the_page_tells_every_clinics_month(settled: ConsoleWorld) -> None:
    page = settled.signed_in(ConsoleRole.COUNTY).get("/statements?month=2026-05").text
    assert "上村卫生室" in page
    assert ">电子表格</a>" in page
    assert "下村卫生室" in page
    for told in ("50.00", "30.00", "14.00", "11.00", "1.00"):
        assert f">{told}<" in page


def test_a_page_is_full_once_many_visits_are_read_and_goes_on_behind_that_clinic(
    settled: ConsoleWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(by_clinic, "MOST_VISITS", 2)
    browser = settled.signed_in(ConsoleRole.COUNTY)
    first = browser.get("/statements?month=2026-05").text
    assert ('scope="row">上村' in first, 'scope="row">下村' in first) == (True, False)
    following = re.search(r'"(/statements\?[^"]*after[^"]*)">后面的村卫生室', first)
    assert following
    rest = browser.get(following[1].replace("&amp;", "&")).text
    assert ('scope="row">上村' in rest, 'scope="row">下村' in rest) == (False, True)
    assert "后面的村卫生室" not in rest
    one = browser.get("/statements?month=2026-05&clinic=C01").text
    assert ('scope="row">上村' in one, 'scope="row">下村' in one) == (True, False)
    assert browser.get("/statements?month=2026-05&after=C99").status_code == 404


def test_the_files_are_sent_as_files_and_hold_one_clinic_where_it_is_named(settled: ConsoleWorld) -> None:
    browser = settled.signed_in(ConsoleRole.CLERK)
    sheet = browser.get("/statements/2026-05.xlsx?clinic=C01")
    assert sheet.headers["content-disposition"] == 'attachment; filename="statement-2026-05-C01.xlsx"'
    visits = openpyxl.load_workbook(io.BytesIO(sheet.content)).worksheets[1]
    assert visits.max_row == 1 + 2
    paper = browser.get("/statements/2026-05.pdf")
    assert (paper.headers["content-type"], paper.headers["x-content-type-options"]) == (
        "application/pdf",
        "nosniff",
    )
    assert paper.content.startswith(b"%PDF-")
    assert 'filename="statement-2026-05-all.pdf"' in paper.headers["content-disposition"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/statements?month=2026-13", 400),
        ("/statements/2026-5-.pdf", 400),
        ("/statements/x.xlsx", 400),
        ("/statements/2026-05.pdf?clinic=C99", 404),
        ("/statements/2026-05.pdf?clinic=../C01", 404),
        ("/statements/2026-05.doc", 404),
    ],
)
def test_an_address_somebody_made_up_is_refused(world: ConsoleWorld, path: str, status: int) -> None:
    assert world.signed_in(ConsoleRole.CLERK).get(path).status_code == status


def test_nobody_who_is_not_signed_in_gets_a_file_and_no_other_townships(settled: ConsoleWorld) -> None:
    assert settled.browser().get("/statements/2026-05.pdf").status_code == 303
    other = settled.signed_in(ConsoleRole.CLERK, ELSEWHERE).get("/statements/2026-05.xlsx")
    visits = openpyxl.load_workbook(io.BytesIO(other.content)).worksheets[1]
    assert visits.max_row == 1
