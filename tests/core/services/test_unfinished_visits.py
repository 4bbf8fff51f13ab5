"""A visit that was begun is found again, whoever it is of and whatever became of the roster meanwhile."""

from dataclasses import replace

import pytest

from core.audit import Deed
from core.errors import Refusal
from core.roles import Role
from core.services.receive_patient import Reception, receive_number, receive_person, receive_without_number
from core.services.unfinished_visits import (
    discard_draft,
    noted_with_draft,
    receive_again,
    unfinished_visits,
)
from core.training.characters import Character
from tests.helpers.open_desk import OpenDesk, village


def begin(desk: OpenDesk, reception: Reception) -> None:
    content = {"complaint": "咳嗽", **noted_with_draft(desk.clinic, reception)}
    desk.clinic.drafts.keep_draft(reception.draft_key, content)


def test_nothing_begun_lists_nothing(desk: OpenDesk) -> None:
    assert unfinished_visits(desk.clinic, 5) == ()


def test_an_unfinished_visit_names_its_person_and_its_moment_and_is_received_again(desk: OpenDesk) -> None:
    person = village().characters[Character.ACTIVE].person
    begin(desk, receive_person(desk.clinic, person.person_id))
    (found,) = unfinished_visits(desk.clinic, 5)
    assert (found.name, found.id_number, found.kept_at) == (person.name, person.id_number, desk.clock.now())
    assert receive_again(desk.clinic, found).draft_key == found.draft_key


def test_somebody_without_a_number_is_received_again_by_name(desk: OpenDesk) -> None:
    begin(desk, receive_without_number(desk.clinic, "过路人"))
    (found,) = unfinished_visits(desk.clinic, 5)
    again = receive_again(desk.clinic, found)
    assert (again.name, again.draft_key) == ("过路人", found.draft_key)


def test_a_form_without_notes_still_names_a_person_of_the_roster(desk: OpenDesk) -> None:
    person = village().characters[Character.ACTIVE].person
    desk.clinic.drafts.keep_draft(person.person_id, {"complaint": "咳嗽"})
    (found,) = unfinished_visits(desk.clinic, 5)
    assert (found.name, found.kept_at) == (person.name, None)


def test_the_form_follows_a_person_out_of_the_roster_and_back(desk: OpenDesk) -> None:
    entry = village().characters[Character.ACTIVE]
    begin(desk, receive_person(desk.clinic, entry.person.person_id))
    desk.bring_roster([one for one in village().entries if one != entry])
    (found,) = unfinished_visits(desk.clinic, 5)
    outside = receive_again(desk.clinic, found)
    assert outside.entry is None and outside.name == entry.person.name
    assert desk.clinic.drafts.draft(outside.draft_key) is not None
    desk.bring_roster(village().entries, version=3)
    (found,) = unfinished_visits(desk.clinic, 5)
    inside = receive_again(desk.clinic, found)
    assert inside == receive_number(desk.clinic, entry.person.id_number)
    assert [key for key, _ in desk.clinic.drafts.open_drafts(5)] == [entry.person.person_id]


def test_a_draft_nobody_wants_is_gone_for_good_and_stands_in_the_trail(desk: OpenDesk) -> None:
    person = village().characters[Character.ACTIVE].person
    reception = receive_person(desk.clinic, person.person_id)
    begin(desk, reception)
    helper = replace(desk.clinic, staff=replace(desk.clinic.staff, role=Role.ASSISTANT))
    with pytest.raises(Refusal, match="not_permitted"):
        discard_draft(helper, reception.draft_key, person.person_id, "")
    discard_draft(desk.clinic, reception.draft_key, person.person_id, " 病人走了 ")
    assert unfinished_visits(desk.clinic, 5) == ()
    (line,) = (one for one in desk.store.audit.latest(9) if one.deed == Deed.DRAFT_DISCARDED)
    assert (line.person, line.reason, line.facts) == (person.person_id, "病人走了", {})
    assert desk.store.ledger.head().sequence == 0
