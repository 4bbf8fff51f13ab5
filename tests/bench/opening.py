"""Opening a clinic's files with the key at hand: all that is beyond the stretching of the password."""

from statistics import median
from time import perf_counter

from core.training.township import TrainingTownship
from storage.clinic.desk import Desk, open_clinic
from tests.bench.figures import Figure, seconds_of
from tests.helpers.open_desk import CHEAP, CODEC, PASSWORD, OpenDesk, village

TIMES = 30
BUDGET_MS = 10.0


def measure(desk: OpenDesk, town: TrainingTownship) -> list[Figure]:
    """Open and close the desk again and again; the hash alone, as often, is taken off."""
    user, closed = village().clinics[0].user, Desk(desk.folder, CODEC, desk.clock, CHEAP)
    desk.store.close()
    opening, hashing = [], []
    for _ in range(TIMES):
        hashing.append(seconds_of(lambda: closed.vault.unlock(user, PASSWORD)))
        started = perf_counter()
        store = open_clinic(closed, user, PASSWORD)
        opening.append(perf_counter() - started)
        store.close()
    desk.open()
    ours = (median(opening) - median(hashing)) * 1000
    size = f"opening with the key, {len(town.entries):,} people in the cache"
    return [Figure(size, ours, "ms", BUDGET_MS)]
