"""The township's side of the conversation with clinics: bytes in, bytes out, no HTTP.

Every request is small, complete and repeatable; whoever asks is known by signature, never by connection.
"""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import product

from core.clinic_log import LogBatch
from core.data_sets import DataSetName
from core.errors import Refusal, Stop
from core.events import NO_HASH, Result
from core.ids import ClinicCode
from core.insurance_code import NOT_TOLD, CodeReader
from core.ports import Clock
from core.township_ports import TownshipStore
from core.township_rows import Acceptance, OfferOutcome, PublishedSet
from sync.again_messages import decode_again, encode_again_answer
from sync.asks import (
    INLINE_CHUNK_BYTES,
    INLINE_RESULTS_BYTES,
    LOG_BYTES,
    MAX_MESSAGE_BYTES,
    RESULTS_BYTES,
    Ask,
)
from sync.code_messages import decode_whose, encode_whose_answer
from sync.data_sets import decode_manifest, weight_of
from sync.device_words import decode_return, encode_return_answer, make_device_word
from sync.envelope import DeviceRequest, Label, read_request, read_statement
from sync.hand_on_messages import (
    decode_hand_on,
    decode_others,
    encode_hand_on_answer,
    encode_others_answer,
)
from sync.introduction import decode_identity_ask
from sync.ledger_messages import (
    Batch,
    Held,
    LedgerAnswer,
    decode_events,
    encode_events_answer,
    make_fork,
)
from sync.log_messages import LogPart, decode_log_ask, encode_log_answer, parts_of
from sync.protocol import (
    Hello,
    HelloAnswer,
    ResultsPart,
    decode_chunk_ask,
    decode_hello,
    decode_results_ask,
    encode_chunk_answer,
    encode_hello_answer,
    encode_results_answer,
    make_results,
)
from sync.recovery_messages import (
    decode_give_back,
    decode_prove,
    encode_give_back_answer,
    encode_prove_answer,
)
from sync.township.awaited import ask_again_in
from sync.township.caller import Caller, signer_for
from sync.township.county_epoch import words_shown
from sync.township.handed_on import HandedOnDesk, words_about
from sync.township.insurance_codes import NoCodes
from sync.township.intake import take_range
from sync.township.judge import judge_waiting
from sync.township.lost_past import LostPast, chain_of
from sync.township.publishing import TOWNSHIP_SCOPE, clinic_scope
from sync.township.receipts import receipt_of
from sync.township.service_key import word_of_next_key
from sync.township.strangers import Strangers

_RESULTS_AT_ONCE = 500
_RANGES_AT_ONCE = 50
_OF_CONFIRMED = frozenset({Ask.RESULTS, Ask.CHUNK, Ask.AGAIN, Ask.WHOSE_CODE})
"""What is answered only to devices nobody has to look at first; their log is empty until then."""


