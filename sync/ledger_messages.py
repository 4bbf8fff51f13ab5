"""The messages about the ledger: batches up; receipts, fork notices and gaps back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.errors import Refusal
from core.events import Epoch, Event, Receipt
from core.ids import DeviceId, Incarnation, TownshipCode
from sync.asks import Ask, echoed, opened, payload_of, verified
from sync.codec import MAX_BODY_BYTES, MAX_HEADER_BYTES, encode, open_event, to_milliseconds
from sync.envelope import SIGNATURE_BYTES, Label, Realm, Signer, realm_of, verify
from sync.event_columns import SIZES, read_events, start_of, write_events
from sync.fields import Fields

_MAX_BATCH_EVENTS = 4096
_MAX_STATEMENT_BYTES = 1024
_WHOLE_FIELDS = 4


@dataclass(frozen=True, slots=True)
class Batch:
    """A contiguous range of one incarnation; `signature` covers its ends and the hash of its head.

    `start` is the random value of the program start the first event was written in; empty where not known.
    """

    incarnation: Incarnation
    first: int
    events: tuple[Event, ...]
    signature: bytes
    start: bytes = b""

    def check(self, key: bytes, device: DeviceId, realm: Realm) -> None:
        """Recompute the chain and verify the signature.

        Raises:
            Refusal: `event_damaged` (not one chain of this device and township), `signature_wrong`.
        """
        previous: Event | None = None
        for sequence, event in enumerate(self.events, self.first):
            header = event.header
            ours = (device, self.incarnation, sequence, realm.township)
            linked = previous is None or header.previous_hash == previous.hash
            if (header.device, header.incarnation, header.sequence, header.township) != ours or not linked:
                raise Refusal("event_damaged", sequence=sequence)
            previous = event
        verify(
            key, Label.BATCH, realm, _batch_ends(self.incarnation, self.first, self.events), self.signature
        )


def make_batch(signer: Signer, events: Sequence[Event], start: bytes = b"") -> Batch:
    """Sign a contiguous range that holds at least one event; `start` as in `Batch`."""
    incarnation, first = events[0].header.incarnation, events[0].header.sequence
    signature = signer.signature(Label.BATCH, _batch_ends(incarnation, first, events))
    return Batch(incarnation, first, tuple(events), signature, start)


def encode_events(nonce: bytes, batch: Batch) -> bytes:
    """Write the payload of an offer of events."""
    return payload_of(Ask.EVENTS, nonce, {"batch": batch_fields(batch)})


def decode_events(payload: bytes) -> tuple[bytes, Batch]:
    """Give nonce and batch; each body is the one its header names, nothing else is verified yet."""
    nonce, content = opened(payload, Ask.EVENTS)
    return nonce, read_batch_fields(content, "batch")


@dataclass(frozen=True, slots=True)
class LedgerAnswer:
    """What became of the ledger at the township: a receipt, a fork notice or a gap; at most one of them.

    `receipt` and `fork` are statements; `gap` is what is held: sequence and hash there.
    """

    receipt: bytes | None = None
    fork: bytes | None = None
    gap: tuple[int, bytes] | None = None


def encode_events_answer(nonce: bytes, answer: LedgerAnswer) -> bytes:
    """Write the payload of the answer to an offer."""
    return payload_of(Ask.EVENTS, nonce, ledger_fields(answer))


def decode_events_answer(payload: bytes, nonce: bytes) -> LedgerAnswer:
    """Read the payload of the answer to the offer with this nonce."""
    return read_ledger_fields(echoed(payload, Ask.EVENTS, nonce))


@dataclass(frozen=True, slots=True)
class Held:
    """What a township holds of one incarnation, as a fork notice tells it."""

    device: DeviceId
    incarnation: Incarnation
    sequence: int
    hash: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class Reached:
    """Where a clinic's log stands after events were accepted."""

    held: Held
    log_position: int
    log_hash: bytes


def make_receipt(signer: Signer, epoch: Epoch, reached: Reached) -> Receipt:
    """Sign that the township holds an incarnation up to a sequence."""
    held = reached.held
    head = [bytes.fromhex(held.device), bytes.fromhex(held.incarnation), held.sequence, held.hash]
    log = [epoch.number, bytes.fromhex(epoch.epoch_id), reached.log_position, reached.log_hash]
    signed = signer.statement(Label.RECEIPT, encode([*head, *log, to_milliseconds(held.at)]))
    return Receipt(
        device=held.device,
        incarnation=held.incarnation,
        sequence=held.sequence,
        hash=held.hash,
        epoch=epoch,
        log_position=reached.log_position,
        log_hash=reached.log_hash,
        at=held.at,
        signed=signed,
    )


