"""One visit's way through the platform, step by step; docs/settlement.md draws it."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial

from core.catalogue.items import ItemKind
from core.errors import Refusal
from core.events import ResultKind
from core.ports import Clock
from core.settlement_ports import (
    Deed,
    Heard,
    Message,
    OutboxRow,
    PlatformKeys,
    SettlementBook,
    Step,
)
from core.visits.settleable import why_never_settled
from core.visits.trace_codes import goes_untraced
from sync.township.settlement.amounts import Settled
from sync.township.settlement.answers import NoAnswer, NotReached, PlatformRefused
from sync.township.settlement.errand import IN_DOUBT, TRIES_AT_TIDYING, Errand
from sync.township.settlement.institutions import Institutions
from sync.township.settlement.national_forms import own_number

_NOT_UPLOADED_YET = (Step.WAITING, Step.SET_ASIDE, Step.REGISTERED, Step.DESCRIBED)
_NOT_ASKED_YET = (Step.REGISTERED, Step.DESCRIBED, Step.UPLOADED)
"""Steps begun in an earlier run after which the platform was not asked yet to settle."""


class Passage(Errand):
    """Takes a row as far as it goes; `row` is always what the book holds.

    What was begun under an institution's code goes on under it, whatever its clinic's setting is by now.
    A message that changes something at the platform is saved before it is sent, and what was heard after.
    A no is believed at the second hearing, after a fresh sign-in: no program can tell sentences apart. A no
    to a visit already begun there is believed when a second beginning ends the same way.
    """

    def __init__(
        self, book: SettlementBook, institutions: Institutions, clock: Clock, row: OutboxRow
    ) -> None:
        super().__init__(book, institutions, clock, row)
        # A visit that was begun earlier may have come further than its row knows: power cut, restored store.
        self._resumed = bool(row.keys.visit)

    def go(self) -> None:
        """Go on until the row is final.

        Raises:
            NoAnswer, NotReached: the row waits for its next turn.
            Refusal: a setting of the township is missing, or the visit itself.
        """
        steps: dict[Step, Callable[[], None]] = {
            Step.WAITING: self._register,
            Step.SET_ASIDE: self._register,
            Step.REGISTERED: self._describe,
            Step.DESCRIBED: self._upload,
            Step.UPLOADED: self._settle,
            Step.SETTLING: self._make_certain,
            Step.UNKNOWN: self._make_certain,
            Step.WITHDRAWING: self._withdraw,
        }
        self._seen = self._book.visit_of(self.row)
        reason = why_never_settled(self._seen.visit)
        if reason and not self.row.only_asked_about:
            self._publish(ResultKind.NOT_PAYABLE, {"reason": reason}, step=Step.NOT_PAYABLE)
            return
        self._interface = self._institutions.for_row(self.row)
        if self.row.only_asked_about:
            self._ask_about()
            return
        self._interface.institution.physician(self._seen.visit.doctor)
        if self.row.step in _NOT_UPLOADED_YET:
            self._require_codes()
        if self._resumed and self.row.step in _NOT_ASKED_YET:
            self._registered()
        while not self.row.step.final:
            try:
                steps[self.row.step]()
            except PlatformRefused as refused:
                self._give_up(refused.told)

    def _require_codes(self) -> None:
        """Hold what the platform would refuse for a code of a line or of its boxes.

        Raises:
            Refusal: `line_code_not_mapped`, `line_code_not_told`, `line_trace_code_missing`, each with `name`
                and `own`.
        """
        lines = self._seen.visit.lines
        national = {(line.kind, line.code): self._seen.national_code(line) for line in lines}
        told: Mapping[tuple[ItemKind, str], str] = national
        if self._province.codes_told_first:
            own = {line.code for line in lines}
            told = self._book.told_codes(self._interface.institution.code, own)
        for line in lines:
            key = (line.kind, line.code)
            if told.get(key) != national[key]:
                raise Refusal("line_code_not_told", name=line.name, own=line.code)
            if self._province.traces_required and goes_untraced(line):
                raise Refusal("line_trace_code_missing", name=line.name, own=line.code)

    def _ask_about(self) -> None:
        """Look for a settlement of a visit that went back or was corrected: a lost life may have sent it.

        Where none stands the visit rests, and what took its place may go. A visit that is registered
        there in a province that tells nothing by visit is looked for by somebody.
        """
        with suppress(PlatformRefused):  # whom the platform does not insure it has not paid for
            if not why_never_settled(self._seen.visit) and self._stands_there():
                return
        self._save(step=self.row.step_of_none)

    def _stands_there(self) -> bool:
        if not self.row.keys.person:
            self._save(keys=self._hear(lambda: self._interface.identify(self._seen)))
        visit = self._registered() or self._begun_elsewhere()
        if visit is None:
            return False
        self._save(keys=replace(self.row.keys, visit=visit), institution=self._interface.institution.code)
        if self._adopt():
            return True
        if self.row.keys.settlement:
            self._save(keys=replace(self.row.keys, settlement=""))
            raise NoAnswer("superseded_number_not_found")
        if not self._province.query_by_visit:
            raise NoAnswer("superseded_needs_a_person")
        return False

    def _register(self) -> None:
        if not self.row.keys.person:
            self._save(keys=self._hear(lambda: self._interface.identify(self._seen)))
        visit = self._registered() or self._begun_elsewhere() or self._open_visit()
        keys, code = replace(self.row.keys, visit=visit), self._interface.institution.code
        self._save(keys=keys, step=Step.REGISTERED, institution=code)

    def _registered(self) -> str | None:
        """Ask for a visit under our number: asking the platform to open one twice would open two.

        A visit of this person under a number of ours that the log does not know was written in a span the
        log has lost: it may be the correction of this very visit, and settled.
        """
        there = self._look(lambda: self._interface.registrations(self.row.keys, self._seen)) or {}
        number = own_number(self._seen)
        strangers = sorted(self._book.unknown({*there} - {number, *self.row.no_strangers}))
        if strangers:
            self._save(strangers=tuple(strangers))
            raise NoAnswer("platform_knows_more")
        if number in there:
            self._resumed = True
        return there.get(number)

    def _begun_elsewhere(self) -> str | None:
        """Look under the codes the clinic had before: a lost life of the log may have begun it there."""
        here = self._interface
        for former in self._institutions.formers(self.row, self._seen):
            with suppress(PlatformRefused):  # a code whose contract is over cannot be asked
                self._interface = self._institutions.signed_in(former)
                if visit := self._registered():
                    return visit
        self._interface = here
        return None

    def _open_visit(self) -> str:
        def ask(message_id: str) -> str:
            return self._interface.register(message_id, self.row.keys, self._seen)

        try:
            return self._send(Deed.REGISTER, ask)
        except PlatformRefused:
            self._interface.sign_in()
            return self._registered() or self._send(Deed.REGISTER, ask)

    def _describe(self) -> None:
        if self._resumed and self._adopt():
            return
        self._insist(Deed.DESCRIBE, self._interface.describe)
        self._save(step=Step.DESCRIBED)

    def _upload(self) -> None:
        if self._resumed or any(message.deed is Deed.UPLOAD for message in self.row.messages):
            self._take_lines_back()
        try:
            sums = self._send(Deed.UPLOAD, self._on_visit(self._interface.upload))
        except PlatformRefused:
            self._interface.sign_in()
            self._take_lines_back()
            sums = self._send(Deed.UPLOAD, self._on_visit(self._interface.upload))
        self._save(sums=sums, step=Step.UPLOADED)

    def _take_lines_back(self) -> None:
        try:
            self._send(Deed.CANCEL_UPLOAD, self._on_visit(self._interface.cancel_upload))
        except PlatformRefused:
            return  # there were none; if it is anything worse, the upload says so

    def _settle(self) -> None:
        if self._resumed and self._adopt():
            return
        self._hear(lambda: self._settlements.try_settlement(self.row.keys, self._seen))
        try:
            self._ask_to_settle()
        except PlatformRefused:
            if self._stands_after_all():
                return
            self._interface.sign_in()
            try:
                self._ask_to_settle()
            except PlatformRefused:
                if not self._stands_after_all():
                    raise

    def _ask_to_settle(self) -> None:
        heard_before = any(m.deed is Deed.SETTLE and m.heard is not Heard.NOT_SENT for m in self.row.messages)
        sums = self.row.sums
        if sums is None:
            raise RuntimeError("lines were uploaded without their sums")

        def ask(message_id: str) -> Settled:
            return self._settlements.settle(message_id, self.row, sums, self._seen)

        try:
            settled = self._send(Deed.SETTLE, ask, step=Step.SETTLING)
        except NotReached:
            self._save(step=Step.UPLOADED)
            raise
        except NoAnswer:
            if heard_before:
                self._save(step=Step.UNKNOWN)
            else:
                self._publish(ResultKind.SETTLEMENT_UNKNOWN, {}, step=Step.UNKNOWN)
            raise
        self._close(settled)

    def _stands_after_all(self) -> bool:
        """Look behind a no to a settlement: an answer may have been lost and its echo refused."""
        if self._adopt():
            return True
        self._reverse(self._messages(Deed.SETTLE, Heard.REFUSED)[-1:])
        self._save(step=Step.UPLOADED)
        return False

    def _make_certain(self) -> None:
        """End the doubt: look; when nothing is seen and nothing can be under way, reverse; look again."""
        if self._adopt():
            return
        if self.row.keys.settlement:
            self._save(keys=replace(self.row.keys, settlement=""))
            raise NoAnswer("settlement_number_not_found")
        in_doubt = self._messages(Deed.SETTLE, *IN_DOUBT)
        patience = self._province.patience
        if in_doubt and self._clock.now() < in_doubt[-1].sent_at + patience:
            raise NoAnswer("settlement_may_be_under_way")
        self._reverse([*in_doubt, *self._noes_not_looked_behind()])
        if self._adopt():
            return
        if self._province.query_by_visit:
            self._mark([message.message_id for message in in_doubt], Heard.REFUSED)
        self._save(step=Step.UPLOADED)

    def _noes_not_looked_behind(self) -> list[Message]:
        """Give a no to a settlement behind which nobody has looked: power or line went first."""
        asked = [message for message in self.row.messages if message.deed is Deed.SETTLE]
        cut_off = self.row.step is Step.SETTLING and asked[-1].heard is Heard.REFUSED
        return asked[-1:] if cut_off else []

    def _reverse(self, settling: list[Message]) -> None:
        for message in settling:
            try:
                self._send(Deed.REVERSE, partial(self._undo, message.message_id))
            except PlatformRefused:
                continue  # the platform knows no such settlement
            self._mark([message.message_id], Heard.REVERSED)
            self._save()

    def _undo(self, settling: str, message_id: str) -> None:
        self._settlements.reverse(message_id, self.row.keys, settling)

    def _adopt(self) -> bool:
        """Look for a settlement and, if one stands, take it as ours: the visit carries our number."""
        if not self._province.query_by_visit and not self.row.keys.settlement:
            return False
        settled = self._look(lambda: self._settlements.find_standing(self.row.keys, self._seen))
        if settled is not None:
            self._close(settled)
        return settled is not None

    def _close(self, settled: Settled) -> None:
        self._mark([settled.message], Heard.DONE)
        keys = replace(
            self.row.keys,
            settlement=settled.settlement,
            centre=settled.centre,
            clearing=settled.clearing,
        )
        self._publish(ResultKind.SETTLED, settled.facts(), step=Step.SETTLED, keys=keys)

    def _give_up(self, told: str) -> None:
        """Believe a no: tidy up at the platform what was begun there, then tell the clinic."""
        if self._messages(Deed.SETTLE, *IN_DOUBT):
            self._save(step=Step.UNKNOWN, told=told)
            raise NoAnswer("settlement_needs_a_person")
        if self.row.keys.visit and self.row.step is not Step.WITHDRAWING:
            self._save(step=Step.WITHDRAWING, told=told, attempts=0)
            return
        reason = told or "platform_gave_no_reason"
        self._publish(ResultKind.NOT_PAYABLE, {"reason": reason}, step=Step.NOT_PAYABLE, told=told)

    def _withdraw(self) -> None:
        tidying = (
            (Deed.CANCEL_UPLOAD, self._interface.cancel_upload),
            (Deed.CANCEL_REGISTRATION, self._interface.cancel_registration),
        )
        for deed, take_back in tidying:
            try:
                self._send(deed, self._on_visit(take_back))
            except PlatformRefused:
                continue  # nothing there to take back
            except NoAnswer:
                if self.row.attempts < TRIES_AT_TIDYING:
                    raise
        if not self._begin_again():
            raise PlatformRefused(self.row.told)

    def _begin_again(self) -> bool:
        """Go once more from the start when nothing is left behind: some noes answer an earlier mishap."""
        withdrawn = [m.heard for m in self.row.messages if m.deed is Deed.CANCEL_REGISTRATION]
        if withdrawn != [Heard.DONE]:
            return False
        self._resumed = False
        self._save(step=Step.WAITING, keys=PlatformKeys(), sums=None)
        return True
