"""What a desk foretells of its calls, as a test sets it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.calling import USUAL, Forecast, NextCall
from core.ports import VisitState

USUAL_FORECAST = Forecast(0, 0, (), 3.0, USUAL, 24_000, 410_000, None)
_EVENT_BYTES = 900


@dataclass
class FakeCalls:
    """Foretells what waits of the visits there are."""

    visits: Sequence[VisitState]
    now: Callable[[], datetime]
    told: Forecast = USUAL_FORECAST
    planned: NextCall | None = None
    """None: in four minutes, whenever one asks."""

    def forecast(self) -> Forecast:
        waiting = sum(one.state == "saved" for one in self.visits)
        return replace(
            self.told, events=waiting, events_bytes=_EVENT_BYTES * waiting, next_call=self.next_call()
        )

    def next_call(self) -> NextCall:
        return self.planned or NextCall(self.now() + timedelta(minutes=4), "interval")
