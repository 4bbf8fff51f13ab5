"""待遇结论: the one answer screen, print and command line show: look-up first, then scheme, then the law."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from core.coverage.enrolment import CoverElsewhere, LookUp, PlatformAnswer, RosterEntry, RosterScope
from core.coverage.history import EmployeeCover, History, ResidentPayment
from core.coverage.summary import Summary
from core.dates import month_of
from core.errors import Refusal
from core.policy.certainty import Certainty
from core.policy.decision import Decision, decide
from core.policy.in_force import PackOn, PackShelf, packs_of
from core.policy.status import Status

_CLOCKS_DIFFER = timedelta(days=1)
"""How far today may lie before the roster's day; beyond it this PC's clock was set back."""


class VerdictKind(StrEnum):
    """What the desk is told."""

    ACTIVE = "active"
    WAITING = "waiting"
    PENDING = "pending"
    ENDED = "ended"
    NOT_ENROLLED = "not_enrolled"
    EMPLOYEE = "employee"
    ELSEWHERE = "elsewhere"
    NOT_IN_ROSTER = "not_in_roster"
    ROSTER_EXPIRED = "roster_expired"
    CANNOT_TELL = "cannot_tell"


class Caution(StrEnum):
    """What else the doctor has to know before starting."""

    DECEASED = "deceased"
    IN_HOSPITAL = "in_hospital"
    MOVED = "moved"
    PLATFORM_DIFFERS = "platform_differs"
    NAME_DIFFERS = "name_differs"
    JOINED_YEARS = "joined_years"
    """The years of both numbers are counted together."""
    JOINED_CHANGES = "joined_changes"
    """They are, and without the other number the answer would be another one."""
    JOINED_OTHER_NUMBER = "joined_other_number"
    """The roster has the person under another number only."""
    JOINED_NOT_COUNTED = "joined_not_counted"
    """What is known under another number cannot be counted here."""


@dataclass(frozen=True, slots=True)
class DayDoubt:
    """The other day it may be today, and what would be told on the clock's day and on that one."""

    other: date
    here: VerdictKind
    there: VerdictKind


@dataclass(frozen=True, slots=True)
class Verdict:
    """待遇结论 on a day.

    Args:
        kind: what is shown large.
        platform: the platform's answer where it is valid that day or differs from ours.
        by_platform: the kind rests on a platform answer valid that day; `decision` explains it.
        decision: what the law gives in the resident scheme; None where it was not asked.
        roster_as_of: the day the data speak for; None without a roster.
        pack: pack and version, as `CN-23@2025-01-01`; empty where none was asked.
        refusal: code of the refusal that kept the law from answering; empty otherwise.
        summary: the outline of a decision the township made, for somebody of another village.
        township_wide: the whole township's roster was asked, not only the clinic's own villages'.
        day_doubt: the clock is not to be believed, and which other day it may be.
    """

    kind: VerdictKind
    on: date
    roster_as_of: date | None = None
    roster_valid_until: date | None = None
    certainty: Certainty = Certainty.SURE
    decision: Decision | None = None
    employee: EmployeeCover | None = None
    elsewhere: CoverElsewhere | None = None
    platform: PlatformAnswer | None = None
    by_platform: bool = False
    cautions: tuple[Caution, ...] = ()
    pack: str = ""
    refusal: str = ""
    summary: Summary | None = None
    township_wide: bool = False
    day_doubt: DayDoubt | None = None

    @property
    def benefit_date(self) -> date | None:
        """Give the first day with benefits, where the law was asked and gave one."""
        if self.decision is not None:
            return self.decision.benefit_date
        return self.summary.benefit if self.summary else None

    @property
    def waiting_start(self) -> date | None:
        """Give the first day of the wait, where there is one."""
        return self.decision.waiting_start if self.decision else None


def give_verdict(look_up: LookUp, packs: PackShelf, on: date) -> Verdict:
    """Tell what a person can count on that day."""
    entry, scope = look_up.entry, look_up.scope
    if scope is None:
        return Verdict(VerdictKind.NOT_IN_ROSTER, on, certainty=Certainty.CANNOT_TELL)
    expired = on > scope.valid_until
    if entry is None:
        kind = VerdictKind.ROSTER_EXPIRED if expired else VerdictKind.NOT_IN_ROSTER
        dates = (on, scope.as_of, scope.valid_until)
        return Verdict(kind, *dates, Certainty.CANNOT_TELL, township_wide=scope.township_wide)
    if before_the_roster(on, scope):
        dates = (on, scope.as_of, scope.valid_until)
        return Verdict(VerdictKind.CANNOT_TELL, *dates, Certainty.CANNOT_TELL, refusal="today_before_roster")
    verdict = _by_scheme(entry, scope, packs, on)
    verdict = replace(_beside_the_platform(verdict, entry), cautions=_cautions(verdict, entry))
    if Caution.PLATFORM_DIFFERS in verdict.cautions:
        verdict = replace(verdict, platform=entry.platform_answer)
    if expired and not verdict.by_platform:
        return replace(verdict, kind=VerdictKind.ROSTER_EXPIRED, certainty=Certainty.CANNOT_TELL)
    return verdict


