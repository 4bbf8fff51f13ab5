"""What no program can decide about a visit at the platform, and what somebody may say to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from core.ids import ClinicCode, EventId, UserId
from core.settlement_ports import OutboxRow

LONGEST_REASON = 200
LONGEST_NUMBER = 30


class Saying(StrEnum):
    """What somebody says after looking at the platform.

    ANOTHER_VISIT: what the platform shows there is none of this one; this one is settled.
    SAME_VISIT: it is this one in another version, so that this one is not settled; with a reason.
    STANDS: the settlement in doubt stands, under a number that is given with it.
    NOTHING_STANDS: it does not; it is asked for again.
    NEVER_SETTLED: none does of a visit whose place was taken; what took it is settled.
    TAKEN_BACK: it was taken back already; what took the place of its visit is settled.
    TRY_AGAIN: the settlement may be taken back by now.
    KEPT: it stays, and what took the place of its visit is not settled; with a reason.
    """

    ANOTHER_VISIT = "another_visit"
    SAME_VISIT = "same_visit"
    STANDS = "stands"
    NOTHING_STANDS = "nothing_stands"
    NEVER_SETTLED = "never_settled"
    TAKEN_BACK = "taken_back"
    TRY_AGAIN = "try_again"
    KEPT = "kept"


ANSWERS: Mapping[str, Sequence[Saying]] = {
    "platform_knows_more": (Saying.ANOTHER_VISIT, Saying.SAME_VISIT),
    "settlement_needs_a_person": (Saying.STANDS, Saying.NOTHING_STANDS),
    "settlement_number_not_found": (Saying.STANDS, Saying.NOTHING_STANDS),
    "superseded_needs_a_person": (Saying.STANDS, Saying.NEVER_SETTLED),
    "superseded_number_not_found": (Saying.STANDS, Saying.NEVER_SETTLED),
    "undoing_refused": (Saying.TRY_AGAIN, Saying.KEPT),
    "undoing_needs_a_person": (Saying.TAKEN_BACK, Saying.TRY_AGAIN, Saying.KEPT),
}
"""What may be said to each trouble of a row that waits for somebody."""
WITH_REASON = (Saying.SAME_VISIT, Saying.KEPT)


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody said: with the platform's number of a settlement that stands, or with a reason."""

    saying: Saying
    settlement: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A visit that waits for somebody, and its clinic's name."""

    row: OutboxRow
    clinic_name: str

    @property
    def sayings(self) -> Sequence[Saying]:
        """Give what may be said to it."""
        return ANSWERS[self.row.trouble]


class SettlementQuestions(Protocol):
    """The questions of one township; every method is one transaction."""

    def open_questions(self, after: tuple[ClinicCode, EventId] | None, limit: int) -> Sequence[OpenQuestion]:
        """List the visits that wait for somebody, by clinic and id."""
        ...

    def answer_question(
        self, clinic: ClinicCode, visit: EventId, answer: Answer, user: UserId, at: datetime
    ) -> None:
        """Do what somebody said, with a line in the trail; the worker takes the visit up again at once.

        Raises:
            Refusal: `question_not_open`: it waits for nobody, or for another answer.
            Hindrance: `settlement_row_taken`: a worker is at it.
        """
        ...
