"""What a desk foretells of its calls, as a test sets it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from core.calling import USUAL, Forecast, NextCall
from core.ports import VisitState

USUAL_FORECAST = Forecast(0, 0, (), 3.0, USUAL, 24_000, 410_000, None)
_EVENT_BYTES = 900


@dataclass
class FakeCalls:
    """Foretells what waits of the visits there are."""

    visits: list[VisitState]
    now: Callable[[], datetime]
    told: Forecast = USUAL_FORECAST
    planned: NextCall | None = None
    """None: in four minutes, whenever one asks."""
    seconds: int = 0
    """How long a settlement is looked out for."""
    answers: list[int | dict[str, Any]] = field(default_factory=list)
    """What the township says, hello by hello, to whoever awaits a visit: when to ask again, or the result."""
    awaits: int | None = None
    hellos: int = 0

    def await_settlement(self, sequence: int | None) -> int:
        self.awaits = sequence if self.seconds else None
        return self.seconds

    def deliver(self) -> None:
        """Take everything in that was saved."""
        self.hellos += 1
        self.visits[:] = [
            replace(one, state="delivered") if one.state == "saved" else one for one in self.visits
        ]

    def settling(self) -> int | None:
        """Answer a hello."""
        if self.awaits is None:
            return None
        answer = self.answers.pop(0) if self.answers else 0
        if isinstance(answer, int):
            return answer
        place = next(at for at, one in enumerate(self.visits) if one.sequence == self.awaits)
        self.visits[place] = replace(self.visits[place], **answer)
        return 0

    def forecast(self) -> Forecast:
        waiting = sum(one.state == "saved" for one in self.visits)
        return replace(
            self.told, events=waiting, events_bytes=_EVENT_BYTES * waiting, next_call=self.next_call()
        )

    def next_call(self) -> NextCall:
        return self.planned or NextCall(self.now() + timedelta(minutes=4), "interval")
