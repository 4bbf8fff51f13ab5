"""Trouble on demand: which message goes wrong next, when and how."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any


class When(StrEnum):
    """Whether the transaction took effect before things went wrong.

    LATE: not yet; the message is parked and takes effect when it is delivered through the control address.
    """

    BEFORE = "before"
    AFTER = "after"
    LATE = "late"


class Kind(StrEnum):
    """What the sender sees.

    TIMEOUT: nothing for `hold_ms`, then the line is cut. DROP: the line is cut in the middle of the answer.
    ERROR: HTTP 500. EMPTY: HTTP 200 without a body. REFUSE: `infcode` -1 whatever was done. TWICE: done
    twice, the second answer is the one seen. STALE: the answer to an earlier message of the same number.
    SLOW: the right answer after `hold_ms`. CHANGE: the right answer, before or after `people` became others.
    MIDNIGHT: the day ends before or after it took effect, and the line is cut.
    """

    TIMEOUT = "timeout"
    DROP = "drop"
    ERROR = "error"
    EMPTY = "empty"
    REFUSE = "refuse"
    TWICE = "twice"
    STALE = "stale"
    SLOW = "slow"
    CHANGE = "change"
    MIDNIGHT = "midnight"


@dataclass(frozen=True, slots=True)
class Fault:
    """Strike the next `times` messages of a number (`*` for any) after letting `skip` pass."""

    infno: str
    when: When
    kind: Kind
    times: int = 1
    skip: int = 0
    hold_ms: int = 30_000
    people: tuple[Mapping[str, Any], ...] = ()

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> "Fault":
        """Read a fault as the control address takes it.

        Raises:
            KeyError, ValueError, TypeError: a field is missing or unknown.
        """
        known = {"when": When(plain.get("when", "before")), "kind": Kind(plain["kind"])}
        return cls(**{**plain, **known, "people": tuple(plain.get("people", ()))})


class Faults:
    """The faults still to come, in the order they were asked for."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._struck: Counter[str] = Counter()

    def ask_for(self, fault: Fault) -> None:
        """Add a fault."""
        self._waiting.append(fault)

    def clear(self) -> None:
        """Be well again."""
        self._waiting.clear()

    def waiting(self) -> int:
        """Count those that have not struck yet."""
        return len(self._waiting)

    def struck(self) -> Mapping[str, int]:
        """Count those that have struck, by kind and moment."""
        return dict(self._struck)

    def strike(self, infno: str) -> Fault | None:
        """Give the fault that hits this message and count it."""
        for place, fault in enumerate(self._waiting):
            if fault.infno not in ("*", infno):
                continue
            if fault.skip:
                self._waiting[place] = replace(fault, skip=fault.skip - 1)
                continue
            self._struck[f"{fault.kind} {fault.when}"] += 1
            if fault.times > 1:
                self._waiting[place] = replace(fault, times=fault.times - 1)
            else:
                del self._waiting[place]
            return fault
        return None
