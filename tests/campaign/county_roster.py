"""A roster of 600,000 rows, brought in by the very command on both engines: how long, and how much memory."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Any

from core.coverage.enrolment import RosterEntry
from core.training.township import make_township
from sync.township.imports.roster_workbook import write_roster, write_roster_csv
from tests.campaign.report import Campaign, Report, Share
from tests.helpers.commands import PROGRAM
from tests.helpers.open_desk import TODAY
from tests.helpers.source import ROOT
from tests.helpers.throwaway_postgres import fresh_database, newest_programs, running_server

ROWS = 600_000
MOST_MEGABYTES = 500
"""What the command may take at most, with everything it is made of, and the comparison with a full store."""
_PEOPLE, _VILLAGES = 76_500, 20
_MOVED = 10
"""One in so many has another telephone in the second file."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took."""

    seconds: float
    wall: float
    megabytes: float
    told: Mapping[str, Any]


def bring_counties_in(share: Share) -> Report:
    """Bring people in twice for each engine: as CSV into nothing, then, some changed, as XLSX over them."""
    report = Report("imports")
    for seed in share.seeds:
        with tempfile.TemporaryDirectory(prefix="cunzhen-imports-") as folder:
            _one_county(Path(folder), seed, report)
    return report


def make_files(folder: Path, seed: int, count: int) -> None:
    """Write people as CSV, and again, some changed, as a workbook; tell how many rows and people they are."""
    people = make_township(seed, TODAY, _VILLAGES, count).entries
    write_roster_csv(folder / "people.csv", folder / "payments.csv", people)
    write_roster(folder / "roster.xlsx", _moved(people))
    rows = sum(1 + len(one.history.records) for one in people)
    sys.stdout.write(json.dumps({"rows": rows, "people": len(people)}))


def _one_county(folder: Path, seed: int, report: Report) -> None:
    # In a process of its own: a command counts as its own what whoever starts it ever took.
    making = (sys.executable, "-m", "tests.campaign.county_roster", folder, str(seed), str(_PEOPLE))
    made = json.loads(subprocess.run(making, cwd=ROOT, check=True, capture_output=True).stdout)
    rows, people = made["rows"], made["people"]
    files: dict[str, Sequence[Path]] = {
        "CSV into nothing": (folder / "people.csv", folder / "payments.csv"),
        "XLSX over it": (folder / "roster.xlsx",),
    }
    for engine, place in _engines(folder):
        _run(["init", *place, "--code", "T1", "--name", "演示镇", "--institution", "H23999900001"])
        for kind, some in files.items():
            with report.looking_at(f"seed {seed}, {kind}, {engine}"):
                cost = _run(["import-roster", *map(str, some), *place, "--as-of", TODAY.isoformat()])
                report.count(f"rows of {kind}, {engine}", rows)
                report.met[said := _said(kind, engine, rows, cost)] += 1
                sys.stdout.write(f"  {report.name}: {said}\n")
                sys.stdout.flush()
                assert rows >= ROWS
                assert cost.told["good"] == people
                changes = people if kind.startswith("CSV") else len(range(0, people, _MOVED))
                assert cost.told["new"] + cost.told["changed"] == changes
                assert cost.megabytes <= MOST_MEGABYTES


def _said(kind: str, engine: str, rows: int, cost: Cost) -> str:
    each = f"{rows / cost.seconds:,.0f} rows a CPU second, {cost.wall:.0f} s by the clock"
    return f"{kind}, {engine}: {cost.megabytes:.0f} MB at most, {each}"


def _moved(people: Sequence[RosterEntry]) -> list[RosterEntry]:
    return [
        replace(one, person=replace(one.person, phone="000-12345678")) if at % _MOVED == 0 else one
        for at, one in enumerate(people)
    ]


def _engines(folder: Path) -> Iterator[tuple[str, Sequence[str]]]:
    yield "encrypted file", ["--data", str(folder / "embedded")]
    with _postgres() as address:
        if address:
            yield "PostgreSQL", ["--data", str(folder / "beside"), "--database", address]


@contextmanager
def _postgres() -> Iterator[str]:
    programs = newest_programs()
    if programs is None:
        yield ""
        return
    with running_server(programs) as server, fresh_database(server) as address:
        yield address


def _run(asked: Sequence[str]) -> Cost:
    """Run a command of the township as a process of its own, and tell what the system counted."""
    started = perf_counter()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen([*PROGRAM, "township", *asked, "--json"], stdout=out)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        told = json.loads(out.read().splitlines()[-1]) if process.returncode == 0 else {}
    assert process.returncode == 0
    kilobytes = used.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    seconds = used.ru_utime + used.ru_stime
    return Cost(seconds, perf_counter() - started, kilobytes / 1024, told)


IMPORTS = Campaign(
    "imports", f"rosters of {ROWS:,} rows by the command, on both engines", range(7, 8), bring_counties_in
)

if __name__ == "__main__":
    make_files(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
