"""同步设置: when and how much the clinics of a township call by themselves, as its staff set it."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from core.calling import CallSettings
from core.ports import Clock
from core.township_ports import TownshipStore
from sync.township.publishing import publish_sets

Place = TypeVar("Place", contravariant=True)


@dataclass(frozen=True, slots=True)
class CallingHours(Generic[Place]):
    """The deed; `open_store` opens the township a place names."""

    open_store: Callable[[Place], AbstractContextManager[TownshipStore]]
    clock: Clock

    def settings(self, place: Place, changes: Mapping[str, Any]) -> Mapping[str, Any]:
        """Change some settings by their names, or none, and tell all; clinics learn it with their next sync.

        Raises:
            Refusal: `call_settings_not_usable`: nothing was changed.
        """
        with self.open_store(place) as store:
            calls = store.township().calls
            if changes:
                calls = CallSettings.from_plain({**calls.to_plain(), **changes})
                store.keep_call_settings(calls)
                publish_sets(store, self.clock)
        return {
            "interval_seconds": calls.interval_seconds,
            "bytes_a_day": calls.bytes_a_day,
            "bytes_a_month": calls.bytes_a_month,
            "quiet_hours": str(calls.quiet) if calls.quiet else "",
            "batch_bytes": calls.batch_bytes,
            "await_seconds": calls.await_seconds,
        }
