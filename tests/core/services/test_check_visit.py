"""The checks of a visit on the desk: what they are told, what they stop, and what is written down of them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.catalogue.items import ItemKind
from core.errors import Refusal
from core.identity.identity_check import CheckMethod
from core.policy.check_rules import CheckKind
from core.services.bring_in_visits import bring_in, line_from
from core.services.check_visit import check_form
from core.services.correct_visit import cancel_visit, correct_visit, take_up
from core.services.receive_patient import check_identity, receive_person
from core.services.record_visit import SavedVisit, record_visit
from core.services.visit_form import VisitForm
from core.training.characters import Character
from core.visits.visit import Diagnosis, OrderLine
from tests.helpers.open_desk import OpenDesk, village

HYPERTENSION = (Diagnosis("I10.x00", "原发性高血压", True),)


def drug(desk: OpenDesk, initials: str, days: int) -> OrderLine:
    return line_from(desk.clinic.records.find_items(ItemKind.DRUG, initials, 1)[0], 1, days)


def spoken(
    desk: OpenDesk,
    form: VisitForm,
    who: Character = Character.ACTIVE,
    how: CheckMethod = CheckMethod.CARD_SEEN,
) -> list[str]:
    reception = receive_person(desk.clinic, village().characters[who].person.person_id)
    return [one.key for one in check_form(desk.clinic, reception, check_identity(desk.clinic, how), form)]


def record(desk: OpenDesk, form: VisitForm) -> SavedVisit:
    reception = receive_person(desk.clinic, village().characters[Character.ACTIVE].person.person_id)
    return record_visit(desk.clinic, reception, check_identity(desk.clinic, CheckMethod.CARD_SEEN), form)


def test_what_was_handed_out_before_is_counted_until_it_is_used_up(desk: OpenDesk) -> None:
    form = VisitForm("", HYPERTENSION, (drug(desk, "bhsaldpp", 28),))
    record(desk, form)
    code = form.lines[0].code
    assert spoken(desk, form) == ["same_day_repeat:", f"over_supply:{code}"]
    desk.clock.moment += timedelta(days=20)
    assert spoken(desk, form) == [f"over_supply:{code}"]
    desk.clock.moment += timedelta(days=1)
    assert spoken(desk, form) == []


def test_a_reason_is_asked_for_and_travels_with_the_visit(desk: OpenDesk) -> None:
    form = VisitForm("", HYPERTENSION, (drug(desk, "bhsaldpp", 60),))
    with pytest.raises(Refusal, match="check_reason_missing") as refused:
        record(desk, form)
    assert refused.value.facts == {"check": "prescription_days", "line": 1}
    key = f"prescription_days:{form.lines[0].code}"
    with pytest.raises(Refusal, match="check_reason_missing"):
        record(desk, replace(form, reasons={key: "  "}))
    visit = record(desk, replace(form, reasons={key: " 外出务工 "})).visit
    (noted,) = visit.checks
    assert (noted.check, noted.level, noted.lines) == ("prescription_days", "confirm", (1,))
    assert (noted.facts, noted.reason) == ({"days": 60, "most": 28}, "外出务工")
    (event,) = desk.store.ledger.events_after(0, 10)
    assert desk.clinic.codec.decode(event.body)["checks"] == [noted.to_plain()]


def test_no_reason_helps_against_what_is_stopped(desk: OpenDesk) -> None:
    form = VisitForm("", HYPERTENSION, (drug(desk, "amxljn", 3),), allergies=("青霉素",))
    with pytest.raises(Refusal, match="check_stops"):
        record(desk, replace(form, reasons={f"allergy:{form.lines[0].code}": "病情需要"}))
    assert desk.store.ledger.head().sequence == 0


def test_what_the_roster_knows_of_a_person_is_spoken_of(desk: OpenDesk) -> None:
    form, patient = (
        VisitForm("", HYPERTENSION, ()),
        village().characters[Character.IN_HOSPITAL].person.person_id,
    )
    assert "in_hospital:" in spoken(desk, form, Character.IN_HOSPITAL)
    reception = receive_person(desk.clinic, patient)
    assert reception.entry is not None
    died = replace(reception.entry, deceased_on=reception.verdict.on - timedelta(days=1))
    proof = check_identity(desk.clinic, CheckMethod.CARD_SEEN)
    said = check_form(desk.clinic, replace(reception, entry=died), proof, form)
    assert said[0].key == "deceased:"


def test_a_weak_check_of_identity_speaks_only_where_the_fund_may_pay(desk: OpenDesk) -> None:
    form, known = VisitForm("", HYPERTENSION, ()), CheckMethod.KNOWN_TO_DOCTOR
    assert spoken(desk, form, Character.ACTIVE, known) == ["identity_strength:"]
    assert spoken(desk, form, Character.NOT_ENROLLED, known) == []


def test_a_yearly_limit_that_cuts_the_estimate_is_told_with_what_is_left(desk: OpenDesk) -> None:
    dear = replace(drug(desk, "amxljn", 3), quantity=200)
    rest = replace(drug(desk, "glmnp", 3), quantity=200)
    patient = village().characters[Character.ACTIVE_CHRONIC].person.person_id
    reception = receive_person(desk.clinic, patient)
    proof = check_identity(desk.clinic, CheckMethod.CARD_SEEN)
    form = VisitForm("", HYPERTENSION, (dear, replace(drug(desk, "bhsaldpp", 7), quantity=200), rest))
    said = {one.kind: one.facts for one in check_form(desk.clinic, reception, proof, form)}
    assert CheckKind.QUOTA_USED_UP in said
    assert set(said[CheckKind.QUOTA_USED_UP]) == {"left"}


def test_a_visit_from_another_system_is_noted_with_what_the_checks_say_and_never_stopped(
    desk: OpenDesk,
) -> None:
    line = {"kind": "drug", "code": drug(desk, "bhsaldpp", 1).code, "quantity": 1, "days": 90}
    number = village().characters[Character.ACTIVE].person.id_number
    visit = bring_in(desk.clinic, {"id_number": number, "diagnoses": ["I10.x00"], "lines": [line]}).visit
    assert [(one.check, one.reason) for one in visit.checks] == [("prescription_days", "")]


def test_a_correction_is_checked_without_its_own_former_version(desk: OpenDesk) -> None:
    form = VisitForm("", HYPERTENSION, (drug(desk, "bhsaldpp", 28),))
    saved = record(desk, form)
    corrected = correct_visit(desk.clinic, take_up(desk.clinic, saved.event_id), replace(form, remark="复诊"))
    assert corrected.visit.checks == ()
    again = replace(form, lines=(replace(form.lines[0], days=29),))
    with pytest.raises(Refusal, match="check_reason_missing"):
        correct_visit(desk.clinic, take_up(desk.clinic, saved.event_id), again)


def test_a_box_is_handed_out_once_whoever_gets_it_and_a_split_pack_again_and_again(desk: OpenDesk) -> None:
    box = "8" * 20
    whole = replace(drug(desk, "amxljn", 3), trace_codes=(box,))
    first = record(desk, VisitForm("", HYPERTENSION, (whole,), reasons=None))
    again, key = VisitForm("", HYPERTENSION, (whole,)), f"box_repeated:{whole.code}"
    assert key in spoken(desk, again, Character.EMPLOYEE)
    other = replace(whole, trace_codes=("9" * 20,))
    twice = replace(drug(desk, "lltdp", 3), trace_codes=other.trace_codes)
    assert f"box_repeated:{twice.code}" in spoken(desk, replace(again, lines=(other, twice)))
    split = replace(again, lines=(replace(whole, split=True),))
    assert key not in spoken(desk, split, Character.EMPLOYEE)
    correcting = take_up(desk.clinic, first.event_id)
    corrected = correct_visit(desk.clinic, correcting, replace(again, complaint="咳嗽", reasons=None))
    assert "box_repeated" not in [one.check for one in corrected.visit.checks]
    cancel_visit(desk.clinic, corrected.event_id, "重复登记")
    assert key not in spoken(desk, again, Character.EMPLOYEE)
