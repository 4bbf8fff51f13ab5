"""What the fake world holds the stores against: which events are versions of one visit."""

import pytest

from core.events import EventType
from core.ids import DeviceId, EventId
from core.visits.corrections import correction_body
from sync.codec import encode
from sync.sim.standings import versions_of_one
from tests.helpers.township_store import Writer
from tests.helpers.township_talk import a_visit


@pytest.fixture
def writer() -> Writer:
    return Writer(DeviceId("d" * 32))


def visit(writer: Writer) -> EventId:
    return writer.write(encode(a_visit().to_plain())).header.event_id


def correct(writer: Writer, *targets: EventId) -> EventId:
    body = encode(correction_body(a_visit(), targets))
    return writer.write(body, EventType.VISIT_CORRECTED).header.event_id


def test_one_correction_of_two_visits_does_not_make_them_one(writer: Writer) -> None:
    first, second = visit(writer), visit(writer)
    both = correct(writer, first, second)
    assert not versions_of_one(writer.events, [first, second])
    assert versions_of_one(writer.events, [second, both])


def test_a_visit_and_what_came_of_it_in_the_end_are_one(writer: Writer) -> None:
    first = visit(writer)
    last = correct(writer, correct(writer, first))
    assert versions_of_one(writer.events, [first, last])


def test_two_corrections_of_one_visit_are_versions_of_it(writer: Writer) -> None:
    first = visit(writer)
    assert versions_of_one(writer.events, [correct(writer, first), correct(writer, first)])
