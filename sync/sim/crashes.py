"""A store that dies with its machine: before or after any call, as the seed has it."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

Store = TypeVar("Store")


class Crash(Exception):
    """The power went."""


def mortal(store: Store, rng: random.Random, risk: float) -> Store:
    """Wrap a store so that each call is the last with a chance of `risk`."""
    return cast(Store, _Mortal(store, rng, risk))


@dataclass(frozen=True, slots=True)
class _Mortal:
    store: object
    rng: random.Random
    risk: float

    def __getattr__(self, name: str) -> Callable[..., Any]:
        call = getattr(self.store, name)

        def live(*given: Any, **named: Any) -> Any:
            fate = self.rng.random()
            if fate < self.risk / 2:
                raise Crash
            answer = call(*given, **named)
            if fate > 1 - self.risk / 2:
                raise Crash
            return answer

        return live
