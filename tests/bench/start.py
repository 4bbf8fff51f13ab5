"""From nothing to the lock screen on the display, each time a fresh process."""

import subprocess
import sys
from pathlib import Path
from statistics import median

from tests.bench.figures import Figure, seconds_of
from tests.helpers.open_desk import desk_in
from tests.helpers.source import ROOT

TIMES = 5
BUDGET = 2.5


def measure(folder: Path) -> list[Figure]:
    """Start the desktop and an empty window in turn, so that both meet the same machine."""
    data = folder / "start"
    with desk_in(data):
        pass
    _painted()
    _painted(str(data))
    ours, floor = [], []
    for _ in range(TIMES):
        floor.append(seconds_of(_painted))
        ours.append(seconds_of(lambda: _painted(str(data))))
    return [
        Figure(
            what="start to first paint of the lock screen",
            ours=median(ours) * 1000,
            unit="ms",
            budget=BUDGET,
            floor=median(floor) * 1000,
            floor_name="an empty QMainWindow, fresh process",
        )
    ]


def _painted(*arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.first_paint", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    if done.stdout != "painted\n":
        raise RuntimeError(f"nothing was painted: {done.stderr}")