def read_receipt(signed: bytes, key: bytes, township: TownshipCode, epoch: Epoch) -> Receipt:
    """Read and verify a receipt of this epoch.

    Raises:
        Refusal: `signature_wrong`, `message_not_understood`, `bytes_not_canonical`.
    """
    fields = Fields.of_list(verified(signed, key, Label.RECEIPT, realm_of(township, epoch)), "receipt", 9)
    if (fields.number(4), fields.id(5)) != (epoch.number, epoch.epoch_id):
        raise fields.refusal("epoch")
    return Receipt(
        device=DeviceId(fields.id(0)),
        incarnation=Incarnation(fields.id(1)),
        sequence=fields.number(2),
        hash=fields.hash(3),
        epoch=epoch,
        log_position=fields.number(6),
        log_hash=fields.hash(7),
        at=fields.moment(8),
        signed=signed,
    )


def make_fork(signer: Signer, held: Held) -> bytes:
    """Sign that something else is held at a sequence that was offered."""
    content = [bytes.fromhex(held.device), bytes.fromhex(held.incarnation), held.sequence, held.hash]
    return signer.statement(Label.FORK, encode([*content, to_milliseconds(held.at)]))


def read_fork(signed: bytes, key: bytes, township: TownshipCode, epoch: Epoch) -> Held:
    """Read and verify a fork notice.

    Raises:
        Refusal: `signature_wrong`, `message_not_understood`, `bytes_not_canonical`.
    """
    fields = Fields.of_list(verified(signed, key, Label.FORK, realm_of(township, epoch)), "fork", 5)
    return Held(
        DeviceId(fields.id(0)), Incarnation(fields.id(1)), fields.number(2), fields.hash(3), fields.moment(4)
    )


def batch_fields(batch: Batch) -> list[Any]:
    """Write a batch: its events side by side, or whole where they are no chain of one place."""
    head = [bytes.fromhex(batch.incarnation), batch.first]
    columns = write_events(batch.events, batch.start)
    if columns is not None:
        return [*head, len(batch.events), columns, batch.signature]
    return [*head, [[event.header_bytes, event.body] for event in batch.events], batch.signature]


def read_batch_fields(content: Fields, field: str | int) -> Batch:
    """Read a batch of at least one event; each body is the one its header names."""
    fields = content.within(field, "batch")
    whole = isinstance(fields.content, list) and len(fields.content) == _WHOLE_FIELDS
    fields = fields.as_list(_WHOLE_FIELDS if whole else _WHOLE_FIELDS + 1)
    incarnation, first = Incarnation(fields.id(0)), fields.number(1, least=1)
    signature = fields.exactly(len(fields.content) - 1, SIGNATURE_BYTES)
    if whole:
        events = _whole_events(Fields("events", fields.items(2, _MAX_BATCH_EVENTS)))
        return Batch(incarnation, first, events, signature)
    columns = fields.within(3, "events").as_list(*SIZES)
    count = fields.number(2, 1, _MAX_BATCH_EVENTS)
    return Batch(
        incarnation, first, read_events(columns, incarnation, first, count), signature, start_of(columns)
    )


def _whole_events(pairs: Fields) -> tuple[Event, ...]:
    if not pairs.content:
        raise pairs.refusal("events")
    events = []
    for place in range(len(pairs.content)):
        pair = pairs.within(place, "event").as_list(2)
        events.append(open_event(pair.blob(0, MAX_HEADER_BYTES), pair.blob(1, MAX_BODY_BYTES)))
    return tuple(events)


def ledger_fields(answer: LedgerAnswer) -> dict[str, Any]:
    """Write what became of the ledger; what is not there is left out."""
    content = {
        "receipt": answer.receipt,
        "fork": answer.fork,
        "gap": list(answer.gap) if answer.gap else None,
    }
    return {name: value for name, value in content.items() if value is not None}


def read_ledger_fields(content: Fields) -> LedgerAnswer:
    """Read what became of the ledger."""
    named = [name for name in ("receipt", "fork", "gap") if content.has(name)]
    if len(named) > 1:
        raise content.refusal("gap")
    if content.has("gap"):
        gap = content.within("gap", "gap").as_list(2)
        return LedgerAnswer(gap=(gap.number(0), gap.hash(1)))
    if content.has("receipt"):
        return LedgerAnswer(receipt=content.blob("receipt", _MAX_STATEMENT_BYTES))
    return LedgerAnswer(fork=content.blob("fork", _MAX_STATEMENT_BYTES) if named else None)


def _batch_ends(incarnation: Incarnation, first: int, events: Sequence[Event]) -> bytes:
    return encode([bytes.fromhex(incarnation), first, first + len(events) - 1, events[-1].hash])
