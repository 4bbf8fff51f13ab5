"""The messages about a clinic's log: what its other PCs wrote, range by range, signed by its device."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from core.clinic_log import LogBatch, SignedRange
from core.errors import Refusal
from core.events import LedgerHead
from core.ids import ClinicCode, DeviceId, TownshipCode
from sync.asks import LOG_BYTES, MAX_WORD_BYTES, Ask, echoed, opened, payload_of
from sync.envelope import KEY_BYTES, Realm
from sync.fields import Fields
from sync.heads import lives_fields, newest_lives, read_lives
from sync.ledger_messages import Batch, batch_fields, read_batch_fields

_MAX_RANGES = 4096
_MAX_WORDS = 64


@dataclass(frozen=True, slots=True)
class LogPart:
    """Some ranges in order, and the number up to which nothing else is for the asking device.

    `words` are the township's about the devices of the ranges.
    """

    batches: tuple[LogBatch, ...]
    up_to: int
    words: tuple[bytes, ...] = ()


def encode_log_ask(nonce: bytes, after: int, lives: Sequence[LedgerHead]) -> bytes:
    """Ask for the ranges behind a number; `lives` says how far every life of the asking ledger is here."""
    return payload_of(Ask.LOG, nonce, {"after": after, "earlier": lives_fields(newest_lives(lives))})


def decode_log_ask(payload: bytes) -> tuple[bytes, int, tuple[LedgerHead, ...]]:
    """Give nonce, number and lives."""
    nonce, content = opened(payload, Ask.LOG)
    return nonce, content.number("after"), read_lives(content)


def encode_log_answer(nonce: bytes, part: LogPart) -> bytes:
    """Write the payload of the answer."""
    ranges = [range_fields(batch) for batch in part.batches]
    words = {"words": list(part.words)} if part.words else {}
    return payload_of(Ask.LOG, nonce, {"ranges": ranges, "up_to": part.up_to, **words})


def decode_log_answer(payload: bytes, nonce: bytes) -> LogPart:
    """Read the payload of the answer to the question with this nonce; signatures are not verified yet."""
    content = echoed(payload, Ask.LOG, nonce)
    ranges = Fields("ranges", content.items("ranges", _MAX_RANGES))
    batches = [read_range(ranges.within(place, "range").as_list(6)) for place in range(len(ranges.content))]
    words = content.blobs("words", _MAX_WORDS, MAX_WORD_BYTES)
    return LogPart(tuple(batches), content.number("up_to"), words)


def check_log(part: LogPart, township: TownshipCode, clinic: ClinicCode, after: int) -> None:
    """Verify that ranges rise from a number, are of this clinic, hold together and are signed by devices.

    Raises:
        Refusal: `event_damaged`, `signature_wrong`, `message_not_understood`.
    """
    for batch in part.batches:
        if not after < batch.number <= part.up_to:
            raise Refusal("message_not_understood", message="log", field="number")
        after = batch.number
        signed = batch.signed
        realm = Realm(township, signed.epoch_number, signed.epoch_id)
        Batch(batch.incarnation, signed.first, batch.events, signed.signature).check(
            batch.signing_key, batch.device, realm
        )
        for event in batch.events:
            if event.header.clinic != clinic:
                raise Refusal("event_damaged", sequence=event.header.sequence)


def range_fields(batch: LogBatch) -> list[Any]:
    """Write a range."""
    signed = batch.signed
    epoch = [signed.epoch_number, bytes.fromhex(signed.epoch_id)]
    offered = Batch(batch.incarnation, signed.first, batch.events, signed.signature)
    return [batch.number, bytes.fromhex(batch.device), batch.signing_key, *epoch, batch_fields(offered)]


def read_range(fields: Fields) -> LogBatch:
    """Read a range; its signature is not verified yet."""
    offered = read_batch_fields(fields, 5)
    signed = SignedRange(offered.first, fields.number(3), fields.id(4), offered.signature)
    device = DeviceId(fields.id(1))
    return LogBatch(fields.number(0, least=1), device, fields.exactly(2, KEY_BYTES), signed, offered.events)


def parts_of(ranges: Sequence[LogBatch]) -> Iterator[list[LogBatch]]:
    """Part ranges so that each part makes one message."""
    taken: list[LogBatch] = []
    size = 0
    for one in ranges:
        size += sum(len(event.header_bytes) + len(event.body) for event in one.events)
        if taken and size > LOG_BYTES:
            yield taken
            taken, size = [], 0
        taken.append(one)
    if taken:
        yield taken
