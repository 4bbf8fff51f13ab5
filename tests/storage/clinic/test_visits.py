"""What the visit list shows is what the ledger and the township say, nothing else."""

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.dates import china_day
from core.events import Event, ResultKind
from core.ids import EventId, Incarnation
from storage.clinic.database import CACHE
from storage.clinic.desk import ClinicStore, open_clinic
from tests.storage.clinic.sample import (
    DOCTOR,
    NOON,
    PASSWORD,
    Pen,
    Stream,
    desk_in,
    new_clinic,
    other_epoch,
    person,
    receipt_for,
    reopened,
    visit_of,
)

WANG, LI = person(1, "王小满"), person(2, "李大雪")
TODAY = china_day(NOON)
SETTLEMENT = {"fund": 1100, "account": 0, "cash": 900, "settlement_id": "S1"}


@pytest.fixture
def pen() -> Pen:
    return Pen()


def state_of(store: ClinicStore, event: Event) -> str:
    found = store.records.visit(event.header.event_id)
    assert found is not None
    return found.state


def test_a_visit_shows_at_once_as_saved(store: ClinicStore, pen: Pen) -> None:
    visit = visit_of(WANG)
    event = store.ledger.append(pen.draft(visit))
    (state,) = store.records.visits(TODAY, TODAY, 10)
    assert (state.event_id, state.sequence) == (event.header.event_id, 1)
    assert state.body_hash == event.header.body_hash
    assert state.visit == visit
    assert (state.state, state.settled, state.reason) == ("saved", None, "")


def test_only_a_receipt_makes_it_delivered(store: ClinicStore, pen: Pen) -> None:
    first, second = (store.ledger.append(pen.draft(visit_of(WANG))) for _ in range(2))
    store.sync.keep_receipt(receipt_for(first))
    assert [state_of(store, one) for one in (first, second)] == ["delivered", "saved"]
    store.sync.move_epoch(other_epoch(2))
    assert [state_of(store, one) for one in (first, second)] == ["saved", "saved"]
    store.sync.keep_receipt(receipt_for(second, other_epoch(2)))
    assert [state_of(store, one) for one in (first, second)] == ["delivered", "delivered"]


@pytest.mark.parametrize(
    ("kinds", "state"),
    [
        ((ResultKind.RECEIVED,), "delivered"),
        ((ResultKind.RECEIVED, ResultKind.ACCEPTED), "delivered"),
        ((ResultKind.ACCEPTED, ResultKind.SETTLEMENT_UNKNOWN), "settlement_unknown"),
        ((ResultKind.SETTLEMENT_UNKNOWN, ResultKind.SETTLED), "settled"),
        ((ResultKind.NEEDS_CORRECTION,), "returned"),
        ((ResultKind.ACCEPTED, ResultKind.NOT_PAYABLE), "not_payable"),
        ((ResultKind.SETTLED, ResultKind.REVERSED), "reversed"),
        ((ResultKind.SETTLED, ResultKind.REVERSED, ResultKind.SETTLED), "settled"),
    ],
)
def test_the_last_result_says_what_became_of_it(
    store: ClinicStore, pen: Pen, kinds: tuple[ResultKind, ...], state: str
) -> None:
    event = store.ledger.append(pen.draft(visit_of(WANG)))
    store.sync.keep_receipt(receipt_for(event))
    stream = Stream()
    for kind in kinds:
        store.sync.keep_results([stream.next(event.header.event_id, kind)], b"signature")
    assert state_of(store, event) == state


def test_a_settled_visit_shows_the_amounts_and_a_returned_one_the_reason(
    store: ClinicStore, pen: Pen
) -> None:
    paid, back = (store.ledger.append(pen.draft(visit_of(WANG))) for _ in range(2))
    stream = Stream()
    results = [
        stream.next(paid.header.event_id, ResultKind.SETTLED, **SETTLEMENT),
        stream.next(back.header.event_id, ResultKind.NEEDS_CORRECTION, reason="diagnosis_unknown"),
    ]
    store.sync.keep_results(results, b"signature")
    settled, returned = (store.records.visit(one.header.event_id) for one in (paid, back))
    assert settled is not None
    assert returned is not None
    assert settled.settled == SETTLEMENT
    assert (returned.settled, returned.reason) == (None, "diagnosis_unknown")


