"""Diary, forecast and progress of calls as plain facts for a command line: moments in ISO form, no person."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from core.calling import Forecast
from core.sync_ports import Attempt, SyncStore
from sync.forecast import forecast
from sync.schedule import Situation, next_call

_LINES = 20
_NO_CHANCE = 0.5


class Moving(Protocol):
    """A round under way, as far as its progress goes."""

    @property
    def bytes_moved(self) -> tuple[int, int]:
        """Tell the bytes of bodies up and down so far."""
        ...

    @property
    def bytes_expected(self) -> int:
        """Tell about how many bytes are still to come."""
        ...

    @property
    def acknowledged(self) -> int:
        """Count the events the township has given a receipt for."""
        ...


def attempt_facts(attempt: Attempt) -> Mapping[str, Any]:
    """Tell one line of the diary."""
    return {
        "at": attempt.at.isoformat(),
        "route": attempt.route,
        "outcome": attempt.outcome,
        "bytes_up": attempt.bytes_up,
        "bytes_down": attempt.bytes_down,
        "seconds": attempt.seconds,
    }


def progress_facts(moving: Moving, waiting: int) -> Mapping[str, Any]:
    """Tell how far a round is: by what the township has given a receipt for, never by what was sent."""
    up, down = moving.bytes_moved
    return {
        "acknowledged": moving.acknowledged,
        "waiting": waiting,
        "bytes_up": up,
        "bytes_down": down,
        "bytes_expected": moving.bytes_expected,
    }


def whole_forecast(store: SyncStore, now: datetime) -> Forecast:
    """Say what the next call will move, and about when an open window makes it by itself.

    Chance, which keeps the clinics apart, is left out.
    """
    told = forecast(store, now)
    situation = Situation(now, now, store.attempts(_LINES), store.visits_wait())
    return replace(told, next_call=next_call(told.settings, situation, _NO_CHANCE))


def forecast_facts(told: Forecast) -> Mapping[str, Any]:
    """Tell what the next call will move, what the budget leaves, and when it is quiet."""
    settings, call = told.settings, told.next_call
    return {
        "events": told.events,
        "events_bytes": told.events_bytes,
        "sets": [
            {"name": one.name.value, "version": one.version, "bytes": one.size, "put_off": one.put_off}
            for one in told.sets
        ],
        "sets_bytes": told.sets_bytes,
        "seconds": told.seconds,
        "first": told.first,
        "interval_seconds": settings.interval_seconds,
        "bytes_a_day": settings.bytes_a_day,
        "bytes_a_month": settings.bytes_a_month,
        "spent_today": told.spent_today,
        "spent_this_month": told.spent_this_month,
        "quiet_hours": str(settings.quiet) if settings.quiet else None,
        "quiet_until": told.quiet_until.isoformat() if told.quiet_until else None,
        "next_call": call.at.isoformat() if call else None,
        "next_call_why": call.why if call else None,
    }
