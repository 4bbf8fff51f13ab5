"""What is told of the reasons of somebody of another village: the outline of a decision, and no more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.policy.certainty import Certainty
from core.policy.decision import Decision, Flag
from core.policy.steps import Article
from core.policy.waiting_period import Reason


class CoarseReason(StrEnum):
    """Why, as far as others may know it; what would tell a category, age or employment is `no_wait`."""

    IN_TIME = "in_time"
    LATE = "late"
    BREAK = "break"
    LATE_AND_BREAK = "late_and_break"
    CARRY_OVER = "carry_over"
    NO_WAIT = "no_wait"
    NOT_ENROLLED = "not_enrolled"
    PAYMENT_NOT_ACCEPTED = "payment_not_accepted"


COARSE: Mapping[Reason, CoarseReason] = {
    Reason.NONE: CoarseReason.IN_TIME,
    Reason.EXTENDED_WINDOW: CoarseReason.IN_TIME,
    Reason.LATE: CoarseReason.LATE,
    Reason.BREAK: CoarseReason.BREAK,
    Reason.LATE_AND_BREAK: CoarseReason.LATE_AND_BREAK,
    Reason.CARRY_OVER: CoarseReason.CARRY_OVER,
    Reason.EXEMPT_NEWBORN: CoarseReason.NO_WAIT,
    Reason.EXEMPT_STATUS: CoarseReason.NO_WAIT,
    Reason.EXEMPT_EVENT: CoarseReason.NO_WAIT,
    Reason.TRANSFER: CoarseReason.NO_WAIT,
    Reason.NOT_ENROLLED: CoarseReason.NOT_ENROLLED,
    Reason.PAYMENT_NOT_ACCEPTED: CoarseReason.PAYMENT_NOT_ACCEPTED,
}
_OF_THE_WINDOW = (CoarseReason.NOT_ENROLLED, CoarseReason.PAYMENT_NOT_ACCEPTED)


@dataclass(frozen=True, slots=True)
class Summary:
    """The outline of a decision.

    Args:
        benefit: first day with benefits; None where there is none.
        earliest: earliest such day any reading gives; with `latest` told only where readings differ.
        latest: None where they do not differ, or where one of them gives no benefit at all.
        pay_first: the year of the benefit date must be paid as well.
    """

    reason: CoarseReason
    benefit: date | None = None
    earliest: date | None = None
    latest: date | None = None
    pay_first: bool = False

    @property
    def article(self) -> Article:
        """Name the passage the reason follows, as roughly as the reason is."""
        return Article.ENROLMENT_WINDOW if self.reason in _OF_THE_WINDOW else Article.WAITING_PERIOD


def summary_of(decision: Decision) -> Summary:
    """Give the outline of a decision."""
    # What is merely missing could lie on any day up to today: such a range would be another one every day.
    doubtful = decision.certainty is not Certainty.SURE and not decision.missing
    return Summary(
        reason=COARSE[decision.reason],
        benefit=decision.benefit_date,
        earliest=decision.earliest_benefit if doubtful else None,
        latest=decision.latest_benefit if doubtful else None,
        pay_first=Flag.BENEFIT_AFTER_COVERAGE_END in decision.flags,
    )
