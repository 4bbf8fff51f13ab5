"""One verdict with its explanation in words, over every kind of person there is."""

from functools import partial
from statistics import median

from core.coverage.enrolment import LookUp, RosterEntry, RosterScope
from core.coverage.verdict import give_verdict
from core.dates import year_end
from core.policy.in_force import PackShelf
from core.training.township import TrainingTownship
from tests.bench.figures import Figure, percentile, seconds_of
from ui.wording.policy import explanation

PEOPLE = 1_000
MEDIAN_BUDGET, P99_BUDGET = 1_000, 10_000
"""In microseconds: under a millisecond, and not to be felt either on a PC ten times slower."""


def measure(packs: PackShelf, town: TrainingTownship) -> list[Figure]:
    """Give and explain verdicts of the cast and some of the village."""
    scope = RosterScope(town.on, year_end(town.on.year), town.pack)

    def explain(entry: RosterEntry) -> None:
        verdict = give_verdict(LookUp(entry, scope), packs, town.on)
        if verdict.decision is not None:
            explanation(verdict.decision)

    for entry in town.entries[:50]:
        explain(entry)
    times = [seconds_of(partial(explain, entry)) * 1e6 for entry in town.entries[:PEOPLE]]
    return [
        Figure("verdict with explanation, median", median(times), "us", MEDIAN_BUDGET),
        Figure("verdict with explanation, p99", percentile(times, 0.99), "us", P99_BUDGET),
    ]
