"""动员记录: whom the doctor spoke to about enrolment, how, and what they answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.followup.follow_up import person_key
from core.ids import EventId, UserId
from core.read_body import is_whole, read_body
from core.visits.visit import PatientOnVisit

LONGEST_WORDS = 100
MOST_PEOPLE = 50
_YEARS = range(2000, 2200)


class ContactWay(StrEnum):
    """How somebody was spoken to: 上门, 电话, 微信或短信, 在卫生室."""

    VISIT = "visit"
    PHONE = "phone"
    MESSAGE = "message"
    HERE = "here"


class ContactAnswer(StrEnum):
    """What came of it: 答应缴, 再考虑, 不缴, 说已经缴了, 说在别处参保, 没联系上."""

    WILL_PAY = "will_pay"
    CONSIDERS = "considers"
    REFUSES = "refuses"
    SAYS_PAID = "says_paid"
    SAYS_ELSEWHERE = "says_elsewhere"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True, slots=True)
class Contact:
    """The body of the event `outreach_noted`; one knock at a door may be about a whole household.

    Args:
        people: whom it was about.
        year: the coverage year they were spoken to about.
        way: a code of `ContactWay`; one of a newer program stays as it is, as an `answer` does.
        words: what else was said, at most `LONGEST_WORDS` signs.
    """

    people: tuple[PatientOnVisit, ...]
    year: int
    way: str
    answer: str
    at: datetime
    words: str = ""

    def to_plain(self) -> dict[str, Any]:
        """Give the note as text fields and whole numbers."""
        told = {"words": self.words} if self.words else {}
        return {
            "people": [one.to_plain() for one in self.people],
            "year": self.year,
            "way": str(self.way),
            "answer": str(self.answer),
            "at": self.at.isoformat(),
            **told,
        }


@dataclass(frozen=True, slots=True)
class NotedContact:
    """A contact as the ledger holds it: under which id, and who wrote it."""

    event_id: EventId
    user: UserId
    contact: Contact

    @property
    def keys(self) -> frozenset[str]:
        """Name the people it is about."""
        return frozenset(map(person_key, self.contact.people))


def read_contact(plain: Any) -> Contact:
    """Read such a body, whichever program wrote it.

    Raises:
        ValueError: a field is missing or not of its form.
    """
    return read_body(plain, _from_plain, _is_well_formed, "a contact")


def _from_plain(plain: Mapping[str, Any]) -> Contact:
    people = tuple(map(PatientOnVisit.from_plain, plain["people"]))
    moment = datetime.fromisoformat(plain["at"])
    return Contact(people, plain["year"], plain["way"], plain["answer"], moment, plain.get("words", ""))


def _is_well_formed(contact: Contact) -> bool:
    texts = (contact.way, contact.answer, contact.words)
    named = [text for one in contact.people for text in (one.person_id, one.id_number, one.name)]
    return (
        0 < len(contact.people) <= MOST_PEOPLE
        and all(isinstance(text, str) for text in (*texts, *named))
        and is_whole(contact.year)
        and contact.year in _YEARS
        and contact.at.tzinfo is not None
        and contact.at.year in _YEARS
    )
