"""One round of sync as the clinic sees it, without I/O: prepare a request, absorb the answer, and again.

Clock and randomness are handed in; whoever holds the round carries the bytes. All a township says is read
and verified before the store is touched.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.calling import DueSet
from core.errors import Hindrance, Refusal
from core.events import Result
from core.ids import EventId, Incarnation
from core.ports import Clock
from core.sync_ports import Standing, SyncStore
from sync.asks import NONCE_BYTES, Ask
from sync.awaited_visit import AwaitedVisit
from sync.device_words import asks_to_return
from sync.download import Download
from sync.envelope import Label, Statement, read_statement
from sync.following import follow_epoch
from sync.ledger_messages import decode_events_answer, encode_events
from sync.mending import Mending
from sync.others_log import OthersLog
from sync.progress import Progress, Tally
from sync.protocol import (
    Hello,
    HelloAnswer,
    decode_chunk_answer,
    decode_hello_answer,
    decode_results_answer,
    encode_chunk_ask,
    encode_hello,
    encode_results_ask,
)
from sync.purse import Purse
from sync.recovery import Question, Recovery
from sync.standing import (
    HeldHere,
    believed,
    is_ours,
    lacks_word,
    next_batch,
    own_word,
    read_held,
    read_part,
    reading,
    realm_here,
    receipt_that_counts,
    signer_of,
    small_rest,
)
from sync.tls_roll import hear_tls

_MAX_RESTARTS = 8
"""Forks, gaps and new epochs one round puts up with; more is a township that talks in circles."""


@dataclass(frozen=True, slots=True)
class Request:
    """A question on its way: its name and its body."""

    name: Ask
    body: bytes


@dataclass(frozen=True, slots=True)
class _Asked:
    name: Ask
    nonce: bytes
    offered_after: int = 0
    life: Incarnation | None = None
    offered: tuple[EventId, ...] = ()


class SyncRun:
    """One round: `prepare` and `absorb` in turn, on the lane that owns the store.

    Args:
        awaits: sequence of a visit whose settlement the desk looks out for, if it does.
    """

    def __init__(
        self,
        store: SyncStore,
        clock: Clock,
        random: Callable[[int], bytes],
        purse: Purse | None = None,
        awaits: int | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._random = random
        self._asked: _Asked | None = None
        self._ready: Request | None = None
        self._greeted = False
        self._held: int | None = None
        self._results_head = 0
        self._others = OthersLog(store)
        self._batch_bytes = store.call_settings().batch_bytes
        self._download = Download(store, purse)
        self._recovery = Recovery(store)
        self._mending = Mending(store)
        self._awaited = AwaitedVisit(awaits)
        self._tally = Tally(events_total=store.waiting())

    @property
    def progress(self) -> Progress:
        """Tell how far the round is."""
        tally = self._tally
        return Progress(
            step=self._asked.name.value if self._asked else Ask.HELLO.value,
            events_acknowledged=tally.events,
            events_total=max(tally.events, tally.events_total),
            chunks_here=self._download.chunks_here,
            chunks_total=self._download.chunks_total,
        )

    @property
    def due(self) -> Sequence[DueSet] | None:
        """List the data sets still to come; None before the township has said what it has."""
        return self._download.due() if self._greeted else None

    @property
    def results_received(self) -> int:
        """Count the results kept in this round."""
        return self._tally.results

    @property
    def data_sets_applied(self) -> int:
        """Count the data sets put in use in this round."""
        return self._download.applied

    @property
    def call_again_seconds(self) -> int:
        """Tell when the township wants to hear from us again; 0 before it said so."""
        return self._tally.call_again_seconds

    @property
    def settling(self) -> int | None:
        """Tell in how many seconds to ask again about the awaited visit; None: it was not asked for."""
        return self._awaited.settling

    def work(self) -> bool:
        """Do one slice of what lies before the next question; tell whether there was one to do.

        Whoever shares the store with others calls it until it says no; `prepare` alone does all at once.
        """
        self._ready = self._ready or self._before_sets(self._store.standing())
        return self._ready is None and self._download.work()

    def prepare(self) -> Request | None:
        """Give the next request; None when the round is done.

        Raises:
            Stop: at the very end, the first of what failed alone while the rest went on.
        """
        standing = self._store.standing()
        request, self._ready = self._ready or self._next(standing), None
        if request is None and self._tally.faults:
            raise self._tally.faults[0]
        return request

    def absorb(self, answer: bytes) -> None:
        """Verify the answer to the last request and keep what it brings.

        Raises:
            Hindrance: `township_answer_not_understood`, `township_not_ours`, `township_epoch_unknown`, or
                what the store says.
        """
        if self._asked is None:
            raise ValueError("nothing was asked")
        standing = self._store.standing()
        ours = realm_here(standing)
        with reading():
            statement = read_statement(answer)
            statement.check(standing.enrolment.township_key, Label.ANSWER)
            if statement.realm.township != ours.township:
                raise Refusal("signature_wrong")
        asked = self._asked
        if asked.name is Ask.HELLO and asks_to_return(statement.payload, asked.nonce):
            self._restart()
            self._recovery.forgotten(standing)
        elif statement.realm == ours or asked.name in (Ask.PROVE, Ask.RETURN):
            self._keep(standing, asked, statement.payload)
        else:
            self._follow_epoch(standing, asked, statement, answer)

    def greet_again(self) -> None:
        """Forget what was asked: the township is known by other keys from now on."""
        self._asked, self._ready = None, None
        self._restart()
        self._greet_again()

    # --- asking

    def _next(self, standing: Standing) -> Request | None:
        if request := self._before_sets(standing):
            return request
        digest = self._download.missing()
        self._tally.faults += self._download.take_faults()
        if digest is not None:
            return self._request(standing, encode_chunk_ask(self._ask(Ask.CHUNK), digest))
        return None

    def _before_sets(self, standing: Standing) -> Request | None:
        if question := self._recovery.question(standing):
            return self._put(standing, question)
        if not self._greeted:
            return self._hello(standing)
        if question := self._mending.question():
            return self._put(standing, question)
        offered_after = self._offer_after(standing)
        if offered_after < standing.head.sequence:
            batch = next_batch(self._store, standing, offered_after, self._batch_bytes)
            return self._request(standing, encode_events(self._ask(Ask.EVENTS, offered_after), batch))
        if self._awaited.left_out(offered_after):
            return self._hello(standing)
        if question := self._recovery.offer(standing):
            return self._put(standing, question)
        if standing.results_position < self._results_head:
            return self._request(
                standing, encode_results_ask(self._ask(Ask.RESULTS), standing.results_position)
            )
        if question := self._others.question(standing):
            return self._put(standing, question)
        return None

    def _hello(self, standing: Standing) -> Request:
        receipt = receipt_that_counts(standing)
        offered_after = self._offer_after(standing)
        batch = (
            None if self._mending.due else small_rest(self._store, standing, offered_after, self._batch_bytes)
        )
        hello = Hello(
            head=standing.head,
            receipt=receipt.sequence if receipt else None,
            results_position=standing.results_position,
            results_hash=standing.results_hash,
            data_sets={name.value: version for name, version in standing.data_sets.items()},
            batch=batch,
            earlier=self._recovery.lives(),
            wants_word=lacks_word(self._store, standing),
            tls_roll=roll.number if (roll := standing.enrolment.tls_roll) else 0,
            awaits=self._awaited.named(offered_after, all_comes_along=batch is not None),
        )
        offered = tuple(event.header.event_id for event in batch.events) if batch else ()
        return self._request(standing, encode_hello(self._ask(Ask.HELLO, offered_after, offered), hello))

    def _offer_after(self, standing: Standing) -> int:
        if self._held is not None:
            return self._held
        receipt = receipt_that_counts(standing)
        return receipt.sequence if receipt else 0

    def _ask(self, name: Ask, offered_after: int = 0, offered: tuple[EventId, ...] = ()) -> bytes:
        self._asked = _Asked(name, self._random(NONCE_BYTES), offered_after, offered=offered)
        return self._asked.nonce

    def _put(self, standing: Standing, question: Question) -> Request:
        self._asked = _Asked(question.name, self._random(NONCE_BYTES), question.offered_after, question.life)
        return self._request(standing, question.payload(self._asked.nonce))

    def _request(self, standing: Standing, payload: bytes) -> Request:
        if self._asked is None:
            raise ValueError("a request without a question")
        body = signer_of(standing).request(Label.REQUEST, standing.enrolment.device, payload)
        return Request(self._asked.name, body)

    # --- keeping

    def _keep(self, standing: Standing, asked: _Asked, payload: bytes) -> None:
        match asked.name:
            case Ask.HELLO:
                self._keep_hello(standing, asked, payload)
            case Ask.PROVE:
                self._recovery.hear_proof(payload, asked.nonce)
                self._greet_again()
            case Ask.RETURN:
                self._recovery.hear_returned(payload, asked.nonce)
                self._greet_again()
            case Ask.GIVE_BACK:
                self._recovery.hear_given(payload, asked.nonce, standing)
                self._greet_again()
            case Ask.EVENTS if asked.life is not None:
                with reading():
                    told = decode_events_answer(payload, asked.nonce)
                if not self._recovery.hear_life(told, standing, (asked.life, asked.offered_after)):
                    self._start_again()
            case Ask.EVENTS:
                with reading():
                    told = decode_events_answer(payload, asked.nonce)
                    held = read_held(told, standing, standing.head.incarnation)
                    if held is None or (held.receipt and held.sequence <= asked.offered_after):
                        raise Refusal("message_not_understood", message="events", field="receipt")
                self._keep_held(standing, held)
            case Ask.RESULTS:
                with reading():
                    part = decode_results_answer(payload, asked.nonce)
                    if part is None:
                        raise Refusal("message_not_understood", message="results", field="results")
                    results = read_part(part, standing)
                self._keep_results(results, part.statement)
            case Ask.AGAIN:
                if not self._mending.hear(payload, asked.nonce, standing):
                    self._start_again()
            case Ask.LOG | Ask.OTHERS | Ask.HAND_ON:
                self._others.hear_answer(asked.name, standing, payload, asked.nonce)
            case Ask.CHUNK:
                with reading():
                    chunk = self._download.understand(decode_chunk_answer(payload, asked.nonce))
                self._download.keep(chunk)

    def _keep_hello(self, standing: Standing, asked: _Asked, payload: bytes) -> None:
        with reading():
            answer = decode_hello_answer(payload, asked.nonce, asked.offered)
            held = read_held(answer.ledger, standing, standing.head.incarnation)
            results = read_part(answer.results, standing) if answer.results else ()
            words = own_word(answer.word, standing)
        if answer.prove or answer.ladder:
            self._restart()
            self._mend(standing, answer)
            return
        self._greeted = True
        self._store.hear_time(answer.at)
        hear_tls(self._store, standing, answer.at, answer.tls_roll)
        self._store.keep_device_words(words)
        self._tally.call_again_seconds = answer.call_again_seconds
        self._awaited.hear(answer.settling)
        self._results_head = answer.results_head
        self._others.hear(answer.log_head, standing)
        if answer.results_head < standing.results_position:
            self._tally.faults.append(Hindrance("township_results_behind", position=answer.results_head))
        manifests, faults = believed(answer.manifests, standing)
        self._tally.faults += faults
        self._download.begin(manifests, standing.data_sets)
        if results and answer.results:
            self._keep_results(results, answer.results.statement)
        if held:
            self._keep_held(standing, held)
        if not self._recovery.hear_lives(answer.earlier, standing):
            self._start_again()
        self._download.keep_inline(answer.chunks)  # last: what the cache cannot take hides no receipt

    def _mend(self, standing: Standing, answer: HelloAnswer) -> None:
        """See to what the township has lost before anything else is said."""
        if answer.prove:
            self._recovery.suspect()
        else:
            self._recovery.differ(standing, answer.ladder)

    def _greet_again(self) -> None:
        self._greeted = False
        self._held = None

    def _start_again(self) -> None:
        """Begin a new life of the ledger: what another branch took the place of is offered in it.

        What this disk has lost of the former life is asked for too.
        """
        self._restart()
        self._others.ask_once_more()
        self._held = None
        self._awaited.forget()
        self._store.start_incarnation(Incarnation(self._random(16).hex()), self._clock.now())

    def _keep_held(self, standing: Standing, held: HeldHere) -> None:
        if held.other_branch or not is_ours(self._store, standing, held):
            self._start_again()
            return
        before = self._offer_after(standing)
        self._held = held.sequence
        if held.receipt is None:
            self._restart()
            return
        self._store.keep_receipt(held.receipt)
        self._tally.events += max(0, held.sequence - before)

    def _keep_results(self, results: tuple[Result, ...], statement: bytes) -> None:
        self._store.keep_results(results, statement)
        self._tally.results += len(results)

    def _follow_epoch(self, standing: Standing, asked: _Asked, told: Statement, answered: bytes) -> None:
        realm = told.realm
        if asked.name is not Ask.HELLO:
            raise Hindrance("township_epoch_unknown", epoch=realm.epoch_number)
        self._restart()
        if follow_epoch(self._store, standing, told, answered, asked.nonce):
            self._held = None
        else:
            self._recovery.suspect()

    def _restart(self) -> None:
        self._tally.restarts += 1
        if self._tally.restarts > _MAX_RESTARTS:
            raise Hindrance("township_answer_not_understood", reason="circles")
