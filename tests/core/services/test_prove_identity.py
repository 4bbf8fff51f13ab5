"""What the region's pack demands of a visit the fund pays, and how it goes on without."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import Refusal
from core.events import EventType
from core.identity.credentials import Credential
from core.identity.id_number import NumberKind
from core.identity.identity_check import CheckMethod, CheckResult, IdentityCheck, Lacking, ProofSaid
from core.identity.number_said import NumberSaid
from core.policy.choices import Proof
from core.policy.in_force import PackShelf
from core.policy.loader import load_shelf, packaged_sources, with_parents
from core.services.bring_in_visits import bring_in
from core.services.correct_visit import correct_visit, identified, take_up
from core.services.note_check_alone import note_check_alone
from core.services.prove_identity import proof_lacking
from core.services.receive_patient import (
    Reception,
    check_identity,
    receive_credential,
    receive_person,
    receive_without_number,
)
from core.services.record_visit import record_visit
from core.services.visit_form import VisitForm
from core.training.catalogue import training_catalogue
from core.training.characters import Character
from core.training.township import PACK
from core.visits.visit import Diagnosis
from tests.helpers.open_desk import CODEC, OpenDesk, desk_in, village

FORM = VisitForm("", (Diagnosis("J06.900", "急性上呼吸道感染", True),), ())
WANG = village().characters[Character.ACTIVE].person
MISSED = village().characters[Character.NOT_ENROLLED].person
PERMIT = "810000199408230021"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[OpenDesk]:
    """Give a desk with two of the village in its roster, and one diagnosis."""
    people = village().characters
    with desk_in(tmp_path / "clinic", with_data=False) as opened:
        opened.bring_few(people[Character.ACTIVE], people[Character.NOT_ENROLLED])
        opened.bring_catalogue([one for one in training_catalogue() if one.code == "J06.900"])
        yield opened


def demanding(needed: str) -> PackShelf:
    """Give the packs of practice with a demand in the region's own."""
    texts = dict(with_parents(packaged_sources(), PACK))
    own = f"{PACK}/pack.toml"
    return load_shelf(texts | {own: f'{texts[own]}\n[identity]\nfund_paid_needs = "{needed}"\n'})


def demand(desk: OpenDesk, needed: str = "document_seen") -> None:
    desk.clinic = replace(desk.clinic, packs=demanding(needed))


def kept(desk: OpenDesk, how: CheckMethod, said: ProofSaid | None = None, who: str = "") -> IdentityCheck:
    mine = receive_person(desk.clinic, who or WANG.person_id)  # type: ignore[arg-type]
    check = check_identity(desk.clinic, how)
    return record_visit(desk.clinic, mine, check, replace(FORM, proof=said)).visit.identity_check


def test_without_a_demand_any_proof_is_enough(desk: OpenDesk) -> None:
    assert kept(desk, CheckMethod.KNOWN_TO_DOCTOR).lacking == ""


def test_a_weaker_proof_than_demanded_wants_a_word_and_is_kept_with_it(desk: OpenDesk) -> None:
    demand(desk)
    assert kept(desk, CheckMethod.CARD_CHIP).method is CheckMethod.CARD_CHIP
    with pytest.raises(Refusal, match="identity_proof_too_weak"):
        kept(desk, CheckMethod.NUMBER_TYPED)
    seen = kept(desk, CheckMethod.NUMBER_TYPED, ProofSaid())
    assert (seen.method, seen.lacking) == (CheckMethod.CARD_SEEN, "")
    urgent = kept(desk, CheckMethod.NUMBER_TYPED, ProofSaid(Lacking.OTHER, " 昏迷 "))
    assert (urgent.method, urgent.lacking, urgent.words) == (CheckMethod.NUMBER_TYPED, "other", "昏迷")
    assert IdentityCheck.from_plain(urgent.to_plain()) == urgent
    with pytest.raises(Refusal, match="reason_missing"):
        ProofSaid(Lacking.OTHER)


