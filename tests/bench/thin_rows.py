"""What the township spends on one person's outline for the other villages' desks."""

from core.coverage.thin_answers import ThinJudge, period_of
from core.dates import year_end
from core.policy.in_force import PackShelf
from core.training.township import TrainingTownship
from tests.bench.figures import Figure, seconds_of

PEOPLE = 2_000
BUDGET_US = 4_000
"""Thirty thousand people in two minutes on one processor, once; afterwards only who changed."""


def measure(packs: PackShelf, town: TrainingTownship) -> list[Figure]:
    """Work out the outlines of some of the town."""
    judge = ThinJudge(packs, town.pack, period_of(town.on, year_end(town.on.year)))
    chosen = town.entries[-PEOPLE:]
    took = seconds_of(lambda: [judge.entry_of(entry) for entry in chosen])
    return [Figure("thin roster, a person worked out", took / len(chosen) * 1e6, "us", BUDGET_US)]
