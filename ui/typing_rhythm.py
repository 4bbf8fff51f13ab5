"""How fast signs come into a field: a scanner or a reader types as no fingers do."""

import time
from collections.abc import Callable
from dataclasses import dataclass

BETWEEN_KEYS = 0.05
"""Seconds: fingers need twice as long between two keys, scanners a fifth of it."""
LONGEST_STUMBLE = 0.3
"""Seconds: a PC that stumbles over a scan is on again by then, and nobody has picked a scanner up so fast."""
SHORTEST_SCAN = 8
"""Signs: nobody strikes so many keys at that pace."""


@dataclass(slots=True)
class TypingRhythm:
    """Follow the signs as they come; `run` is what has come without a pause.

    `apart` tells that what stood there before the run came at another time, or by other hands.

    Args:
        seconds: a clock that only ever goes forward.
    """

    seconds: Callable[[], float] = time.monotonic
    run: str = ""
    apart: bool = True
    _last: float = float("-inf")

    def came(self, signs: str) -> None:
        """Take in signs that have just come; none where an input method still holds them."""
        now = self.seconds()
        if now - self._last > BETWEEN_KEYS:
            self.run, self.apart = "", now - self._last > LONGEST_STUMBLE
        self.run += signs
        self._last = now

    def broken(self) -> None:
        """Begin anew: something was pasted, deleted, repeated or put there."""
        self.run, self._last = "", float("-inf")

    def scanned(self, text: str) -> str:
        """Give the end of a text that came from a machine, empty where fingers wrote it."""
        return self.run if len(self.run) >= SHORTEST_SCAN and text.endswith(self.run) else ""
