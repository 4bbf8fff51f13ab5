"""The county batch: histories judged a second from a file, beside only reading the same file."""

import json
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from core.policy.loader import packaged_sources
from core.training.township import TrainingTownship
from tests.bench.figures import Figure, seconds_of
from ui.commandline.policy_batch import Batch, run_batch

HISTORIES = 6_000
WORKERS = (1, 2)
BUDGET = 500
"""Microseconds a history: 600,000 in five minutes on one processor."""


def measure(folder: Path, town: TrainingTownship) -> list[Figure]:
    """Write histories of the village to a file and judge it."""
    chosen = Random(3).choices(town.entries, k=HISTORIES)
    lines = [json.dumps({"id": n, "person": entry.history.to_plain()}) for n, entry in enumerate(chosen)]
    file, out = folder / "histories.jsonl", folder / "answers.jsonl"
    file.write_text("\n".join(lines), "utf-8")

    def judge(workers: int) -> None:
        with out.open("w", encoding="utf-8") as into:
            wanted = Batch(file, packaged_sources(), town.pack, town.on, with_steps=False, workers=workers)
            assert run_batch(wanted, into).refused == 0

    def read_only() -> list[Any]:
        return [json.loads(line) for line in file.read_text("utf-8").splitlines()]

    reading = seconds_of(read_only) / HISTORIES * 1e6
    figures = []
    for workers in WORKERS:
        cost = seconds_of(partial(judge, workers)) / HISTORIES * 1e6
        name = f"county batch, a history, {workers} worker(s)"
        figures.append(Figure(f"{name} (reading: {reading:.0f} us)", cost, "us", BUDGET))
    return figures
