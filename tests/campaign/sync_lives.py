"""Lives of the fake world of the sync, seed by seed; and the bugs planted there, each found in time."""

import gc

from sync.sim.invariants import Broken
from sync.sim.plan import plan_of
from sync.sim.shrinking import shrink
from tests.campaign.report import Campaign, Report, Share
from tests.helpers.sim_machines import Stage, a_stage, live_seed
from tests.helpers.sim_plants import PLANTS, seeds_to_find
from tests.helpers.sim_tally import counts_of

_FRESH = 500
"""Lives after which the prepared files are made anew, so that no process grows old on one set of them."""


def live_all(share: Share) -> Report:
    """Live seed by seed; what breaks is told with the deeds it needs."""
    report = Report("sync")
    for first in range(share.seeds.start, share.seeds.stop, _FRESH):
        with a_stage() as stage:
            gc.freeze()  # what is prepared stays: nobody has to look through it at every turn
            for seed in range(first, min(first + _FRESH, share.seeds.stop)):
                with report.looking_at(f"--seeds {seed}:{seed + 1}"):
                    _live(stage, seed, report)
    return report


def _live(stage: Stage, seed: int, report: Report) -> None:
    plan = plan_of(seed)
    report.count("lives")
    report.count("deeds", len(plan.deeds))
    try:
        story = live_seed(stage, plan)
    except Broken as broken:
        raise shrink(plan, lambda shorter: live_seed(stage, shorter), broken) from broken
    report.met.update(counts_of(story))


def find_planted(_share: Share) -> Report:
    """Look for every planted bug from seed 0 on."""
    report = Report("planted-sync")
    with a_stage() as stage:
        for plant in PLANTS:
            with report.looking_at(plant.name):
                seeds = seeds_to_find(plant, stage)
                if seeds is None:
                    raise AssertionError(f"not found within {plant.within} seeds")
                report.count(f"seeds to find: {plant.name}", seeds)
    return report


LIVES = Campaign("sync", "clinics, sticks and a township through everything", range(0, 20_000), live_all)
PLANTED_SYNC = Campaign("planted-sync", "bugs planted in the sync", range(0, 1), find_planted)
