"""Opening a clinic's files with the key at hand: what comes after the stretching of the password."""

from statistics import median
from time import perf_counter, process_time

from core.training.township import TrainingTownship
from storage.clinic.database import open_cache, open_ledger
from storage.clinic.desk import Desk
from tests.bench.figures import Figure
from tests.helpers.open_desk import CHEAP, CODEC, PASSWORD, OpenDesk, village

TIMES = 30
BUDGET_MS = 10.0


def measure(desk: OpenDesk, town: TrainingTownship) -> list[Figure]:
    """Open both files again and again up to their first answers.

    Signing in also leaves a durable note in the audit trail, which costs what any durable write costs here.
    """
    closed = Desk(desk.folder, CODEC, desk.clock, CHEAP)
    desk.store.close()
    key = closed.vault.unlock(village().clinics[0].user, PASSWORD)
    took, processor = [], []
    for _ in range(TIMES):
        started, busy = perf_counter(), process_time()
        files = open_ledger(desk.folder, key), open_cache(desk.folder, key)
        for file in files:
            file.database.execute("SELECT count(*) FROM sqlite_master").fetchone()
        took.append(perf_counter() - started)
        processor.append(process_time() - busy)
        for file in files:
            file.close()
    desk.open()
    what = f"opening both files with the key, {len(town.entries):,} people in the cache, median"
    remark = f"{median(processor) * 1000:.1f} ms of processor"
    return [Figure(what, median(took) * 1000, "ms", BUDGET_MS, remark=remark)]
