"""Cases 16 to 20: the people, the staff, the law or the catalogue changed while the clinic was cut off."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace

import pytest

from core.catalogue.items import ItemKind
from core.clinic import Clinic
from core.coverage.enrolment import RosterEntry
from core.coverage.verdict import VerdictKind
from core.errors import Refusal
from core.events import ResultKind
from core.identity.identity_check import CheckMethod
from core.ids import EventId
from core.policy.loader import packaged_sources, with_parents
from core.roles import Right, Standing
from core.services.adopt_pack import adopt_pack
from core.services.receive_patient import check_identity, receive_number, receive_person
from core.services.record_visit import SavedVisit, record_visit
from core.services.visit_form import VisitForm
from core.training.catalogue import training_catalogue
from core.training.characters import Character
from core.visits.visit import Diagnosis, OrderLine
from sync.county.signature import pack_check
from sync.township.county import trust
from sync.township.publishing import publish_sets
from sync.township.staff_list import StaffList
from tests.helpers.county import COUNTY_PACK, a_case, a_county, a_pack, signed
from tests.helpers.second_pc import another_pc, first_pc
from tests.helpers.sync_rounds import finish, log_ids
from tests.helpers.sync_world import CLINIC, DOCTOR, World
from tests.sync.test_thin_roster import AT_HOME, HOME, NEXT_DOOR, TODAY, TOWN, UNTIL, desk, moved, town
from ui.wording.visits import state_word

__all__ = ["town"]
FORM = VisitForm("咳嗽", (Diagnosis("J06.900", "急性上呼吸道感染", True),), ())


def treat(clinic: Clinic, entry: RosterEntry, *lines: OrderLine) -> SavedVisit:
    reception = receive_person(clinic, entry.person.person_id)
    return record_visit(
        clinic, reception, check_identity(clinic, CheckMethod.CARD_SEEN), replace(FORM, lines=lines)
    )


def accepted(world: World) -> Sequence[EventId]:
    kinds = {one.event_id: one.kind for one in world.township.results(CLINIC, 0, 99)}
    return [event for event, kind in kinds.items() if kind is ResultKind.ACCEPTED]


def bring(world: World, entries: Sequence[RosterEntry]) -> None:
    world.clock.advance(24 * 3600)
    world.township.replace_roster(entries, TODAY, UNTIL)
    publish_sets(world.township, world.clock)


# --- 16


@pytest.mark.parametrize("where", ["to the next village", "out of the township"])
def test_case_16_a_household_that_moved_away_leaves_its_visits_and_is_treated_all_the_same(
    town: World, where: str
) -> None:
    clinic, patient = desk(town), AT_HOME[0]
    saved = treat(clinic, patient)
    clinic.drafts.keep_draft(patient.person.person_id, {"complaint": "没写完"})
    left = [one for one in AT_HOME if one.person.household != patient.person.household]
    gone = [moved(one, "下村") for one in AT_HOME if one not in left]
    bring(town, [*left, *NEXT_DOOR, *(gone if where == "to the next village" else ())])
    finish(town)
    clinic = desk(town)
    with pytest.raises(Refusal, match="person_left_roster"):
        receive_person(clinic, patient.person.person_id)
    (shown,) = clinic.records.visits_of([f"person {patient.person.person_id}"], 9)
    assert (shown.event_id, shown.visit.patient.name) == (saved.event_id, patient.person.name)
    assert state_word(shown) == "已送达"
    assert clinic.drafts.draft(patient.person.person_id) == {"complaint": "没写完"}
    assert town.township.counts().outbox == {"waiting": 1}, "what was done still goes to settlement"
    (row,) = town.township.events(CLINIC, 0, 9)
    assert shown.visit.patient.id_number == patient.person.id_number, "the visit names its person by itself"
    again = receive_number(clinic, patient.person.id_number, patient.person.name)
    assert (again.thin is not None) is (where == "to the next village")
    assert record_visit(clinic, again, check_identity(clinic, CheckMethod.NUMBER_TYPED), FORM)
    finish(town)
    assert row[1].header.event_id == saved.event_id
    assert len(accepted(town)) == 2


# --- 17


def test_case_17_a_user_suspended_while_offline_has_written_what_counts_and_manages_nobody_after(
    town: World,
) -> None:
    staff: StaffList[None] = StaffList(lambda _: nullcontext(town.township), town.clock)
    staff.set_staff(None, CLINIC, DOCTOR, "王医生", "manager")
    staff.set_staff(None, CLINIC, "li", "李医生", "manager")
    finish(town)
    before = desk(town)
    assert before.staff.may(Right.MANAGE_USERS)
    staff.remove_staff(None, CLINIC, DOCTOR)  # the clinic is cut off and does not hear of it
    written = [treat(before, one).event_id for one in AT_HOME[:3]]

    finish(town)

    assert log_ids(town) == written
    assert accepted(town) == written, "care was given: the township judges the visit, not the list"
    after = town.clinic.staff_member(DOCTOR)
    assert after.standing is Standing.UNCONFIRMED
    assert (after.may(Right.RECORD), after.may(Right.MANAGE_USERS), after.may(Right.READ_TRAIL)) == (
        True,
        False,
        False,
    )
    town.restart()
    late = treat(desk(town), AT_HOME[4]).event_id
    finish(town)
    assert late in accepted(town)


# --- 19


def test_case_19_law_that_changes_backwards_in_time_leaves_what_was_told_and_answers_anew(
    world: World,
) -> None:
    world.township.replace_packs(with_parents(packaged_sources(), "CN-23"))
    trust(world.township, a_county()[0])
    pc = another_pc(world)  # enrolled since the township trusts the county
    world.clinic.close()
    world.others.remove(pc.store)
    world.clinic = pc.store
    waiting = moved(TOWN.characters[Character.WAITING_AFTER_BREAK], HOME)
    bring(world, [waiting])
    finish(world)
    old = receive_person(desk(world), waiting.person.person_id).verdict
    assert old.kind is VerdictKind.WAITING
    saved = treat(desk(world), waiting)

    shorter = "[waiting]\nfixed_months = 1\n"
    package = signed(a_pack(since="2025-01-01", body=shorter, cases=[a_case(1)]))
    assert adopt_pack(world.township, package, pack_check()).answers == COUNTY_PACK
    publish_sets(world.township, world.clock)
    finish(world)

    new = receive_person(desk(world), waiting.person.person_id).verdict
    assert new.pack.startswith(COUNTY_PACK)
    assert (new.kind, new.benefit_date) != (old.kind, old.benefit_date)
    shown = pc.store.records.visit(saved.event_id)
    assert shown is not None
    assert shown.visit.verdict.to_plain() == {
        **saved.visit.verdict.to_plain(),
        "kind": old.kind.value,
        "pack": old.pack,
        "benefit_date": old.benefit_date.isoformat() if old.benefit_date else None,
    }, "a visit says for ever what the desk was told that day"
    assert state_word(shown) == "已送达"
    event = next(
        one for _, one in world.township.events(CLINIC, 0, 9) if one.header.event_id == saved.event_id
    )
    now = pc.store.records.versions()["packs"]
    assert event.header.versions["packs"] != now, "and by which version of the law"
    assert pc.store.verify() == []


# --- 20


def test_case_20_a_catalogue_code_withdrawn_between_visit_and_arrival_keeps_the_visit(town: World) -> None:
    drugs = [one for one in training_catalogue() if one.kind is ItemKind.DRUG]
    town.township.replace_catalogue(drugs)
    publish_sets(town.township, town.clock)
    finish(town)
    drug = drugs[0]
    named = (drug.kind, drug.code, drug.name, drug.specification, drug.unit)
    line = OrderLine(*named, 2, drug.price_ceiling, drug.fee_class, days=3)
    saved = treat(desk(town), AT_HOME[0], line)
    town.township.replace_catalogue([one for one in drugs if one.code != drug.code])
    publish_sets(town.township, town.clock)
    other = another_pc(town)
    other.sync()  # this one has only ever seen the catalogue without it

    finish(town)
    other.sync()

    assert town.clinic.records.item(ItemKind.DRUG, drug.code) is None
    assert accepted(town) == [saved.event_id], "what the fund makes of it is for the platform to say"
    for pc in (first_pc(town), other):
        shown = pc.store.records.visit(saved.event_id)
        assert shown is not None
        assert shown.visit.lines == (line,)
        assert state_word(shown) == "已送达"
