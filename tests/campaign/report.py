"""What a campaign says when it is done: what ran, how much of it, what was found."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from traceback import extract_tb

ALWAYS_SHOWN = 10.0
"""Seconds after which a campaign says again how far it is."""
_LONGEST = 4_000
"""Characters of a finding: the story of a life made short fits."""


@dataclass(slots=True)
class Report:
    """Counts by name, and every finding in a line that says how to see it again.

    Args:
        met: what happened meanwhile and how often; told at the end only.
    """

    name: str
    counts: Counter[str] = field(default_factory=Counter)
    met: Counter[str] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)
    _started: float = field(default_factory=perf_counter)
    _shown: float = field(default_factory=perf_counter)

    def count(self, what: str, number: int = 1) -> None:
        """Count something that was done; say from time to time how far it is."""
        self.counts[what] += number
        if perf_counter() - self._shown > ALWAYS_SHOWN:
            self._shown = perf_counter()
            sys.stdout.write(f"  {self.name}: {self._told()}\n")
            sys.stdout.flush()

    @contextmanager
    def looking_at(self, where: str) -> Iterator[None]:
        """Turn what does not hold into a finding, told at once, and go on."""
        try:
            yield
        except Exception as found:
            text = " ".join(f"{type(found).__name__} {_line_of(found)}: {found}".split())
            self.findings.append(f"{where}: {text[:_LONGEST]}")
            sys.stdout.write(f"  {self.name}: FOUND {self.findings[-1]}\n")
            sys.stdout.flush()

    def tell(self) -> str:
        """Give the whole report."""
        head = f"{self.name}: {self._told()}; {perf_counter() - self._started:.0f} s"
        met = [f"  {number:7,} {what}" for what, number in sorted(self.met.items())]
        return "\n".join([head, *met, *(f"  FOUND {one}" for one in self.findings or ["nothing"])])

    def _told(self) -> str:
        return ", ".join(f"{number:,} {what}" for what, number in self.counts.items())


def _line_of(found: Exception) -> str:
    """Give the last line that ran: a bare assertion says nothing else of itself."""
    last = extract_tb(found.__traceback__)[-1]
    return f"at {Path(last.filename).name}:{last.lineno} `{last.line}`"


@dataclass(frozen=True, slots=True)
class Share:
    """What part of a campaign is wanted: its seeds, some of its deeds, minutes of one that has no end."""

    seeds: range
    deeds: Sequence[str] = ()
    minutes: float | None = None


@dataclass(frozen=True, slots=True)
class Campaign:
    """A part of `make campaign`: what it does in a sentence, its usual seeds, and how it runs."""

    name: str
    what: str
    seeds: range
    run: Callable[[Share], Report]