class ClinicApi:
    """One township, answering clinics from its store.

    Args:
        random: drawn for the id of a new epoch.
        codes: what is asked whose 医保码 somebody shows.
    """

    def __init__(
        self,
        store: TownshipStore,
        clock: Clock,
        random: Callable[[int], bytes] = secrets.token_bytes,
        codes: CodeReader | None = None,
    ) -> None:
        self._store = store
        self._codes = codes or NoCodes()
        self._clock = clock
        self._past = LostPast(store, clock, random)
        self._strangers = Strangers(store, clock, random)
        self._handed = HandedOnDesk(store, clock, random)
        self._known: Mapping[str, Callable[[Caller, bytes], bytes]] = {
            Ask.EVENTS: self._events,
            Ask.RESULTS: self._results,
            Ask.CHUNK: self._chunk,
            Ask.GIVE_BACK: self._take_back,
            Ask.LOG: self._log,
            Ask.AGAIN: self._again,
            Ask.OTHERS: self._others,
            Ask.HAND_ON: self._hand_on,
            Ask.WHOSE_CODE: self._whose_code,
        }

    def handle(self, name: str, body: bytes, tls_pin: bytes) -> bytes:
        """Answer a question.

        Args:
            name: one of `Ask`.
            body: the message, decompressed.
            tls_pin: SHA-256 of the public key (SPKI) of the TLS the question came through.

        Raises:
            Refusal: `question_unknown`, `message_too_large`, `township_differs`, `epoch_differs`,
                `device_unknown`, `device_revoked`, `signature_wrong`, `event_damaged`, `chunk_unknown`, those
                of `TownshipStore.redeem_code`, `message_not_understood`, `bytes_not_canonical`.
            Hindrance: what the store says.
        """
        if len(body) > MAX_MESSAGE_BYTES:
            raise Refusal("message_too_large")
        if name == Ask.IDENTITY:
            return self._strangers.identity(decode_identity_ask(body), tls_pin)
        request = read_request(body)
        township = self._store.township()
        if request.realm.township != township.code:
            raise Refusal("township_differs")
        if name == Ask.ENROL:
            return self._strangers.enrol(township, request)
        device = self._store.device(request.device)
        if device is None:
            return self._strangers.answer(township, name, request)
        caller = self._verified(Caller(township, device, signer_for(township)), request, name)
        ours = request.realm == caller.signer.realm
        if name == Ask.HELLO:
            answer = self._hello(caller, request.payload) if ours else self._epoch(caller, request.payload)
        elif name == Ask.PROVE:
            answer = self._prove(caller, request.payload)
        elif name == Ask.RETURN:  # the answer that it is back was lost on its way
            answer = encode_return_answer(decode_return(request.payload)[0])
        elif name not in self._known:
            raise Refusal("question_unknown")
        elif not ours:
            raise Refusal("epoch_differs", epoch=township.epoch.number)
        elif caller.device.returned and name in _OF_CONFIRMED:
            raise Refusal("device_not_confirmed")
        else:
            answer = self._known[name](caller, request.payload)
        return caller.signer.statement(Label.ANSWER, answer)

    # --- who asks

    def _verified(self, caller: Caller, request: DeviceRequest, name: str) -> Caller:
        request.check(caller.device.signing_key, Label.REQUEST)
        if caller.device.revoked:
            if request.realm == caller.signer.realm:
                self._take_from_revoked(caller, name, request.payload)
            raise Refusal("device_revoked")
        return caller

    def _take_from_revoked(self, caller: Caller, name: str, payload: bytes) -> None:
        """Store first, judge later: what a revoked device wrote before that counts, the rest is put aside.

        It is told nothing, not even that.
        """
        if name == Ask.EVENTS:
            self._take(caller, decode_events(payload)[1])
        elif name == Ask.HELLO and (batch := decode_hello(payload)[1].batch):
            self._take(caller, batch)

    # --- the ordinary day

    def _epoch(self, caller: Caller, payload: bytes) -> bytes:
        """Tell a clinic that spoke of another epoch which one it is, and nothing else."""
        nonce, _ = decode_hello(payload)
        epoch, again = caller.township.epoch, caller.township.calls.interval_seconds
        chain = chain_of(self._store, epoch)
        words = words_shown(self._store)
        answer = HelloAnswer(self._clock.now(), again, 0, epoch=epoch, epochs=chain, words=words)
        return encode_hello_answer(nonce, answer)

    def _hello(self, caller: Caller, payload: bytes) -> bytes:
        nonce, hello = decode_hello(payload)
        now, again = self._clock.now(), caller.township.calls.interval_seconds
        if self._past.knows_more(caller.device.device, hello):
            return encode_hello_answer(nonce, HelloAnswer(now, again, 0, prove=True))
        ladder = self._past.ladder(caller.clinic, hello.results_position, hello.results_hash)
        if ladder:
            answer = HelloAnswer(now, again, ladder[0].position, ladder=tuple(ladder))
            return encode_hello_answer(nonce, answer)
        self._store.note_contact(caller.device, now)
        if hello.batch:
            ledger = self._take(caller, hello.batch)
        else:
            ledger = self._standing(caller, hello)
            judge_waiting(
                self._store, self._clock, caller.clinic
            )  # what a crash left taken in and not judged
        if caller.device.returned:
            return encode_hello_answer(nonce, self._only_heard(caller, hello, ledger))
        # Before the results are read: what comes between is told twice rather than not at all.
        settling = 0 if ledger.fork else ask_again_in(self._store, caller.device, hello, now)
        results = self._store.results(caller.clinic, hello.results_position, _RESULTS_AT_ONCE)
        newer = list(self._newer(caller.clinic, hello.data_sets))
        answer = HelloAnswer(
            at=now,
            call_again_seconds=again,
            results_head=self._store.results_head(caller.clinic),
            ledger=ledger,
            results=_part(caller, results, INLINE_RESULTS_BYTES),
            manifests=tuple(one.manifest for one in newer),
            chunks=tuple(self._small_chunks(newer, hello.data_sets)),
            earlier=tuple(self._earlier(caller, hello)),
            log_head=self._store.log_head(caller.clinic, hello.head.incarnation),
            settling=settling,
            word=make_device_word(caller.signer, caller.device) if hello.wants_word else b"",
            tls_roll=word_of_next_key(self._store, caller.signer, hello.tls_roll, now),
        )
        offered = [event.header.event_id for event in hello.batch.events] if hello.batch else []
        return encode_hello_answer(nonce, answer, offered)

    def _only_heard(self, caller: Caller, hello: Hello, ledger: LedgerAnswer) -> HelloAnswer:
        """Answer a device that was taken back and not confirmed: what it sends counts, nothing goes to it."""
        return HelloAnswer(
            at=self._clock.now(),
            call_again_seconds=caller.township.calls.interval_seconds,
            results_head=hello.results_position,
            ledger=ledger,
            earlier=tuple(self._earlier(caller, hello)),
        )

    def _prove(self, caller: Caller, payload: bytes) -> bytes:
        nonce, proof = decode_prove(payload)
        return encode_prove_answer(nonce, self._past.believe(caller.clinic, proof))

    def _take_back(self, caller: Caller, payload: bytes) -> bytes:
        nonce, part = decode_give_back(payload)
        return encode_give_back_answer(nonce, self._past.take_back(caller.clinic, part))

    def _earlier(self, caller: Caller, hello: Hello) -> Iterator[bytes]:
        """Say how far each earlier life of the ledger is held here."""
        for life in hello.earlier:
            yield self._receipt(caller, self._store.held(caller.device.device, life.incarnation))

    def _events(self, caller: Caller, payload: bytes) -> bytes:
        nonce, batch = decode_events(payload)
        return encode_events_answer(nonce, self._take(caller, batch))

    def _results(self, caller: Caller, payload: bytes) -> bytes:
        nonce, after = decode_results_ask(payload)
        results = self._store.results(caller.clinic, after, _RESULTS_AT_ONCE)
        return encode_results_answer(nonce, _part(caller, results, RESULTS_BYTES))

    def _chunk(self, caller: Caller, payload: bytes) -> bytes:
        nonce, digest = decode_chunk_ask(payload)
        data = self._store.chunk(digest, (clinic_scope(caller.clinic), TOWNSHIP_SCOPE))
        if data is None:
            raise Refusal("chunk_unknown")
        return encode_chunk_answer(nonce, data)

    def _log(self, caller: Caller, payload: bytes) -> bytes:
        nonce, after, lives = decode_log_ask(payload)
        if caller.device.returned:  # one that begins a new life asks for what its former one may have left
            return encode_log_answer(nonce, LogPart((), after))
        here = {life.incarnation: life.sequence for life in lives}
        taken: list[LogBatch] = []
        size, up_to = 0, after
        for batch in self._store.log_batches(caller.clinic, after, _RANGES_AT_ONCE):
            if batch.events[-1].header.sequence > here.get(batch.incarnation, 0):
                size += sum(len(event.header_bytes) + len(event.body) for event in batch.events)
                if taken and size > LOG_BYTES:
                    break
                taken.append(batch)
            up_to = batch.number
        words = words_about(self._store, caller.signer, taken)
        return encode_log_answer(nonce, LogPart(tuple(taken), up_to, words))

    def _again(self, caller: Caller, payload: bytes) -> bytes:
        nonce, span = decode_again(payload)
        ranges = self._store.ranges_of(caller.device.device, span, _RANGES_AT_ONCE)
        return encode_again_answer(nonce, next(parts_of(ranges), []))

    def _others(self, caller: Caller, payload: bytes) -> bytes:
        nonce, lives = decode_others(payload)
        return encode_others_answer(nonce, self._handed.held(caller.device, lives))

    def _hand_on(self, caller: Caller, payload: bytes) -> bytes:
        nonce, handed = decode_hand_on(payload)
        return encode_hand_on_answer(nonce, self._handed.take(caller.device, handed))

    def _whose_code(self, caller: Caller, payload: bytes) -> bytes:
        """Tell whose code somebody at a desk shows; the code is in this very call and nowhere else."""
        nonce, code = decode_whose(payload)
        try:
            return encode_whose_answer(nonce, self._codes.whose(caller.clinic, code))
        except Stop as stop:
            if stop.code not in NOT_TOLD:
                raise
            return encode_whose_answer(nonce, None, stop.code)

    # --- the ledger

    def _take(self, caller: Caller, batch: Batch) -> LedgerAnswer:
        device = caller.device
        batch.check(device.signing_key, device.device, caller.signer.realm)
        for event in batch.events:
            if event.header.clinic != device.clinic:
                raise Refusal("event_damaged", sequence=event.header.sequence)
        acceptance = take_range(self._store, caller.signer, device, batch, caller.signer.realm)
        if acceptance.outcome is OfferOutcome.GAP:
            return LedgerAnswer(gap=(acceptance.sequence, acceptance.hash))
        if acceptance.outcome is OfferOutcome.FORK:
            return LedgerAnswer(fork=self._fork(caller, acceptance))
        answer = LedgerAnswer(receipt=self._receipt(caller, acceptance))
        judge_waiting(self._store, self._clock, caller.clinic)
        return answer

    def _standing(self, caller: Caller, hello: Hello) -> LedgerAnswer:
        """Tell a clinic that offers nothing what it cannot know: a lost receipt, a branch, a tail we lack."""
        head, told = hello.head, hello.receipt or 0
        held = self._store.held(caller.device.device, head.incarnation)
        beyond = held.sequence > head.sequence
        if beyond or (held.sequence == head.sequence and held.hash != head.hash):
            return LedgerAnswer(fork=self._fork(caller, held))
        if held.sequence > told:
            return LedgerAnswer(receipt=self._receipt(caller, held))
        if held.sequence < told:
            return LedgerAnswer(gap=(held.sequence, held.hash if held.sequence else NO_HASH))
        return LedgerAnswer()

    def _receipt(self, caller: Caller, held: Acceptance) -> bytes:
        whose = (caller.township.epoch, caller.device.device)
        return receipt_of(self._store, caller.signer, whose, held, self._clock)

    def _fork(self, caller: Caller, held: Acceptance) -> bytes:
        return make_fork(caller.signer, _held(caller, held, self._clock.now()))

    # --- down

    def _newer(self, clinic: ClinicCode, held: Mapping[str, int]) -> Iterator[PublishedSet]:
        scopes = clinic_scope(clinic), TOWNSHIP_SCOPE
        newest = self._store.newest_versions(scopes)
        for name, scope in product(DataSetName, scopes):
            if newest.get((name, scope), 0) > held.get(name.value, 0):
                published = self._store.published(name, scope)
                if published:
                    yield published

    def _small_chunks(self, newer: Sequence[PublishedSet], held: Mapping[str, int]) -> Iterator[bytes]:
        """Give the chunks of the sets that are small enough to come along, whole sets only."""
        room = INLINE_CHUNK_BYTES
        for published in newer:
            manifest = decode_manifest(read_statement(published.manifest).payload)
            if manifest is None:
                continue
            version = published.version
            steps = manifest.steps_from(held.get(version.name.value, 0))
            pieces = [piece for step in steps for piece in step] if steps else list(manifest.chunks)
            size = weight_of(tuple(pieces))
            if size <= room:
                room -= size
                for name, _ in pieces:
                    chunk = self._store.chunk(name, (version.scope,))
                    if chunk is not None:
                        yield chunk


def _held(caller: Caller, held: Acceptance, now: datetime) -> Held:
    return Held(caller.device.device, held.incarnation, held.sequence, held.hash, now)


def _part(caller: Caller, results: Sequence[Result], limit: int) -> ResultsPart | None:
    """Sign as many of the results as fit; at least one, for a stream must not stand still."""
    taken: list[Result] = []
    size = 0
    for result in results:
        size += len(result.record)
        if taken and size > limit:
            break
        taken.append(result)
    return make_results(caller.signer, caller.clinic, taken) if taken else None
