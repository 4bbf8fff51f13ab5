"""The trail of deeds is chained: no line is changed, taken out or put in unseen, and the break is named."""

import pytest
from sqlalchemy import Executable, delete, insert, update

from core.console import ConsoleDeed
from core.ids import TownshipCode, UserId
from storage.clinic.key_slot import Cost
from storage.township.console import SqlConsole
from storage.township.console_tables import console_trail
from storage.township.engines import TownshipDatabase
from storage.township.store import SqlTownshipStore
from sync.township.reports import verified
from tests.helpers.township_store import CODEC, NOW, a_store

TRAIL = console_trail.c


def note(store: SqlTownshipStore, count: int) -> None:
    console = SqlConsole(store.database, store.code, CODEC, Cost(memory_kib=8, passes=1))
    for number in range(count):
        console.note(UserId("li"), ConsoleDeed.VISIT_SEEN, {"visit": number}, NOW)


def tampered(store: SqlTownshipStore, statement: Executable) -> None:
    with store.database.writing() as connection:
        connection.execute(statement)


def test_a_trail_nobody_touched_is_whole_and_tells_its_head(store: SqlTownshipStore) -> None:
    assert store.trail_standing().lines == 0
    note(store, 3)
    standing = store.trail_standing()
    assert (standing.lines, standing.chained_from, standing.broken_at) == (3, 1, None)
    assert verified(store)["trail"]["head"] == standing.head.hex()
    assert verified(store)["faults"] == []


@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        (update(console_trail).where(TRAIL.number == 2).values(facts='{"visit":9}'), 2),
        (update(console_trail).where(TRAIL.number == 2).values(user="wang"), 2),
        (update(console_trail).where(TRAIL.number == 2).values(at=0), 2),
        (update(console_trail).where(TRAIL.number == 2).values(hash=None), 2),
        (update(console_trail).where(TRAIL.number == 4).values(hash=bytes(32)), 4),
        (delete(console_trail).where(TRAIL.number == 2), 3),
        (delete(console_trail).where(TRAIL.number == 1), 2),
        (insert(console_trail).values(("T330111", 5, 0, "li", "visit_seen", "{}", bytes(32))), 5),
    ],
)
def test_a_line_that_was_changed_taken_out_or_put_in_is_named(
    store: SqlTownshipStore, statement: Executable, broken_at: int
) -> None:
    note(store, 4)
    tampered(store, statement)
    assert store.check() == [f"console_trail_broken {broken_at}"]
    assert verified(store)["trail"]["broken_at"] == broken_at


def test_lines_missing_at_the_end_show_by_the_head_that_was_written_down(store: SqlTownshipStore) -> None:
    note(store, 3)
    written_down = store.trail_standing().head
    tampered(store, delete(console_trail).where(TRAIL.number == 3))
    assert store.check() == []
    assert store.trail_standing().head != written_down


@pytest.mark.parametrize("meddle", [False, True])
def test_lines_of_before_the_chain_are_what_its_first_line_stands_on(
    store: SqlTownshipStore, meddle: bool
) -> None:
    note(store, 3)
    tampered(store, update(console_trail).values(hash=None))
    assert (store.trail_standing().chained_from, store.check()) == (None, [])
    note(store, 2)
    assert (store.trail_standing().chained_from, store.check()) == (4, [])
    if meddle:
        tampered(store, update(console_trail).where(TRAIL.number == 1).values(facts="{}"))
        assert store.check() == ["console_trail_broken 4"]


def test_a_line_of_another_township_does_not_fit_here(database: TownshipDatabase) -> None:
    here, there = a_store(database), a_store(database, TownshipCode("T330112"))
    note(here, 2)
    note(there, 2)
    with database.writing() as connection:
        mine = {"township": here.code}
        connection.execute(delete(console_trail).where(TRAIL.township == here.code))
        connection.execute(update(console_trail).values(**mine))
    assert here.check() == ["console_trail_broken 1"]


def test_after_a_break_the_chain_goes_on_and_still_names_it(store: SqlTownshipStore) -> None:
    note(store, 2)
    tampered(store, update(console_trail).where(TRAIL.number == 1).values(facts="{}"))
    assert store.check() == ["console_trail_broken 1"]
    note(store, 2)
    assert store.check() == ["console_trail_broken 1"]