def test_whoever_the_fund_does_not_pay_for_needs_no_more(desk: OpenDesk) -> None:
    demand(desk)
    assert kept(desk, CheckMethod.KNOWN_TO_DOCTOR, who=MISSED.person_id).lacking == ""


def test_a_document_seen_is_no_chip(desk: OpenDesk) -> None:
    demand(desk, "chip")
    mine = receive_person(desk.clinic, WANG.person_id)
    seen = check_identity(desk.clinic, CheckMethod.CARD_SEEN)
    assert proof_lacking(desk.clinic, mine, seen) is Proof.CHIP
    with pytest.raises(Refusal, match="identity_proof_too_weak"):
        kept(desk, CheckMethod.CARD_SEEN, ProofSaid())
    assert kept(desk, CheckMethod.CARD_SEEN, ProofSaid(Lacking.READER_FAILED)).lacking == "reader_failed"


def test_somebody_named_since_is_proved_as_anybody(desk: OpenDesk) -> None:
    demand(desk)
    nobody = receive_without_number(desk.clinic, WANG.name)
    first = record_visit(desk.clinic, nobody, check_identity(desk.clinic, CheckMethod.KNOWN_TO_DOCTOR), FORM)
    named = identified(desk.clinic, take_up(desk.clinic, first.event_id), NumberSaid(WANG.id_number))
    with pytest.raises(Refusal, match="identity_proof_too_weak"):
        correct_visit(desk.clinic, named, FORM)
    saved = correct_visit(desk.clinic, named, replace(FORM, proof=ProofSaid()))
    assert saved.visit.identity_check.method is CheckMethod.CARD_SEEN
    again = take_up(desk.clinic, saved.event_id)
    corrected = correct_visit(desk.clinic, again, replace(FORM, complaint="咳嗽"))
    assert corrected.visit.identity_check == saved.visit.identity_check, "it was proved once"


def test_a_visit_brought_in_says_its_proof_in_two_fields(desk: OpenDesk) -> None:
    demand(desk)
    line = {"id_number": WANG.id_number, "diagnoses": ["J06.900"]}
    with pytest.raises(Refusal, match="identity_proof_too_weak"):
        bring_in(desk.clinic, line)
    with pytest.raises(Refusal, match="brought_in_field"):
        bring_in(desk.clinic, {**line, "proof": "believed"})
    seen = bring_in(desk.clinic, {**line, "proof": "document_seen"})
    assert seen.visit.identity_check.method is CheckMethod.CARD_SEEN
    urgent = bring_in(desk.clinic, {**line, "proof": "other", "proof_words": "夜间急诊"})
    assert urgent.visit.identity_check.words == "夜间急诊"


def shown(desk: OpenDesk, number: str, name: str) -> Reception:
    return receive_credential(desk.clinic, Credential(number, NumberKind.CITIZEN), name)


@pytest.mark.parametrize(
    ("number", "name", "result"),
    [
        (WANG.id_number, WANG.name, CheckResult.AGREES),
        (WANG.id_number, "另一人", CheckResult.DIFFERS),
        (PERMIT, "陈港生", CheckResult.NOTHING_TO_COMPARE),
    ],
)
def test_a_check_says_what_comparing_with_the_roster_came_to(
    desk: OpenDesk, number: str, name: str, result: CheckResult
) -> None:
    note_check_alone(
        desk.clinic, shown(desk, number, name), check_identity(desk.clinic, CheckMethod.CARD_CHIP)
    )
    (told,) = desk.clinic.ledger.newest_first(EventType.IDENTITY_CHECKED)
    assert IdentityCheck.from_plain(CODEC.decode(told.body)["identity_check"]).result is result


def test_a_result_of_a_newer_program_is_read_as_nothing_compared(desk: OpenDesk) -> None:
    plain = {**check_identity(desk.clinic, CheckMethod.CARD_CHIP).to_plain(), "result": "photo_differs"}
    assert IdentityCheck.from_plain(plain).result is CheckResult.NOTHING_TO_COMPARE
