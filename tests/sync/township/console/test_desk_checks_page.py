"""What the rules said at the desk stands on the page of a visit, beside what the same rules say only here."""

import re
from dataclasses import replace

from core.console import ConsoleRole
from core.ids import EventId
from core.money import Fen
from core.policy.check_rules import Level
from core.policy.in_force import pack_in_force
from core.policy.loader import packaged_shelf
from core.supervision_ports import VisitToCheck
from core.visits.bedside import Bedside
from core.visits.herb_sheet import HerbSheet
from core.visits.noted_checks import NotedCheck
from core.visits.payment import Payment
from sync.township.console.wording import desk_checks as words
from sync.township.rule_checks import spoken_beside
from tests.helpers.console_world import ConsoleWorld
from tests.helpers.township_store import CLINIC
from tests.helpers.township_talk import a_visit

NOTED = NotedCheck("prescription_days", "confirm", (1,), {"days": 60, "most": 7}, "外出务工")


def test_every_level_has_words() -> None:
    assert set(words.DESK_LEVELS) == {level.value for level in Level} - {Level.OFF.value}


def page_of(world: ConsoleWorld, noted: tuple[NotedCheck, ...], days: int) -> str:
    """Let a clinic hand a visit in, and open its page."""
    (line,) = a_visit().lines
    visit = world.visit(lines=(replace(line, days=days),), checks=noted)
    text = world.signed_in(ConsoleRole.REVIEWER).get(f"/visits/{CLINIC}/{visit}").text
    return re.sub(r"\s+", " ", text)


def test_what_spoke_at_the_desk_is_shown_with_the_reason_and_not_again_as_found_here(
    world: ConsoleWorld,
) -> None:
    page = page_of(world, (NOTED,), 60)
    assert "阿莫西林胶囊，开 60 天，一般不超过 7" in page
    assert "外出务工" in page
    assert page.count("处方天数") == 1


def test_what_no_desk_asked_speaks_here(world: ConsoleWorld) -> None:
    page = page_of(world, (), 60)
    assert "村卫生室没有提醒" in page
    before, here = page.split("同一套规则在这里又发现的")
    assert "处方天数" in here and "抗菌药" in here
    assert "处方天数" not in before


def test_a_check_of_a_newer_program_is_named_by_its_code(world: ConsoleWorld) -> None:
    newer = NotedCheck("of_tomorrow", "whisper", (9,), {"left": "much", "x": 1})
    page = page_of(world, (newer, replace(NOTED, reason="")), 60)
    assert "of_tomorrow" in page and "whisper" in page and "没有写理由" in page


def test_the_same_rules_say_here_what_they_say_at_the_desk() -> None:
    rules = pack_in_force(packaged_shelf(), "CN", a_visit().visited_at.date()).checks
    (line,) = a_visit().lines
    visit = a_visit(lines=(replace(line, days=60),))
    said = [one.kind.value for one in spoken_beside(rules, VisitToCheck(CLINIC, EventId("1"), visit), ())]
    assert said == ["prescription_days", "antibiotic"]
    told = replace(visit, checks=(NOTED,))
    said = [one.kind.value for one in spoken_beside(rules, VisitToCheck(CLINIC, EventId("1"), told), ())]
    assert said == ["antibiotic"]


def test_a_box_handed_out_twice_is_named(world: ConsoleWorld) -> None:
    twice = NotedCheck("box_repeated", "confirm", (1,), {"boxes": 2}, "上次扫错了药盒")
    assert "阿莫西林胶囊，有 2 盒的追溯码已经发过药" in page_of(world, (twice,), 3)


def test_what_a_visit_notes_now_and_then_is_read_at_the_township(world: ConsoleWorld) -> None:
    (line,) = a_visit().lines
    lines = (replace(line, group=1, split=True), replace(line, code="T1", handling="先煎"))
    visit = world.visit(
        lines=lines,
        herbs=HerbSheet(7, "水煎服"),
        payment=Payment("wechat", Fen(250)),
        bedside=Bedside(emergency=True),
    )
    page = world.signed_in(ConsoleRole.REVIEWER).get(f"/visits/{CLINIC}/{visit}").text
    assert "急诊；中药 7 剂，水煎服；收款 微信；家庭共济 2.50 元" in page
    assert "（组 1，拆零）" in page and "（先煎）" in page
