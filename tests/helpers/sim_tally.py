"""What befell the lives of a run, summed over the processes that live them."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sync.sim.adversities import Adversity
from sync.sim.story import Story

_INVARIANTS = range(1, 10)
"""Number 10 is a seed run twice."""


def everything() -> list[str]:
    """Name all that has to happen: each adversity, and each invariant put to a test."""
    return [*(one.value for one in Adversity), *map(_looks_at, _INVARIANTS)]


def counts_of(story: Story) -> Mapping[str, int]:
    """Give what befell one life, by name."""
    looks = {_looks_at(number): times for number, times in story.looked.items()}
    return {one.value: times for one, times in story.met.items()} | looks


def _looks_at(number: int) -> str:
    return f"looks at invariant {number}"


@dataclass(frozen=True, slots=True)
class Tally:
    """A folder with a file for each group of lives that was lived to its end."""

    folder: Path

    def add(self, group: int, counts: Mapping[str, int]) -> None:
        """Add a group."""
        self.folder.mkdir(exist_ok=True)
        unfinished = self.folder / f"{group}.unfinished"
        unfinished.write_text(json.dumps(counts), "utf-8")
        unfinished.rename(self.folder / f"{group}.json")

    def total(self, groups: int) -> Counter[str] | None:
        """Sum all groups; None as long as one of so many is missing."""
        files = list(self.folder.glob("*.json"))
        if len(files) < groups:
            return None
        total = Counter[str]()
        for file in files:
            total.update(json.loads(file.read_text("utf-8")))
        return total
