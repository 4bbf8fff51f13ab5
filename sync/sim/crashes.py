"""A clinic's store that dies with its PC: before or after any call, as the seed has it."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from core.sync_ports import SyncStore


class Crash(Exception):
    """The power went."""


def mortal(store: SyncStore, rng: random.Random, risk: float) -> SyncStore:
    """Wrap a store so that each call is the last with a chance of `risk`."""
    return cast(SyncStore, _Mortal(store, rng, risk))


@dataclass(frozen=True, slots=True)
class _Mortal:
    store: SyncStore
    rng: random.Random
    risk: float

    def __getattr__(self, name: str) -> Callable[..., Any]:
        call = getattr(self.store, name)

        def live(*given: Any) -> Any:
            fate = self.rng.random()
            if fate < self.risk / 2:
                raise Crash
            answer = call(*given)
            if fate > 1 - self.risk / 2:
                raise Crash
            return answer

        return live
