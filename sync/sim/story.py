"""What happened in a life of the fake world, in order."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.ports import Clock
from sync.sim.adversities import Adversity


@dataclass(slots=True)
class Story:
    """What happened, in order, and a hash over it and every byte that was sent.

    Args:
        met: how often each adversity happened.
        looked: how often each invariant was held against something that could have broken it.
    """

    seed: int
    lines: list[str] = field(default_factory=list)
    met: Counter[Adversity] = field(default_factory=Counter)
    looked: Counter[int] = field(default_factory=Counter)
    _hash: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def tell(self, line: str) -> None:
        """Add a line."""
        self.lines.append(line)
        self._hash.update(line.encode())

    def meet(self, adversity: Adversity, *, when: bool = True) -> None:
        """Take note of what went wrong just now."""
        self.met[adversity] += when

    def look(self, number: int, *, when: bool = True) -> None:
        """Take note that an invariant is held against something."""
        self.looked[number] += when

    def add_bytes(self, data: bytes) -> None:
        """Let bytes count for the hash."""
        self._hash.update(data)

    @property
    def hash(self) -> str:
        """Give the hash so far."""
        return self._hash.hexdigest()


@dataclass(slots=True)
class SimulatedClock:
    """The true time of this world; it moves when a deed says so."""

    at: datetime

    def now(self) -> datetime:
        """Give the present moment of this world."""
        return self.at


@dataclass(slots=True)
class DriftingClock:
    """The clock of one PC: what it is wrong by stays until somebody turns it."""

    true: Clock
    wrong_by: timedelta = timedelta(0)

    def now(self) -> datetime:
        """Give what this PC takes for the present moment."""
        return self.true.now() + self.wrong_by
