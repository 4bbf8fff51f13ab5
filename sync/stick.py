"""What a clinic writes on a stick for its township, and takes from one: the messages without their nonces.

Nothing but a signed receipt counts as sent here either. Whatever is lost, repeated, reordered or mixed with
calls over the network does no harm: every piece says where it belongs.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from core.errors import Refusal, Stop
from core.events import Receipt
from core.ids import Incarnation
from core.own_events import EventSpan
from core.ports import Clock
from core.sync_ports import Standing, SyncStore
from sync.asks import BATCH_BYTES, MAX_WORD_BYTES, NO_NONCE
from sync.bundle import BundleHeader, Direction
from sync.codec import digest
from sync.data_sets import Manifest, names_in, read_manifest
from sync.download import Download
from sync.envelope import Label, read_statement, realm_of
from sync.fields import Fields
from sync.founding import enrol_piece
from sync.hand_on_messages import read_held_lives
from sync.handing_on import handed_pieces, hear_held
from sync.ledger_messages import batch_fields, read_receipt
from sync.log_messages import check_log, decode_log_answer
from sync.meeting import follow_word
from sync.protocol import (
    Hello,
    ResultsPart,
    decode_hello_answer,
    encode_hello,
    read_result,
    read_results,
    read_results_part,
)
from sync.standing import (
    leads_to,
    own_word,
    reader_of,
    realm_here,
    receipt_that_counts,
    signed_batch,
    words_with,
)
from sync.tls_roll import MAX_TLS_ROLL_BYTES, take_tls_roll


def up_header(store: SyncStore, clock: Clock) -> BundleHeader:
    """Say whose bundle this is."""
    standing = store.standing()
    own = standing.enrolment
    return BundleHeader(Direction.UP, realm_here(standing), own.clinic, own.device, clock.now())


def up_pieces(store: SyncStore) -> Iterator[Any]:
    """Give where the clinic stands and all events above the last receipt; the store is only read."""
    standing = store.standing()
    if word := store.device_word(standing.enrolment.device):
        yield ["word", word]
    receipt = receipt_that_counts(standing)
    hello = Hello(
        head=standing.head,
        receipt=receipt.sequence if receipt else None,
        results_position=standing.results_position,
        results_hash=standing.results_hash,
        data_sets={name.value: version for name, version in standing.data_sets.items()},
    )
    if founding := store.founding():
        yield enrol_piece(standing, founding)
    yield ["hello", encode_hello(NO_NONCE, hello), store.log_position(standing.epoch)]
    head, received = standing.head, hello.receipt or 0
    yield from event_pieces(store, standing, EventSpan(head.incarnation, received + 1, head.sequence))
    for life in store.earlier_lives():
        span = EventSpan(life.head.incarnation, life.received + 1, life.head.sequence)
        yield from event_pieces(store, standing, span)
    yield from handed_pieces(store, standing)


def event_pieces(store: SyncStore, standing: Standing, span: EventSpan) -> Iterator[Any]:
    """Give some events in signed batches."""
    after = span.first - 1
    while after < span.last:
        events = store.events_of(span.incarnation, after, span.last, BATCH_BYTES)
        yield ["events", batch_fields(signed_batch(store, standing, events))]
        after = events[-1].header.sequence


@dataclass(slots=True)
class Taken:
    """What was taken from a stick; `faults` are the codes of what was left where it is."""

    receipts: int = 0
    results: int = 0
    ranges: int = 0
    data_sets: int = 0
    words: int = 0
    """Files with words about other keys of the township that were followed."""
    faults: list[str] = field(default_factory=list)


@dataclass(slots=True)
class StickReader:
    """Takes the pieces of one verified member for this device, one by one; each may fail alone."""

    store: SyncStore
    clock: Clock
    random: Callable[[int], bytes]
    taken: Taken = field(default_factory=Taken)
    _manifests: list[Manifest] = field(default_factory=list)
    _download: Download | None = None

    def take(self, piece: Any) -> None:
        """Take a piece, or note why it is left where it is."""
        fields = Fields("piece", piece)
        try:
            self._piece(fields.text(0, 64), fields)
        except Stop as stop:
            self.taken.faults.append(stop.code)

    def put_in_use(self) -> bool:
        """After the last piece, do one slice of bringing whole data sets into use; False: all are."""
        if self._download is None:
            self._download = Download(self.store)
            self._download.begin(self._manifests, self.store.standing().data_sets)
        if self._download.work():
            return True
        self.taken.data_sets += self._download.applied
        self.taken.faults += [fault.code for fault in self._download.take_faults()]
        if self._download.due():
            self.taken.faults.append("bundle_set_incomplete")
        return False

    def _piece(self, kind: str, fields: Fields) -> None:
        match kind:
            case "hello":
                self._follow(fields.blob(1, 64 * 1024))
            case "word":
                self._keep_word(fields.blob(1, MAX_WORD_BYTES))
            case "held":
                hear_held(self.store, read_held_lives(fields))
            case "tls":
                take_tls_roll(self.store, fields.blob(1, MAX_TLS_ROLL_BYTES))
            case "receipt":
                self._keep_receipt(fields.blob(1, 1024))
            case "results":
                self._keep_results(read_results_part(fields, field=1))
            case "log":
                self._keep_log(fields.number(1), fields.blob(2, 1024 * 1024))
            case "set":
                manifest = read_manifest(fields.blob(1, 256 * 1024), reader_of(self.store.standing()))
                self._manifests += [manifest] if manifest else []
            case "chunk":
                self._keep_chunk(fields.blob(1, 64 * 1024))

    def _follow(self, announced: bytes) -> None:
        standing = self.store.standing()
        own = standing.enrolment
        statement = read_statement(announced)
        statement.check(own.township_key, Label.ANSWER)
        answer = decode_hello_answer(statement.payload, NO_NONCE)
        epoch = answer.epoch
        if epoch is None or statement.realm != realm_of(own.township, epoch):
            raise Refusal("message_not_understood", message="hello", field="epoch")
        if epoch == standing.epoch:
            return
        chain = leads_to(standing.epoch, answer.epochs)
        if not chain and follow_word(self.store, answer.words, answer.epochs):
            chain = leads_to(self.store.standing().epoch, answer.epochs)
            if self.store.standing().epoch == epoch:
                return
        if not chain or chain[-1] != epoch:
            raise Refusal("bundle_of_another_epoch")
        for one in chain:
            self.store.move_epoch(one, announced if one == epoch else b"")

    def _keep_word(self, word: bytes) -> None:
        self.store.keep_device_words(own_word(word, self.store.standing()))

    def _keep_receipt(self, signed: bytes) -> None:
        standing = self.store.standing()
        own = standing.enrolment
        receipt = read_receipt(signed, own.township_key, own.township, standing.epoch)
        if receipt.device != own.device or receipt.sequence == 0:
            return
        if self._is_ours(receipt):
            self.store.keep_receipt(receipt)
            self.taken.receipts += 1
        elif receipt.incarnation == standing.head.incarnation:
            self._new_life()

    def _is_ours(self, receipt: Receipt) -> bool:
        last = receipt.sequence
        own = self.store.events_of(receipt.incarnation, last - 1, last, 1)
        return bool(own) and own[0].hash == receipt.hash

    def _new_life(self) -> None:
        self.store.start_incarnation(Incarnation(self.random(16).hex()), self.clock.now())

    def _keep_results(self, part: ResultsPart) -> None:
        standing = self.store.standing()
        clinic, held = standing.enrolment.clinic, standing.results_position
        new = tuple(record for record in part.records if read_result(record, clinic).position > held)
        if not new:
            return
        if read_result(new[0], clinic).position > held + 1:
            raise Refusal("bundle_results_missing")
        fresh = ResultsPart(new, part.statement)
        results = read_results(fresh, reader_of(standing), held, standing.results_hash)
        self.store.keep_results(results, part.statement)
        self.taken.results += len(results)

    def _keep_log(self, after: int, payload: bytes) -> None:
        standing = self.store.standing()
        own, held = standing.enrolment, self.store.log_position(standing.epoch)
        part = decode_log_answer(payload, NO_NONCE)
        check_log(part, own.township, own.clinic, after)
        if after > held:
            raise Refusal("bundle_log_missing")
        self.store.keep_device_words(words_with(part, standing))
        if part.up_to > held:
            here = {one.incarnation: one.sequence for one in self.store.lives()}
            new = [
                one for one in part.batches if one.events[-1].header.sequence > here.get(one.incarnation, 0)
            ]
            self.store.keep_log(standing.epoch, part.batches, part.up_to)
            self.taken.ranges += len(new)

    def _keep_chunk(self, data: bytes) -> None:
        name = digest(data)
        if any(name in names_in(one) for one in self._manifests):
            self.store.keep_chunk(name, data)
