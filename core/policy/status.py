"""The five states a paid coverage year can be in on a day."""

from datetime import date
from enum import StrEnum

from core.dates import year_end
from core.policy.waiting_period import Answer


class Status(StrEnum):
    """Where a person stands in the resident scheme."""

    NOT_ENROLLED = "not_enrolled"
    PENDING = "pending"
    WAITING = "waiting"
    ACTIVE = "active"
    ENDED = "ended"


def status_on(answer: Answer, as_of: date) -> Status:
    """Tell where an answer stands on a day."""
    if answer.benefit is None:
        return Status.NOT_ENROLLED
    if as_of > year_end(answer.year):
        return Status.ENDED
    if answer.benefit <= as_of:
        return Status.ACTIVE
    if answer.start is not None and answer.start <= as_of:
        return Status.WAITING
    return Status.PENDING
