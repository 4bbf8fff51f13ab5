"""The events of a batch written side by side, without what the receiver works out: chain, places and hashes.

The canonical bytes are rebuilt exactly, or the signature over the head does not hold. Nothing here points
outside the batch, so what is written so can travel on a stick as well.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from core.errors import Refusal
from core.events import FORMAT, ClockTrust, Event, EventHeader
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
from sync.columns.form import moment_numbers
from sync.columns.read import read_columns
from sync.columns.write import write_columns
from sync.fields import ID_BYTES, Fields

MOST_BYTES = 16 * 1024 * 1024
"""Bound of what the events of one batch unfold to."""
_MOST_VALUES = 1_000_000
_DEPTH_AROUND = 8
"""How deep events lie within any message that carries them, and some more."""
_CODEC = CborCodec()


def write_events(events: Sequence[Event]) -> list[Any] | None:
    """Write events of one chain; None where they have to travel whole.

    That is so where they are no chain, and where a body is such that no reader would get it back from
    columns: it may nest too deep or unfold to too much, and must not keep the others from travelling.
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
    written = [*place, write_columns([_row(event) for event in events])]
    return written if _comes_back(written, events) else None


def read_events(fields: Fields, incarnation: Incarnation, first: int, count: int) -> tuple[Event, ...]:
    """Rebuild events, each with the canonical bytes it was signed with.

    Raises:
        Refusal: `message_not_understood`, `message_too_large`, `bytes_not_canonical`.
    """
    home = (TownshipCode(fields.text(0)), ClinicCode(fields.text(1)), DeviceId(fields.id(2)), incarnation)
    previous = fields.hash(3)
    events: list[Event] = []
    taken = 0
    for row in read_columns(fields.content[4], count, _MOST_VALUES):
        content = Fields("event", row).as_map()
        body = _body(content)
        taken += len(body)
        if len(body) > MAX_BODY_BYTES or taken > MOST_BYTES:
            raise Refusal("message_too_large")
        header = _header(content, home, (first + len(events), digest(body), previous))
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


def _row(event: Event) -> dict[str, Any]:
    header = event.header
    row = {
        "id": bytes.fromhex(header.event_id),
        "type": header.type,
        "versions": dict(header.versions),
        "user": header.user,
        "time": to_milliseconds(header.device_time),
        "trust": header.clock_trust.value,
    }
    try:
        body = decode(event.body)
    except Refusal:
        return {**row, "raw": event.body}
    if _visited_at(body) == row["time"]:
        del row["time"]
    return {**row, "body": body}


def _visited_at(body: Any) -> int | None:
    """Give the moment a visit itself tells, in milliseconds: where it is the event's, it travels once."""
    numbers = moment_numbers(body["visited_at"]) if _tells_a_moment(body) else None
    return numbers[0] // 1000 if numbers else None


def _tells_a_moment(body: Any) -> bool:
    return isinstance(body, dict) and isinstance(body.get("visited_at"), str)


def _body(content: Fields) -> bytes:
    if "raw" in content.content:
        return content.blob("raw", MAX_BODY_BYTES)
    if "body" not in content.content:
        raise content.refusal("body")
    return encode(content.content["body"])


def _header(
    content: Fields,
    home: tuple[TownshipCode, ClinicCode, DeviceId, Incarnation],
    place: tuple[int, bytes, bytes],
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
        event_id=EventId(content.exactly("id", ID_BYTES).hex()),
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
    told = _visited_at(content.content.get("body"))
    if not is_moment(told):
        raise content.refusal("time")
    return from_milliseconds(told or 0)
