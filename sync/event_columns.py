"""The events of a batch side by side, without what the receiver works out: chain, places, hashes, ids.

The canonical bytes are rebuilt exactly, or the signature over the head does not hold. Nothing here points
outside the batch, so what is written so can travel on a stick as well.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from core.errors import Refusal
from core.events import FORMAT, START_BYTES, ClockTrust, Event, EventHeader
from core.ids import ClinicCode, DeviceId, EventId, Incarnation, TownshipCode, UserId
from sync.codec import (
    MAX_BODY_BYTES,
    MAX_DEPTH,
    CborCodec,
    decode,
    digest,
    encode,
    from_milliseconds,
    is_moment,
    open_event,
    to_milliseconds,
)
from sync.columns.read import Room, read_columns
from sync.columns.write import write_columns
from sync.derived_ids import DerivedIds
from sync.fields import ID_BYTES, Fields
from sync.told_once import lacks_cash, visited_at, with_cash, without_cash

MOST_BYTES = 16 * 1024 * 1024
"""Bound of what the events of one batch unfold to."""
_MOST_VALUES = 1_000_000
_DEPTH_AROUND = 8
"""How deep events lie within any message that carries them, and some more."""
_FIELDS = 5
SIZES = (_FIELDS, _FIELDS + 1)
"""Of what `write_events` writes: without and with the value of a program start."""
_CODEC = CborCodec()
_OPAQUE = object()


def write_events(events: Sequence[Event], start: bytes = b"") -> list[Any] | None:
    """Write events of one chain; None where they have to travel whole.

    That is so where they are no chain, and where a body is such that no reader would get it back from
    columns: it may nest too deep or unfold to too much, and must not keep the others from travelling.

    Args:
        start: the random value of the program start the first was written in, where it is known.
    """
    first = events[0].header
    linked = all(after.header.previous_hash == before.hash for before, after in pairwise(events))
    if not linked or any(_home(event.header) != _home(first) for event in events) or first.format != FORMAT:
        return None
    if [event.header.sequence for event in events] != list(
        range(first.sequence, first.sequence + len(events))
    ):
        return None
    place = [first.township, first.clinic, bytes.fromhex(first.device), first.previous_hash]
    ids = DerivedIds(start)
    column = write_columns([_row(event, ids) for event in events])
    written = [*place, column, start] if start else [*place, column]
    return written if _comes_back(written, events) else None


def start_of(fields: Fields) -> bytes:
    """Give the value a batch names for the ids before its first boot; empty where it names none."""
    return fields.exactly(5, START_BYTES) if len(fields.content) > _FIELDS else b""


def read_events(fields: Fields, incarnation: Incarnation, first: int, count: int) -> tuple[Event, ...]:
    """Rebuild events, each with the canonical bytes it was signed with.

    Raises:
        Refusal: `message_not_understood`, `message_too_large`, `bytes_not_canonical`.
    """
    home = (TownshipCode(fields.text(0)), ClinicCode(fields.text(1)), DeviceId(fields.id(2)), incarnation)
    previous, ids = fields.hash(3), DerivedIds(start_of(fields))
    events: list[Event] = []
    taken = 0
    for row in read_columns(fields.content[4], count, Room(_MOST_VALUES)):
        content = Fields("event", row).as_map()
        body = _body(content)
        taken += len(body)
        if len(body) > MAX_BODY_BYTES or taken > MOST_BYTES:
            raise Refusal("message_too_large")
        header = _header(content, home, (first + len(events), digest(body), previous), ids)
        events.append(open_event(_CODEC.encode_header(header), body))
        previous = events[-1].hash
    return tuple(events)


def _comes_back(written: list[Any], events: Sequence[Event]) -> bool:
    if not _nests_at_most(written, MAX_DEPTH - _DEPTH_AROUND):
        return False
    incarnation, first = events[0].header.incarnation, events[0].header.sequence
    try:
        read = read_events(Fields("events", written), incarnation, first, len(events))
    except Refusal:
        return False
    return read[-1].hash == events[-1].hash  # the chain covers all before it


def _nests_at_most(content: Any, depth: int) -> bool:
    if not isinstance(content, list):
        return True
    return depth > 0 and all(_nests_at_most(one, depth - 1) for one in content)


def _home(header: EventHeader) -> tuple[object, ...]:
    return header.format, header.township, header.clinic, header.device, header.incarnation


def _row(event: Event, ids: DerivedIds) -> dict[str, Any]:
    header = event.header
    row: dict[str, Any] = {
        "type": header.type,
        "versions": dict(header.versions),
        "user": header.user,
        "time": to_milliseconds(header.device_time),
        "trust": header.clock_trust.value,
    }
    body = _decoded(event.body)
    row |= _id(event, body, ids)
    if body is _OPAQUE:
        return {**row, "raw": event.body}
    if visited_at(body) == row["time"]:
        del row["time"]
    return {**row, "body": without_cash(body)}


def _decoded(data: bytes) -> Any:
    """Give the content of a body; `_OPAQUE` where it would not come back from it to the bit."""
    try:
        body = decode(data)
    except Refusal:
        return _OPAQUE
    return _OPAQUE if lacks_cash(body) else body


def _id(event: Event, body: Any, ids: DerivedIds) -> dict[str, Any]:
    """Write what the receiver needs for the id: mostly nothing, its number after a gap, or all of it."""
    header = event.header
    ids.meet(header.type, body)
    expected = ids.next
    number = ids.number_of(header.event_id, header.body_hash)
    if number is None:
        return {"id": bytes.fromhex(header.event_id)}
    return {} if number == expected else {"number": number}


def _read_id(content: Fields, body_hash: bytes, ids: DerivedIds) -> EventId:
    ids.meet(content.content["type"], content.content.get("body"))
    if "id" in content.content:
        return EventId(content.exactly("id", ID_BYTES).hex())
    if not ids.start:
        raise content.refusal("id")
    number = content.number("number") if "number" in content.content else ids.next
    return ids.take(number, body_hash)


def _body(content: Fields) -> bytes:
    if "raw" in content.content:
        return content.blob("raw", MAX_BODY_BYTES)
    if "body" not in content.content:
        raise content.refusal("body")
    return encode(with_cash(content.content["body"]))


def _header(
    content: Fields,
    home: tuple[TownshipCode, ClinicCode, DeviceId, Incarnation],
    place: tuple[int, bytes, bytes],
    ids: DerivedIds,
) -> EventHeader:
    trust, versions = content.text("trust", 16), content.mapping("versions")
    user = content.content.get("user")
    kind = content.content.get("type")
    if trust not in list(ClockTrust) or not isinstance(user, str) or not isinstance(kind, str):
        raise content.refusal("trust")
    township, clinic, device, incarnation = home
    sequence, body_hash, previous = place
    return EventHeader(
        township=township,
        clinic=clinic,
        device=device,
        incarnation=incarnation,
        sequence=sequence,
        event_id=_read_id(content, body_hash, ids),
        type=kind,
        versions=versions,
        user=UserId(user),
        device_time=_time(content),
        clock_trust=ClockTrust(trust),
        body_hash=body_hash,
        previous_hash=previous,
    )


def _time(content: Fields) -> datetime:
    if "time" in content.content:
        return content.moment("time")
    told = visited_at(content.content.get("body"))
    if not is_moment(told):
        raise content.refusal("time")
    return from_milliseconds(told or 0)
