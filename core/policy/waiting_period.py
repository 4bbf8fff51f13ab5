"""待遇等待期 of one coverage year: ordinary rule, carry-over, exemptions, status gained (steps 1 to 11)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from core.dates import year_end, year_start
from core.policy.choices import ExemptionKind, StatusGained
from core.policy.exemptions import ExemptBy, Exempted, exemptions_of
from core.policy.in_force import PackOn
from core.policy.insured_years import MissedYears, accepted_payment, missed_years
from core.policy.known import Known
from core.policy.ordinary import Months, Ordinary, ordinary
from core.policy.pack import Pack

_NO_MONTHS = Months(0, 0)


class Reason(StrEnum):
    """Why the answer is what it is."""

    NONE = "none"
    EXTENDED_WINDOW = "extended_window"
    LATE = "late"
    BREAK = "break"
    LATE_AND_BREAK = "late_and_break"
    CARRY_OVER = "carry_over"
    EXEMPT_NEWBORN = "exempt_newborn"
    EXEMPT_STATUS = "exempt_status"
    EXEMPT_EVENT = "exempt_event"
    TRANSFER = "transfer"
    NOT_ENROLLED = "not_enrolled"
    PAYMENT_NOT_ACCEPTED = "payment_not_accepted"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the law gives for one coverage year, with everything it was worked out from.

    Args:
        start: first day of the wait; None without one.
        benefit: first day with benefits; None when there is no accepted payment.
        carried: the answer of the year before whose wait runs on.
        exempted: every way around the wait that applies; `taken` is the one that gave the answer.
        gained_on: first day of a status that ended the wait.
    """

    pack: Pack
    year: int
    reason: Reason
    months: Months = _NO_MONTHS
    start: date | None = None
    benefit: date | None = None
    paid: date | None = None
    missed: MissedYears | None = None
    ordinary: Ordinary | None = None
    carried: "Answer | None" = None
    exempted: tuple[Exempted, ...] = ()
    taken: Exempted | None = None
    gained_on: date | None = None


@dataclass(slots=True)
class Matter:
    """One person under one region's packs; answers of single years are kept, as later years ask for them."""

    packs: PackOn
    known: Known
    answers: dict[int, Answer] = field(default_factory=dict)

    def answer(self, year: int) -> Answer:
        """Give the answer for a coverage year."""
        found = self.answers.get(year)
        if found is None:
            found = self.answers[year] = _answer(self, year)
        return found


def _answer(matter: Matter, year: int) -> Answer:
    known = matter.known
    first = known.payments.get(year)
    pack = matter.packs(known.as_of if first is None else first)
    paid = accepted_payment(pack, known, year)
    if paid is None:
        return Answer(pack, year, Reason.NOT_ENROLLED if first is None else Reason.PAYMENT_NOT_ACCEPTED)
    missed = missed_years(pack, known, year, paid)
    rule = ordinary(pack, known, year, paid, missed)
    carried = _carried(matter, pack, year, rule)
    exempted = tuple(exemptions_of(pack, known, year, paid))
    if carried is None:
        months, start, benefit = rule.months, rule.start if rule.months.total else None, rule.benefit
    else:
        months, start, benefit = carried.months, carried.start, carried.benefit or rule.benefit
    taken = most_favourable(months, benefit, exempted)
    gained = None
    if taken is not None:
        months, start, benefit = _NO_MONTHS, None, taken.benefit
    elif months.total:
        gained = _gained_on(pack, known, paid, benefit)
        benefit = benefit if gained is None else max(gained, year_start(year))
    reason = Reason(taken.by) if taken else Reason.CARRY_OVER if carried else ordinary_reason(rule)
    return Answer(
        pack, year, reason, months, start, benefit, paid, missed, rule, carried, exempted, taken, gained
    )


def ordinary_reason(rule: Ordinary) -> Reason:
    """Name the triggers of the ordinary rule."""
    if rule.late or rule.broken:
        return _TRIGGERS[rule.late, rule.broken]
    return Reason.EXTENDED_WINDOW if rule.extended else Reason.NONE


_TRIGGERS: Mapping[tuple[bool, bool], Reason] = {
    (True, False): Reason.LATE,
    (False, True): Reason.BREAK,
    (True, True): Reason.LATE_AND_BREAK,
}
_PREFERENCE = {by: place for place, by in enumerate(ExemptBy)}


def most_favourable(months: Months, benefit: date, exempted: tuple[Exempted, ...]) -> Exempted | None:
    """Choose the way around the wait that beats the ordinary result, or none (step 10)."""
    if not exempted:
        return None
    best = min(exempted, key=lambda one: (one.benefit, _PREFERENCE[one.by]))
    if best.benefit < benefit or (best.benefit == benefit and months.total):
        return best
    return None


def _carried(matter: Matter, pack: Pack, year: int, rule: Ordinary) -> Answer | None:
    """Give the answer of the year before if its wait runs on beyond the ordinary result (step 9)."""
    before = year - 1
    if not pack.waiting.carry_over_across_years or before < pack.waiting.effective_from_coverage_year:
        return None
    if before not in matter.known.payments:
        return None
    former = matter.answer(before)
    if former.benefit is None or not former.months.total:
        return None
    return former if former.benefit > year_end(before) and former.benefit > rule.benefit else None


def _gained_on(pack: Pack, known: Known, paid: date, benefit: date) -> date | None:
    """Give the first day of an exempt status gained during the wait, where that ends it (step 11)."""
    if pack.exemption_gained_during_wait is not StatusGained.END_WAIT_ON_GAIN:
        return None
    members = {
        member
        for exemption in pack.exemptions
        if exemption.kind is ExemptionKind.STATUS
        for member in exemption.members
    }
    days = (i.start for i in known.identities if i.category in members)
    return min((day for day in days if paid < day < benefit and day <= known.as_of), default=None)
