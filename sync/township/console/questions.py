"""The page of visits at the platform that wait for somebody to look there, and saying what was seen."""

from core.errors import Refusal
from core.ids import ClinicCode, EventId
from core.settlement_questions import LONGEST_REASON, Answer, Saying
from sync.township.console import asking
from sync.township.console.asking import Ask, Desk, Moved, Shown
from sync.township.console.paging import PAGE, cut, place
from sync.township.settlement_questions import answer


def show_questions(desk: Desk, ask: Ask) -> asking.Answer:
    """Show what waits, by clinic."""
    found = place(ask.query.get("after", ""), 2)
    after = (ClinicCode(found[0]), EventId(found[1])) if found else None
    questions = desk.console.open_questions(after, PAGE + 1)
    facts = {
        "page": cut(questions, lambda one: (one.row.clinic, one.row.visit)),
        "longest": LONGEST_REASON,
        "word_for": desk.word_for,
        "done": "done" in ask.query,
    }
    return Shown("questions.html", facts)


def answer_question(desk: Desk, ask: Ask) -> asking.Answer:
    """Say something to one of them."""
    saying = ask.given("saying")
    if saying not in set(Saying):
        raise Refusal("form_not_readable")
    visit = ClinicCode(ask.part("clinic")), EventId(ask.part("visit"))
    said = Answer(Saying(saying), ask.given("settlement"), ask.given("reason"))
    answer(desk.console, visit, said, desk.user.user, desk.clock)
    return Moved("/settlement/questions?done=1")
