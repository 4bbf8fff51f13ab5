"""Killed without warning at random moments: every promise outlives it, and everything is sound."""

import random
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.campaign.all_deeds import WITH_PLANTED, Stage
from tests.campaign.nursery import Nursery, Order, nursery
from tests.campaign.report import Campaign, Report, Share

MOST_PROMISES = 12
LONGEST_DELAY = 0.03
"""Seconds: about as long as the slowest deed takes from one promise to the next."""
OPENING = 0.02
"""Seconds in which a second process opens what the first one left."""


def kill_seed(stage: Stage, children: Nursery, name: str, seed: int) -> tuple[int, int]:
    """Kill a deed at a moment of chance, its successor while it takes over; count kills and promises.

    Raises:
        AssertionError: a promise was not kept, or something is not sound.
    """
    chance, deed = random.Random(f"{name} {seed}"), WITH_PLANTED[name]
    order = Order(name, stage.set(deed))
    moments = [(chance.randrange(MOST_PROMISES), chance.uniform(0, LONGEST_DELAY))]
    if deed.goes_on and chance.random() < 0.5:
        moments.append((0, chance.uniform(0, OPENING)))
    first, *later = [children.kill_child(order, promises, delay) for promises, delay in moments]
    told = first.told
    for life in later:
        told = told.and_then(life.told)
    told.require_sentences()
    deed.check(order.folder, told)
    return sum(life.signal != 0 for life in (first, *later)), len(told.promises)


DEALT = (
    *("record", "program-record", "roster", "users", "record", "program-import", "forms", "set-up"),
    *("record", "rekey", "import", "roster", "record", "program-record", "rekey", "users", "found"),
    *(
        "record",
        "backup",
        "upgrade",
        "restore",
        "second-copy",
        "backup",
        "upgrade",
        "program-record",
        "restore",
    ),
    *("second-copy", "record"),
)
"""Which deed a seed is about: those that can lose a visit come most often."""


def kill(share: Share) -> Report:
    """Kill seed by seed."""
    report = Report("kills")
    with TemporaryDirectory(prefix="cunzhen-kills-") as room, nursery() as children:
        stage = Stage(Path(room))
        for seed in share.seeds:
            names = share.deeds or DEALT
            name = names[seed % len(names)]
            with report.looking_at(f"{name}, --seeds {seed}:{seed + 1}"):
                kills, promises = kill_seed(stage, children, name, seed)
                report.count("kills", kills)
                report.count("promises kept", promises)
                report.count(f"kills in {name}", kills)
    return report


KILLS = Campaign("kills", "killed without warning at random moments", range(0, 500), kill)
