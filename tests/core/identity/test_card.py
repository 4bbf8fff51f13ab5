"""The chip of a card: every layout with every field, and what is not taken for one."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Refusal
from core.identity.card import PLACES, TEXT_BYTES, CardLayout, card_block, parse_card
from core.identity.credentials import old_foreigner_check
from core.identity.id_number import Concern, check_character
from core.identity.person import Person, Sex
from core.training.card import training_card
from core.training.characters import Character
from core.training.township import make_township
from tests.helpers.cards import CARDS, FOREIGNER, OLD_FOREIGNER, PERMIT

ON = date(2026, 6, 1)
TOWNSHIP = make_township(4, ON, villages=1, people=200)
SOMEBODY = TOWNSHIP.characters[Character.ACTIVE].person
ISSUED, ENDS = date(2015, 7, 1), date(2035, 7, 1)


@given(st.sampled_from([entry.person for entry in TOWNSHIP.entries]))
def test_a_card_says_who_it_was_made_for(person: Person) -> None:
    card = parse_card(training_card(person, ISSUED, ENDS), ON)
    assert (card.name, card.sex, card.birth_date) == (person.name, person.sex, person.birth_date)
    assert (card.number, card.address, card.ethnicity) == (person.id_number, person.address, person.ethnicity)
    assert (card.layout, card.valid_from, card.valid_to) == (CardLayout.CITIZEN, ISSUED, ENDS)


@pytest.mark.parametrize("layout", CARDS)
def test_every_field_of_every_layout_is_read(layout: CardLayout) -> None:
    said, kind = CARDS[layout]
    card = parse_card(card_block(layout, said), ON)
    assert (card.layout, card.credential.kind, card.number) == (layout, kind, said["number"])
    assert (f"{card.birth_date:%Y%m%d}", card.sex) == (
        said["birth"],
        Sex.MALE if said["sex"] == "1" else Sex.FEMALE,
    )
    assert (f"{card.valid_from:%Y%m%d}", f"{card.valid_to:%Y%m%d}") == (said["valid_from"], said["valid_to"])
    assert card.name == (said["name"] or said["english_name"])
    for name in {one.name for one in fields(card)} & set(said) - {"name", "sex", "valid_from", "valid_to"}:
        assert getattr(card, name) == said[name], name
    assert set(PLACES[layout]) == set(said)
    assert card.credential.birth_date == card.birth_date


OFFSETS = {
    CardLayout.PERMIT: {
        **{"name": 0, "sex": 30, "birth": 36, "address": 52, "number": 122, "authority": 158},
        **{"valid_from": 188, "valid_to": 204, "travel_permit": 220, "times_issued": 238},
    },
    CardLayout.FOREIGNER: {
        **{"name": 0, "sex": 30, "times_issued": 32, "birth": 36, "english_name": 52, "number": 122},
        **{"valid_from": 188, "valid_to": 204, "nationality": 242, "earlier_card": 250},
    },
    CardLayout.OLD_FOREIGNER: {
        **{"english_name": 0, "sex": 120, "number": 122, "nationality": 152, "name": 158, "valid_from": 188},
        **{"valid_to": 204, "birth": 220, "version": 236, "authority": 240},
    },
}
SECOND_PART, FIRST_PART_LETTERS = 220, 35
"""Where a new foreigner's card goes on with an English name, and how many letters lie before."""


@pytest.mark.parametrize("layout", OFFSETS)
def test_the_fields_lie_where_the_cards_have_them(layout: CardLayout) -> None:
    said = CARDS[layout][0]
    block = bytearray(" ".encode("utf-16-le") * 128)
    block[248:250] = layout.value.encode("utf-16-le")
    for name, start in OFFSETS[layout].items():
        parts = {start: said[name]}
        if (layout, name) == (CardLayout.FOREIGNER, "english_name"):
            parts = {start: said[name][:FIRST_PART_LETTERS], SECOND_PART: said[name][FIRST_PART_LETTERS:]}
        for place, text in parts.items():
            written = text.encode("utf-16-le")
            block[place : place + len(written)] = written
    assert bytes(block) == card_block(layout, said)
    assert parse_card(bytes(block), ON).number == said["number"]


