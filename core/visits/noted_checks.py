"""What the checks said of a visit when it was saved, and why the doctor went on; it travels along."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.errors import Refusal
from core.policy.check_rules import Level
from core.policy.check_visit import Facts, Spoken


@dataclass(frozen=True, slots=True)
class NotedCheck:
    """A check that spoke at the desk; a newer program may know others, so check and level are words.

    `lines` count from 1, none means the whole visit. `reason` is the doctor's, empty where none was given.
    """

    check: str
    level: str
    lines: tuple[int, ...] = ()
    facts: Facts = field(default_factory=dict)
    reason: str = ""

    def to_plain(self) -> dict[str, Any]:
        """Give the check as text and whole numbers."""
        told = {
            "check": self.check,
            "level": self.level,
            "lines": list(self.lines),
            "facts": dict(self.facts),
        }
        return told | ({"reason": self.reason} if self.reason else {})

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "NotedCheck":
        """Read what `to_plain` wrote.

        Raises:
            KeyError, TypeError: a field is missing or not of its form.
        """
        facts, reason = plain["facts"], plain.get("reason", "")
        return cls(plain["check"], plain["level"], tuple(plain["lines"]), dict(facts), reason)

    def is_well_formed(self) -> bool:
        """Tell whether every field is of its form."""
        texts = (self.check, self.level, self.reason, *self.facts)
        return (
            all(isinstance(text, str) for text in texts)
            and all(type(line) is int for line in self.lines)
            and all(type(fact) in (str, int) for fact in self.facts.values())
        )


def noted(spoken: Sequence[Spoken], reasons: Mapping[str, str] | None) -> tuple[NotedCheck, ...]:
    """Note what spoke with the doctor's reasons, by `Spoken.key`.

    Args:
        reasons: None where nobody was asked: then what spoke is noted, and stops nothing.

    Raises:
        Refusal: `check_stops`, `check_reason_missing`, with the check and its first line.
    """
    return tuple(_noted(one, reasons) for one in spoken)


def _noted(spoken: Spoken, reasons: Mapping[str, str] | None) -> NotedCheck:
    kind, line = spoken.kind.value, spoken.lines[0] if spoken.lines else 0
    reason = (reasons or {}).get(spoken.key, "").strip()
    if reasons is not None and spoken.level is Level.STOP:
        raise Refusal("check_stops", check=kind, line=line)
    if reasons is not None and spoken.level is Level.CONFIRM and not reason:
        raise Refusal("check_reason_missing", check=kind, line=line)
    return NotedCheck(kind, spoken.level.value, spoken.lines, spoken.facts, reason)