def test_a_result_about_somebody_elses_event_is_kept_and_shows_nowhere(store: ClinicStore) -> None:
    result = Stream().next(EventId("77" * 16), ResultKind.SETTLED, **SETTLEMENT)
    store.sync.keep_results([result], b"signature")
    assert store.records.visits(TODAY, TODAY, 10) == []
    assert store.sync.standing().results_position == 1


def test_a_visit_that_comes_back_into_the_ledger_shows_what_was_said_of_it_before(
    store: ClinicStore, pen: Pen
) -> None:
    draft, stream = pen.draft(visit_of(WANG)), Stream()
    kinds = (ResultKind.ACCEPTED, ResultKind.NOT_PAYABLE)
    store.sync.keep_results([stream.next(draft.event_id, kind) for kind in kinds], b"signature")
    assert store.records.visits(TODAY, TODAY, 10) == []  # the disk that held it was replaced by an older one
    assert state_of(store, store.ledger.append(draft)) == "not_payable"


def test_a_re_issued_visit_stands_there_once_under_its_new_number(store: ClinicStore, pen: Pen) -> None:
    first, second = (store.ledger.append(pen.draft(visit_of(WANG))) for _ in range(2))
    store.sync.keep_receipt(receipt_for(first))
    assert len(store.records.visits(TODAY, TODAY, 10)) == 2
    store.sync.start_incarnation(Incarnation("ee" * 16), NOON)
    assert [state_of(store, one) for one in (first, second)] == ["delivered", "saved"]
    again = store.sync.events_after(0, 10**6)[-1]
    store.sync.keep_receipt(receipt_for(again))
    assert state_of(store, second) == "delivered"
    assert len(store.records.visits(TODAY, TODAY, 10)) == 2


def test_visits_are_listed_by_chinese_days_newest_first(store: ClinicStore, pen: Pen) -> None:
    moments = [datetime(2026, 6, 1, 15, 59, tzinfo=UTC), datetime(2026, 6, 1, 16, 1, tzinfo=UTC)]
    moments += [NOON + timedelta(minutes=minute) for minute in range(3)]
    ids = [store.ledger.append(pen.draft(visit_of(WANG, at))).header.event_id for at in moments]
    order = [ids[1], ids[0], *reversed(ids[2:])]
    day = timedelta(days=1)
    assert [one.event_id for one in store.records.visits(TODAY, TODAY + day, 10)] == order
    assert [one.event_id for one in store.records.visits(TODAY, TODAY, 10)] == order[1:]
    assert [one.event_id for one in store.records.visits(TODAY + day, TODAY + day, 10)] == order[:1]
    assert [one.event_id for one in store.records.visits(TODAY, TODAY + day, 2, offset=2)] == order[2:4]
    assert [one.event_id for one in store.records.visits_of([f"person {WANG.person_id}"], 2)] == order[:2]
    assert store.records.visits_of([f"person {LI.person_id}"], 2) == []
    assert store.records.visits_of((), 2) == []


def test_the_fund_waits_for_what_may_still_be_settled(store: ClinicStore, pen: Pen) -> None:
    def save(fund: int, at: datetime = NOON) -> EventId:
        return store.ledger.append(pen.draft(visit_of(WANG, at, fund))).header.event_id

    kinds = {1: ResultKind.ACCEPTED, 10: ResultKind.NEEDS_CORRECTION, 100: ResultKind.SETTLEMENT_UNKNOWN}
    kinds |= {1000: ResultKind.SETTLED, 1100: ResultKind.NOT_PAYABLE, 1200: ResultKind.REVERSED}
    stream = Stream()
    for fund, kind in kinds.items():
        store.sync.keep_results([stream.next(save(fund), kind)], b"signature")
    save(500)
    save(700, datetime(2026, 12, 31, 16, 30, tzinfo=UTC))
    store.ledger.append(pen.draft(visit_of(LI, NOON, 1999)))
    store.ledger.append(pen.draft(replace(visit_of(WANG), estimate=None)))
    assert store.records.fund_waiting([f"person {WANG.person_id}"], 2026) == 611
    assert store.records.fund_waiting([f"person {WANG.person_id}"], 2027) == 700
    assert store.records.fund_waiting((), 2026) == 0


