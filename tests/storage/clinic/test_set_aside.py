"""Damaged ledgers that were set aside go once the present one holds all that is in them, and not before."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.clinic_log import LogBatch, SignedRange
from core.events import EVENT_LABEL, Event
from storage.clinic.access import Access
from storage.clinic.backup import make_backup, to_back_up
from storage.clinic.database import LEDGER
from storage.clinic.desk import ClinicStore, open_clinic
from storage.clinic.mended_ledger import mark_damaged
from storage.clinic.restore import restore_clinic
from storage.clinic.safekeeper import ClinicSafekeeper
from storage.clinic.salvage import PLACES, Salvage
from storage.clinic.set_aside import KEPT
from tests.storage.clinic.sample import (
    CODEC,
    DOCTOR,
    NOON,
    PASSWORD,
    Pen,
    desk_in,
    person,
    receipt_for,
    visit_of,
)

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


def replaced_once(folder: Path, stick: Path, *, given_back: bool = True) -> tuple[ClinicStore, str]:
    """Restore a backup over a ledger that went on; the township gives the rest as another life's."""
    with closing(open_clinic(desk_in(folder), DOCTOR, PASSWORD)) as store:
        write(store)
        backup = make_backup(to_back_up(desk_in(folder), store), stick, NOON).folder
        lost = write(store)
    store = restore_clinic(desk_in(folder), backup, DOCTOR, PASSWORD, replace=True).store
    if given_back:
        device, epoch = store.enrolment.device, store.sync.word.epoch()
        signed = SignedRange(lost[0].header.sequence, epoch.number, epoch.epoch_id, bytes(64))
        store.sync.keep_log(epoch, [LogBatch(1, device, bytes(32), signed, tuple(lost))], 1)
    return store, lost[0].header.incarnation


def replaced_twice_more(store: ClinicStore, folder: Path, stick: Path) -> ClinicStore:
    backup = make_backup(to_back_up(desk_in(folder), store), stick, NOON + timedelta(hours=1)).folder
    for _ in range(KEPT):
        store.close()
        store = restore_clinic(desk_in(folder), backup, DOCTOR, PASSWORD, replace=True).store
    return store


@pytest.mark.parametrize("given_back", [True, False])
def test_what_a_restore_replaced_goes_by_the_same_rule(
    store: ClinicStore, folder: Path, tmp_path: Path, given_back: bool
) -> None:
    store.close()
    store, life = replaced_once(folder, tmp_path, given_back=given_back)
    (first,) = folder.glob("replaced-*")
    with closing(replaced_twice_more(store, folder, tmp_path)) as store:
        check(store, folder)
        assert first.exists() is not given_back, "it goes once the ledger has all of it, and not before"
        assert len(list(folder.glob("replaced-*"))) == KEPT + (not given_back)
        assert any(one.incarnation == life for one in store.sync.lives())
        assert store.verify() == []


def test_nothing_replaced_goes_while_a_log_lies_apart_from_its_ledger(
    store: ClinicStore, folder: Path, tmp_path: Path
) -> None:
    store.close()
    store, _ = replaced_once(folder, tmp_path)
    with closing(replaced_twice_more(store, folder, tmp_path)) as store:
        torn = folder / "replaced-20260506T173000-9"
        torn.mkdir()
        (torn / f"{LEDGER}-wal").write_bytes(b"what was written last")
        check(store, folder)
        assert len(list(folder.glob("replaced-*"))) == KEPT + 2


def test_one_that_was_going_when_the_power_went_is_gone_after_the_next_check(
    thrice: ClinicStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as cut:
        cut.setattr("shutil.rmtree", lambda *_, **__: None)
        check(thrice, folder)
    assert names(folder) == ["damaged-1-going", "damaged-2", "damaged-3"]
    check(thrice, folder)
    assert names(folder) == ["damaged-2", "damaged-3"]
