"""公民身份号码: what is read, what is refused, what only asks for a second look."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refusal
from core.identity.id_number import (
    Concern,
    NumberKind,
    check_character,
    lengthened,
    mask_number,
    normalise_number,
    parse,
)
from core.identity.person import Sex

ON = date(2026, 6, 1)
SPECIMEN_HONG_KONG = "810000199408230021"
SPECIMEN_TAIWAN = "830000199201300022"
DAYS = st.dates(date(1910, 1, 1), ON)


@st.composite
def numbers(draw: st.DrawFn) -> str:
    region = draw(st.sampled_from(["239901", "110101", "650102"]))
    first = f"{region}{draw(DAYS):%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return first + check_character(first)


@given(numbers())
def test_a_made_number_is_read_back(number: str) -> None:
    parsed = parse(number, ON)
    assert (parsed.number, f"{parsed.birth_date:%Y%m%d}") == (number, number[6:14])
    assert (parsed.sex is Sex.MALE) == (int(number[16]) % 2 == 1)


@given(numbers(), st.integers(0, 17), st.sampled_from("0123456789"))
def test_one_wrong_digit_never_passes(number: str, place: int, digit: str) -> None:
    wrong = number[:place] + digit + number[place + 1 :]
    if wrong != number:
        with pytest.raises(Refusal):
            parse(wrong, ON)


@given(numbers(), st.integers(0, 16))
def test_two_neighbours_swapped_never_pass(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        with pytest.raises(Refusal):
            parse(swapped, ON)


@given(numbers(), st.lists(st.integers(0, 18), max_size=4), st.sampled_from(" -\u3000\u2014\u200b"))
def test_filling_between_digits_changes_nothing(number: str, places: list[int], filling: str) -> None:
    typed = number
    for place in places:
        typed = typed[:place] + filling + typed[place:]
    assert normalise_number(typed) == number


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_and_normalising_twice_is_once(text: str) -> None:
    once = normalise_number(text)
    assert normalise_number(once) == once
    try:
        assert parse(text, ON).number == once or len(once) == 15
    except Refusal as refusal:
        assert refusal.code.startswith("id_number_")


@pytest.mark.parametrize(
    "typed",
    ["11010119900307002x", "110101 19900307 002Ⅹ", "１１０１０１１９９００３０７００２Ｘ"],
    ids=["lower x", "roman ten", "full width"],
)
def test_the_letter_may_be_typed_in_many_ways(typed: str) -> None:
    first = "11010119900307002"
    assert normalise_number(typed) == first + "X"


def test_a_number_of_fifteen_digits_becomes_eighteen() -> None:
    parsed = parse("110101900307002", ON)
    assert parsed.number == lengthened("110101900307002")
    assert (len(parsed.number), parsed.birth_date) == (18, date(1990, 3, 7))


@pytest.mark.parametrize("specimen", [SPECIMEN_HONG_KONG, SPECIMEN_TAIWAN])
def test_published_specimens_of_residence_permits_are_read(specimen: str) -> None:
    parsed = parse(specimen, ON)
    assert (parsed.number, parsed.kind, parsed.concerns) == (specimen, NumberKind.RESIDENCE_PERMIT, ())


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "id_number_length"),
        ("23990119900307", "id_number_length"),
        ("2399011990030700215", "id_number_length"),
        ("23990119900307A021", "id_number_characters"),
        ("039901199003070021", "id_number_characters"),
        ("2399011990X3070021", "id_number_characters"),
        ("239901199002300021", "id_number_birth_date"),
        ("239901209002280021", "id_number_in_future"),
        ("239901199003070020", "id_number_check"),
        ("٢٣٩٩٠١١٩٩٠٠٣٠٧٠٠٢١", "id_number_characters"),
    ],
)
def test_what_cannot_be_a_number_is_refused_with_its_reason(typed: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse(typed, ON)
    assert refused.value.code == code


def test_a_number_is_refused_the_day_before_birth_and_read_on_the_day() -> None:
    first = f"239901{ON:%Y%m%d}002"
    number = first + check_character(first)
    assert parse(number, ON).birth_date == ON
    with pytest.raises(Refusal, match="id_number_in_future"):
        parse(number, ON - timedelta(days=1))


@pytest.mark.parametrize(
    ("region_and_birth", "concerns"),
    [
        ("99990119900307", ()),
        ("17990119900307", (Concern.REGION_UNKNOWN,)),
        ("11010119000307", (Concern.OLDER_THAN_ANYONE,)),
        ("23029919900307", (Concern.REGION_UNKNOWN,)),
    ],
    ids=["foreigner", "no such province", "126 years", "county nobody lists"],
)
def test_odd_numbers_only_ask_for_a_second_look(region_and_birth: str, concerns: tuple[Concern, ...]) -> None:
    first = region_and_birth + "002"
    assert parse(first + check_character(first), ON).concerns == concerns


@given(numbers())
def test_a_masked_number_shows_neither_birth_nor_county(number: str) -> None:
    masked = mask_number(number)
    assert masked == f"{number[:4]}**********{number[-4:]}"


@pytest.mark.parametrize(("short", "masked"), [("", ""), ("123", "***"), ("A123456789", "******6789")])
def test_short_texts_are_masked_too(short: str, masked: str) -> None:
    assert mask_number(short) == masked
