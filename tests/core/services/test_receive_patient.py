"""Whoever sits down is found or at least received; what the law says of them is on the reception."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.coverage.verdict import VerdictKind
from core.errors import Refusal
from core.identity.credentials import read_credential
from core.identity.id_number import Concern, NumberKind
from core.identity.identity_check import CheckMethod
from core.identity.number_said import NumberSaid
from core.identity.person import Sex
from core.ids import PersonId
from core.services.join_people import named_by_number
from core.services.receive_patient import (
    LAST_VISITS,
    check_identity,
    look_for,
    receive_as_on,
    receive_credential,
    receive_number,
    receive_person,
    receive_without_number,
)
from core.services.record_visit import record_visit
from core.services.unfinished_visits import noted_with_draft, receive_again, unfinished_visits
from core.services.visit_form import VisitForm
from core.training.characters import Character, shown_by
from core.visits.visit import Diagnosis
from tests.helpers.open_desk import TODAY, VALID, OpenDesk, village

FORM = VisitForm("", (Diagnosis("J06.900", "急性上呼吸道感染", True),), ())


@pytest.mark.parametrize("who", Character)
def test_a_character_is_received_with_the_verdict_it_shows(desk: OpenDesk, who: Character) -> None:
    entry = village().characters[who]
    by_number = receive_number(desk.clinic, entry.person.id_number)
    assert by_number.verdict.kind is shown_by(who, TODAY)
    assert by_number == receive_person(desk.clinic, entry.person.person_id)
    assert by_number.entry is not None
    assert by_number.entry.to_plain() == entry.to_plain()
    assert (by_number.name, by_number.sex) == (entry.person.name, entry.person.sex)


def test_a_number_is_found_however_it_is_typed(desk: OpenDesk) -> None:
    person = village().characters[Character.ACTIVE].person
    wide = person.id_number.translate(dict(zip(range(48, 58), range(0xFF10, 0xFF1A), strict=True)))
    for typed in (person.id_number.lower(), f" {person.id_number} ", wide):
        assert receive_number(desk.clinic, typed).person_id == person.person_id


def test_somebody_outside_the_roster_is_received_by_number_and_name(desk: OpenDesk) -> None:
    stranger = village().strangers[0]
    reception = receive_number(desk.clinic, stranger.id_number, stranger.name)
    assert reception.verdict.kind is VerdictKind.NOT_IN_ROSTER
    assert reception.entry is None
    assert reception.person_id == ""
    assert (reception.name, reception.sex, reception.birth_date) == (
        stranger.name,
        stranger.sex,
        stranger.birth_date,
    )


def test_whoever_brings_another_document_is_received_by_it(desk: OpenDesk) -> None:
    passport = receive_number(desk.clinic, "ab 123456", "JOHN DOE", NumberKind.PASSPORT)
    assert (passport.id_number, passport.number_kind, passport.birth_date) == ("AB123456", "passport", None)
    assert passport.verdict.kind is VerdictKind.NOT_IN_ROSTER
    saved = record_visit(desk.clinic, passport, check_identity(desk.clinic, CheckMethod.NUMBER_TYPED), FORM)
    kept = desk.clinic.records.visit(saved.event_id)
    assert kept is not None
    assert kept.visit.patient.number_kind == "passport"


def test_a_passport_spelt_as_a_number_of_the_roster_is_somebody_else(desk: OpenDesk) -> None:
    number = village().characters[Character.ACTIVE].person.id_number
    passport = receive_number(desk.clinic, number, "JOHN DOE", NumberKind.PASSPORT)
    assert (passport.person_id, passport.name, passport.number_kind) == ("", "JOHN DOE", "passport")
    saved = record_visit(desk.clinic, passport, check_identity(desk.clinic, CheckMethod.NUMBER_TYPED), FORM)
    assert receive_as_on(desk.clinic, saved.visit.patient, TODAY, frozenset()).entry is None
    joined = named_by_number(desk.clinic, passport, NumberSaid(number))
    assert joined.patient.person_id, "and can be joined with whoever the roster has under it"


def test_an_open_visit_is_taken_up_with_the_document_it_began_with(desk: OpenDesk) -> None:
    clinic = desk.clinic
    for reception in (
        receive_number(clinic, "12345678", "台胞", NumberKind.TAIWAN_PERMIT),
        receive_credential(clinic, read_credential("110105194912310022", TODAY, from_chip=True), "持证人"),
    ):
        clinic.drafts.keep_draft(reception.draft_key, noted_with_draft(clinic, reception))
        (begun, *_) = (one for one in unfinished_visits(clinic, 9) if one.draft_key == reception.draft_key)
        assert receive_again(clinic, begun) == reception


def test_the_roster_vouches_for_its_numbers_and_a_difference_asks_for_a_second_look(desk: OpenDesk) -> None:
    person = village().characters[Character.ACTIVE].person
    seen = read_credential(person.id_number, TODAY)
    other = Sex.FEMALE if person.sex is Sex.MALE else Sex.MALE
    assert receive_credential(desk.clinic, seen, f" {person.name} ").concerns == ()
    assert receive_credential(desk.clinic, seen, "另一人").concerns == (Concern.NAME_DIFFERS,)
    assert receive_credential(desk.clinic, replace(seen, sex=other)).concerns == (Concern.SEX_DIFFERS,)
    stranger = receive_number(desk.clinic, village().strangers[0].id_number)
    assert stranger.concerns == (Concern.REGION_UNKNOWN,)


def test_a_wrong_number_is_refused_with_its_reason(desk: OpenDesk) -> None:
    number = village().strangers[0].id_number
    wrong = number[:-1] + ("1" if number[-1] != "1" else "2")
    with pytest.raises(Refusal) as caught:
        receive_number(desk.clinic, wrong)
    assert caught.value.code == "id_number_check"


def test_who_has_no_number_is_received_by_name_alone(desk: OpenDesk) -> None:
    reception = receive_without_number(desk.clinic, " 过路人 ")
    assert (reception.name, reception.id_number, reception.sex) == ("过路人", "", Sex.UNKNOWN)
    assert reception.verdict.kind is VerdictKind.NOT_IN_ROSTER
    with pytest.raises(Refusal, match="name_missing"):
        receive_without_number(desk.clinic, "  ")


def test_who_left_the_roster_meanwhile_is_refused(desk: OpenDesk) -> None:
    gone, *rest = village().entries
    desk.bring_roster(rest)
    with pytest.raises(Refusal, match="person_left_roster"):
        receive_person(desk.clinic, gone.person.person_id)


def test_nothing_typed_finds_nobody_and_a_name_finds_its_people(desk: OpenDesk) -> None:
    assert look_for(desk.clinic, "  ", 10) == ()
    older, younger = (
        village().characters[who].person for who in (Character.NAMESAKE_OLDER, Character.NAMESAKE_YOUNGER)
    )
    found = {one.person_id for one in look_for(desk.clinic, "王秀英", 10)}
    assert found >= {older.person_id, younger.person_id}
    assert len(look_for(desk.clinic, "王", 1)) == 1


def test_before_the_first_roster_everybody_is_received_without_a_verdict(empty_desk: OpenDesk) -> None:
    reception = receive_number(empty_desk.clinic, village().strangers[0].id_number, "某人")
    assert reception.verdict.kind is VerdictKind.NOT_IN_ROSTER
    assert reception.verdict.roster_as_of is None


def test_an_old_roster_says_so(desk: OpenDesk) -> None:
    person = village().characters[Character.ACTIVE].person
    desk.clock.moment += VALID + timedelta(days=1)
    assert receive_person(desk.clinic, person.person_id).verdict.kind is VerdictKind.ROSTER_EXPIRED


def test_the_last_visits_come_with_the_patient_and_not_with_a_namesake(desk: OpenDesk) -> None:
    older, younger = (
        village().characters[who].person.person_id
        for who in (Character.NAMESAKE_OLDER, Character.NAMESAKE_YOUNGER)
    )
    check = check_identity(desk.clinic, CheckMethod.KNOWN_TO_DOCTOR)
    for number in range(LAST_VISITS + 1):
        desk.clock.moment += timedelta(minutes=1)
        record_visit(
            desk.clinic, receive_person(desk.clinic, older), check, replace(FORM, complaint=f"{number}")
        )
    seen = receive_person(desk.clinic, older).last_visits
    assert [state.visit.complaint for state in seen] == ["5", "4", "3", "2", "1"]
    assert receive_person(desk.clinic, younger).last_visits == ()


def test_a_check_of_identity_carries_the_moment_and_the_reader(desk: OpenDesk) -> None:
    check = check_identity(desk.clinic, CheckMethod.CARD_CHIP, "usb 1")
    assert (check.method, check.reader) == (CheckMethod.CARD_CHIP, "usb 1")
    assert check.checked_at == desk.clock.moment


def test_drafts_of_different_people_have_different_keys(desk: OpenDesk) -> None:
    keys = [
        receive_person(desk.clinic, PersonId("P0000001")).draft_key,
        receive_number(desk.clinic, village().strangers[0].id_number).draft_key,
        receive_number(desk.clinic, village().strangers[1].id_number).draft_key,
        receive_without_number(desk.clinic, "甲").draft_key,
        receive_without_number(desk.clinic, "乙").draft_key,
    ]
    assert len(set(keys)) == len(keys)
