"""Clinics that all call at once, as after an outage of the whole county, against a real service process."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

from storage.township.engines import PostgresPlace, TownshipDatabase, open_embedded, open_postgres
from storage.township.store import SqlTownshipStore
from tests.campaign.report import Campaign, Report, Share
from tests.helpers.commands import running
from tests.helpers.storm import (
    CODE,
    Crowd,
    gather,
    let_loose,
    peak_megabytes,
    processor_seconds,
    without_receipt,
)
from tests.helpers.throwaway_postgres import VARIABLE, fresh_database, newest_programs, running_server
from tests.helpers.township_store import CODEC

_SIZES = {"400": (400, 40), "1000": (1000, 40), "hello": (400, 1)}
"""Clinics and visits of each, by the name of the deed."""
MOST_MEGABYTES = 300
"""What the service may hold at its peak, with every connection of 1,000 clinics open."""


def run(share: Share) -> Report:
    """Let the crowds of the share loose, on both engines where there is a PostgreSQL."""
    report = Report("storm")
    for name in share.deeds or ("400", "1000"):
        clinics, visits = _SIZES[name]
        for engine in ("embedded", "postgres"):
            with TemporaryDirectory(prefix="cunzhen-storm-") as room, _place(engine, Path(room)) as place:
                if place is None:
                    report.count("storms left out: no PostgreSQL here")
                    continue
                with report.looking_at(f"{name} {engine}"):
                    _storm(
                        report, f"{clinics} clinics, {visits} visits each, {engine}", place, (clinics, visits)
                    )
    return report


@contextmanager
def _place(engine: str, room: Path) -> Iterator[Sequence[str] | None]:
    """Give the options that name a store: in a folder, or on a PostgreSQL of its own."""
    data = ("--data", str(room / "township"))
    if engine == "embedded":
        yield data
        return
    server = os.environ.get(VARIABLE)
    programs = newest_programs()
    if server:
        with fresh_database(server) as url:
            yield (*data, "--database", url)
    elif programs:
        with running_server(programs) as own, fresh_database(own) as url:
            yield (*data, "--database", url)
    else:
        yield None


def _opened(place: Sequence[str], create: bool = False) -> TownshipDatabase:
    data = Path(place[1])
    if len(place) > 2:
        return open_postgres(PostgresPlace(place[3]), data, create=create)
    return open_embedded(data, create=create)


def _storm(report: Report, what: str, place: Sequence[str], size: tuple[int, int]) -> None:
    with closing(_opened(place, create=True)) as database:
        crowd = gather(database, *size)
    with running("township", "serve", *place, "--port", 0) as service:
        process = service.process.pid
        before = processor_seconds(process)
        seconds = let_loose(crowd, service.port)
        used, memory = processor_seconds(process) - before, peak_megabytes(process)
    _tell(what, crowd, seconds, (used, memory))
    report.count("clinics", size[0])
    report.count("visits", size[0] * size[1])
    report.count("answers to come back", sum(caller.told_off for caller in crowd.callers))
    assert without_receipt(crowd) == [], f"{what}: clinics without a receipt"
    failures = [failure for caller in crowd.callers for failure in caller.failures]
    assert failures == [], f"{what}: {len(failures)} calls failed: {sorted(set(failures))}"
    assert memory < MOST_MEGABYTES, f"{what}: {memory:.0f} MB"
    with closing(_opened(place)) as database:
        store = SqlTownshipStore(database, CODE, CODEC)
        assert store.counts().events == size[0] * size[1], f"{what}: not every visit arrived, or one twice"
        assert store.check() == [], f"{what}: the store is not sound"


def _tell(what: str, crowd: Crowd, seconds: float, cost: tuple[float, float]) -> None:
    waits = sorted(caller.seconds for caller in crowd.callers)
    centiles = quantiles(waits, n=100, method="inclusive")
    told_off = sum(caller.told_off for caller in crowd.callers)
    most = max(caller.told_off for caller in crowd.callers)
    told = (
        f"{len(waits) / seconds:.1f} clinics/s, p50 {centiles[49]:.1f} s, p99 {centiles[98]:.1f} s",
        f"last {waits[-1]:.1f} s; {told_off} times come back, {most} to one clinic",
        f"service {cost[0]:.1f} s of processor, {cost[1]:.0f} MB at its peak",
    )
    sys.stdout.write(f"  {what}: {', '.join(told)}\n")
    sys.stdout.flush()


STORM = Campaign("storm", "all clinics call at once; --deeds 400,1000,hello", range(1), run)
