"""The page of the settlement queue: how far each visit has come at the platform, and what keeps it."""

from core.errors import Refusal
from core.settlement_ports import Step
from sync.township.console.asking import Answer, Ask, Desk, Shown
from sync.township.console.paging import PAGE, cut, place_of_row, row_place


def show_queue(desk: Desk, ask: Ask) -> Answer:
    """Show the visits at one step, the longest due first, and how many stand at each that is not the last."""
    step = _step(ask.query.get("step", Step.WAITING.value))
    found = desk.console.queue(step, row_place(ask.query.get("after", "")), PAGE + 1)
    facts = {
        "step": step,
        "steps": list(Step),
        "counts": desk.console.open_steps(),
        "page": cut(found, lambda one: place_of_row(one.row)),
        "frozen_since": desk.store.frozen_since(),
        "word_for": desk.word_for,
    }
    return Shown("settlement.html", facts)


def _step(name: str) -> Step:
    if name not in set(Step):
        raise Refusal("form_not_readable")
    return Step(name)
