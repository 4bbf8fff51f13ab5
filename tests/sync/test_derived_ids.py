"""Ids the receiver can work out stay at home, whichever events stand between, and come back to the bit."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Refusal
from core.events import Event, EventHeader, EventIds
from core.ids import EventId
from sync.codec import CborCodec, decode, digest, encode, open_event
from sync.derived_ids import DerivedIds, start_told
from sync.event_columns import SIZES, read_events, start_of, write_events
from sync.fields import Fields
from tests.sync.test_side_by_side import INCARNATION, chain

START, OTHER = b"a start of 16 b.", b"another start 16"


def written_by(parts: list[tuple[str, Any, EventId | None]], ids: EventIds) -> list[Event]:
    """Chain events of a type and body; an id that is None is the source's next one."""
    events: list[Event] = []
    for event, (kind, content, given_id) in zip(chain([b""] * len(parts)), parts, strict=True):
        body = encode(content)
        if kind == "boot":
            ids = EventIds(content["start"])
        header: EventHeader = replace(
            event.header,
            type=kind,
            event_id=given_id or ids.next_for(digest(body)),
            body_hash=digest(body),
            previous_hash=events[-1].hash if events else event.header.previous_hash,
        )
        events.append(open_event(CborCodec().encode_header(header), body))
    return events


def on_the_way(events: list[Event], start: bytes = b"") -> Fields:
    return Fields("events", decode(encode(write_events(events, start)))).as_list(*SIZES)


def rebuilt(fields: Fields, events: list[Event]) -> list[Event]:
    return list(read_events(fields, INCARNATION, events[0].header.sequence, len(events)))


def boot(start: bytes = START) -> tuple[str, Any, None]:
    return "boot", {"program": "0.1.0", "start": start}, None


VISIT = ("visit_recorded", {"complaint": "x"}, None)
STRANGE = ("note", {"n": 1}, EventId("5a" * 16))


def test_behind_a_boot_no_id_travels() -> None:
    events = written_by([boot(), VISIT, VISIT], EventIds(OTHER))
    fields = on_the_way(events)
    assert rebuilt(fields, events) == events
    assert not any(bytes.fromhex(event.header.event_id) in encode(fields.content) for event in events)
    assert "number" not in fields.content[4][1]


def test_without_its_boot_a_batch_names_the_start_once() -> None:
    ids = EventIds(START)
    for _ in range(700):
        ids.next_for(bytes(32))
    events = written_by([VISIT, VISIT, VISIT], ids)
    fields = on_the_way(events, START)
    assert start_of(fields) == START
    assert rebuilt(fields, events) == events
    assert "id" not in fields.content[4][1]


def test_a_number_that_was_never_kept_leaves_a_gap_and_no_id() -> None:
    ids = EventIds(START)
    first = written_by([VISIT], ids)
    ids.next_for(bytes(32))  # the disk was full
    events = [*first, *written_by([VISIT, VISIT], ids)[1:]]
    second = replace(events[1].header, previous_hash=first[0].hash)
    events[1] = open_event(CborCodec().encode_header(second), events[1].body)
    assert rebuilt(on_the_way(events, START), events) == events


def test_an_id_of_another_origin_travels_and_disturbs_no_other() -> None:
    events = written_by([boot(), STRANGE, VISIT, boot(OTHER), VISIT], EventIds(START))
    fields = on_the_way(events)
    assert rebuilt(fields, events) == events
    assert encode(fields.content).count(bytes.fromhex(STRANGE[2])) == 1


@given(
    st.lists(st.sampled_from([boot(), boot(OTHER), VISIT, STRANGE]), min_size=1, max_size=9),
    st.sampled_from([b"", START, OTHER]),
)
@settings(max_examples=60)
def test_whatever_is_known_of_the_start_the_bytes_come_back(parts: list[Any], start: bytes) -> None:
    events = written_by(parts, EventIds(START))
    assert rebuilt(on_the_way(events, start), events) == events


@pytest.mark.parametrize("told", [7, "x", b"short", None])
def test_a_boot_that_tells_no_start_changes_nothing(told: Any) -> None:
    assert start_told("boot", {"start": told}) == b""
    ids = DerivedIds(START, next=3)
    ids.meet("boot", {"start": told})
    assert (ids.start, ids.next) == (START, 3)


def test_an_id_left_out_where_no_start_is_known_is_refused() -> None:
    events = written_by([VISIT], EventIds(START))
    fields = on_the_way(events, START)
    without = Fields("events", fields.content[:5]).as_list(*SIZES)
    with pytest.raises(Refusal, match="message_not_understood"):
        rebuilt(without, events)


@pytest.mark.parametrize("start", [b"", b"x" * 15, b"x" * 17, "x" * 16, 7])
def test_a_start_that_is_none_is_refused(start: Any) -> None:
    events = written_by([VISIT], EventIds(START))
    lying = Fields("events", [*on_the_way(events, START).content[:5], start]).as_list(*SIZES)
    with pytest.raises(Refusal, match="message_not_understood"):
        rebuilt(lying, events)
