"""Every reader of foreign bytes under a coverage-guided fuzzer, each as long as its share of the time.

Whatever the bytes, a reader gives a value or refuses. Anything else raised, a reader that takes longer than
twenty seconds and one that wants more memory than any message is worth are findings; the bytes are kept in
`build/fuzz`, beside what the fuzzer has learned, with which the next run goes on.
"""

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from tests.campaign.report import Campaign, Report, Share
from tests.helpers.decoders import DECODERS
from tests.helpers.source import ROOT

KEPT = ROOT / "build" / "fuzz"
USUAL_MINUTES = 5.0
LONGEST_SECONDS = 20
MOST_MEGABYTES = 600
"""What a reader may hold with the program around it; a clinic's PC has 4 GB."""
LONGEST_BYTES = 64 * 1024
_GRACE = 120.0
_RUNS = re.compile(r"stat::number_of_executed_units:\s+(\d+)")
_PEAK = re.compile(r"stat::peak_rss_mb:\s+(\d+)")
_COVERED = re.compile(r"cov: (\d+)")
_RAISED = re.compile(r"^\w*(?:Error|Exception|Interrupt)\b.*", re.MULTILINE)
MISSING = "no atheris here: .venv/bin/pip install --require-hashes --only-binary :all: -r fuzz.lock"


def run(share: Share) -> Report:
    """Fuzz the readers of the share one after the other."""
    report = Report("fuzz")
    if find_spec("atheris") is None:
        report.count(f"readers fuzzed: {MISSING}", 0)
        return report
    names = share.deeds or tuple(DECODERS)
    seconds = max(1, round(60 * (share.minutes or USUAL_MINUTES) / len(names)))
    for name in names:
        with report.looking_at(name):
            _one(report, name, seconds, seed=share.seeds.start)
    return report


def _one(report: Report, name: str, seconds: int, seed: int) -> None:
    corpus, found = KEPT / "corpus" / name, KEPT / "found"
    corpus.mkdir(parents=True, exist_ok=True)
    found.mkdir(parents=True, exist_ok=True)
    before = set(found.iterdir())
    told = _fuzzed(name, corpus, found, (seconds, seed))
    runs, peak = _last(_RUNS, told), _last(_PEAK, told)
    sys.stdout.write(f"  {name}: {runs:,} inputs, {_last(_COVERED, told)} branches, {peak} MB at its peak\n")
    report.count("inputs", runs)
    report.count("readers")
    for file in sorted(set(found.iterdir()) - before):
        raised = _RAISED.findall(told)
        report.findings.append(f"{name}: {file.relative_to(ROOT)}: {raised[-1] if raised else file.name}")
    if not runs:
        report.findings.append(f"{name}: did not run: {' '.join(told.split())[-400:]}")


def _fuzzed(name: str, corpus: Path, found: Path, share: tuple[int, int]) -> str:
    seconds, seed = share
    options = {
        "max_total_time": seconds,
        "seed": seed + 1,
        "timeout": LONGEST_SECONDS,
        "rss_limit_mb": MOST_MEGABYTES,
        "max_len": LONGEST_BYTES,
        "artifact_prefix": f"{found}/{name}-",
        "print_final_stats": 1,
        "verbosity": 1,
    }
    arguments = [f"-{option}={value}" for option, value in options.items()]
    done = subprocess.run(
        [sys.executable, "-m", "tests.campaign.fuzz_one", name, str(corpus), *arguments],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=seconds + _GRACE,
        check=False,
    )
    return done.stdout + done.stderr


def _last(wanted: re.Pattern[str], told: str) -> int:
    found = wanted.findall(told)
    return int(found[-1]) if found else 0


FUZZ = Campaign(
    "fuzz", "every reader of foreign bytes, guided by coverage; --minutes N in all", range(1), run
)