@pytest.mark.parametrize("layout", CardLayout)
def test_no_two_fields_of_a_layout_share_a_byte(layout: CardLayout) -> None:
    taken = [
        byte
        for places in PLACES[layout].values()
        for start, size in places
        for byte in range(start, start + size)
    ]
    assert len(set(taken)) == len(taken)
    assert not set(taken) & {248, 249}
    assert max(taken) < TEXT_BYTES


def test_a_name_that_lies_in_two_places_is_read_as_one() -> None:
    long = "A" * 34 + ", " + "B" * 10
    card = parse_card(card_block(CardLayout.FOREIGNER, {**FOREIGNER, "name": "", "english_name": long}), ON)
    assert (card.name, card.english_name) == (long, long)


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


def test_an_unknown_sign_of_layout_is_a_citizens_card() -> None:
    block = bytearray(training_card(SOMEBODY, ISSUED, ENDS))
    for sign in ("\0", "Z", "1"):
        block[248:250] = sign.encode("utf-16-le")
        assert parse_card(bytes(block), ON).layout is CardLayout.CITIZEN


def last_sign_wrong(number: str) -> str:
    return number[:-1] + ("1" if number[-1] != "1" else "2")


@pytest.mark.parametrize("layout", CARDS)
def test_a_wrong_check_on_a_chip_is_taken_and_told(layout: CardLayout) -> None:
    said: Mapping[str, str] = {**CARDS[layout][0], "number": last_sign_wrong(CARDS[layout][0]["number"])}
    card = parse_card(card_block(layout, said), ON)
    assert (card.number, card.credential.concerns) == (said["number"], (Concern.CHECK_ON_CHIP,))


def test_the_specimens_follow_their_rules() -> None:
    for said in (PERMIT, FOREIGNER):
        assert check_character(said["number"][:17]) == said["number"][-1]
    assert old_foreigner_check(OLD_FOREIGNER["number"]) == OLD_FOREIGNER["number"][-1]


def test_another_sex_than_the_numbers_is_the_chips_and_told() -> None:
    card = parse_card(card_block(CardLayout.PERMIT, {**PERMIT, "sex": "1"}), ON)
    assert (card.sex, card.credential.sex, card.credential.concerns) == (
        Sex.MALE,
        Sex.MALE,
        (Concern.SEX_DIFFERS,),
    )


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


def test_a_birth_still_to_come_is_refused_where_no_number_tells_it() -> None:
    with pytest.raises(Refusal, match="card_block_damaged"):
        parse_card(card_block(CardLayout.OLD_FOREIGNER, {**OLD_FOREIGNER, "birth": "20990101"}), ON)


@settings(max_examples=200)
@given(
    st.integers(0, 2**32).map(lambda seed: Random(seed).randbytes(TEXT_BYTES)),
    st.sampled_from(CardLayout),
    st.dictionaries(st.integers(0, 255), st.binary(max_size=4)),
)
def test_any_bytes_are_refused_or_read_and_nothing_else(
    noise: bytes, layout: CardLayout, spoilt: Mapping[int, bytes]
) -> None:
    said = CARDS.get(layout, (None, None))[0]
    whole = bytearray(card_block(layout, said) if said else training_card(SOMEBODY, ISSUED, ENDS))
    for start, piece in spoilt.items():
        whole[start : start + len(piece)] = piece
    for block in (noise, bytes(whole[:TEXT_BYTES]).ljust(TEXT_BYTES, b" ")):
        try:
            parse_card(block, ON)
        except Refusal as refusal:
            assert refusal.facts == {}


def test_the_bytes_stay_out_of_what_is_printed() -> None:
    assert "raw" not in repr(parse_card(training_card(SOMEBODY, ISSUED, ENDS), ON))
