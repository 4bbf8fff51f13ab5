"""The page of visits that wait for somebody: who may see it, who may answer, and what bad forms do."""

from dataclasses import replace

import pytest

from core.console import ConsoleRole
from core.ids import EventId
from core.settlement_ports import Step
from storage.township.settlement_book import SqlSettlementBook
from tests.helpers.console_world import HERE, ConsoleWorld
from tests.helpers.township_store import CLINIC, CODEC

PAGE = "/settlement/questions"


@pytest.fixture
def waiting(world: ConsoleWorld) -> EventId:
    visit = world.visit()
    book = SqlSettlementBook(world.database, HERE, CODEC)
    (row,) = (one for one in book.due(world.clock.now(), 9) if one.visit == visit)
    book.save(replace(row, step=Step.WAITING, trouble="platform_knows_more", strangers=("ab" * 15,)))
    return visit


def test_a_reviewer_answers_and_it_is_written_down(world: ConsoleWorld, waiting: EventId) -> None:
    browser = world.signed_in(ConsoleRole.REVIEWER)
    shown = browser.get(PAGE).text
    assert "那是另一次就诊" in shown
    assert "ab" * 15 in shown
    moved = browser.post(f"{PAGE}/{CLINIC}/{waiting}", {"saying": "another_visit"})
    assert moved.headers["location"] == f"{PAGE}?done=1"
    assert waiting not in browser.get(PAGE).text
    assert world.deeds()[-1] == "question_answered"


@pytest.mark.parametrize(
    "form", [{"saying": "anything"}, {}, {"saying": "same_visit"}, {"saying": "stands", "settlement": "S1"}]
)
def test_an_answer_that_says_nothing_sensible_changes_nothing(
    world: ConsoleWorld, waiting: EventId, form: dict[str, str]
) -> None:
    browser = world.signed_in(ConsoleRole.CLERK)
    browser.get(PAGE)
    assert browser.post(f"{PAGE}/{CLINIC}/{waiting}", form).status_code == 400
    assert waiting in browser.get(PAGE).text


def test_whoever_may_not_see_visits_sees_no_questions(world: ConsoleWorld, waiting: EventId) -> None:
    browser = world.signed_in(ConsoleRole.ADMINISTRATOR)
    browser.get("/")
    assert browser.get(PAGE).status_code == 403
    assert browser.post(f"{PAGE}/{CLINIC}/{waiting}", {"saying": "another_visit"}).status_code == 403
