"""A deed: something the program does to a folder, what it promises meanwhile, and what must hold after."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ui.wording.reasons import sentences

Say = Callable[[str], None]
"""Tells a promise the moment it was made: from then on it has to outlive everything."""

REFUSED = "no "
BUG = "bug "
ENDLESS = 1_000_000


@dataclass(frozen=True, slots=True)
class Told:
    """What processes said before they ended: their promises, the codes they refused with, and bugs.

    `power_cut`: the disk forgot what was not synced; what can be fetched again may have to be.
    """

    lines: tuple[str, ...]
    lives: int = 1
    power_cut: bool = False

    @property
    def promises(self) -> list[str]:
        """Give what was promised, in order."""
        return [line for line in self.lines if not line.startswith((REFUSED, BUG))]

    @property
    def refusals(self) -> list[str]:
        """Give the codes of what was refused."""
        return [line.removeprefix(REFUSED) for line in self.lines if line.startswith(REFUSED)]

    def reports(self) -> list[dict[str, Any]]:
        """Give the promises of a command that reports in JSON."""
        return [json.loads(line) for line in self.promises if line.startswith("{")]

    def last_number(self) -> int:
        """Give the last of promises that count upwards; 0 before the first."""
        return int(self.promises[-1]) if self.promises else 0

    def and_then(self, later: "Told") -> "Told":
        """Give what was said in one life after the other."""
        return Told(self.lines + later.lines, self.lives + later.lives)

    def require_sentences(self) -> None:
        """Let no process end in a bug, nor refuse without a sentence."""
        assert [line for line in self.lines if line.startswith(BUG)] == []
        assert [code for code in self.refusals if code not in sentences()] == []


@dataclass(frozen=True, slots=True)
class Deed:
    """One deed.

    Args:
        prepare: makes the folder as it is before.
        run: does it so many times, telling every promise; refusals pass through or are told.
        check: opens the folder afterwards and asserts that every promise was kept, that everything is sound
            and that work goes on.
        goes_on: whether a second process takes the work up where the first one was cut short.
    """

    name: str
    prepare: Callable[[Path], None]
    run: Callable[[Path, Say, int], None]
    check: Callable[[Path, Told], None]
    goes_on: bool = False
