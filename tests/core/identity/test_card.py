"""居民身份证: what the chip says, and what is not taken for a citizen's card."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Refusal
from core.identity.card import parse_card
from core.identity.person import Person
from core.training.card import training_card
from core.training.characters import Character
from core.training.township import make_township

ON = date(2026, 6, 1)
TOWNSHIP = make_township(4, ON, villages=1, people=200)
SOMEBODY = TOWNSHIP.characters[Character.ACTIVE].person
ISSUED, ENDS = date(2015, 7, 1), date(2035, 7, 1)


@given(st.sampled_from([entry.person for entry in TOWNSHIP.entries]))
def test_a_card_says_who_it_was_made_for(person: Person) -> None:
    card = parse_card(training_card(person, ISSUED, ENDS), ON)
    assert (card.name, card.sex, card.birth_date) == (person.name, person.sex, person.birth_date)
    assert (card.number, card.address, card.ethnicity) == (person.id_number, person.address, person.ethnicity)
    assert (card.valid_from, card.valid_to) == (ISSUED, ENDS)


def test_rare_letters_survive_the_chip() -> None:
    rare = TOWNSHIP.characters[Character.RARE_NAME].person
    assert parse_card(training_card(rare, ISSUED, None), ON).name == "䶮𠮷堃"


@pytest.mark.parametrize(
    ("ends", "expired"),
    [(ON, False), (date(2026, 5, 31), True), (None, False)],
    ids=["last day", "day after", "long term"],
)
def test_a_card_is_out_of_date_from_the_day_after_its_last(ends: date | None, expired: bool) -> None:
    assert parse_card(training_card(SOMEBODY, ISSUED, ends), ON).expired(ON) is expired


@pytest.mark.parametrize("layout", ["J", "I", "Y"])
def test_cards_of_other_layouts_are_told_apart(layout: str) -> None:
    block = bytearray(training_card(SOMEBODY, ISSUED, ENDS))
    block[248:250] = layout.encode("utf-16-le")
    with pytest.raises(Refusal, match="card_layout_not_known"):
        parse_card(bytes(block), ON)


@pytest.mark.parametrize("damage", [b"", bytes(256), bytes(255), training_card(SOMEBODY, ISSUED, ENDS)[:-1]])
def test_what_is_no_text_block_is_refused(damage: bytes) -> None:
    with pytest.raises(Refusal):
        parse_card(damage, ON)


@pytest.mark.parametrize(
    ("place", "text"), [(36, "19990101"), (188, "2015xx01"), (0, " " * 15)], ids=["birth", "from", "name"]
)
def test_a_field_that_cannot_be_is_refused(place: int, text: str) -> None:
    block = bytearray(training_card(SOMEBODY, ISSUED, ENDS))
    filling = text.encode("utf-16-le")
    block[place : place + len(filling)] = filling
    with pytest.raises(Refusal, match="card_block_damaged"):
        parse_card(bytes(block), ON)


@settings(max_examples=300)
@given(st.binary(min_size=256, max_size=256))
def test_any_bytes_are_refused_or_read_and_nothing_else(block: bytes) -> None:
    try:
        parse_card(block, ON)
    except Refusal as refusal:
        assert refusal.facts == {}


def test_the_bytes_stay_out_of_what_is_printed() -> None:
    assert "raw" not in repr(parse_card(training_card(SOMEBODY, ISSUED, ENDS), ON))
