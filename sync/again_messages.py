"""The messages of a damaged ledger: give me my own events again, from this sequence to that."""

from collections.abc import Sequence

from core.clinic_log import LogBatch
from core.ids import Incarnation
from core.own_events import EventSpan
from sync.asks import Ask, echoed, opened, payload_of
from sync.fields import Fields
from sync.log_messages import range_fields, read_range

_MAX_RANGES = 4096


def encode_again(nonce: bytes, span: EventSpan) -> bytes:
    """Ask for events of a life of the asking device's ledger."""
    content = {"life": bytes.fromhex(span.incarnation), "first": span.first, "last": span.last}
    return payload_of(Ask.AGAIN, nonce, content)


def decode_again(payload: bytes) -> tuple[bytes, EventSpan]:
    """Give nonce and what is asked for."""
    nonce, content = opened(payload, Ask.AGAIN)
    first = content.number("first", least=1)
    last = content.number("last", least=first)
    return nonce, EventSpan(Incarnation(content.id("life")), first, last)


def encode_again_answer(nonce: bytes, ranges: Sequence[LogBatch]) -> bytes:
    """Write the payload of the answer: ranges as they were offered and signed, the lowest first."""
    return payload_of(Ask.AGAIN, nonce, {"ranges": [range_fields(one) for one in ranges]})


def decode_again_answer(payload: bytes, nonce: bytes) -> tuple[LogBatch, ...]:
    """Read the payload of the answer to the question with this nonce; signatures are not verified yet."""
    content = echoed(payload, Ask.AGAIN, nonce)
    ranges = Fields("ranges", content.items("ranges", _MAX_RANGES))
    return tuple(read_range(ranges.within(place, "range").as_list(6)) for place in range(len(ranges.content)))
