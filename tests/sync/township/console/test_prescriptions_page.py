"""The page of prescription review: the sample of a month, what was found by whom, and who may say so."""

from collections.abc import Mapping

import pytest

from core.console import ConsoleRole
from core.ids import EventId, UserId
from core.prescription_review import Verdict
from tests.helpers.console_world import ELSEWHERE, ConsoleWorld
from tests.helpers.township_store import CLINIC

MAY = {"month": "2026-05", "size": "5"}


def review(
    world: ConsoleWorld, visit: EventId, form: Mapping[str, str], role: ConsoleRole = ConsoleRole.REVIEWER
) -> int:
    browser = world.signed_in(role)
    browser.get("/prescriptions?month=2026-05")
    return browser.post(f"/prescriptions/{CLINIC}/{visit}", {**MAY, **form}).status_code


def test_a_doctors_sample_shows_drugs_and_how_much_was_drawn(world: ConsoleWorld) -> None:
    for _ in range(3):
        world.visit()
    page = world.signed_in(ConsoleRole.CLERK).get("/prescriptions?month=2026-05&size=2").text
    assert "上村卫生室 王医生" in page
    assert "共 3 张处方，抽 2 张，已点评 0 张。" in page
    assert page.count("阿莫西林胶囊") == 2
    assert "测试甲" not in page
    assert '<select id="verdict' not in page


def test_what_a_reviewer_found_is_kept_counted_and_may_be_said_again(world: ConsoleWorld) -> None:
    visit = world.visit()
    assert review(world, visit, {"verdict": "unsuitable", "note": " 疗程 过长 "}) == 303
    found = world.console().reviewed([(CLINIC, visit)])[visit]
    assert (found.verdict, found.note, found.by) == (Verdict.UNSUITABLE, "疗程 过长", UserId("reviewer"))
    page = world.signed_in(ConsoleRole.REVIEWER).get("/prescriptions?month=2026-05").text
    assert "已点评 1 张：用药不适宜 1。" in page
    assert review(world, visit, {"verdict": "proper"}) == 303
    assert world.console().reviewed([(CLINIC, visit)])[visit].verdict is Verdict.PROPER
    assert world.deeds().count("prescription_reviewed") == 2
    assert world.console(ELSEWHERE).reviewed([(CLINIC, visit)]) == {}


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"verdict": "unsuitable", "note": ""}, 400),
        ({"verdict": "irregular", "note": "长" * 201}, 400),
        ({"verdict": "fine", "note": "x"}, 400),
        ({"verdict": "proper", "month": "2026-13"}, 400),
    ],
)
def test_a_form_that_is_not_whole_keeps_nothing(
    world: ConsoleWorld, form: dict[str, str], status: int
) -> None:
    visit = world.visit()
    assert review(world, visit, form) == status
    assert world.console().reviewed([(CLINIC, visit)]) == {}


@pytest.mark.parametrize("role", [ConsoleRole.CLERK, ConsoleRole.ADMINISTRATOR, ConsoleRole.COUNTY])
def test_only_a_reviewer_says_what_was_found(world: ConsoleWorld, role: ConsoleRole) -> None:
    visit = world.visit()
    assert review(world, visit, {"verdict": "proper"}, role) == 403
    assert world.console().reviewed([(CLINIC, visit)]) == {}


def test_a_visit_nobody_has_is_not_reviewed(world: ConsoleWorld) -> None:
    assert review(world, EventId("ab" * 16), {"verdict": "proper"}) == 404


@pytest.mark.parametrize("query", ["size=0", "size=51", "size=x", "month=x"])
def test_an_address_somebody_made_up_is_refused(world: ConsoleWorld, query: str) -> None:
    assert world.signed_in(ConsoleRole.CLERK).get(f"/prescriptions?{query}").status_code == 400
