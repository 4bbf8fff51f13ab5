"""A network of the fake world: it cuts, repeats, delays and rewrites as the deed's chance has it."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from core.errors import Hindrance, Refusal
from sync.asks import Ask
from sync.sim.adversities import Adversity
from sync.sim.story import SimulatedClock, Story

_REMEMBERED = 20
_KINDS: Mapping[str, Adversity] = {
    "cut_before": Adversity.REQUEST_LOST,
    "cut_after": Adversity.ANSWER_LOST,
    "died": Adversity.TOWNSHIP_DIED,
    "twice": Adversity.REQUEST_TWICE,
    "late": Adversity.REQUEST_LATE,
    "slow": Adversity.ANSWER_SLOW,
    "portal": Adversity.ANSWER_REWRITTEN,
    "flipped": Adversity.ANSWER_FLIPPED,
    "stale": Adversity.ANSWER_STALE,
    "short": Adversity.ANSWER_SHORT,
}
_TROUBLES = (*_KINDS, "cut_after")
_SLOWEST = timedelta(minutes=20)


@dataclass(slots=True)
class FakeNetwork:
    """Carries questions to a township; `trouble` is the chance that an exchange goes wrong somehow.

    Args:
        answer: asks the township.
        dying: asks a township that may die of it.
    """

    answer: Callable[[Ask, bytes], bytes]
    dying: Callable[[Ask, bytes, random.Random], None]
    trouble: float
    story: Story
    clock: SimulatedClock
    _sent: list[tuple[Ask, bytes]] = field(default_factory=list)
    _answers: list[bytes] = field(default_factory=list)

    def exchange(self, name: Ask, body: bytes, rng: random.Random) -> bytes:
        """Carry a question there and its answer back, or fail as networks do."""
        kind = rng.choice(_TROUBLES) if rng.random() < self.trouble else "none"
        if kind != "none":
            self.story.tell(f"  network: {kind} at {name.value}")
            self.story.meet(_KINDS[kind])
        if kind == "late" and self._sent:
            self._deliver_again(rng.choice(self._sent))
        if kind == "slow":
            self.clock.at += rng.random() * _SLOWEST
        if kind == "cut_before":
            raise Hindrance("connection_cut")
        self._sent = [*self._sent, (name, body)][-_REMEMBERED:]
        if kind == "died":
            self.dying(name, body, rng)
            raise Hindrance("connection_cut")
        answer = self._ask(name, body)
        if kind == "twice":
            answer = self._ask(name, body)
        if kind == "cut_after":
            raise Hindrance("connection_cut")
        self._answers = [*self._answers, answer][-_REMEMBERED:]
        return self._rewritten(kind, answer, rng)

    def _ask(self, name: Ask, body: bytes) -> bytes:
        try:
            return self.answer(name, body)
        except Refusal as refusal:
            raise Hindrance("township_refused", reason=refusal.code) from refusal

    def _deliver_again(self, old: tuple[Ask, bytes]) -> None:
        """Let an old question arrive once more, long after its answer stopped mattering."""
        try:
            self.answer(*old)
        except Refusal as refusal:
            self.story.tell(f"  township refused a late question: {refusal.code}")

    def _rewritten(self, kind: str, answer: bytes, rng: random.Random) -> bytes:
        match kind:
            case "portal":
                return b"<!doctype html><title>Welcome</title>"
            case "flipped":
                place = rng.randrange(len(answer))
                return answer[:place] + bytes([answer[place] ^ 1 << rng.randrange(8)]) + answer[place + 1 :]
            case "stale":
                return rng.choice(self._answers)
            case "short":
                return answer[: rng.randrange(len(answer))]
        return answer
