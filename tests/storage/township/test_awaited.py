"""A settlement that somebody at a desk waits for goes first, and nobody waits for what cannot come soon."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from core.events import Event, EventType, ResultKind
from core.settlement_ports import OutboxRow, Step
from core.township_rows import DeviceRow, Finding
from core.visits.corrections import cancellation_body
from storage.township.settlement_book import SqlSettlementBook
from storage.township.store import SqlTownshipStore
from tests.helpers.township_store import CLINIC, CODEC, NOW, OTHER_CLINIC, Writer, a_device
from tests.helpers.township_talk import a_visit

MINUTE = timedelta(minutes=1)


@dataclass(slots=True)
class Office:
    """A township that settles as visits come, and a clinic's PC."""

    store: SqlTownshipStore
    device: DeviceRow = field(init=False)
    writer: Writer = field(init=False)

    def __post_init__(self) -> None:
        self.device = a_device(self.store)
        self.writer = Writer(self.device.device)
        self.book.stand_by(NOW + MINUTE)

    @property
    def book(self) -> SqlSettlementBook:
        return SqlSettlementBook(self.store.database, self.store.code, CODEC)

    def saw(self, count: int = 1) -> Event:
        """Take visits in and give the last."""
        for _ in range(count):
            event = self.writer.write(CODEC.encode(a_visit().to_plain()))
            self.take(event)
        return event

    def take(self, event: Event) -> None:
        self.store.accept(self.device, self.writer.incarnation, self.writer.events)
        self.store.judge([Finding(CLINIC, event.header.event_id, ResultKind.ACCEPTED, {}, NOW)])

    def awaits(self, event: Event, now: datetime = NOW) -> datetime | None:
        return self.store.await_settlement(self.device, self.writer.incarnation, event.header.sequence, now)

    def row(self, event: Event) -> OutboxRow:
        return next(one for one in self.book.due(NOW, 99) if one.visit == event.header.event_id)


@pytest.fixture
def office(store: SqlTownshipStore) -> Office:
    return Office(store)


def test_what_somebody_waits_for_goes_before_all_that_came_earlier(office: Office) -> None:
    last = office.saw(3)
    office.awaits(last)
    assert len(office.book.due(NOW, 9)) == 3
    assert office.book.due(NOW, 1)[0].visit == last.header.event_id


def test_whoever_waited_first_goes_first_and_is_told_since_when(office: Office) -> None:
    office.saw(60)  # more than one page
    first, second = office.saw(), office.saw()
    office.awaits(second)
    office.awaits(first, NOW + timedelta(seconds=1))
    assert office.awaits(second, NOW + timedelta(seconds=5)) == NOW
    ids = [one.header.event_id for one in (second, first)]
    assert [one.visit for one in office.book.due(NOW, 9)][:2] == ids


def test_a_row_in_hand_is_still_on_its_way(office: Office) -> None:
    event = office.saw()
    row = office.row(event)
    office.book.save(replace(row, step=Step.SETTLING, due=NOW + 10 * MINUTE))
    assert office.awaits(event) == NOW


@pytest.mark.parametrize(
    "change",
    [
        {"attempts": 1},
        {"step": Step.UNKNOWN},
        {"step": Step.SETTLED},
        {"step": Step.NOT_PAYABLE},
    ],
    ids=["put off", "in doubt", "settled", "not payable"],
)
def test_nobody_waits_for_what_will_not_come_soon(office: Office, change: dict[str, object]) -> None:
    event = office.saw()
    office.book.save(replace(office.row(event), **change))  # type: ignore[arg-type]  # one field of many
    assert office.awaits(event) is None


def test_nobody_waits_where_nobody_settles_as_visits_come(office: Office) -> None:
    event = office.saw()
    assert office.awaits(event, NOW + MINUTE) is None
    office.book.stand_by(NOW)
    assert office.awaits(event) is None


def test_nobody_waits_while_settlements_are_frozen(office: Office, store: SqlTownshipStore) -> None:
    event = office.saw()
    epoch = store.township().epoch
    store.begin_epoch(replace(epoch, number=2, epoch_id="2" * 32, predecessor=epoch.epoch_id), (), NOW)
    assert office.awaits(event) is None


def test_nobody_waits_for_a_visit_that_was_cancelled(office: Office) -> None:
    event = office.saw()
    body = CODEC.encode(cancellation_body("written twice", [event.header.event_id]))
    office.take(office.writer.write(body, EventType.VISIT_CANCELLED))
    assert office.awaits(event) is None


def test_nobody_waits_for_what_never_came_or_is_no_visit_of_theirs(office: Office) -> None:
    event = office.saw()
    never = office.writer.copy_of(1).write(b"\xf6")
    assert office.awaits(never) is None
    other = replace(office.device, clinic=OTHER_CLINIC)
    assert office.store.await_settlement(other, office.writer.incarnation, 1, NOW) is None
    assert office.awaits(event) == NOW