def on_either_day(verdict: Verdict, other: Verdict) -> Verdict:
    """Tell what holds on the clock's day and on another; where they differ, nothing can be told."""
    doubt = DayDoubt(other.on, verdict.kind, other.kind)
    if verdict.kind is other.kind:
        certainty = Certainty.CONFIRM if verdict.certainty is Certainty.SURE else verdict.certainty
        return replace(verdict, certainty=certainty, day_doubt=doubt)
    return Verdict(
        VerdictKind.CANNOT_TELL,
        *(verdict.on, verdict.roster_as_of, verdict.roster_valid_until),
        Certainty.CANNOT_TELL,
        cautions=verdict.cautions,
        refusal="day_in_doubt",
        day_doubt=doubt,
    )


def before_the_roster(on: date, scope: RosterScope) -> bool:
    """Tell whether today lies before the roster's day: then this PC's clock was set back."""
    return on < scope.as_of - _CLOCKS_DIFFER


def employee_cover_on(history: History, on: date) -> EmployeeCover | None:
    """Find employee cover in force on a day."""
    month = month_of(on)
    for record in history.records:
        if isinstance(record, EmployeeCover) and record.first <= month <= (record.last or month):
            return record
    return None


def _by_scheme(entry: RosterEntry, scope: RosterScope, packs: PackShelf, on: date) -> Verdict:
    dates = (on, scope.as_of, scope.valid_until)
    if not entry.is_whole:
        refusal = "roster_row_of_newer_program"
        return Verdict(VerdictKind.CANNOT_TELL, *dates, Certainty.CANNOT_TELL, refusal=refusal)
    employee = employee_cover_on(entry.history, on)
    if employee is not None:
        return Verdict(VerdictKind.EMPLOYEE, *dates, employee=employee)
    if entry.elsewhere is not None and entry.elsewhere.in_force(on):
        return Verdict(VerdictKind.ELSEWHERE, *dates, elsewhere=entry.elsewhere)
    try:
        decision = _decision(packs_of(packs, scope.pack), entry.history, on)
    except Refusal as refusal:
        return Verdict(VerdictKind.CANNOT_TELL, *dates, Certainty.CANNOT_TELL, refusal=refusal.code)
    unsure = decision.certainty is Certainty.CANNOT_TELL
    kind = VerdictKind.CANNOT_TELL if unsure else _KINDS[decision.status]
    pack = f"{decision.pack.pack_id}@{decision.pack.effective_from.isoformat()}"
    return Verdict(kind, *dates, decision.certainty, decision, pack=pack)


def _decision(packs: PackOn, history: History, on: date) -> Decision:
    """Decide this year; for one who let it pass but paid the next one already, the next year."""
    this_year = decide(packs, history, on.year, on)
    ahead = any(isinstance(r, ResidentPayment) and r.coverage_year == on.year + 1 for r in history.records)
    if this_year.status is not Status.NOT_ENROLLED or not ahead:
        return this_year
    next_year = decide(packs, history, on.year + 1, on)
    return this_year if next_year.status is Status.NOT_ENROLLED else next_year


_KINDS = {
    Status.ACTIVE: VerdictKind.ACTIVE,
    Status.WAITING: VerdictKind.WAITING,
    Status.PENDING: VerdictKind.PENDING,
    Status.ENDED: VerdictKind.ENDED,
    Status.NOT_ENROLLED: VerdictKind.NOT_ENROLLED,
}


def _beside_the_platform(verdict: Verdict, entry: RosterEntry) -> Verdict:
    """Let a platform answer valid that day stand; to its no, ours says which no, unless ours is yes."""
    answer = entry.platform_answer
    if answer is None or not answer.valid_on(verdict.on):
        return verdict
    if answer.entitled:
        own_scheme = verdict.kind in (VerdictKind.EMPLOYEE, VerdictKind.ELSEWHERE)
        kind = verdict.kind if own_scheme else VerdictKind.ACTIVE
        return replace(verdict, kind=kind, certainty=Certainty.SURE, platform=answer, by_platform=True)
    if verdict.kind is VerdictKind.ACTIVE:
        kind = VerdictKind.CANNOT_TELL
        return replace(verdict, kind=kind, certainty=Certainty.CANNOT_TELL, platform=answer, by_platform=True)
    return replace(verdict, platform=answer, by_platform=True)


def _cautions(own: Verdict, entry: RosterEntry) -> tuple[Caution, ...]:
    found = []
    if entry.deceased_on is not None and entry.deceased_on <= own.on:
        found.append(Caution.DECEASED)
    if entry.in_hospital_since is not None and entry.in_hospital_since <= own.on:
        found.append(Caution.IN_HOSPITAL)
    if entry.moved_on is not None and entry.moved_on <= own.on:
        found.append(Caution.MOVED)
    answer = entry.platform_answer
    if answer is not None and _differs(own, answer):
        found.append(Caution.PLATFORM_DIFFERS)
    return tuple(found)


def _differs(own: Verdict, answer: PlatformAnswer) -> bool:
    """Compare yes with yes and no with no; a yes from later on, or a no up to a day, with the wait."""
    if own.kind is VerdictKind.CANNOT_TELL or own.decision is None or answer.queried_on > own.on:
        return False
    if answer.entitled and answer.begin is not None and answer.begin > own.on:
        return own.benefit_date != answer.begin
    if not answer.valid_on(own.on):
        return False
    if answer.entitled is not (own.kind is VerdictKind.ACTIVE):
        return True
    if own.kind is not VerdictKind.WAITING or own.benefit_date is None or answer.end is None:
        return False
    return (own.benefit_date - answer.end).days != 1
