"""Whoever was treated before anybody knew who it was is named by a correction, and how is kept."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from core.audit import Deed
from core.errors import Refusal
from core.identity.credentials import Credential, read_credential
from core.identity.id_number import NumberKind
from core.identity.identity_check import CARD_EXPIRED, CheckMethod, CheckResult
from core.identity.number_said import NumberSaid
from core.services.correct_visit import (
    Correcting,
    called,
    correct_visit,
    dated,
    identified,
    shown_since,
    take_up,
    unnamed_again,
)
from core.services.receive_patient import check_identity, receive_person, receive_without_number
from core.services.record_visit import record_visit
from core.training.characters import Character
from tests.core.services.test_correct_visit import FORM, listed, record, record_of
from tests.helpers.open_desk import TODAY, OpenDesk, desk_in, village


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenDesk]:
    """One desk for all of them: each has its own visit of somebody nobody could name."""
    with desk_in(tmp_path_factory.mktemp("clinic")) as opened:
        yield opened


def test_whoever_was_treated_before_anybody_knew_who_it_was_is_named_later(desk: OpenDesk) -> None:
    clinic, person = desk.clinic, village().characters[Character.ACTIVE].person
    nobody = receive_without_number(clinic, "昏迷老人")
    saved = record_visit(clinic, nobody, check_identity(clinic, CheckMethod.KNOWN_TO_DOCTOR), FORM)
    taken_up = take_up(clinic, saved.event_id)
    with pytest.raises(Refusal, match="id_number_length"):
        identified(clinic, taken_up, NumberSaid("123"))
    known = identified(clinic, taken_up, NumberSaid(person.id_number))
    assert dated(clinic, known, TODAY - timedelta(days=1)).reception.person_id == person.person_id
    corrected = correct_visit(clinic, known, FORM)
    visit = record_of(desk, corrected.event_id).visit
    assert (visit.patient.person_id, visit.patient.name) == (person.person_id, person.name)
    assert visit.identity_check.method is CheckMethod.NUMBER_TYPED
    assert visit.verdict.kind == receive_person(clinic, person.person_id).verdict.kind.value
    shown = [one.event_id for one in listed(desk)]
    assert (corrected.event_id in shown, saved.event_id in shown) == (True, False)
    with pytest.raises(Refusal, match="patient_has_number"):
        identified(clinic, take_up(clinic, corrected.event_id), NumberSaid(person.id_number))


def unconscious(desk: OpenDesk) -> Correcting:
    """Take up the visit of somebody nobody could name."""
    clinic = desk.clinic
    nobody = receive_without_number(clinic, "昏迷老人")
    saved = record_visit(clinic, nobody, check_identity(clinic, CheckMethod.KNOWN_TO_DOCTOR), FORM)
    return take_up(clinic, saved.event_id)


def by_chip(desk: OpenDesk, taken_up: Correcting, shown: Credential, name: str) -> Correcting:
    check = check_identity(desk.clinic, CheckMethod.CARD_CHIP, "reader-7", [CARD_EXPIRED])
    return shown_since(desk.clinic, taken_up, shown, name, check)


def test_a_card_that_is_found_later_is_the_proof_of_the_corrected_visit(desk: OpenDesk) -> None:
    person = village().characters[Character.ACTIVE].person
    shown, taken_up = read_credential(person.id_number, TODAY), unconscious(desk)
    named = by_chip(desk, taken_up, shown, person.name)
    assert named.identified is not None
    desk.clock.moment += timedelta(minutes=5)
    once_more = identified(desk.clinic, named, NumberSaid(person.id_number))
    yesterday = dated(desk.clinic, once_more, TODAY - timedelta(days=1))
    check = record_of(desk, correct_visit(desk.clinic, yesterday, FORM).event_id).visit.identity_check
    assert (check.method, check.reader, check.overridden) == (
        CheckMethod.CARD_CHIP,
        "reader-7",
        (CARD_EXPIRED,),
    )
    assert check == replace(named.identified, result=CheckResult.AGREES), (
        "the number typed behind it is weaker"
    )


def test_a_card_of_another_name_than_the_rosters_differs_and_a_placeholder_does_not(desk: OpenDesk) -> None:
    person = village().characters[Character.ACTIVE].person
    shown = read_credential(person.id_number, TODAY)
    other = by_chip(desk, unconscious(desk), shown, "另一人")
    saved = correct_visit(desk.clinic, other, FORM)
    assert saved.visit.identity_check.result is CheckResult.DIFFERS
    typed = identified(desk.clinic, unconscious(desk), NumberSaid(person.id_number))
    assert correct_visit(desk.clinic, typed, FORM).visit.identity_check.result is CheckResult.AGREES


def test_somebody_outside_the_roster_gets_the_name_that_is_known_since(desk: OpenDesk) -> None:
    number = village().strangers[0].id_number
    named = identified(desk.clinic, unconscious(desk), NumberSaid(number, " 李来宾 "))
    assert correct_visit(desk.clinic, named, FORM).visit.patient.name == "李来宾"
    card = by_chip(desk, unconscious(desk), read_credential(number, TODAY), "李来宾")
    assert correct_visit(desk.clinic, card, FORM).visit.patient.name == "李来宾"
    with pytest.raises(Refusal, match="name_not_usable"):
        identified(desk.clinic, unconscious(desk), NumberSaid(number, "李\x07"))


def test_a_number_that_was_scanned_is_a_document_seen_and_its_kind_may_be_chosen(desk: OpenDesk) -> None:
    seen = NumberSaid("12345678", "林来宾", NumberKind.TAIWAN_PERMIT, CheckMethod.CARD_SEEN)
    visit = correct_visit(desk.clinic, identified(desk.clinic, unconscious(desk), seen), FORM).visit
    assert (visit.patient.id_number, visit.patient.number_kind) == ("12345678", "taiwan_permit")
    assert (visit.identity_check.method, visit.identity_check.reader) == (CheckMethod.CARD_SEEN, "scanner")


def test_a_name_may_come_before_the_number(desk: OpenDesk) -> None:
    number = village().strangers[0].id_number
    named = correct_visit(desk.clinic, called(desk.clinic, unconscious(desk), "李来宾"), FORM)
    assert (named.visit.patient.name, named.visit.patient.id_number) == ("李来宾", "")
    known = identified(desk.clinic, take_up(desk.clinic, named.event_id), NumberSaid(number))
    patient = correct_visit(desk.clinic, known, FORM).visit.patient
    assert (patient.name, patient.id_number) == ("李来宾", number)
    with pytest.raises(Refusal, match="patient_has_number"):
        called(desk.clinic, take_up(desk.clinic, record(desk).event_id), "李来宾")


def test_whoever_is_opened_by_naming_stands_in_the_audit_trail_once(desk: OpenDesk) -> None:
    people = [village().characters[who].person for who in (Character.PENDING, Character.EMPLOYEE)]
    named = unconscious(desk)
    for number in (people[0].id_number, people[0].id_number, people[1].id_number):
        named = identified(desk.clinic, named, NumberSaid(number))
    for person in people:
        (line,) = desk.clinic.audit.of_person(person.person_id, 5)
        assert (line.deed, line.facts) == (Deed.LOOKED_UP, {"how": "number_typed", "why": "correction"})


def test_a_name_that_was_said_too_early_is_taken_back(desk: OpenDesk) -> None:
    person = village().characters[Character.ACTIVE].person
    taken_up = unconscious(desk)
    named = identified(desk.clinic, taken_up, NumberSaid(person.id_number))
    assert unnamed_again(desk.clinic, named) == unnamed_again(desk.clinic, taken_up) == taken_up
    with pytest.raises(Refusal, match="nothing_corrected"):
        correct_visit(desk.clinic, unnamed_again(desk.clinic, named), FORM)


def test_a_visit_that_names_its_patient_is_a_correction_even_where_nothing_else_changed(
    desk: OpenDesk,
) -> None:
    clinic, stranger = desk.clinic, village().strangers[0]
    saved = record_visit(
        clinic,
        receive_without_number(clinic, "无证"),
        check_identity(clinic, CheckMethod.KNOWN_TO_DOCTOR),
        FORM,
    )
    known = identified(clinic, take_up(clinic, saved.event_id), NumberSaid(stranger.id_number))
    visit = record_of(desk, correct_visit(clinic, known, FORM).event_id).visit
    assert (visit.patient.name, visit.patient.id_number) == ("无证", stranger.id_number)
    assert visit.patient.birth_date == stranger.birth_date
