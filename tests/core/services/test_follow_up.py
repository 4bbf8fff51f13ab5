"""Follow-ups on a real store: who is in care, what is written down, and when somebody is due again."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import count

import pytest

from core.audit import Purpose
from core.coverage.enrolment import ChronicDisease
from core.dates import add_months
from core.errors import Refusal
from core.followup.care import Cared, CareSource
from core.followup.follow_up import person_key
from core.followup.judgement import Classification, Step
from core.identity.identity_check import CheckMethod, IdentityCheck
from core.identity.person import Person, Sex
from core.ids import PersonId
from core.services.bring_in_follow_ups import bring_in_follow_ups, list_due
from core.services.follow_up_family import family_in_care
from core.services.receive_patient import receive_person
from core.services.record_follow_up import (
    SavedFollowUp,
    cancel_follow_up,
    correct_follow_up,
    open_follow_up,
    record_follow_up,
    take_up_follow_up,
)
from core.services.record_visit import record_visit
from core.services.take_into_care import begin_care, care_offers, end_care, patient_in_roster
from core.services.unfinished_visits import unfinished_visits
from core.services.visit_form import VisitForm
from core.training.characters import Character
from core.visits.visit import Diagnosis, PatientOnVisit
from tests.helpers.open_desk import TODAY, OpenDesk, desk_in, village

PRESSURE, SUGAR = ChronicDisease
REGISTERED = village().characters[Character.ACTIVE_CHRONIC].person
OTHER = village().characters[Character.ACTIVE].person
SOON = TODAY + timedelta(days=14)
GOOD = {"on": "今天", "way": "1", "systolic": "128", "diastolic": "82"}
HIGH = {**GOOD, "systolic": "162", "diastolic": "96"}
_NUMBERS = count()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenDesk]:
    """One desk for all of them: each test has people of its own."""
    with desk_in(tmp_path_factory.mktemp("follow-ups") / "clinic") as opened:
        yield opened


@pytest.fixture
def whom(desk: OpenDesk) -> PatientOnVisit:
    """Somebody outside the roster who is in care, another one in every test."""
    patient = PatientOnVisit(PersonId(""), "", f"外来人{next(_NUMBERS)}", Sex.FEMALE, date(1970, 1, 1))
    begin_care(desk.clinic, patient, PRESSURE, CareSource.BY_HAND)
    return patient


def record(desk: OpenDesk, whom: PatientOnVisit, typed: Mapping[str, str]) -> SavedFollowUp:
    seat = open_follow_up(desk.clinic, whom, PRESSURE)
    return record_follow_up(desk.clinic, seat, {**seat.begins_with(), **typed})


def care(desk: OpenDesk, whom: PatientOnVisit, disease: ChronicDisease = PRESSURE) -> Cared:
    found = desk.clinic.records.follow_ups.care_of(person_key(whom), TODAY)
    return next(one for one in found if one.disease == disease)


def in_roster(desk: OpenDesk, person: Person) -> PatientOnVisit:
    return patient_in_roster(desk.clinic, person.person_id)


def due_keys(desk: OpenDesk, until: date | None = None) -> set[str]:
    return {one.person_key for one in desk.clinic.records.follow_ups.due(until, TODAY, 500)}


def test_whoever_the_roster_registers_is_in_care_and_due_since_then(desk: OpenDesk) -> None:
    registered = [
        (one.registered_on, entry.person.person_id, one.disease.value)
        for entry in village().entries
        for one in entry.chronic
        if not (entry.deceased_on or entry.moved_on)
    ]
    due = desk.clinic.records.follow_ups.due(None, TODAY, 500)
    assert [(one.due, one.person_key, one.disease) for one in due] == sorted(registered)
    found = care(desk, in_roster(desk, REGISTERED))
    assert (found.since, found.source, found.last, found.contract) == (date(2021, 5, 6), "roster", None, True)
    counts = desk.clinic.records.follow_ups.counts(TODAY, SOON)
    assert (counts.in_care, counts.overdue, counts.soon) == (len(due), len(due), 0)


def test_a_list_is_paged_without_gaps(desk: OpenDesk, whom: PatientOnVisit) -> None:
    for number in range(4):
        begin_care(desk.clinic, replace(whom, name=f"另一人{number}"), PRESSURE, CareSource.BY_HAND)
    book = desk.clinic.records.follow_ups
    whole = book.due(None, TODAY, 500)
    pages = [one for offset in range(0, len(whole), 3) for one in book.due(None, TODAY, 3, offset)]
    assert len(whole) > 6
    assert pages == list(whole)


def test_a_satisfied_follow_up_comes_again_in_a_quarter(desk: OpenDesk, whom: PatientOnVisit) -> None:
    assert care(desk, whom).due == TODAY
    saved = record(desk, whom, GOOD).follow_up
    assert (saved.classification, saved.step) == (Classification.SATISFIED, Step.ROUTINE)
    found = care(desk, whom)
    assert (found.due, found.last, found.this_year) == (add_months(TODAY, 3), (TODAY, 1, 1), 1)
    assert person_key(whom) in due_keys(desk)
    assert person_key(whom) not in due_keys(desk, SOON)


def test_twice_unsatisfied_wants_a_referral(desk: OpenDesk, whom: PatientOnVisit) -> None:
    first = record(desk, whom, {**HIGH, "on": "11-10"}).follow_up
    assert (first.step, first.next_on) == (Step.SOON, date(2026, 11, 24))
    with pytest.raises(Refusal, match="follow_up_referral_not_said"):
        record(desk, whom, HIGH)
    second = record(desk, whom, {**HIGH, "referral_reason": "两次血压不达标"}).follow_up
    assert (second.step, second.next_on) == (Step.REFERRAL, SOON)
    between = record(desk, whom, {**GOOD, "on": "11-20"}).follow_up  # judged after the first alone
    assert between.step is Step.ROUTINE
    assert care(desk, whom).due == SOON  # the latest day counts, not what was written last


def test_a_dangerous_pressure_is_referred_at_once(desk: OpenDesk, whom: PatientOnVisit) -> None:
    danger = {**HIGH, "systolic": "186"}
    told = open_follow_up(desk.clinic, whom, PRESSURE).judged(danger)
    assert (told.step, [one.field for one in told.dangers], told.next_by) == (Step.URGENT, ["systolic"], SOON)
    danger["referral_reason"] = "血压危急值"
    with pytest.raises(Refusal, match="follow_up_next_too_late"):
        record(desk, whom, {**danger, "next_on": "2027-01-20"})
    saved = record(desk, whom, {**danger, "next_on": "明天"}).follow_up
    assert (saved.dangers, saved.next_on) == (("systolic",), TODAY + timedelta(days=1))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"on": "明天"}, "follow_up_day_impossible"),
        ({"on": "2025-11-20"}, "follow_up_day_impossible"),
        ({"next_on": "今天"}, "follow_up_next_impossible"),
        ({"next_on": "2027-12-20"}, "follow_up_next_impossible"),
        ({"way": "3", "systolic": "", "diastolic": ""}, "follow_up_classification_missing"),
    ],
)
def test_what_cannot_be_is_not_saved(
    desk: OpenDesk, whom: PatientOnVisit, typed: Mapping[str, str], code: str
) -> None:
    with pytest.raises(Refusal, match=code):
        record(desk, whom, {**GOOD, **typed})
    assert care(desk, whom).last is None


def test_a_telephone_call_is_none_of_the_four_of_a_year(desk: OpenDesk, whom: PatientOnVisit) -> None:
    call = {**GOOD, "way": "3", "systolic": "", "diastolic": "", "classification": "1", "on": "11-10"}
    record(desk, whom, call)
    record(desk, whom, GOOD)
    assert care(desk, whom).this_year == 1


def test_a_form_begins_with_what_seldom_changes(desk: OpenDesk, whom: PatientOnVisit) -> None:
    record(desk, whom, {**GOOD, "height": "170", "weight": "70", "drug_1": "氨氯地平", "on": "11-10"})
    seat = open_follow_up(desk.clinic, whom, PRESSURE)
    begun = {"height": "170.0", "weight": "70.0", "drug_1": "氨氯地平", "on": TODAY.isoformat()}
    assert seat.begins_with() == begun
    assert seat.history[0].follow_up.values["bmi"] == 242


def test_a_draft_is_no_unfinished_visit_and_goes_when_it_is_saved(
    desk: OpenDesk, whom: PatientOnVisit
) -> None:
    seat = open_follow_up(desk.clinic, whom, PRESSURE)
    desk.clinic.drafts.keep_draft(seat.draft_key, {"fields": GOOD})
    assert unfinished_visits(desk.clinic, 10) == ()
    record_follow_up(desk.clinic, seat, GOOD)
    assert desk.clinic.drafts.draft(seat.draft_key) is None


def test_a_correction_takes_the_place_of_what_was_saved(desk: OpenDesk, whom: PatientOnVisit) -> None:
    saved = record(desk, whom, {**HIGH, "on": "11-20"})
    seat = take_up_follow_up(desk.clinic, saved.event_id)
    assert (seat.begins_with()["systolic"], seat.begins_with()["on"]) == ("162", "2026-11-20")
    with pytest.raises(Refusal, match="nothing_corrected"):
        correct_follow_up(desk.clinic, seat, seat.begins_with())
    typed = {**seat.begins_with(), "systolic": "126", "diastolic": "80", "classification": "", "next_on": ""}
    corrected = correct_follow_up(desk.clinic, seat, typed).follow_up
    assert (corrected.visited_at, corrected.step) == (saved.follow_up.visited_at, Step.ROUTINE)
    (only,) = desk.clinic.records.follow_ups.history(person_key(whom), PRESSURE, 10)
    assert (only.follow_up, only.corrected) == (corrected, True)
    with pytest.raises(Refusal, match="follow_up_changed_meanwhile"):
        correct_follow_up(desk.clinic, seat, {**typed, "systolic": "127"})
    assert take_up_follow_up(desk.clinic, saved.event_id).draft_key == seat.draft_key
    assert care(desk, whom).due == add_months(date(2026, 11, 20), 3)


def test_a_cancelled_one_counts_no_longer(desk: OpenDesk, whom: PatientOnVisit) -> None:
    saved = record(desk, whom, HIGH)
    with pytest.raises(Refusal, match="cancel_reason_missing"):
        cancel_follow_up(desk.clinic, saved.event_id, " ")
    cancel_follow_up(desk.clinic, saved.event_id, "填错了人")
    (only,) = desk.clinic.records.follow_ups.history(person_key(whom), PRESSURE, 10)
    found = care(desk, whom)
    assert only.cancelled
    assert (found.due, found.last, found.this_year) == (TODAY, None, 0)
    with pytest.raises(Refusal, match="follow_up_cancelled"):
        take_up_follow_up(desk.clinic, saved.event_id)


def test_care_begins_and_ends_by_hand(desk: OpenDesk, whom: PatientOnVisit) -> None:
    begin_care(desk.clinic, whom, SUGAR, CareSource.BY_HAND)
    found = care(desk, whom, SUGAR)
    assert (found.in_care, found.since, found.due) == (True, TODAY, TODAY)
    with pytest.raises(Refusal, match="care_begun_already"):
        begin_care(desk.clinic, whom, SUGAR, CareSource.BY_HAND)
    with pytest.raises(Refusal, match="care_reason_missing"):
        end_care(desk.clinic, found, "")
    desk.clock.moment += timedelta(minutes=1)
    end_care(desk.clinic, found, "本人不愿意")
    assert not care(desk, whom, SUGAR).in_care
    with pytest.raises(Refusal, match="care_not_begun"):
        end_care(desk.clinic, found, "本人不愿意")
    desk.clock.moment += timedelta(minutes=1)
    begin_care(desk.clinic, whom, SUGAR, CareSource.BY_HAND)
    assert care(desk, whom, SUGAR).in_care


def test_what_was_ended_by_hand_stays_ended_though_the_roster_registers_it(desk: OpenDesk) -> None:
    registered = in_roster(desk, REGISTERED)
    end_care(desk.clinic, care(desk, registered, SUGAR), "迁出")
    desk.bring_roster(village().entries, version=3)
    assert not care(desk, registered, SUGAR).in_care
    assert care(desk, registered, PRESSURE).in_care


def test_who_else_of_the_household_is_in_care_is_told(desk: OpenDesk) -> None:
    homes: dict[str, list[Person]] = {}
    for one in village().entries:
        homes.setdefault(one.person.household, []).append(one.person)
    found, other = next(people for home, people in homes.items() if home and len(people) > 1)[:2]
    begin_care(desk.clinic, in_roster(desk, other), SUGAR, CareSource.BY_HAND)
    told = family_in_care(desk.clinic, open_follow_up(desk.clinic, in_roster(desk, found), PRESSURE))
    assert other.person_id in {one.person_key for one in told}
    assert found.person_id not in {one.person_key for one in told}


def test_whoever_died_is_not_due_any_more(desk: OpenDesk) -> None:
    assert REGISTERED.person_id in due_keys(desk)
    entries = [
        replace(one, deceased_on=TODAY) if one.person == REGISTERED else one for one in village().entries
    ]
    desk.bring_roster(entries, version=4)
    assert REGISTERED.person_id not in due_keys(desk)


def test_a_diagnosis_offers_care_until_it_was_begun(desk: OpenDesk) -> None:
    def diagnose(code: str, name: str) -> None:
        check = IdentityCheck(CheckMethod.NUMBER_TYPED, desk.clock.moment)
        form = VisitForm("头晕", (Diagnosis(code, name, True),), ())
        record_visit(desk.clinic, receive_person(desk.clinic, OTHER.person_id), check, form)

    diagnose("J06.900", "急性上呼吸道感染")
    assert care_offers(desk.clinic, 5) == ()
    for _ in range(2):
        diagnose("I10.x00", "原发性高血压")
    (offer,) = care_offers(desk.clinic, 5)
    assert (offer.patient.person_id, offer.disease, offer.on) == (OTHER.person_id, PRESSURE, TODAY)
    begin_care(desk.clinic, offer.patient, offer.disease, CareSource.DIAGNOSIS)
    found = care(desk, offer.patient)
    assert found.source == CareSource.DIAGNOSIS
    assert care_offers(desk.clinic, 5) == ()
    end_care(desk.clinic, found, "误诊")
    assert care_offers(desk.clinic, 5) == ()


def test_follow_ups_are_brought_in_line_by_line(desk: OpenDesk) -> None:
    number = village().characters[Character.WAITING_LATE].person.id_number
    whole = {"id_number": number, "disease": "diabetes", "fields": {**GOOD, "fasting_glucose": "8.2"}}
    lines = [
        json.dumps(whole),
        "{",
        json.dumps({**whole, "disease": "gout"}),
        json.dumps({**whole, "fields": {"way": 1}}),
        json.dumps({**whole, "note": "x"}),
        json.dumps({**whole, "fields": GOOD}),
    ]
    told = list(bring_in_follow_ups(desk.clinic, lines))
    assert [one["outcome"] for one in told] == [
        *("saved", "brought_in_not_json", "brought_in_field", "brought_in_field", "brought_in_field"),
        "follow_up_field_missing",
    ]
    found = care(desk, in_roster(desk, village().characters[Character.WAITING_LATE].person), SUGAR)
    assert (found.in_care, found.due) == (True, SOON)


def test_a_list_that_is_given_out_is_written_into_the_trail(desk: OpenDesk) -> None:
    listed = list_due(desk.clinic, everybody=True)
    assert len(listed["people"]) == listed["in_care"] > 0
    (line,) = desk.clinic.audit.latest(1)
    assert (line.deed, line.facts["form"]) == ("exported", "follow_ups")


def test_opening_a_form_is_written_into_the_trail(desk: OpenDesk) -> None:
    open_follow_up(desk.clinic, in_roster(desk, OTHER), PRESSURE)
    (line,) = desk.clinic.audit.of_person(OTHER.person_id, 1)
    assert line.facts["why"] == Purpose.FOLLOW_UP


def test_all_of_it_is_found_again_after_a_start(desk: OpenDesk, whom: PatientOnVisit) -> None:
    record(desk, whom, {**HIGH, "on": "11-20"})
    before = desk.clinic.records.follow_ups.due(None, TODAY, 500)
    desk.reopen()
    assert desk.clinic.records.follow_ups.due(None, TODAY, 500) == before
