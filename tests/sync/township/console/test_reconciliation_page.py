"""The page of reconciliation: what differs is read, worked off with a reason, and by whom is kept."""

from datetime import date

import pytest

from core.console import ConsoleRole
from core.ids import UserId
from core.money import Fen
from core.reconciliation import Difference, DifferenceKind, Group, GroupCompared, Sums
from tests.helpers.console_world import ConsoleWorld
from tests.helpers.township_store import CLINIC

DAY = date(2026, 5, 5)
COMPARED = GroupCompared(
    Group("390", "11", "439900"), Sums(2, Fen(3000), Fen(1800), Fen(0), Fen(1200)), False, "金额或笔数不一致"
)
FORMULA = "<b>=1+1</b>"
LOST = Difference(DAY, DifferenceKind.ONLY_HERE, "S1", CLINIC, total=Fen(1000), fund=Fen(600), told=FORMULA)


@pytest.fixture
def compared(world: ConsoleWorld) -> ConsoleWorld:
    world.console().keep_day(DAY, [COMPARED], [LOST], world.clock.now())
    return world


def test_an_open_difference_tells_both_sides_and_what_the_platform_said(compared: ConsoleWorld) -> None:
    page = compared.signed_in(ConsoleRole.CLERK).get("/reconciliation").text
    for told in ("本院有、平台无", "上村卫生室", "S1", "10.00 / 6.00", "&lt;b&gt;=1+1&lt;/b&gt;"):
        assert told in page
    assert FORMULA not in page


def test_the_days_that_were_compared_tell_sums_and_outcome(compared: ConsoleWorld) -> None:
    page = compared.signed_in(ConsoleRole.COUNTY).get("/reconciliation?list=days").text
    for told in ("2026-05-05", "390-11-439900", "30.00", "18.00", "不平", "金额或笔数不一致"):
        assert told in page


def test_a_difference_is_closed_with_a_reason_and_by_whom_is_kept(compared: ConsoleWorld) -> None:
    browser = compared.signed_in(ConsoleRole.CLERK)
    browser.get("/reconciliation")
    done = browser.post("/reconciliation/1/close", {"reason": " 县医保 已补记 "})
    assert (done.status_code, done.headers["location"]) == (303, "/reconciliation?done=1")
    (closed,) = compared.console().closed_differences(None, 9)
    assert (closed.closed_by, closed.reason) == (UserId("clerk"), "县医保 已补记")
    assert compared.deeds()[-1] == "difference_closed"
    assert "县医保 已补记" in browser.get("/reconciliation?list=closed").text
    again = browser.post("/reconciliation/1/close", {"reason": "又一次"})
    assert (again.status_code, compared.deeds()[-1]) == (409, "refused")


@pytest.mark.parametrize(
    ("role", "path", "reason", "status"),
    [
        (ConsoleRole.CLERK, "/reconciliation/1/close", "", 400),
        (ConsoleRole.CLERK, "/reconciliation/1/close", "长" * 201, 400),
        (ConsoleRole.CLERK, "/reconciliation/7/close", "好", 404),
        (ConsoleRole.CLERK, "/reconciliation/x/close", "好", 400),
        (ConsoleRole.ADMINISTRATOR, "/reconciliation/1/close", "好", 403),
        (ConsoleRole.COUNTY, "/reconciliation/1/close", "好", 403),
    ],
)
def test_without_right_reason_or_number_nothing_is_closed(
    compared: ConsoleWorld, role: ConsoleRole, path: str, reason: str, status: int
) -> None:
    browser = compared.signed_in(role)
    browser.get("/reconciliation")
    assert browser.post(path, {"reason": reason}).status_code == status
    assert compared.console().closed_differences(None, 9) == []


@pytest.mark.parametrize("query", ["list=all", "after=x", "list=days&after=2026-13-01", "after=1.2"])
def test_an_address_somebody_made_up_is_refused(compared: ConsoleWorld, query: str) -> None:
    assert compared.signed_in(ConsoleRole.CLERK).get(f"/reconciliation?{query}").status_code == 400


def test_before_anything_was_compared_the_page_says_how(world: ConsoleWorld) -> None:
    page = world.signed_in(ConsoleRole.CLERK).get("/reconciliation?list=days").text
    assert "township reconcile-day" in page
