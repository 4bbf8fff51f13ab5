"""Working a thin entry out: the verdicts of one person over the days a roster speaks for, as stretches.

The engine is asked only on days on which something can happen: days of the person's own facts, edges of the
law's windows, days an answer itself names. Where one is unsure, the days between are searched by halving.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.coverage.enrolment import LookUp, PlatformAnswer, RosterEntry, RosterScope
from core.coverage.history import EmployeeCover, History, MilitaryService, RepairPayment, ResidentPayment
from core.coverage.thin_entry import ThinEntry, ThinSpan, span_of
from core.coverage.verdict import Verdict, give_verdict
from core.dates import first_of_month, year_end, year_start
from core.identity.number_tag import mask_name
from core.policy.certainty import Certainty
from core.policy.in_force import PackShelf, packs_of

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """The days a thin roster speaks for, both included."""

    first: date
    last: date


def period_of(as_of: date, valid_until: date) -> Period:
    """Give the days a thin roster of these dates speaks for; a desk's clock may lie a day behind."""
    return Period(as_of - _ONE_DAY, max(valid_until, as_of))


@dataclass(frozen=True, slots=True)
class ThinJudge:
    """Works out thin entries under one region's packs for one period."""

    packs: PackShelf
    pack: str
    period: Period

    def entry_of(self, entry: RosterEntry) -> ThinEntry:
        """Give what others may know of a person."""
        return ThinEntry(mask_name(entry.person.name), tuple(self._spans(entry)))

    def _spans(self, entry: RosterEntry) -> Iterator[ThinSpan]:
        last: ThinSpan | None = None
        for day, verdict in self._changes(entry):
            span = span_of(verdict, day if last else None)
            if last is None or replace(span, since=last.since) != last:
                last = span
                yield span

    def _changes(self, entry: RosterEntry) -> Iterator[tuple[date, Verdict]]:
        first, last = self.period.first, self.period.last
        waiting = {first, *self._days_of(entry)}
        asked: set[date] = set()
        while waiting:
            day = min(waiting)
            waiting.remove(day)
            if not first <= day <= last or day in asked:
                continue
            asked.add(day)
            verdict = self._verdict(entry, day)
            yield day, verdict
            waiting |= {one for one in _named_by(verdict) if one > day}
            if verdict.certainty is not Certainty.SURE:
                waiting |= {one for one in self._days_of_the_law() if one > day}
                end = min((one for one in waiting if day < one <= last), default=last + _ONE_DAY) - _ONE_DAY
                yield from self._between(entry, (day, verdict), (end, self._verdict(entry, end)))

    def _between(
        self, entry: RosterEntry, start: tuple[date, Verdict], end: tuple[date, Verdict]
    ) -> Iterator[tuple[date, Verdict]]:
        """Find the days between two on which an unsure answer changes, by halving."""
        if start[0] >= end[0] or span_of(start[1], None) == span_of(end[1], None):
            return
        if end[0] - start[0] == _ONE_DAY:
            yield end
            return
        middle_day = start[0] + (end[0] - start[0]) // 2
        middle = middle_day, self._verdict(entry, middle_day)
        yield from self._between(entry, start, middle)
        yield from self._between(entry, middle, end)

    def _verdict(self, entry: RosterEntry, day: date) -> Verdict:
        scope = RosterScope(self.period.first, self.period.last, self.pack)
        return give_verdict(LookUp(entry, scope), self.packs, day)

    def _days_of(self, entry: RosterEntry) -> Iterator[date]:
        yield from _days_of_history(entry.history)
        for start, end in _stretches(entry):
            if start is not None:
                yield start
            if end is not None:
                yield end + _ONE_DAY
        yield from self._days_of_packs()

    def _days_of_packs(self) -> Iterator[date]:
        for year in range(self.period.first.year + 1, self.period.last.year + 1):
            yield year_start(year)
        for source in self.packs.versions.get(self.pack, ()):
            yield source.effective_from
            if source.effective_to is not None:
                yield source.effective_to + _ONE_DAY

    def _days_of_the_law(self) -> Iterator[date]:
        """Give the edges of the windows of payment: what is not known may lie on either side of them."""
        pack_on = packs_of(self.packs, self.pack)
        for year in range(self.period.first.year, self.period.last.year + 2):
            window = pack_on(year_start(year)).enrolment_window.of(year)
            for edge in (window.close, window.last_on_time, window.last_payment):
                yield edge
                yield edge + _ONE_DAY


def _named_by(verdict: Verdict) -> Iterator[date]:
    decision = verdict.decision
    if decision is not None:
        named = (decision.waiting_start, decision.benefit_date)
        yield from (day for day in (*named, decision.earliest_benefit, decision.latest_benefit) if day)
        yield from (doubt.benefit for doubt in decision.doubts if doubt.benefit)


def _days_of_history(history: History) -> Iterator[date]:
    for record in history.records:
        if isinstance(record, ResidentPayment | RepairPayment):
            if record.paid_on is not None:
                yield record.paid_on
        elif isinstance(record, EmployeeCover | MilitaryService):
            yield first_of_month(record.first)
            if record.last is not None:
                yield first_of_month(record.last + 1)
    for identity in history.identities:
        yield identity.start
        if identity.end is not None:
            yield identity.end + _ONE_DAY
    for event in history.events:
        yield event.on


def _stretches(entry: RosterEntry) -> Iterator[tuple[date | None, date | None]]:
    if entry.elsewhere is not None:
        yield entry.elsewhere.since, entry.elsewhere.until
    for day in (entry.deceased_on, entry.moved_on):
        yield day, None
    if entry.platform_answer is not None:
        yield from _of_the_platform(entry.platform_answer)


def _of_the_platform(answer: PlatformAnswer) -> Iterator[tuple[date | None, date | None]]:
    yield answer.queried_on, None
    yield answer.begin, answer.end or year_end(answer.queried_on.year)
