"""Who is due follows from the ledger alone: rivals, what cannot be read, and a cache that was lost."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.events import Event, EventType
from core.followup.care import CareNote
from core.followup.follow_up import FollowUp, FollowUpState
from core.followup.judgement import Classification, Step
from core.ids import EventId
from core.visits.visit import PatientOnVisit
from storage.clinic.database import CACHE
from storage.clinic.desk import ClinicStore, open_clinic
from tests.storage.clinic.sample import (
    CODEC,
    DOCTOR,
    NOON,
    PASSWORD,
    Pen,
    desk_in,
    new_clinic,
    person,
)

TODAY = NOON.date()
WANG = person(1, "王小满")
PATIENT = PatientOnVisit(WANG.person_id, "", WANG.name, WANG.sex, WANG.birth_date)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("follow-ups") / "clinic"


@pytest.fixture(scope="module")
def store(folder: Path) -> Iterator[ClinicStore]:
    opened = new_clinic(folder)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def pen() -> Pen:
    return Pen()


def follow_up(disease: str, systolic: int = 150, on: date = TODAY) -> FollowUp:
    return FollowUp(
        patient=PATIENT,
        disease=disease,
        version="3",
        on=on,
        visited_at=NOON,
        doctor=DOCTOR,
        doctor_name="王医生",
        values={"way": 1, "systolic": systolic},
        classification=Classification.UNSATISFIED,
        computed=Classification.UNSATISFIED,
        step=Step.SOON,
        dangers=(),
        next_on=date(2026, 6, 15),
    )


def write(store: ClinicStore, pen: Pen, kind: EventType, body: Mapping[str, Any]) -> Event:
    return store.ledger.append(pen.draft_of(CODEC.encode(dict(body)), NOON, kind))


def history(store: ClinicStore, disease: str) -> list[FollowUpState]:
    return list(store.records.follow_ups.history(WANG.person_id, disease, 10))


def corrected(one: FollowUp, *targets: Event) -> Mapping[str, Any]:
    return {**one.to_plain(), "supersedes": sorted(event.header.event_id for event in targets)}


def test_rival_corrections_take_no_effect_until_one_supersedes_them_all(store: ClinicStore, pen: Pen) -> None:
    first = write(store, pen, EventType.FOLLOW_UP_RECORDED, follow_up("rivals").to_plain())
    rivals = [
        write(store, pen, EventType.FOLLOW_UP_CORRECTED, corrected(follow_up("rivals", value), first))
        for value in (151, 152)
    ]
    (only,) = history(store, "rivals")
    assert (only.event_id, only.disputed) == (first.header.event_id, True)
    found = store.records.follow_ups.versions(first.header.event_id)
    assert found is not None
    assert len(found.shown) == 2
    last = write(store, pen, EventType.FOLLOW_UP_CORRECTED, corrected(follow_up("rivals", 153), *rivals))
    (only,) = history(store, "rivals")
    assert (only.event_id, only.disputed, only.follow_up.values["systolic"]) == (
        *(last.header.event_id, False),
        153,
    )


def test_a_correction_may_be_known_before_what_it_corrects(store: ClinicStore, pen: Pen) -> None:
    target = pen.draft_of(CODEC.encode(follow_up("early").to_plain()), NOON, EventType.FOLLOW_UP_RECORDED)
    body = {**follow_up("early", 140).to_plain(), "supersedes": [target.event_id]}
    write(store, pen, EventType.FOLLOW_UP_CORRECTED, body)
    assert len(history(store, "early")) == 1
    store.ledger.append(target)
    (only,) = history(store, "early")
    assert only.follow_up.values["systolic"] == 140


@pytest.mark.parametrize(
    "spoilt",
    [
        {"values": {"systolic": True}},
        {"values": {"systolic": -1}},
        {"values": {"note": "x" * 1001}},
        {"values": []},
        {"classification": 9},
        {"next_on": "soon"},
        {"visited_at": "2026-06-01T12:00:00"},
        {"patient": None},
        {"on": "0001-01-01"},
    ],
)
def test_what_cannot_be_read_stays_in_the_ledger_and_out_of_the_list(
    store: ClinicStore, pen: Pen, spoilt: Mapping[str, Any]
) -> None:
    write(store, pen, EventType.FOLLOW_UP_RECORDED, {**follow_up("spoilt").to_plain(), **spoilt})
    write(store, pen, EventType.CARE_BEGUN, {"patient": None, "disease": "spoilt"})
    assert history(store, "spoilt") == []


def test_a_form_of_a_newer_program_is_shown_as_far_as_it_can_be(store: ClinicStore, pen: Pen) -> None:
    plain = {**follow_up("newer").to_plain(), "version": "9", "values": {"unheard_of": "1"}, "more": 1}
    write(store, pen, EventType.FOLLOW_UP_RECORDED, plain)
    (only,) = history(store, "newer")
    assert (only.follow_up.version, only.follow_up.next_on) == ("9", date(2026, 6, 15))


def test_the_same_comes_out_of_the_ledger_when_the_cache_was_lost(folder: Path, store: ClinicStore) -> None:
    note = CareNote(PATIENT, "hypertension", NOON)
    write(store, Pen(), EventType.CARE_BEGUN, note.to_plain())
    before = store.records.follow_ups.due(None, TODAY, 10)
    assert [one.patient for one in before] == [PATIENT]
    kept = store.records.follow_ups.history(WANG.person_id, "rivals", 10)
    store.close()
    (folder / CACHE).unlink()
    again = open_clinic(desk_in(folder), DOCTOR, PASSWORD)
    try:
        assert again.records.follow_ups.due(None, TODAY, 10) == before
        assert again.records.follow_ups.history(WANG.person_id, "rivals", 10) == kept
        assert again.records.follow_ups.versions(EventId("0" * 32)) is None
    finally:
        again.close()
