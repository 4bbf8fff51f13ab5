"""Events and results travel side by side and are rebuilt to the bit; the dictionary is the one trained."""

from contextlib import suppress
from datetime import timedelta
from importlib.resources import files
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Refusal
from core.events import ClockTrust, Event, EventHeader, Result, ResultKind
from core.ids import ClinicCode, DeviceId, EventId, Incarnation, TownshipCode, UserId
from sync.codec import DICTIONARY, CborCodec, compress, decode, decompress, digest, encode, open_event
from sync.dictionary.train import train
from sync.event_columns import read_events, write_events
from sync.fields import Fields
from sync.protocol import result_record
from sync.result_columns import read_records, write_records
from tests.helpers.sync_world import START

INCARNATION = Incarnation("1c" * 16)
BODIES = st.one_of(
    st.binary(max_size=20),
    st.dictionaries(
        st.sampled_from(["visited_at", "n", "lines"]), st.one_of(st.integers(0, 9), st.text(max_size=3))
    ).map(encode),
    st.integers(0, 4 * 10**9).map(
        lambda seconds: encode({"visited_at": (START + timedelta(milliseconds=seconds)).isoformat()})
    ),
    st.just(encode({"visited_at": START.isoformat()})),
)


def chain(bodies: list[bytes], first: int = 5) -> list[Event]:
    previous, events = b"\1" * 32, []
    for number, body in enumerate(bodies):
        header = EventHeader(
            township=TownshipCode("T1"),
            clinic=ClinicCode("C1"),
            device=DeviceId("d0" * 16),
            incarnation=INCARNATION,
            sequence=first + number,
            event_id=EventId(digest(bytes([number]))[:16].hex()),
            type="note" if number % 2 else "visit_recorded",
            versions={"roster": "1.2"},
            user=UserId(""),
            device_time=START,
            clock_trust=ClockTrust.TRUSTED,
            body_hash=digest(body),
            previous_hash=previous,
        )
        events.append(open_event(CborCodec().encode_header(header), body))
        previous = events[-1].hash
    return events


def rebuilt(events: list[Event]) -> list[Event]:
    written = write_events(events)
    assert written is not None
    fields = Fields("events", decode(encode(written))).as_list(5)
    return list(read_events(fields, INCARNATION, events[0].header.sequence, len(events)))


@given(st.lists(BODIES, min_size=1, max_size=8))
@settings(max_examples=200)
def test_events_are_rebuilt_with_the_bytes_they_were_signed_with(bodies: list[bytes]) -> None:
    events = chain(bodies)
    assert rebuilt(events) == events


def test_events_that_are_no_chain_travel_whole() -> None:
    one, two, three = chain([encode(1), encode(2), encode(3)])
    assert write_events([one, three]) is None
    assert write_events([two, one]) is None
    assert write_events([one, two, three]) is not None


def test_a_visit_tells_its_moment_once() -> None:
    visit = encode({"visited_at": START.isoformat()})
    written, other = write_events(chain([visit])), write_events(chain([encode({"visited_at": "later"})]))
    assert written is not None
    assert other is not None
    assert ("time" in written[4][1], "time" in other[4][1]) == (False, True)


ROW: dict[str, Any] = {
    "id": b"1" * 16,
    "type": "x",
    "versions": {},
    "user": "u",
    "trust": "trusted",
    "time": 1,
}


def fields_of(row: dict[str, Any]) -> Fields:
    columns = [1, list(row), [[0, value] for value in row.values()]]
    return Fields("events", ["T1", "C1", b"\xd0" * 16, bytes(32), columns]).as_list(5)


@pytest.mark.parametrize(
    "row",
    [
        {},
        ROW,
        {"body": 1},
        {**ROW, "body": 1, "id": b"1"},
        {**ROW, "body": 1, "type": 3},
        {**ROW, "body": 1, "user": None},
        {**ROW, "body": 1, "trust": "sure"},
        {**ROW, "body": 1, "versions": {"a": 1}},
        {**ROW, "body": 1, "time": -1},
        {**{name: value for name, value in ROW.items() if name != "time"}, "body": {"visited_at": "later"}},
    ],
)
def test_an_event_that_lacks_something_is_refused(row: dict[str, Any]) -> None:
    with pytest.raises(Refusal):
        read_events(fields_of(row), INCARNATION, 1, 1)


def test_events_that_swell_are_refused() -> None:
    with pytest.raises(Refusal, match="message_too_large"):
        read_events(fields_of({**ROW, "raw": bytes(250_000)}), INCARNATION, 1, 4000)


def records_of(events: list[Event]) -> list[bytes]:
    previous, records = b"\2" * 32, []
    for number, event in enumerate(events):
        told = Result(
            7 + number,
            event.header.event_id,
            ResultKind.ACCEPTED,
            START,
            {"n": number % 2},
            previous,
            b"",
            b"",
        )
        records.append(result_record(ClinicCode("C1"), told))
        previous = digest(b"cunzhen/1/result" + records[-1])
    return records


@pytest.mark.parametrize("known", [0, 2, 5])
def test_results_are_rebuilt_and_point_at_the_events_of_the_question(known: int) -> None:
    events = chain([encode(number) for number in range(5)])
    offered = [event.header.event_id for event in events[:known]]
    records = records_of(events)
    written = decode(encode(write_records(records, offered)))
    assert list(read_records(Fields("records", written).as_list(5), offered)) == records
    ids = [bytes.fromhex(one) for one in offered]
    assert not any(one in encode(written) for one in ids)


def test_records_that_are_no_stretch_travel_as_they_are() -> None:
    one, _, three = records_of(chain([encode(1), encode(2), encode(3)]))
    written = decode(encode(write_records([one, three], [])))
    assert read_records(Fields("records", written), []) == (one, three)


def test_a_result_of_an_event_that_was_not_offered_is_refused() -> None:
    events = chain([encode(1), encode(2)])
    offered = [event.header.event_id for event in events]
    written = decode(encode(write_records(records_of(events), offered)))
    with pytest.raises(Refusal):
        read_records(Fields("records", written).as_list(5), offered[:1])


def test_the_dictionary_is_the_one_that_is_trained_from_invented_people() -> None:
    assert files("sync.dictionary").joinpath(DICTIONARY).read_bytes() == train()


@given(st.binary(max_size=2000))
@settings(max_examples=50)
def test_whatever_is_compressed_with_it_comes_back(data: bytes) -> None:
    assert decompress(compress(data), 2000) == data


def test_a_spoilt_frame_is_refused() -> None:
    frame, draw = bytearray(compress(b"visited_at" * 50)), Random(1)
    for _ in range(300):
        spoilt = bytearray(frame)
        spoilt[draw.randrange(len(spoilt))] ^= 1 << draw.randrange(8)
        with suppress(Refusal):
            assert len(decompress(bytes(spoilt), 2000)) <= 2000
