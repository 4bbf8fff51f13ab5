"""结算撤销: undoing the settlement of a visit whose place was taken, then its lines and its registration."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from core.events import ResultKind
from core.settlement_ports import UNDONE_FOR, Deed, Heard, Step, TakenBy
from sync.township.settlement.amounts import Settled
from sync.township.settlement.answers import NoAnswer, PlatformRefused
from sync.township.settlement.errand import IN_DOUBT, Errand
from sync.township.settlement.national_forms import own_number

_TRIES_AT_TIDYING = 12


class Undoing(Errand):
    """Takes a settled visit back to nothing; what took its place is settled by another errand.

    The platform is asked what stands before anything is sent and after whatever was not answered: a
    settlement has a number, so that even a province without a look-up by visit can tell.
    """

    def go(self) -> None:
        """Go on until nothing of the visit is left at the platform.

        Raises:
            NoAnswer, NotReached: the row waits for its next turn.
        """
        self._seen = self._book.visit_of(self.row)
        self._interface = self._institutions.for_row(self.row)
        if self.row.step is Step.SETTLED:
            self._save(step=Step.UNDOING, attempts=0, trouble="")
        if self.row.step is Step.UNDOING:
            self._know_its_numbers()
            self._undo()
        self._tidy_up()

    def _know_its_numbers(self) -> None:
        """Ask for the platform's numbers: a settlement that came back from a lost life has its own alone."""
        if not self.row.keys.person:
            person = self._hear(lambda: self._interface.find_person(self._seen))
            self._save(keys=replace(person, visit=self.row.keys.visit, settlement=self.row.keys.settlement))
        if not self.row.keys.visit:
            if not (visit := self._registered() or self._registered_elsewhere()):
                raise NoAnswer("undoing_needs_a_person")
            code = self._interface.institution.code
            self._save(keys=replace(self.row.keys, visit=visit), institution=code)

    def _registered(self) -> str | None:
        there = self._look(lambda: self._interface.registrations(self.row.keys, self._seen)) or {}
        return there.get(own_number(self._seen))

    def _registered_elsewhere(self) -> str | None:
        """Look under the codes the clinic had before: a life that is lost may have settled it there."""
        for former in self._institutions.formers(self.row, self._seen):
            with suppress(PlatformRefused):  # a code whose contract is over cannot be asked
                self._interface = self._institutions.signed_in(former)
                if visit := self._registered():
                    return visit
        return None

    def _undo(self) -> None:
        """Ask for it once at a time: never while another such message may be under way."""
        standing = self._standing()
        in_doubt = self._messages(Deed.UNDO, *IN_DOUBT)
        if standing is None:
            return
        if in_doubt and self._clock.now() < in_doubt[-1].sent_at + self._province.patience:
            raise NoAnswer("undoing_may_be_under_way")
        # What was sent before has done nothing: the settlement stands.
        self._save(messages=tuple(one for one in self.row.messages if one.deed is not Deed.UNDO))
        for _ in range(2):
            try:
                self._close(self._send(Deed.UNDO, self._on_visit(self._settlements.undo)))
            except PlatformRefused as refused:
                if self._standing() is None:
                    return
                self._save(told=refused.told)
                self._interface.sign_in()
            else:
                return
        raise NoAnswer("undoing_refused")

    def _standing(self) -> Settled | None:
        """Look whether the settlement still stands; where it does not, say so to the clinic."""
        found = self._look(lambda: self._settlements.find(self.row.keys, self._seen))
        if found is not None and not found.is_undone:
            if not self.row.keys.settlement:
                self._save(keys=replace(self.row.keys, settlement=found.settlement))
            return found
        self._told_undone(found)
        return None

    def _told_undone(self, found: Settled | None) -> None:
        """Publish what was found undone: when, and under which number, the day's books will tell."""
        facts: dict[str, Any] = {}
        sent = self._messages(Deed.UNDO, *IN_DOUBT, Heard.REFUSED)
        if found is not None:
            facts = {"undoes": found.settlement, "settlement_id": "", **found.shares()}
        if found is not None and sent:
            facts["settled_at"] = sent[-1].sent_at.isoformat()
        self._mark([message.message_id for message in sent], Heard.DONE)
        self._end(facts)

    def _close(self, given_back: Settled) -> None:
        self._end({"undoes": self.row.keys.settlement, **given_back.facts()})

    def _end(self, facts: Mapping[str, Any]) -> None:
        reason = UNDONE_FOR[self.row.taken_by or TakenBy.CORRECTION]
        self._publish(
            ResultKind.REVERSED,
            {"reason": reason, **facts},
            step=Step.UNDONE,
            attempts=0,
            trouble="",
            told="",
        )

    def _tidy_up(self) -> None:
        """Take lines and registration back: a settlement that arrives late finds nothing it could settle.

        A yes to that names nothing, so that it may be to something else: it is looked whether they are gone.
        """
        for deed, take_back in (
            (Deed.CANCEL_UPLOAD, self._interface.cancel_upload),
            (Deed.CANCEL_REGISTRATION, self._interface.cancel_registration),
        ):
            with suppress(PlatformRefused):  # twice: nothing is there to take back
                self._insist(deed, take_back)
        if self._registered() and self.row.attempts < _TRIES_AT_TIDYING:
            raise NoAnswer("undoing_left_something")
        self._save(step=Step.REVERSED, trouble="")
