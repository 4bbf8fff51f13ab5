"""The line to the national platform of the fake world; the platform never forgets what it did."""

import random
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from core.ids import EventId
from sync.sim.adversities import Adversity
from sync.sim.story import SimulatedClock, Story
from sync.township.settlement.answers import NoAnswer, NotReached
from sync.township.settlement.national_forms import ID_LENGTH

_KINDS: Mapping[str, Adversity] = {
    "unreached": Adversity.PLATFORM_UNREACHED,
    "lost": Adversity.PLATFORM_MESSAGE_LOST,
    "late": Adversity.PLATFORM_MESSAGE_LATE,
    "unheard": Adversity.PLATFORM_UNHEARD,
    "short": Adversity.PLATFORM_ANSWER_SHORT,
    "denied": Adversity.PLATFORM_DENIES,
}
_TROUBLES = (*_KINDS, "unheard", "late")
_UNDER_WAY = timedelta(minutes=10)
"""How long a message may be under way; every province's patience is as long."""
_MONEY, _WHERE_MONEY_MOVES = (b'"2207"', b'"2208"'), 4
"""So much worse the line is for messages that settle or undo, else one in ten would ever be in doubt."""
_NO = b'{"infcode": -1, "err_msg": "FSI-busy", "output": null}'


@dataclass(frozen=True, slots=True)
class Settlement:
    """A settlement that stands in the platform's own ledger."""

    number: str
    """Ours: the beginning of the event's id."""
    fund: int
    total: int


class PlatformMachine(Protocol):
    """The platform: its books are the judge of what was settled."""

    def answer(self, body: bytes) -> bytes:
        """Do what a message asks for."""
        ...

    def standing(self) -> Sequence[Settlement]:
        """List the settlements that stand."""
        ...

    def undone(self) -> Collection[str]:
        """List the numbers of ours a settlement of which was taken back there."""
        ...

    def undo(self, number: str) -> bool:
        """Let a clerk undo the settlement of a visit there; tell whether one stood."""
        ...


@dataclass(slots=True)
class FakeLine:
    """Implements `sync.township.settlement.platform.Platform`; `trouble` is the chance of it per message."""

    machine: PlatformMachine
    story: Story
    clock: SimulatedClock
    trouble: float
    rng: random.Random = field(default_factory=random.Random)
    _late: list[tuple[datetime, bytes]] = field(default_factory=list)

    def send(self, _message_id: str, _service: str, body: bytes) -> bytes:
        """Carry a message there and its answer back, or fail as lines do."""
        self.story.add_bytes(body)
        self._deliver_late()
        trouble = self.trouble * (_WHERE_MONEY_MOVES if any(one in body for one in _MONEY) else 1)
        kind = self.rng.choice(_TROUBLES) if self.rng.random() < trouble else "none"
        if kind == "none":
            return self.machine.answer(body)
        self.story.tell(f"  platform: {kind}")
        self.story.meet(_KINDS[kind])
        failing: Mapping[str, Callable[[bytes], bytes]] = {
            "unreached": self._unreached,
            "lost": self._lost,
            "late": self._under_way,
            "unheard": self._unheard,
            "short": self._short,
            "denied": self._denied,
        }
        return failing[kind](body)

    def settled(self) -> Mapping[str, list[Settlement]]:
        """Give what stands there by our numbers."""
        found: dict[str, list[Settlement]] = {}
        for one in self.machine.standing():
            found.setdefault(one.number, []).append(one)
        return found

    def holds(self, event: EventId) -> bool:
        """Tell whether a settlement of a visit stands there."""
        return own_number(event) in self.settled()

    def undid(self, event: EventId) -> bool:
        """Tell whether a settlement of a visit was taken back there."""
        return own_number(event) in self.machine.undone()

    def _deliver_late(self) -> None:
        now = self.clock.now()
        due = [body for at, body in self._late if at <= now]
        self._late = [one for one in self._late if one[0] > now]
        for body in due:
            self.machine.answer(body)

    def _unreached(self, _body: bytes) -> bytes:
        raise NotReached("platform_not_reachable")

    def _lost(self, _body: bytes) -> bytes:
        raise NoAnswer("platform_too_slow")

    def _under_way(self, body: bytes) -> bytes:
        self._late.append((self.clock.now() + self.rng.random() * _UNDER_WAY, body))
        raise NoAnswer("platform_too_slow")

    def _unheard(self, body: bytes) -> bytes:
        self.machine.answer(body)
        raise NoAnswer("platform_line_cut")

    def _short(self, body: bytes) -> bytes:
        answer = self.machine.answer(body)
        return answer[: self.rng.randrange(len(answer))]

    def _denied(self, body: bytes) -> bytes:
        self.machine.answer(body)
        return _NO


def own_number(event: EventId) -> str:
    """Give the number a visit carries at the platform."""
    return event[:ID_LENGTH]
