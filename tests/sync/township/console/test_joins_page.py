"""Who was joined, by whom and why, masked; and on the page of a visit how it was proved who was seen."""

from core.console import ConsoleRole
from core.events import EventType
from core.identity.identity_check import CheckMethod, CheckResult, IdentityCheck, Lacking
from core.visits.joins import Likeness, join_body
from tests.helpers.console_world import ConsoleWorld
from tests.helpers.township_store import CLINIC
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


def test_the_page_of_a_visit_says_how_it_was_proved_and_why_not_better(world: ConsoleWorld) -> None:
    weak = IdentityCheck(
        CheckMethod.NUMBER_TYPED,
        a_visit().visited_at,
        result=CheckResult.DIFFERS,
        lacking=Lacking.OTHER.value,
        words="<夜间>",
    )
    visit = world.visit(identity_check=weak)
    page = world.signed_in(ConsoleRole.REVIEWER).get(f"/visits/{CLINIC}/{visit}").text
    assert "输入号码；姓名或性别与名册不一致，医生看过；未按要求核验：其他（&lt;夜间&gt;）" in page