@pytest.mark.parametrize("lost", ["all", "old copy"])
def test_a_lost_or_outdated_cache_is_caught_up_from_the_ledger(folder: Path, pen: Pen, lost: str) -> None:
    store = new_clinic(folder)
    event = store.ledger.append(pen.draft(visit_of(WANG)))
    store.records.visits(TODAY, TODAY, 10)
    store.close()
    early = (folder / CACHE).read_bytes()
    store = open_clinic(desk_in(folder), DOCTOR, PASSWORD)
    later = store.ledger.append(pen.draft(visit_of(LI)))
    stream = Stream()
    store.sync.keep_results([stream.next(event.header.event_id, ResultKind.SETTLED, **SETTLEMENT)], b"s")
    before = store.records.visits(TODAY, TODAY, 10)
    store.close()
    if lost == "all":
        (folder / CACHE).unlink()
    else:
        (folder / CACHE).write_bytes(early)
    store = open_clinic(desk_in(folder), DOCTOR, PASSWORD)
    assert store.records.visits(TODAY, TODAY, 10) == before
    assert {state_of(store, event), state_of(store, later)} == {"settled", "saved"}
    store.close()


def test_a_projection_ahead_of_its_ledger_begins_anew(store: ClinicStore, pen: Pen) -> None:
    store.ledger.append(pen.draft(visit_of(WANG)))
    store.records.visits(TODAY, TODAY, 10)
    cache = store.records.sets.file.database
    cache.execute("UPDATE reflected SET event_position = 99")
    cache.execute("UPDATE visits SET event_id = 'of a restored ledger'")
    (state,) = store.records.visits(TODAY, TODAY, 10)
    assert state.event_id != "of a restored ledger"


def test_a_body_this_program_cannot_read_stays_in_the_ledger(
    store: ClinicStore, pen: Pen, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        event = store.ledger.append(pen.draft_of(b"\xff not plain"))
        assert store.records.visits(TODAY, TODAY, 10) == []
    assert event.header.event_id in caplog.text
    assert store.sync.waiting() == 1
    assert store.verify() == []


ACTS = st.sampled_from(["save", "receipt", "result", "epoch", "life", "look", "restart"])


@settings(max_examples=25)
@given(
    acts=st.lists(ACTS, max_size=14), kinds=st.lists(st.sampled_from(ResultKind), min_size=14, max_size=14)
)
def test_caught_up_step_by_step_or_built_anew_the_list_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, acts: list[str], kinds: list[ResultKind]
) -> None:
    folder = tmp_path_factory.mktemp("clinic")
    store, pen, stream, ids = new_clinic(folder), Pen(), Stream(), [EventId("77" * 16)]
    for number, (act, kind) in enumerate(zip(acts, kinds, strict=False)):
        if act == "save":
            ids.append(store.ledger.append(pen.draft(visit_of(WANG))).header.event_id)
        if act == "receipt" and (events := store.sync.events_after(0, 10**9)):
            store.sync.keep_receipt(receipt_for(events[-1], store.sync.standing().epoch))
        if act == "result":
            store.sync.keep_results([stream.next(ids[number % len(ids)], kind)], b"signature")
        if act == "epoch":
            store.sync.move_epoch(other_epoch(number + 2))
        if act == "life":
            store.sync.start_incarnation(Incarnation(f"{number + 1:032x}"), NOON)
        if act == "look":
            store.records.visits(TODAY, TODAY, 100)
        if act == "restart":
            store = reopened(store, folder)
    by_steps = store.records.visits(TODAY, TODAY, 100)
    assert {one.event_id for one in by_steps} == set(ids[1:])
    store.close()
    (folder / CACHE).unlink()
    store = open_clinic(desk_in(folder), DOCTOR, PASSWORD)
    anew = store.records.visits(TODAY, TODAY, 100)
    faults = store.verify()
    store.close()
    assert anew == by_steps
    assert faults == []
