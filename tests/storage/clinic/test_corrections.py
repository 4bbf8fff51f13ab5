"""A corrected visit stands in the list once, a cancelled one crossed out, a disputed one says so."""

from dataclasses import replace
from pathlib import Path

from core.dates import china_day
from core.events import Event, EventType, ResultKind
from core.ids import EventId
from core.ports import VisitState
from core.visits.corrections import cancellation_body, correction_body
from core.visits.visit import Visit
from storage.clinic.database import CACHE
from storage.clinic.desk import ClinicStore, open_clinic
from storage.clinic.report import standing_of
from tests.storage.clinic.sample import CODEC, DOCTOR, NOON, PASSWORD, Pen, Stream, desk_in, person, visit_of

WANG = person(1, "王小满")
TODAY = china_day(NOON)
WRONG = visit_of(WANG, fund=1200)
RIGHT = replace(WRONG, complaint="咳嗽两天")


def written(store: ClinicStore, pen: Pen) -> Event:
    return store.ledger.append(pen.draft(WRONG))


def corrected(store: ClinicStore, pen: Pen, visit: Visit, *targets: Event) -> Event:
    body = correction_body(visit, [target.header.event_id for target in targets])
    return store.ledger.append(pen.draft_of(CODEC.encode(body), kind=EventType.VISIT_CORRECTED))


def cancelled(store: ClinicStore, pen: Pen, target: Event) -> Event:
    body = cancellation_body("written twice", [target.header.event_id])
    return store.ledger.append(pen.draft_of(CODEC.encode(body), kind=EventType.VISIT_CANCELLED))


def shown(store: ClinicStore) -> list[VisitState]:
    return list(store.records.visits(TODAY, TODAY, 10))


def test_a_correction_stands_in_place_of_what_it_corrects(store: ClinicStore) -> None:
    pen = Pen()
    wrong = written(store, pen)
    right = corrected(store, pen, RIGHT, wrong)
    (state,) = shown(store)
    assert (state.event_id, state.visit, state.disputed) == (right.header.event_id, RIGHT, False)
    assert store.records.fund_waiting([f"person {WANG.person_id}"], 2026) == 1200
    assert [one.event_id for one in store.records.visits_of([f"person {WANG.person_id}"], 9)] == [
        right.header.event_id
    ]
    assert standing_of(store)["visits"] == 1


def test_a_result_about_the_old_version_never_moves_the_new_one(store: ClinicStore) -> None:
    pen, stream = Pen(), Stream()
    wrong = written(store, pen)
    right = corrected(store, pen, RIGHT, wrong)
    accepted = stream.next(right.header.event_id, ResultKind.ACCEPTED)
    late = stream.next(wrong.header.event_id, ResultKind.NEEDS_CORRECTION, reason="diagnosis_unknown")
    store.sync.keep_results([accepted, late], b"signature")
    (state,) = shown(store)
    assert (state.event_id, state.state) == (right.header.event_id, "delivered")


def test_a_cancelled_visit_stays_crossed_out_and_costs_nothing(store: ClinicStore) -> None:
    pen = Pen()
    wrong = written(store, pen)
    cancelled(store, pen, wrong)
    (state,) = shown(store)
    assert (state.event_id, state.state) == (wrong.header.event_id, "cancelled")
    assert store.records.fund_waiting([f"person {WANG.person_id}"], 2026) == 0
    facts = standing_of(store)
    assert (facts["outcomes"], facts["estimated_fund"]) == ({"cancelled": 1}, 0)


def test_two_rival_corrections_take_no_effect_until_one_supersedes_both(store: ClinicStore) -> None:
    pen = Pen()
    wrong = written(store, pen)
    here = corrected(store, pen, RIGHT, wrong)
    there = corrected(store, pen, replace(RIGHT, complaint="发热"), wrong)
    (state,) = shown(store)
    assert (state.event_id, state.disputed) == (wrong.header.event_id, True)
    agreed = corrected(store, pen, replace(RIGHT, complaint="咳嗽、发热"), here, there)
    (state,) = shown(store)
    assert (state.event_id, state.disputed) == (agreed.header.event_id, False)


