"""Whoever sits down is found or at least received; what the law says of them is on the reception."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.coverage.verdict import VerdictKind
from core.errors import Refusal
from core.identity.identity_check import CheckMethod
from core.identity.person import Sex
from core.ids import PersonId
from core.services.receive_patient import (
    LAST_VISITS,
    check_identity,
    look_for,
    receive_number,
    receive_person,
    receive_without_number,
)
from core.services.record_visit import VisitForm, record_visit
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
