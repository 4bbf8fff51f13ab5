"""Events of this very ledger that its file lost to damage: which they are, and putting them back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from core.events import Event
from core.ids import Incarnation


@dataclass(frozen=True, slots=True)
class EventSpan:
    """Events of one life of a ledger, from one sequence to another, both of them included."""

    incarnation: Incarnation
    first: int
    last: int

    @property
    def count(self) -> int:
        """Count the events in it."""
        return self.last - self.first + 1


class MissingEvents(Protocol):
    """What a damaged ledger lacks; nothing in it was ever deleted, it could not be read any more."""

    def wanted(self) -> EventSpan | None:
        """Give the next events to ask the township for.

        Those it said not to hold are asked for again in another epoch.
        """
        ...

    def fill(self, events: Sequence[Event]) -> None:
        """Put events back in their places; those that are not missing change nothing.

        Raises:
            Refusal: `event_damaged`: one is not what it says, or does not fit those before and behind it.
        """
        ...

    def not_held(self, span: EventSpan) -> bool:
        """Note that the township does not hold some; tell whether what is behind them needs a new life."""
        ...
