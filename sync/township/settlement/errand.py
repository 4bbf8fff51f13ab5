"""What every errand at the platform for one visit is made of: saved before sent, heard twice, put off."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

from core.errors import Refusal
from core.events import ResultKind
from core.ports import Clock
from core.settlement_ports import Deed, Heard, Message, OutboxRow, SettlementBook, SettlementVisit
from sync.township.settlement.answers import NoAnswer, NotReached, PlatformRefused
from sync.township.settlement.institutions import Institutions
from sync.township.settlement.national_interface import NationalInterface
from sync.township.settlement.national_settlements import NationalSettlements

T = TypeVar("T")

IN_DOUBT = (Heard.SENT, Heard.UNKNOWN)
TRIES_AT_TIDYING = 3
_MOVES_MONEY = (Deed.SETTLE, Deed.UNDO)
_FIRST_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(hours=6)
_UNTIL_SOMEBODY_ACTS = timedelta(minutes=5)


class Errand(ABC):
    """One visit being worked on; `row` is always what the book holds.

    What was begun under an institution's code goes on under it, whatever its clinic's setting is by now.
    A message that changes something at the platform is saved before it is sent, and what was heard after.
    A no is believed at the second hearing, after a fresh sign-in: no program can tell sentences apart.
    """

    def __init__(
        self, book: SettlementBook, institutions: Institutions, clock: Clock, row: OutboxRow
    ) -> None:
        self.row = row
        self._book = book
        self._institutions = institutions
        self._interface: NationalInterface
        self._province = institutions.desk.province
        self._clock = clock
        self._seen: SettlementVisit

    @abstractmethod
    def go(self) -> None:
        """Go on as far as it goes.

        Raises:
            NoAnswer, NotReached: the row waits for its next turn.
            Refusal: a setting of the township is missing, or the visit itself.
        """

    @property
    def _settlements(self) -> NationalSettlements:
        return NationalSettlements(self._interface)

    def postpone(self, why: str) -> None:
        """Put the row off, longer each time; while money is in doubt, no longer than needed."""
        now = self._clock.now()
        due = now + min(_FIRST_PAUSE * 2 ** min(self.row.attempts, 20), _LONGEST_PAUSE)
        if in_doubt := [m for m in self.row.messages if m.deed in _MOVES_MONEY and m.heard in IN_DOUBT]:
            certain = in_doubt[-1].sent_at + self._province.patience
            due = min(due, certain) if certain > now else due
        self._save(attempts=self.row.attempts + 1, due=due, trouble=why)

    def hold(self, missing: Refusal) -> None:
        """Put the row off while something is missing here: nothing is sent, so looking costs nothing."""
        facts = (str(missing.facts[name]) for name in ("name", "own") if name in missing.facts)
        due = self._clock.now() + _UNTIL_SOMEBODY_ACTS
        self._save(attempts=self.row.attempts + 1, due=due, trouble=missing.code, told=" ".join(facts))

    def _on_visit(self, deed: Callable[[str, Any, SettlementVisit], T]) -> Callable[[str], T]:
        return lambda message_id: deed(message_id, self.row.keys, self._seen)

    def _hear(self, ask: Callable[[], T]) -> T:
        try:
            return ask()
        except PlatformRefused:
            self._interface.sign_in()
            return ask()

    def _look(self, ask: Callable[[], T | None]) -> T | None:
        """Ask about something; a question refused says nothing about the visit."""
        try:
            return self._hear(ask)
        except PlatformRefused as refused:
            if self._province.refusal_means_none:
                return None
            raise NoAnswer("platform_query_refused") from refused

    def _insist(self, deed: Deed, ask: Callable[[str, Any, SettlementVisit], T]) -> T:
        try:
            return self._send(deed, self._on_visit(ask))
        except PlatformRefused:
            self._interface.sign_in()
            return self._send(deed, self._on_visit(ask))

    def _send(self, deed: Deed, ask: Callable[[str], T], **changes: Any) -> T:
        """Save the message, send it, save what was heard; a success is saved with what it brought."""
        now = self._clock.now()
        message = Message(deed, self._interface.new_id(), now)
        messages = (*self.row.messages, message)
        begun = {"institution": self._interface.institution.code}
        self._save(messages=messages, due=now + self._province.patience, **begun, **changes)
        try:
            result = ask(message.message_id)
        except NotReached:
            self._note(message, Heard.NOT_SENT)
            raise
        except NoAnswer:
            self._note(message, Heard.UNKNOWN)
            raise
        except PlatformRefused:
            self._note(message, Heard.REFUSED)
            raise
        self._mark([message.message_id], Heard.DONE)
        return result

    def _note(self, message: Message, heard: Heard) -> None:
        self._mark([message.message_id], heard)
        self._save()

    def _mark(self, message_ids: list[str], heard: Heard) -> None:
        """Note what was heard; kept by the next saving."""
        marked = tuple(
            replace(m, heard=heard) if m.message_id in message_ids else m for m in self.row.messages
        )
        self.row = replace(self.row, messages=marked)

    def _messages(self, deed: Deed, *heard: Heard) -> list[Message]:
        return [m for m in self.row.messages if m.deed is deed and m.heard in heard]

    def _save(self, **changes: Any) -> None:
        self.row = self._book.save(replace(self.row, **changes))

    def _publish(self, kind: ResultKind, facts: dict[str, Any], **changes: Any) -> None:
        """Save what is certain now: nothing of it is under way, so that the row may be touched at once."""
        now = self._clock.now()
        self.row = self._book.publish(replace(self.row, due=now, **changes), kind, facts, now)
