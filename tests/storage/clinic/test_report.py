"""What the store says of itself: every figure from what truly lies there, None where nothing is."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.events import ResultKind
from core.sync_ports import Attempt
from storage.clinic.desk import ClinicStore
from storage.clinic.report import oldest_waiting, standing_of, verified
from tests.storage.clinic.sample import (
    CODEC,
    ENROLMENT,
    NOON,
    Pen,
    Stream,
    bring_roster,
    person,
    receipt_for,
    visit_of,
)


def attempt(minutes: int, outcome: str, up: int = 10, down: int = 100) -> Attempt:
    return Attempt(NOON + timedelta(minutes=minutes), "https", outcome, up, down, 0.5)


def test_an_empty_store_says_nothing_it_does_not_know(store: ClinicStore) -> None:
    said = standing_of(store)
    assert (said["clinic"], said["clinic_name"]) == (ENROLMENT.clinic, ENROLMENT.clinic_name)
    assert (said["township_name"], said["device"]) == (ENROLMENT.township_name, ENROLMENT.device)
    for nothing in ("oldest_waiting", "last_contact", "receipt", "roster_as_of", "roster_valid_until"):
        assert said[nothing] is None
    for zero in ("events", "waiting", "visits", "results", "estimated_fund", "settled_fund", "bytes_up"):
        assert said[zero] == 0
    assert (said["outcomes"], said["data_sets"]) == ({}, {})
    assert verified(store) == {"faults": [], "events": 0}


def test_what_waits_is_told_with_the_moment_of_the_oldest(store: ClinicStore) -> None:
    pen = Pen()
    moments = [NOON + timedelta(minutes=number) for number in range(4)]
    events = [store.ledger.append(pen.draft(visit_of(person(1, "王小满"), at))) for at in moments]
    assert standing_of(store)["waiting"] == 4
    assert oldest_waiting(store) == moments[0]
    store.sync.keep_receipt(receipt_for(events[1]))
    said = standing_of(store)
    assert (said["waiting"], said["receipt"], said["events"]) == (2, 2, 4)
    assert said["outcomes"] == {"delivered": 2, "saved": 2}
    assert oldest_waiting(store) == moments[2]
    store.sync.keep_receipt(receipt_for(events[3]))
    assert (standing_of(store)["waiting"], oldest_waiting(store)) == (0, None)


def test_sums_are_of_what_was_estimated_and_of_what_was_settled(store: ClinicStore) -> None:
    pen, stream = Pen(), Stream()
    ids = [
        store.ledger.append(pen.draft(visit_of(person(number, "王小满"), fund=1000 + number))).header.event_id
        for number in range(4)
    ]
    settled = {"fund": 1100, "account": 0, "cash": 900}
    results = [
        stream.next(ids[0], ResultKind.SETTLED, **settled),
        stream.next(ids[1], ResultKind.SETTLED, **settled),
        stream.next(ids[1], ResultKind.REVERSED),
        stream.next(ids[2], ResultKind.NOT_PAYABLE, reason="x"),
    ]
    store.sync.keep_results(results, b"signed")
    said = standing_of(store)
    assert said["outcomes"] == {"settled": 1, "reversed": 1, "not_payable": 1, "saved": 1}
    assert (said["visits"], said["results"]) == (4, 4)
    assert said["estimated_fund"] == 1000 + 1001 + 1002 + 1003
    assert (said["settled_fund"], said["settled_cash"]) == (1100, 900)


def test_only_where_the_township_was_heard_it_was_met_and_every_byte_counts(store: ClinicStore) -> None:
    store.sync.note_attempt(attempt(1, "done"), heard=True)
    store.sync.note_attempt(attempt(2, "township_unreachable", 0, 0))
    store.sync.note_attempt(attempt(3, "connection_cut", 7, 0))
    assert store.sync.heard_at() == NOON + timedelta(minutes=1)
    said = standing_of(store)
    assert (said["bytes_up"], said["bytes_down"]) == (17, 100)


def test_a_round_that_was_cut_behind_an_answer_has_met_the_township(store: ClinicStore) -> None:
    store.sync.note_attempt(attempt(1, "done"), heard=True)
    store.sync.note_attempt(attempt(2, "connection_cut"), heard=True)
    assert store.sync.heard_at() == NOON + timedelta(minutes=2)


def test_a_meeting_is_remembered_though_the_diary_lets_its_line_go(
    store: ClinicStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.clinic.notes.DIARY_LINES", 2)
    store.sync.note_attempt(attempt(1, "done"), heard=True)
    for minutes in (2, 3, 4):
        store.sync.note_attempt(attempt(minutes, "township_unreachable", 0, 0))
    assert [one.outcome for one in store.sync.attempts(10)] == ["township_unreachable"] * 2
    assert store.sync.heard_at() == NOON + timedelta(minutes=1)


def test_before_meetings_were_remembered_the_diary_tells_of_the_last_one(store: ClinicStore) -> None:
    store.sync.note_attempt(replace(attempt(1, "done", 500, 0), route="bundle"))
    assert store.sync.heard_at() is None, "a stick that was only written has reached nobody"
    store.sync.note_attempt(replace(attempt(2, "done", 0, 500), route="bundle"))
    assert store.sync.heard_at() == NOON + timedelta(minutes=2)


def test_the_roster_is_told_with_its_days_and_rows(store: ClinicStore) -> None:
    bring_roster(store, [person(number, "王小满") for number in range(3)])
    said = standing_of(store)
    assert said["data_sets"] == {"roster": 3}
    assert (said["roster_as_of"], said["roster_valid_until"]) == ("2026-05-31", "2026-07-31")


def test_verifying_counts_the_events_and_names_a_fault_by_its_place_alone(store: ClinicStore) -> None:
    pen = Pen()
    for number in range(3):
        store.ledger.append(pen.draft(visit_of(person(number, "王小满"))))
    assert verified(store) == {"faults": [], "events": 3}
    with store.ledger.file.writing() as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute("UPDATE events SET body = ? WHERE sequence = 2", (CODEC.encode({"x": 1}),))
    (fault,) = verified(store)["faults"]
    assert fault.startswith("stored_event_damaged")
    assert "王小满" not in fault
