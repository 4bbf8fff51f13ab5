"""待人工核对: what somebody says about visits no program can decide, from the machine or the console."""

import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from core.console import AT_THE_MACHINE
from core.errors import Refusal
from core.ids import ClinicCode, EventId, UserId
from core.ports import Clock
from core.settlement_questions import (
    LONGEST_NUMBER,
    LONGEST_REASON,
    WITH_REASON,
    Answer,
    OpenQuestion,
    Saying,
    SettlementQuestions,
)
from core.township_ports import TownshipStore
from sync.township.books import TownshipBooks

Place = TypeVar("Place", contravariant=True)
_MOST = 500
_NUMBER = re.compile(f"[0-9A-Za-z_-]{{1,{LONGEST_NUMBER}}}")


@dataclass(frozen=True, slots=True)
class QuestionDesk(Generic[Place]):
    """The deeds at the township's machine; `word_for` words a code."""

    open_books: Callable[[Place], AbstractContextManager[tuple[TownshipStore, TownshipBooks]]]
    clock: Clock
    word_for: Callable[[str], str]

    def list(self, place: Place) -> Mapping[str, Any]:
        """List the visits that wait for somebody."""
        with self.open_books(place) as (_, book):
            return {"questions": [self._told(one) for one in book.open_questions(None, _MOST)]}

    def answer(
        self, place: Place, visit: tuple[str, str], saying: str, settlement: str, reason: str
    ) -> Mapping[str, Any]:
        """Say something to one of them, named by clinic and id.

        Raises:
            Refusal: as `answer`.
            Hindrance: `settlement_row_taken`.
        """
        clinic, event = ClinicCode(visit[0]), EventId(visit[1])
        with self.open_books(place) as (_, book):
            said = Answer(_saying(saying), settlement, reason)
            answer(book, (clinic, event), said, AT_THE_MACHINE, self.clock)
            return {"questions": [self._told(one) for one in book.open_questions(None, _MOST)]}

    def _told(self, one: OpenQuestion) -> Mapping[str, Any]:
        row = one.row
        return {
            "clinic": row.clinic,
            "visit": row.visit,
            "question": self.word_for(row.trouble),
            "platform_visits": list(row.strangers),
            "settlement": row.keys.settlement,
            "told": row.told,
            "may_say": [saying.value for saying in one.sayings],
        }


def answer(
    book: SettlementQuestions,
    visit: tuple[ClinicCode, EventId],
    said: Answer,
    user: UserId,
    clock: Clock,
) -> None:
    """Do what somebody said.

    Raises:
        Refusal: `answer_reason_missing`, `answer_number_missing`, `question_not_open`.
        Hindrance: `settlement_row_taken`.
    """
    reason, number = " ".join(said.reason.split()), said.settlement.strip()
    if said.saying in WITH_REASON and not 0 < len(reason) <= LONGEST_REASON:
        raise Refusal("answer_reason_missing", longest=LONGEST_REASON)
    if said.saying is Saying.STANDS and not _NUMBER.fullmatch(number):
        raise Refusal("answer_number_missing", longest=LONGEST_NUMBER)
    clean = Answer(
        said.saying,
        number if said.saying is Saying.STANDS else "",
        reason if said.saying in WITH_REASON else "",
    )
    book.answer_question(*visit, clean, user, clock.now())


def _saying(text: str) -> Saying:
    if text not in set(Saying):
        raise Refusal("question_not_open")
    return Saying(text)
