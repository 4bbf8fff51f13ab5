"""Damaged ledgers that were set aside go once the present one holds all that is in them, and not before."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.events import EVENT_LABEL, Event
from storage.clinic.access import Access
from storage.clinic.desk import ClinicStore, open_clinic
from storage.clinic.mended_ledger import mark_damaged
from storage.clinic.safekeeper import ClinicSafekeeper
from storage.clinic.salvage import PLACES, Salvage
from storage.clinic.set_aside import KEPT
from tests.storage.clinic.sample import CODEC, DOCTOR, PASSWORD, Pen, desk_in, person, receipt_for, visit_of

VISITS, SPOILT = 9, (4, 5)


def write(store: ClinicStore) -> list[Event]:
    pen = Pen()
    pen.ids.start += store.ledger.head().hash
    events = [store.ledger.append(pen.draft(visit_of(person(7, "王小满")))) for _ in range(VISITS)]
    store.sync.keep_receipt(receipt_for(events[-1]))
    return events


def spoil(store: ClinicStore, sequences: Sequence[int] = SPOILT) -> None:
    """Spoil some events where they lie, and leave the mark a check leaves."""
    with store.ledger.file.writing() as database:
        trigger = "SELECT sql FROM sqlite_master WHERE name = 'events_never_update'"
        (again,) = database.execute(trigger).fetchone()
        database.execute("DROP TRIGGER events_never_update")
        for sequence in sequences:
            database.execute("UPDATE events SET hash = zeroblob(32) WHERE sequence = ?", (sequence,))
        database.execute(again)
    mark_damaged(store.files[0].path.parent)


def mended(store: ClinicStore, folder: Path, given_back: Sequence[Event] = ()) -> ClinicStore:
    """Spoil the ledger, open it anew, and let the township give some of it back."""
    spoil(store)
    store.close()
    store = open_clinic(desk_in(folder), DOCTOR, PASSWORD)
    store.sync.fill(given_back)
    return store


def check(store: ClinicStore, folder: Path) -> None:
    """Read every page again, as the weekly check does."""
    assert ClinicSafekeeper(desk_in(folder), store).page_job()() == 0


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.glob("damaged-*"))


@pytest.fixture
def thrice(store: ClinicStore, folder: Path) -> Iterator[ClinicStore]:
    """Give a ledger that was damaged and mended as often as it takes, with all its events back."""
    events = write(store)
    for _ in range(KEPT + 1):
        store = mended(store, folder, events)
    yield store
    store.close()


def test_the_newest_stay_and_older_ones_go_whose_events_are_all_in_the_ledger(
    thrice: ClinicStore, folder: Path
) -> None:
    held = thrice.ledger.events_from(0)
    assert names(folder) == ["damaged-1", "damaged-2", "damaged-3"]
    check(thrice, folder)
    assert names(folder) == ["damaged-2", "damaged-3"]
    assert thrice.ledger.events_from(0) == held
    assert thrice.verify() == []
    check(thrice, folder)
    assert names(folder) == ["damaged-2", "damaged-3"]


def test_those_that_may_hold_what_the_ledger_lacks_stay_until_it_is_back(
    store: ClinicStore, folder: Path
) -> None:
    events = write(store)
    for _ in range(KEPT + 1):
        store = mended(store, folder)
    check(store, folder)
    assert len(names(folder)) == KEPT + 1
    store.sync.fill(events[:-1])
    check(store, folder)
    assert len(names(folder)) == KEPT
    store.close()


def test_one_with_an_event_the_ledger_does_not_have_stays(
    thrice: ClinicStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Salvage.places
    monkeypatch.setattr(Salvage, "places", lambda one: {**real(one), 99: ("ee" * 16, 1)})
    check(thrice, folder)
    assert len(names(folder)) == KEPT + 1


def test_one_with_another_event_in_the_same_place_stays(
    thrice: ClinicStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = thrice.ledger.events_from(0)
    position, one = events[-1]
    header = replace(one.header, device_time=one.header.device_time + timedelta(seconds=1))
    header_bytes = CODEC.encode_header(header)
    place = (position, header.incarnation, header.sequence, header.event_id, header.type)
    row = (*place, header_bytes, one.body, CODEC.digest(EVENT_LABEL + header_bytes))
    monkeypatch.setattr(Salvage, "events", lambda *_: iter([row]))
    check(thrice, folder)
    assert len(names(folder)) == KEPT + 1


@pytest.mark.parametrize(("unread", "left"), [([PLACES], 2), (["events"], 2), ([PLACES, "events"], 3)])
def test_one_of_which_too_little_can_be_read_to_say_so_stays(
    thrice: ClinicStore, folder: Path, monkeypatch: pytest.MonkeyPatch, unread: list[str], left: int
) -> None:
    real = Salvage.places
    monkeypatch.setattr(Salvage, "places", lambda one: one.unread.update(unread) or real(one))
    check(thrice, folder)
    assert len(names(folder)) == left


def test_one_under_a_former_key_stays(thrice: ClinicStore, folder: Path) -> None:
    thrice.close()
    Access(desk_in(folder)).rekey(DOCTOR, PASSWORD)
    with closing(open_clinic(desk_in(folder), DOCTOR, PASSWORD)) as store:
        check(store, folder)
    assert len(names(folder)) == KEPT + 1


def test_one_that_was_going_when_the_power_went_is_gone_after_the_next_check(
    thrice: ClinicStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as cut:
        cut.setattr("shutil.rmtree", lambda *_, **__: None)
        check(thrice, folder)
    assert names(folder) == ["damaged-1-going", "damaged-2", "damaged-3"]
    check(thrice, folder)
    assert names(folder) == ["damaged-2", "damaged-3"]
