"""What one password costs at a desk: time of a core and the most memory, each time in a fresh process."""

import subprocess
import sys
from statistics import median

from tests.bench.figures import Figure
from tests.helpers.source import ROOT

TIMES = 5
MOST_MS, MOST_MIB = 500, 80
"""On the machine that measures. A PC three times slower then still opens within two seconds."""


def measure() -> list[Figure]:
    """Open a slot as the lock screen does."""
    idle = median(_measured("import storage.clinic.key_slot", "print(0, peak())")[1] for _ in range(3))
    opened = [_measured(_OPEN, "print(took, peak())") for _ in range(TIMES)]
    milliseconds, peak = (median(one[place] for one in opened) for place in (0, 1))
    return [
        Figure(what="a password at the desk's cost", ours=milliseconds, unit="ms", budget=MOST_MS),
        Figure(what="memory while it is tried", ours=(peak - idle) / 1024, unit="MiB", budget=MOST_MIB),
    ]


# Not `ru_maxrss`: a process begins with that of whoever started it.
_PEAK = """def peak():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))"""
_OPEN = """import time
from storage.clinic.key_slot import DESK, decoy
slot = decoy(DESK)
started = time.process_time()
slot.open("", "a wrong password")
took = (time.process_time() - started) * 1000"""


def _measured(*lines: str) -> tuple[float, float]:
    program = "\n".join((_PEAK, *lines))
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    milliseconds, kib = done.stdout.split()
    return float(milliseconds), float(kib)
