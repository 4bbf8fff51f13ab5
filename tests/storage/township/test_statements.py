"""The visits of a month are those that count and were made in it; a clinic's word for a day is its last."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest

from core.events import EventType, ResultKind
from core.ids import EventId
from core.money import Fen
from core.statement import ToldVisit
from core.township_rows import Finding
from core.visits.corrections import cancellation_body, correction_body
from storage.clinic.key_slot import Cost
from storage.township.console import SqlConsole
from storage.township.store import SqlTownshipStore
from sync.codec import CborCodec
from sync.township.statements.agreement import Agreement, month_agreed
from sync.township.statements.month import month_named
from tests.helpers.township_store import CLINIC, CODEC, NOW, OTHER_CLINIC, Writer, a_device
from tests.helpers.township_talk import a_visit

MAY = (date(2026, 5, 1), date(2026, 5, 31))
DAY = date(2026, 5, 6)


class Clinic:
    """A clinic that writes and is heard at once."""

    def __init__(self, store: SqlTownshipStore) -> None:
        self.store = store
        self.device = a_device(store)
        self.writer = Writer(self.device.device)

    def says(self, body: dict[str, object], kind: str = EventType.VISIT_RECORDED) -> EventId:
        event = self.writer.write(CODEC.encode(body), kind)
        self.store.accept(self.device, self.writer.incarnation, [event])
        word = ResultKind.RECEIVED if kind == EventType.DAY_CLOSED else ResultKind.ACCEPTED
        self.store.judge([Finding(CLINIC, event.header.event_id, word, {}, NOW)])
        return event.header.event_id

    def sees(self, at: datetime = datetime(2026, 5, 6, 2, tzinfo=UTC)) -> EventId:
        return self.says(a_visit(visited_at=at).to_plain())

    def closes(self, visits: int, total: int, day: date = DAY) -> None:
        self.says({"day": day.isoformat(), "visits": visits, "total": total}, EventType.DAY_CLOSED)


@pytest.fixture
def books(store: SqlTownshipStore) -> SqlConsole:
    return SqlConsole(store.database, store.code, CODEC, Cost(memory_kib=8, passes=1))


@pytest.fixture
def clinic(store: SqlTownshipStore) -> Clinic:
    return Clinic(store)


def ids(visits: Sequence[ToldVisit]) -> set[EventId]:
    return {one.event_id for one in visits}


class ReadAloud(CborCodec):
    """Counts the bodies that are read."""

    read = 0

    def decode(self, data: bytes) -> Any:
        self.read += 1
        return super().decode(data)

    def recall(self, data: bytes) -> Any:
        self.read += 1
        return super().recall(data)


def test_a_month_reads_no_body_of_another_once_the_log_was_looked_through(
    store: SqlTownshipStore, clinic: Clinic
) -> None:
    mine = clinic.sees()
    for month in (3, 4, 6, 7):
        clinic.sees(datetime(2026, month, 6, 2, tzinfo=UTC))
    books = SqlConsole(store.database, store.code, codec := ReadAloud(), Cost(memory_kib=8, passes=1))
    assert ids(books.told_visits(CLINIC, *MAY)) == {mine}
    assert codec.read == 6, "each for its day, and the one that counts once more"
    store.mark_visits(None, 99)
    new, codec.read = clinic.sees(), 0
    assert ids(books.told_visits(CLINIC, *MAY)) == {mine, new}
    assert codec.read == 4


@pytest.mark.parametrize("looked_through", [False, True])
def test_a_month_begins_and_ends_at_midnight_in_china(
    books: SqlConsole, clinic: Clinic, looked_through: bool
) -> None:
    clinic.sees(datetime(2026, 4, 30, 15, 59, tzinfo=UTC))
    first = clinic.sees(datetime(2026, 4, 30, 16, 0, tzinfo=UTC))
    last = clinic.sees(datetime(2026, 5, 31, 15, 59, tzinfo=UTC))
    clinic.sees(datetime(2026, 5, 31, 16, 0, tzinfo=UTC))
    if looked_through:
        clinic.store.mark_visits(None, 99)
    assert ids(books.told_visits(CLINIC, *MAY)) == {first, last}
    assert books.told_visits(OTHER_CLINIC, *MAY) == []


def test_what_was_corrected_or_cancelled_does_not_count_and_the_correction_does(
    books: SqlConsole, clinic: Clinic
) -> None:
    wrong, void, kept = clinic.sees(), clinic.sees(), clinic.sees()
    right = clinic.says(correction_body(a_visit(), [wrong]), EventType.VISIT_CORRECTED)
    clinic.says(cancellation_body("重复", [void]), EventType.VISIT_CANCELLED)
    assert ids(books.told_visits(CLINIC, *MAY)) == {right, kept}


def test_a_visit_comes_with_all_it_was_told_in_order(books: SqlConsole, clinic: Clinic) -> None:
    event = clinic.sees()
    clinic.store.judge([Finding(CLINIC, event, ResultKind.ACCEPTED, {}, NOW)])
    (one,) = books.told_visits(CLINIC, *MAY)
    assert [kind for kind, _ in one.told] == [ResultKind.ACCEPTED]


def test_a_visit_nobody_can_read_counts_nowhere(books: SqlConsole, clinic: Clinic) -> None:
    clinic.says({"number": 1})
    assert books.told_visits(CLINIC, *MAY) == []


def agreed(clinic: Clinic, books: SqlConsole) -> list[tuple[date, Agreement]]:
    return [(one.day, one.agreement) for one in month_agreed(clinic.store, books, month_named("2026-05"))]


def test_a_day_the_clinic_closed_with_the_same_sums_agrees(books: SqlConsole, clinic: Clinic) -> None:
    clinic.sees()
    assert agreed(clinic, books) == [(DAY, Agreement.NOT_CLOSED)]
    clinic.closes(1, 2500)
    assert agreed(clinic, books) == [(DAY, Agreement.AGREES)]


def test_a_visit_that_never_arrived_makes_the_day_differ(books: SqlConsole, clinic: Clinic) -> None:
    clinic.sees()
    clinic.closes(2, 5000)
    assert agreed(clinic, books) == [(DAY, Agreement.DIFFERS)]
    (one,) = month_agreed(clinic.store, books, month_named("2026-05"))
    assert one.there is not None
    assert (one.here.count, one.there.count, one.there.sum) == (1, 2, Fen(5000))


def test_what_changed_after_the_clinic_closed_the_day_is_told_as_that(
    books: SqlConsole, clinic: Clinic
) -> None:
    event = clinic.sees()
    clinic.closes(1, 2500)
    clinic.says(cancellation_body("重复", [event]), EventType.VISIT_CANCELLED)
    assert agreed(clinic, books) == [(DAY, Agreement.CHANGED_SINCE)]
    clinic.closes(0, 0)
    assert agreed(clinic, books) == [(DAY, Agreement.AGREES)]


def test_a_change_of_another_day_excuses_nothing(books: SqlConsole, clinic: Clinic) -> None:
    clinic.sees()
    clinic.closes(2, 5000)
    clinic.sees(datetime(2026, 5, 7, 2, tzinfo=UTC))
    assert agreed(clinic, books)[0] == (DAY, Agreement.DIFFERS)
