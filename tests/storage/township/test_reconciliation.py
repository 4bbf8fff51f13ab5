"""What was compared is kept, differences are worked off once, and other townships see none."""

from datetime import date, timedelta

import pytest

from core.errors import Refusal
from core.ids import EventId, TownshipCode, UserId
from core.money import Fen
from core.reconciliation import Difference, DifferenceKind, Group, GroupCompared, KeptDifference, Sums
from storage.clinic.key_slot import Cost
from storage.township.console import SqlConsole
from storage.township.store import SqlTownshipStore
from tests.helpers.township_store import CLINIC, CODEC, NOW, code_of

DAY = date(2026, 5, 5)
GROUP = Group("390", "11", "439900")
COMPARED = GroupCompared(GROUP, Sums(2, Fen(3000), Fen(1800), Fen(0), Fen(1200)), False, "金额或笔数不一致")
LOST = Difference(
    DAY, DifferenceKind.ONLY_HERE, "S1", CLINIC, EventId("ab" * 16), total=Fen(1000), fund=Fen(600)
)
MORE = Difference(DAY, DifferenceKind.ONLY_THERE, "S9", message="H1", their_total=Fen(5), their_fund=Fen(3))
LI = UserId("li")


@pytest.fixture
def books(store: SqlTownshipStore) -> SqlConsole:
    return SqlConsole(store.database, store.code, CODEC, Cost(memory_kib=8, passes=1))


def open_ones(books: SqlConsole) -> list[Difference]:
    return [one.difference for one in books.differences(None, 9)]


def closed_ones(books: SqlConsole) -> list[KeptDifference]:
    return list(books.closed_differences(None, 9))


def test_a_day_is_read_back_as_it_was_compared(books: SqlConsole) -> None:
    assert books.keep_day(DAY, [COMPARED], [LOST, MORE], NOW) == 2
    (day,) = books.days(None, 9)
    assert (day.day, day.at, list(day.groups), day.open) == (DAY, NOW, [COMPARED], 2)
    assert open_ones(books) == [LOST, MORE]
    assert books.groups_met() == {GROUP}
    assert books.days(DAY, 9) == []


def test_what_is_not_found_again_is_closed_by_nobody_and_what_is_stays_one_difference(
    books: SqlConsole,
) -> None:
    books.keep_day(DAY, [COMPARED], [LOST, MORE], NOW)
    later = NOW + timedelta(hours=1)
    assert books.keep_day(DAY, [COMPARED], [MORE], later) == 1
    assert open_ones(books) == [MORE]
    (gone,) = closed_ones(books)
    assert (gone.difference, gone.closed_at, gone.closed_by, gone.reason) == (LOST, later, None, "")


def test_what_came_back_after_it_had_gone_is_a_difference_again(books: SqlConsole) -> None:
    for found in ([LOST], [], [LOST]):
        books.keep_day(DAY, [COMPARED], found, NOW)
    assert [one.number for one in books.differences(None, 9)] == [2]


def test_what_somebody_gave_a_reason_for_is_not_listed_again(books: SqlConsole) -> None:
    books.keep_day(DAY, [COMPARED], [LOST], NOW)
    books.work_off(1, LI, "县医保已补记", NOW)
    assert books.keep_day(DAY, [COMPARED], [LOST], NOW) == 0
    assert [(one.closed_by, one.reason) for one in closed_ones(books)] == [(LI, "县医保已补记")]


@pytest.mark.parametrize(("number", "code"), [(1, "difference_closed"), (7, "difference_unknown")])
def test_a_difference_is_worked_off_once(books: SqlConsole, number: int, code: str) -> None:
    books.keep_day(DAY, [COMPARED], [LOST], NOW)
    books.work_off(1, LI, "县医保已补记", NOW)
    with pytest.raises(Refusal) as caught:
        books.work_off(number, LI, "又一次", NOW)
    assert code_of(caught) == code
    assert closed_ones(books)[0].reason == "县医保已补记"


def test_lists_go_on_behind_a_number(books: SqlConsole) -> None:
    found = [Difference(DAY, DifferenceKind.ONLY_THERE, f"S{number}") for number in range(4)]
    books.keep_day(DAY, [COMPARED], found, NOW)
    assert [one.number for one in books.differences(2, 9)] == [3, 4]
    for number in (1, 2, 3):
        books.work_off(number, LI, "核对无误", NOW)
    assert [one.number for one in books.closed_differences(3, 9)] == [2, 1]


def test_another_township_sees_and_changes_nothing(books: SqlConsole) -> None:
    books.keep_day(DAY, [COMPARED], [LOST], NOW)
    other = SqlConsole(books.database, TownshipCode("T330112"), CODEC, Cost(memory_kib=8, passes=1))
    assert (other.days(None, 9), other.differences(None, 9), list(other.groups_met())) == ([], [], [])
    with pytest.raises(Refusal):
        other.work_off(1, LI, "不是我的", NOW)
    assert open_ones(books) == [LOST]
