"""The page of joined people: who, by whom and why, masked, with what was undone."""

from core.console import ConsoleRole
from core.events import EventType
from core.visits.joins import Likeness, join_body
from tests.helpers.console_world import ConsoleWorld
from tests.helpers.township_talk import a_visit
from tests.storage.township.test_check_book import hand_in
from tests.storage.township.test_person_joins import NUMBER, PERMIT, known_as


def test_a_reviewer_sees_who_was_joined_without_names_and_numbers(world: ConsoleWorld) -> None:
    body = join_body(known_as(PERMIT), known_as(NUMBER), Likeness.NAME_ONLY)
    hand_in(
        world.store(), [(body, EventType.PERSONS_JOINED), (a_visit().to_plain(), EventType.VISIT_RECORDED)]
    )
    page = world.signed_in(ConsoleRole.REVIEWER).get("/joins").text
    assert "8100**********0021" in page
    assert "姓名相同，缺出生日期" in page
    assert "有效" in page
    for secret in (PERMIT, NUMBER, "测试甲"):
        assert secret not in page


def test_an_address_that_is_no_place_of_the_list_is_refused(world: ConsoleWorld) -> None:
    browser = world.signed_in(ConsoleRole.CLERK)
    assert browser.get("/joins?after=x.y").status_code == 400
    assert "这里没有内容" in browser.get("/joins").text
