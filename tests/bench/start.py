"""From nothing to the lock screen on the display, each time a fresh process."""

import os
import resource
import subprocess
import sys
from pathlib import Path
from statistics import median

from tests.bench.figures import Figure, seconds_of
from tests.helpers.open_desk import desk_in
from tests.helpers.source import ROOT

TIMES = 5
BUDGET = 2.0


def measure(folder: Path) -> list[Figure]:
    """Start the desktop and an empty window in turn, so that both meet the same machine.

    Modules come compiled, as in the package; the first start of each writes them down.
    """
    data = folder / "start"
    with desk_in(data):
        pass
    compiled = folder / "compiled"
    _painted(compiled)
    _painted(compiled, str(data))
    ours, floor, busy, idle = [], [], [], []
    for _ in range(TIMES):
        before = _processor()
        floor.append(seconds_of(lambda: _painted(compiled)))
        between = _processor()
        ours.append(seconds_of(lambda: _painted(compiled, str(data))))
        idle.append(between - before)
        busy.append(_processor() - between)
    return [
        Figure(
            what="start to first paint of the lock screen",
            ours=median(ours) * 1000,
            unit="ms",
            budget=BUDGET,
            floor=median(floor) * 1000,
            floor_name="an empty QMainWindow, fresh process",
            remark=f"{median(busy) / median(idle):.2f}x by processor",
        )
    ]


def _processor() -> float:
    """Give the processor's seconds of all processes that ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _painted(compiled: Path, *arguments: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.first_paint", *arguments],
        cwd=ROOT,
        env={**environment, "PYTHONPYCACHEPREFIX": str(compiled)},
        capture_output=True,
        text=True,
        check=True,
    )
    if done.stdout != "painted\n":
        raise RuntimeError(f"nothing was painted: {done.stderr}")
