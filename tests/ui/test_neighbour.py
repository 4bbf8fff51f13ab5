"""Somebody of another village of the township at the desk: the outline is shown, and said to be one."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from core.coverage.thin_answers import ThinJudge, period_of
from core.coverage.thin_entry import ThinEntry
from core.policy.loader import load_shelf, packaged_sources
from core.training.characters import Character
from tests.ui.fake_desk import AS_OF, FakeDesk, township
from tests.ui.person import PersonAtDesk

STRANGER = township().strangers[0]


def outline(who: Character) -> ThinEntry:
    judge = ThinJudge(
        load_shelf(packaged_sources()), township().pack, period_of(AS_OF, AS_OF + timedelta(days=90))
    )
    return judge.entry_of(township().characters[who])


@pytest.fixture
def neighbour(person: PersonAtDesk, desk: FakeDesk) -> ThinEntry:
    """Let the stranger's number be one of another village, with somebody else's wait."""
    thin = outline(Character.WAITING_AFTER_BREAK)
    desk.memory.thin[STRANGER.id_number] = thin
    person.type_into("reception_box", STRANGER.id_number)
    person.rest()
    person.press(Qt.Key.Key_Return)
    person.wait_to_see("outside_form")
    return thin


def test_the_masked_name_is_held_against_what_the_patient_says(
    person: PersonAtDesk, neighbour: ThinEntry
) -> None:
    assert neighbour.name in person.reads("outside_hint")
    person.write(STRANGER.name)
    person.press(Qt.Key.Key_Return)
    person.click("reception_why_present")
    person.click("outside_go")
    person.wait_to_see("verdict_screen")
    assert "对不上" in person.reads("verdict_cautions")


def test_verdict_date_reason_and_article_are_shown_and_what_is_not_known_is_said(
    person: PersonAtDesk, neighbour: ThinEntry
) -> None:
    real = township().characters[Character.WAITING_AFTER_BREAK].person.name
    person.type_into("outside_name", real)
    person.click("reception_why_present")
    person.click("outside_go")
    person.wait_to_see("verdict_screen")
    assert "起可享受" in person.reads("verdict_headline")
    assert not person.sees("verdict_cautions")
    why = person.reads("verdict_why")
    for part in ("断保", "国办发〔2024〕38号", "其他村", "不列推算步骤", "2026年11月12日"):
        assert part in why
    assert "其他村" in person.reads("verdict_person_place")
    assert not person.sees("verdict_balances")