def test_built_anew_the_versions_stand_as_before(store: ClinicStore, folder: Path) -> None:
    pen = Pen()
    first, second = written(store, pen), written(store, pen)
    corrected(store, pen, RIGHT, first)
    cancelled(store, pen, second)
    before = shown(store)
    store.close()
    (folder / CACHE).unlink()
    anew = open_clinic(desk_in(folder), DOCTOR, PASSWORD)
    assert shown(anew) == before
    assert len(before) == 2
    anew.close()


def test_a_correction_nobody_can_read_leaves_the_visit_as_it_was(store: ClinicStore) -> None:
    pen = Pen()
    wrong = written(store, pen)
    store.ledger.append(pen.draft_of(b"\xff", kind=EventType.VISIT_CORRECTED))
    store.ledger.append(pen.draft_of(CODEC.encode({"supersedes": 7}), kind=EventType.VISIT_CANCELLED))
    (state,) = shown(store)
    assert (state.event_id, state.state) == (wrong.header.event_id, "saved")


def test_a_visit_nobody_corrected_is_its_only_version(store: ClinicStore) -> None:
    wrong = written(store, Pen())
    found = store.records.visit_versions(wrong.header.event_id)
    assert found is not None
    assert (found.versions.live, found.before) == ({wrong.header.event_id}, None)
    assert [state.event_id for state in found.shown] == [wrong.header.event_id]
    assert store.records.visit_versions(EventId("0" * 32)) is None


def test_whichever_version_is_asked_for_the_live_one_answers_with_the_one_before(store: ClinicStore) -> None:
    pen = Pen()
    wrong = written(store, pen)
    better = corrected(store, pen, RIGHT, wrong)
    best = corrected(store, pen, replace(RIGHT, remark="复诊"), better)
    for version in (wrong, better, best):
        found = store.records.visit_versions(version.header.event_id)
        assert found is not None and found.before is not None
        assert found.versions.first == wrong.header.event_id
        assert [state.event_id for state in found.shown] == [best.header.event_id]
        assert found.before.event_id == better.header.event_id


def test_rivals_are_all_given_a_cancellation_among_them_too(store: ClinicStore) -> None:
    pen = Pen()
    wrong = written(store, pen)
    here = corrected(store, pen, RIGHT, wrong)
    there = cancelled(store, pen, wrong)
    found = store.records.visit_versions(wrong.header.event_id)
    assert found is not None
    assert found.versions.live == {here.header.event_id, there.header.event_id}
    assert found.versions.cancellations == {there.header.event_id}
    assert ([state.event_id for state in found.shown], found.before) == ([here.header.event_id], None)


def test_the_fund_share_of_a_visit_is_not_counted_beside_itself(store: ClinicStore) -> None:
    pen = Pen()
    wrong = written(store, pen)
    right = corrected(store, pen, RIGHT, wrong)
    written(store, pen)
    assert store.records.fund_waiting([f"person {WANG.person_id}"], 2026) == 2400
    apart = {wrong.header.event_id, right.header.event_id}
    assert store.records.fund_waiting([f"person {WANG.person_id}"], 2026, apart) == 1200


def test_what_was_taken_back_of_a_former_version_stands_beside_the_one_that_counts(
    store: ClinicStore,
) -> None:
    pen, stream = Pen(), Stream()
    wrong = written(store, pen)
    undone = {"reason": "undone_for_correction", "undoes": "S1", "fund": 900, "account": 0, "cash": 300}

    def hear(event: Event, kind: ResultKind, **facts: object) -> None:
        store.sync.keep_results([stream.next(event.header.event_id, kind, **facts)], b"signature")

    def given_back(event: Event) -> object:
        found = store.records.visit_versions(event.header.event_id)
        assert found is not None
        return found.given_back and found.given_back["fund"]

    hear(wrong, ResultKind.SETTLED, fund=900, account=0, cash=300)
    better = corrected(store, pen, RIGHT, wrong)
    assert given_back(better) is None
    hear(wrong, ResultKind.REVERSED, **undone)
    assert given_back(better) == 900
    best = corrected(store, pen, replace(RIGHT, remark="复诊"), better)
    assert given_back(best) == 900, "what stood between was never settled"
    hear(better, ResultKind.REVERSED, **{**undone, "fund": 700})
    assert given_back(best) == 700
    cancelled(store, pen, best)
    hear(best, ResultKind.REVERSED, reason="undone_for_cancellation")
    assert given_back(best) == 700, "an undoing that tells no amounts hides none"
