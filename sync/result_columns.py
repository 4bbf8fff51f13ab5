"""Results side by side, without what the receiver works out: clinic, places, the hashes between them."""

from collections.abc import Sequence
from typing import Any

from core.errors import Refusal
from core.events import FORMAT
from core.ids import EventId
from sync.codec import decode, encode, result_hash
from sync.columns.read import Room, read_columns
from sync.columns.write import write_columns
from sync.fields import Fields

MAX_RESULTS = 4096
MAX_RECORD_BYTES = 16 * 1024
_MOST_VALUES = 1_000_000
_RECORD_FIELDS = 8


def write_records(records: Sequence[bytes], offered: Sequence[EventId]) -> list[Any]:
    """Write the records of a stretch of the stream, of which there is at least one.

    Records that are no stretch travel as they are. An event of `offered` is named by its place there: the
    ids the clinic sent in this very question.
    """
    places = {bytes.fromhex(event_id): place for place, event_id in enumerate(offered)}
    told = [decode(record) for record in records]
    if not all(isinstance(one, list) and len(one) == _RECORD_FIELDS and one[0] == FORMAT for one in told):
        return [list(records)]
    _, clinic, position, previous, *_ = told[0]
    links = [(clinic, position + place, result_hash(record)) for place, record in enumerate(records, start=1)]
    if [(one[1], one[2], one[3]) for one in told[1:]] != links[:-1]:
        return [list(records)]
    rows = [
        {"event": places.get(event, event), "kind": kind, "at": at, "facts": facts}
        for _, _, _, _, event, kind, at, facts in told
    ]
    return [clinic, position, previous, len(rows), write_columns(rows)]


def read_records(fields: Fields, offered: Sequence[EventId]) -> tuple[bytes, ...]:
    """Rebuild the records.

    Raises:
        Refusal: `message_not_understood`, `message_too_large`.
    """
    if isinstance(fields.content, list) and len(fields.content) == 1:
        whole = Fields("records", fields.items(0, MAX_RESULTS))
        if not whole.content:
            raise fields.refusal("records")
        return tuple(whole.blob(place, MAX_RECORD_BYTES) for place in range(len(whole.content)))
    fields = fields.as_list(5)
    clinic, position, previous = fields.text(0), fields.number(1, least=1), fields.hash(2)
    records: list[bytes] = []
    for row in read_columns(fields.content[4], fields.number(3, 1, MAX_RESULTS), Room(_MOST_VALUES)):
        content = Fields("result", row).as_map()
        event = content.content.get("event")
        if not isinstance(event, bytes):
            event = bytes.fromhex(offered[content.number("event", most=len(offered) - 1)]) if offered else b""
        told = [FORMAT, clinic, position + len(records), previous, event]
        record = encode([*told, content.text("kind"), content.number("at"), content.mapping("facts")])
        if len(record) > MAX_RECORD_BYTES:
            raise Refusal("message_too_large")
        records.append(record)
        previous = result_hash(record)
    return tuple(records)
