"""Deeds about money: the real worker at a platform that may not answer, undoing, going on after a loss."""

import random
from contextlib import suppress
from datetime import timedelta

from core.errors import Hindrance
from core.events import Result, ResultKind
from core.ids import ClinicCode, EventId, UserId
from core.settlement_questions import Answer, Saying
from sync.sim.adversities import Adversity
from sync.sim.crashes import Crash, mortal
from sync.sim.loss import returned
from sync.sim.standings import net_settled
from sync.sim.world import ALL, World
from sync.township.lost_past import thaw
from sync.township.settlement.settle_waiting import SettlementRun, settle_waiting

_CLERK = UserId("clerk")
_AT_ONCE = 5
_SAFER = 5
"""So much rarer the server's power goes than a PC's, call by call: a visit takes thirty."""
_TURNS = 12
_NEXT_TURN = timedelta(hours=7)
"""Longer than anything is put off."""
_MET = {
    ResultKind.SETTLED: Adversity.SETTLED,
    ResultKind.SETTLEMENT_UNKNOWN: Adversity.OUTCOME_UNKNOWN,
    ResultKind.NOT_PAYABLE: Adversity.NOT_PAYABLE,
    ResultKind.REVERSED: Adversity.UNDONE_FOR_ANOTHER,
}


def settle(world: World, rng: random.Random) -> None:
    """Let the worker take some of what waits to the platform; it may die at any call of its store."""
    before = {result.hash for result in _results(world)}
    try:
        told = _settle(world, rng, world.plan.risk / _SAFER, _AT_ONCE)
    except Crash:
        world.story.tell("  the power of the worker went")
        world.story.meet(Adversity.WORKER_DIED)
        world.township.restart()
    except Hindrance as stop:
        world.story.tell(f"  nothing was settled: {stop.code}")
    else:
        done = f"{told.settled} settled, {told.undone} undone"
        world.story.tell(f"  {done}, {told.unknown} in doubt, {told.postponed} put off")
        knows_more = bool(told.reasons.get("platform_knows_more"))
        world.story.meet(Adversity.PLATFORM_KNOWS_MORE, when=knows_more)
        tried = told.settled + told.undone + told.unknown + told.postponed
        world.story.meet(Adversity.SETTLED_SET_BACK, when=world.truth.set_back and bool(tried))
    for result in _results(world):
        if result.hash not in before:
            world.story.meet(_MET[ResultKind(result.kind)])


def reverse(world: World, rng: random.Random) -> None:
    """Let a clerk undo a settlement at the platform and write it down, while no loss is known."""
    paid = sorted(_paid(world))
    if paid and not world.truth.set_back and not world.frozen():
        clinic, visit = rng.choice(paid)
        if world.platform.machine.undo(visit):
            world.township.report(clinic, visit, (ResultKind.REVERSED, {"reason": "reversed"}))
            world.story.tell(f"  the settlement of {visit[:6]} is undone")
            world.story.meet(Adversity.UNDONE)


def reconcile(world: World, _rng: random.Random) -> None:
    """Let settlements go on, once all that was lost is here again."""
    if world.lost_span():
        return
    _compare(world)
    if world.frozen() and not returned(world):
        thaw(world.township.store, agreed=True)  # whom it names has burnt, or says the same as others
        world.story.tell("  settlements go on")


def settle_all(world: World) -> None:
    """Let settlements go on, and the worker work on a fair line until nothing waits."""
    rng = random.Random(f"{world.plan.seed} settles")
    reconcile(world, rng)
    world.platform.trouble = 0.0
    for _ in range(_TURNS):
        if not still_waiting(world):
            break
        world.clock.at += _NEXT_TURN
        _answer(world)
        with suppress(Hindrance):
            _settle(world, rng, 0.0, ALL)


def still_waiting(world: World) -> list[EventId]:
    """List the visits that may go to the platform and have not come to their end there."""
    if world.township.book.frozen():
        return []
    return [row.visit for row in world.township.book.due(world.clock.now() + _NEXT_TURN, ALL)]


def _compare(world: World) -> None:
    """Hold what counts as settled against the platform's list: what was undone in a lost span is undone."""
    for clinic, visit in _paid(world):
        if world.platform.undid(visit) and not world.platform.holds(visit):
            world.township.report(clinic, visit, (ResultKind.REVERSED, {"reason": "reversed before"}))
            world.story.tell(f"  {visit[:6]} was undone in what was lost")


def _answer(world: World) -> None:
    """Say of a settlement that nothing is left of at the platform that it was taken back in a lost span."""
    asked = world.township.questions
    for one in asked.open_questions(None, ALL):
        visit = one.row.visit
        if (
            Saying.TAKEN_BACK in one.sayings
            and world.platform.undid(visit)
            and not world.platform.holds(visit)
        ):
            answer = Answer(Saying.TAKEN_BACK)
            asked.answer_question(one.row.clinic, visit, answer, _CLERK, world.clock.now())
            world.story.tell(f"  somebody finds {visit[:6]} taken back")


def _settle(world: World, rng: random.Random, risk: float, most: int) -> SettlementRun:
    world.platform.rng = rng
    book = mortal(world.township.book, rng, risk)
    return settle_waiting(book, world.platform, world.machines.settling, world.clock, most)


def _results(world: World) -> list[Result]:
    store = world.township.store
    return [one for clinic in store.clinics() for one in store.results(clinic.code, 0, ALL)]


def _paid(world: World) -> list[tuple[ClinicCode, EventId]]:
    store = world.township.store
    found: list[tuple[ClinicCode, EventId]] = []
    for clinic in store.clinics():
        found += [(clinic.code, visit) for visit in net_settled(store.results(clinic.code, 0, ALL))]
    return found
