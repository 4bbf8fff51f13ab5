"""The page of 总对总: a clerk makes batches, fetches them and brings results in; nobody else does."""

import csv
import io
from datetime import date, timedelta

import pytest

from core.console import ConsoleRole
from core.events import ResultKind
from core.identity.person import Sex
from core.ids import PersonId
from core.settlement_modes import SettlementMode, SettlementWay
from core.visits.visit import PatientOnVisit
from sync.township.province.results_file import RESULTS
from tests.helpers.console_world import ELSEWHERE, HERE, Browser, ConsoleWorld
from tests.helpers.township_store import CLINIC

CLERK = ConsoleRole.CLERK
PATIENT = PatientOnVisit(PersonId("P000001"), "330111197001010028", "测试甲", Sex.FEMALE, date(1970, 1, 1))
KIND = {"kind": "province_results"}


@pytest.fixture
def world(world: ConsoleWorld) -> ConsoleWorld:
    """Let the province settle the visits of one clinic."""
    since = world.clock.now() - timedelta(days=1)
    way = SettlementWay(SettlementMode.PROVINCE)
    for code in (HERE, ELSEWHERE):
        world.store(code).keep_settlement_way(CLINIC, way, CLERK.value, since)  # type: ignore[arg-type]
    return world


def sent(world: ConsoleWorld) -> tuple[Browser, str]:
    """Let a visit go with the first batch."""
    visit = world.visit(patient=PATIENT)
    browser = world.signed_in(CLERK)
    assert "等待导出 1 笔" in browser.get("/province").text
    assert browser.post("/province/export", {}).headers["location"] == "/province?done=1"
    return browser, visit


def results(visit: str, township: str = HERE, total: str = "25.00") -> bytes:
    row = [
        township,
        CLINIC,
        visit,
        "已结算",
        "S1",
        "2026-05-05 10:00",
        total,
        "6",
        "0",
        f"{float(total) - 6:.2f}",
        "",
        "",
    ]
    written = io.StringIO(newline="")
    csv.writer(written).writerows([RESULTS.titles, row])
    return written.getvalue().encode()


def uploaded(browser: Browser, file: bytes) -> str:
    browser.get("/province")
    where: str = browser.upload({"results.csv": file}, KIND).headers["location"]
    browser.get(where)
    return where


def test_a_batch_is_made_fetched_and_both_are_written_down(world: ConsoleWorld) -> None:
    browser, visit = sent(world)
    page = browser.get("/province").text
    assert "等待导出 0 笔" in page
    assert "/province/batches/1.xlsx" in page
    answer = browser.get("/province/batches/1.csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="province-1.csv"'
    assert visit in answer.text
    assert browser.get("/province/batches/1.xlsx").content.startswith(b"PK")
    assert world.deeds()[-3:] == ["visits_exported", "export_fetched", "export_fetched"]
    browser.get("/province")
    assert browser.post("/province/export", {}).status_code == 400
    assert world.deeds()[-1] == "refused"


@pytest.mark.parametrize("file", ["2.csv", "1.txt", "1", "x.csv", "..%2f1.csv"])
def test_a_file_nobody_made_is_no_file(world: ConsoleWorld, file: str) -> None:
    browser, _ = sent(world)
    assert browser.get(f"/province/batches/{file}").status_code in (400, 404)


def test_results_are_looked_at_told_and_nothing_changes_when_told_again(world: ConsoleWorld) -> None:
    browser, visit = sent(world)
    total = world.store().province_standings([(CLINIC, visit)])[CLINIC, visit].total  # type: ignore[list-item, index]
    assert total == 2500
    for settled, known in ((1, 0), (0, 1)):
        where = uploaded(browser, results(visit))
        page = browser.get(where).text
        assert f'<td class="number">{settled}</td>' in page.replace("\n", "")
        assert ("已记过" in page, "变更" in page) == (True, False)
        told = browser.post(where.replace("/imports/uploads/", "/province/results/"), {"sure": "yes"})
        assert told.status_code == 303
        assert "已记入" in browser.get(where).text
        assert known in (0, 1)
    assert [kind for kind, _ in world.said()] == [ResultKind.ACCEPTED, ResultKind.SETTLED]
    assert world.deeds().count("province_results_told") == 1


@pytest.mark.parametrize("changes", [{"total": "25.01"}, {"township": ELSEWHERE}])
def test_a_bad_row_leaves_no_way_to_tell_the_file(world: ConsoleWorld, changes: dict[str, str]) -> None:
    browser, visit = sent(world)
    where = uploaded(browser, results(visit, **changes))
    page = browser.get(where).text
    assert "有问题行，整份文件都不能记入" in page
    assert "/province/results/" not in page
    browser.post(where.replace("/imports/uploads/", "/province/results/"), {"sure": "yes"})
    assert [kind for kind, _ in world.said()] == [ResultKind.ACCEPTED]
    assert world.deeds()[-1] == "refused"


def test_a_township_takes_no_results_of_another(world: ConsoleWorld) -> None:
    _, visit = sent(world)
    theirs = world.signed_in(CLERK, ELSEWHERE)
    where = uploaded(theirs, results(visit, ELSEWHERE))
    assert "这里没有这个编号的就诊" in theirs.get(where).text
    assert [kind for kind, _ in world.said()] == [ResultKind.ACCEPTED]


def test_results_are_a_clerks_to_bring_and_a_roster_stays_an_administrators(world: ConsoleWorld) -> None:
    browser, visit = sent(world)
    administrator = world.signed_in(ConsoleRole.ADMINISTRATOR)
    administrator.get("/imports")
    assert administrator.upload({"results.csv": results(visit)}, KIND).status_code == 403
    where = uploaded(browser, results(visit))
    administrator.get(where)
    assert administrator.post(f"{where}/publish", {"sure": "yes"}).status_code == 403
    browser.get("/imports")
    roster = browser.upload({"roster.csv": b"a,b\n1,2\n"}).headers["location"]
    browser.get(roster)
    answer = browser.post(roster.replace("/imports/uploads/", "/province/results/"), {"sure": "yes"})
    assert answer.status_code == 403
    assert [kind for kind, _ in world.said()] == [ResultKind.ACCEPTED]
