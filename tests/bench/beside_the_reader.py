"""What a reader of smart cards beside another one costs at each F2: a helper process that finds it empty."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter

from tests.bench.figures import Figure
from ui.devices.vendor.helper import PCSC, READ
from ui.devices.vendor.library_reader import our_helper

_ROUNDS = 15
_STARTS = 6.0
"""Times a bare start of Python."""
_OWN_TIME = 1.5
"""Times the reader's own time: with it, card to verdict stays below 300 ms."""
_ANSWER_SIGNS, _BITS, _BAUD = 1295, 10, 115_200
_OWN_MS = _ANSWER_SIGNS * _BITS / _BAUD * 1000
_EMPTY = {
    "Exceptions": "class SmartcardException(Exception): pass",
    "pcsc/__init__": "",
    "pcsc/PCSCExceptions": "class BaseSCardException(Exception): pass",
    "System": """from smartcard.Exceptions import SmartcardException
class Empty:
    def createConnection(self): return self
    def connect(self): raise SmartcardException
def readers(): return [Empty()]
""",
    "__init__": "",
}
"""The names of pyscard that are asked, with one reader that is empty."""


def measure(folder: Path) -> list[Figure]:
    """Give the CPU time of the helper, beside a bare start of Python and what a card takes on its line."""
    for name, text in _EMPTY.items():
        file = folder / "smartcard" / f"{name}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    asked = json.dumps({"act": READ, "library": PCSC, "wait": 0}).encode() + b"\n"
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    bare = [_cost([sys.executable, "-c", "pass"], b"", environment) for _ in range(_ROUNDS)]
    ours = [_cost(our_helper(), asked, environment) for _ in range(_ROUNDS)]
    cpu, wall = (median(column) for column in zip(*ours, strict=True))
    start = Figure(
        "a reader of smart cards asked beside another, CPU",
        cpu,
        "ms",
        _STARTS,
        median(one for one, _ in bare),
        "a Python that does nothing",
        remark=f"{wall:.0f} ms on the clock",
    )
    line = f"{_ANSWER_SIGNS:,} signs of a card at {_BAUD:,} baud, worked out"
    return [start, replace(start, budget=_OWN_TIME, floor=_OWN_MS, floor_name=line, remark="")]


def _cost(command: Sequence[str], asked: bytes, environment: Mapping[str, str]) -> tuple[float, float]:
    """Give milliseconds of CPU time and on the clock."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    done = subprocess.run(command, input=asked, capture_output=True, env=environment, check=True)
    taken, after = perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    assert command[-1] == "pass" or b"card_not_there" in done.stdout
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return used * 1000, taken * 1000
