"""乡镇简表: what a desk knows of somebody of another village of its township.

A row holds no birth date, no payment, no category. The township works the answers out with the engine every
desk has, as stretches of days over which one answer holds; the desk only finds the stretch of today.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core.coverage.enrolment import RosterScope
from core.coverage.summary import CoarseReason, Summary, summary_of
from core.coverage.verdict import Caution, Verdict, VerdictKind, before_the_roster
from core.policy.certainty import Certainty

_TOLD = (Caution.DECEASED, Caution.MOVED)
"""What a neighbouring village may learn beside the cover; a stay in hospital is not among it."""
_DAYS = ("benefit", "earliest", "latest")


@dataclass(frozen=True, slots=True)
class ThinSpan:
    """One answer and the first day it holds; it holds until the next one begins.

    Args:
        since: None = since before the days the row speaks for.
        summary: None where the law was not asked, or could not answer.
        by_platform: it rests on the national platform's answer.
        pack: pack and version that answered, as a verdict names them.
    """

    kind: VerdictKind
    since: date | None = None
    certainty: Certainty = Certainty.SURE
    summary: Summary | None = None
    by_platform: bool = False
    cautions: tuple[Caution, ...] = ()
    pack: str = ""

    def to_plain(self) -> dict[str, Any]:
        """Give plain values; what goes without saying is left out, as there are more spans than people."""
        plain: dict[str, Any] = {"kind": self.kind.value}
        if self.since is not None:
            plain["since"] = self.since.isoformat()
        if self.certainty is not Certainty.SURE:
            plain["certainty"] = self.certainty.value
        if self.summary is not None:
            plain |= _summary_to_plain(self.summary)
        if self.by_platform:
            plain["by_platform"] = 1
        if self.cautions:
            plain["cautions"] = [one.value for one in self.cautions]
        if self.pack:
            plain["pack"] = self.pack
        return plain

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "ThinSpan":
        """Read what `to_plain` wrote; names nobody knows are left alone.

        Raises:
            KeyError, ValueError, TypeError: it is not of its form.
        """
        return cls(
            kind=VerdictKind(plain["kind"]),
            since=_day(plain, "since"),
            certainty=Certainty(plain.get("certainty", Certainty.SURE)),
            summary=_summary_from_plain(plain) if "reason" in plain else None,
            by_platform=bool(plain.get("by_platform")),
            cautions=tuple(Caution(one) for one in plain.get("cautions", ())),
            pack=plain.get("pack", ""),
        )


@dataclass(frozen=True, slots=True)
class ThinEntry:
    """Somebody of another village: a masked name, and the answers in the order of their days.

    `tag` is what the person was found under, where the entry was found.

    Raises:
        ValueError: there is no answer at all.
    """

    name: str
    spans: tuple[ThinSpan, ...]
    tag: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if not self.spans:
            raise ValueError("a thin entry without an answer")

    def on(self, day: date) -> ThinSpan:
        """Give the answer of a day; before the first one begins, the first."""
        begun = [one for one in self.spans[1:] if one.since is not None and one.since <= day]
        return begun[-1] if begun else self.spans[0]

    def to_plain(self) -> dict[str, Any]:
        """Give plain values: the content of a row of the thin roster."""
        return {"name": self.name, "spans": [one.to_plain() for one in self.spans]}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "ThinEntry":
        """Read what `to_plain` wrote.

        Raises:
            KeyError, ValueError, TypeError: it is not of its form.
        """
        return cls(plain["name"], tuple(ThinSpan.from_plain(one) for one in plain["spans"]))


def span_of(verdict: Verdict, since: date | None) -> ThinSpan:
    """Say of a verdict what others may know."""
    decision = verdict.decision
    return ThinSpan(
        kind=verdict.kind,
        since=since,
        certainty=verdict.certainty,
        summary=summary_of(decision) if decision else None,
        by_platform=verdict.by_platform,
        cautions=tuple(one for one in verdict.cautions if one in _TOLD),
        pack=verdict.pack,
    )


def thin_verdict(entry: ThinEntry, scope: RosterScope, on: date) -> Verdict:
    """Tell what somebody of another village can count on that day, by the answers the township sent."""
    dates = (on, scope.as_of, scope.valid_until)
    if on > scope.valid_until:
        return Verdict(VerdictKind.ROSTER_EXPIRED, *dates, Certainty.CANNOT_TELL)
    if before_the_roster(on, scope):
        return Verdict(VerdictKind.CANNOT_TELL, *dates, Certainty.CANNOT_TELL, refusal="today_before_roster")
    span = entry.on(on)
    return Verdict(
        span.kind,
        *dates,
        span.certainty,
        summary=span.summary,
        by_platform=span.by_platform,
        cautions=span.cautions,
        pack=span.pack,
    )


def _summary_to_plain(summary: Summary) -> dict[str, Any]:
    days = {name: getattr(summary, name) for name in _DAYS}
    plain: dict[str, Any] = {name: day.isoformat() for name, day in days.items() if day is not None}
    return {"reason": summary.reason.value, **plain, **({"pay_first": 1} if summary.pay_first else {})}


def _summary_from_plain(plain: Mapping[str, Any]) -> Summary:
    days = {name: _day(plain, name) for name in _DAYS}
    return Summary(CoarseReason(plain["reason"]), **days, pay_first=bool(plain.get("pay_first")))


def _day(plain: Mapping[str, Any], name: str) -> date | None:
    return date.fromisoformat(plain[name]) if name in plain else None
