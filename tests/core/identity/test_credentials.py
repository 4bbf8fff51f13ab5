"""证件号码: every kind is told by its form or by what is said of it; each property quotes its rule."""

from datetime import date
from string import ascii_uppercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refusal
from core.identity.credentials import (
    LONGEST_NUMBER,
    key_of_number,
    keys_of_number,
    kind_by_form,
    kinds_to_choose,
    old_foreigner_check,
    read_credential,
)
from core.identity.id_number import Concern, NumberKind, check_character, has_number_form, parse
from core.identity.person import Sex

ON = date(2026, 6, 1)


def written(letters: int, *digits: int) -> st.SearchStrategy[str]:
    """Give so many capital letters with so many digits behind them."""
    counts = st.sampled_from(digits).flatmap(lambda n: st.integers(0, 10**n - 1).map(f"{{:0{n}d}}".format))
    return st.builds("{}{}".format, st.text(ascii_uppercase, min_size=letters, max_size=letters), counts)


OLD_FOREIGNERS = written(3, 11).map(lambda first: first + old_foreigner_check(first))


@pytest.mark.parametrize(
    ("typed", "kind", "number"),
    [
        ("11010519491231002x", NumberKind.CITIZEN, "11010519491231002X"),
        ("110105491231002", NumberKind.CITIZEN, "11010519491231002X"),
        ("810000199408230021", NumberKind.RESIDENCE_PERMIT, "810000199408230021"),
        ("830000199201300022", NumberKind.RESIDENCE_PERMIT, "830000199201300022"),
        ("911124198108030024", NumberKind.FOREIGNER, "911124198108030024"),
        ("can110078010601", NumberKind.OLD_FOREIGNER, "CAN110078010601"),
        ("Ｅ１２３４５６７８", NumberKind.PASSPORT, "E12345678"),
        ("ea1234567", NumberKind.PASSPORT, "EA1234567"),
        ("PE1234567", NumberKind.PASSPORT, "PE1234567"),
        ("G12345678", NumberKind.PASSPORT, "G12345678"),
        ("141234567", NumberKind.PASSPORT, "141234567"),
        ("K12345678", NumberKind.PASSPORT, "K12345678"),
        ("MA1234567", NumberKind.PASSPORT, "MA1234567"),
        ("h 1234 5678", NumberKind.HOME_RETURN_PERMIT, "H12345678"),
        ("M1234567801", NumberKind.HOME_RETURN_PERMIT, "M1234567801"),
        ("w230012345", NumberKind.BIRTH_CERTIFICATE, "W230012345"),
    ],
)
def test_the_form_tells_whose_number_it_is(typed: str, kind: NumberKind, number: str) -> None:
    shown = read_credential(typed, ON)
    assert (shown.number, shown.kind) == (number, kind)


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("12345678", NumberKind.TAIWAN_PERMIT),
        ("1234567890（B）", NumberKind.TAIWAN_PERMIT),
        ("AB 123456", NumberKind.PASSPORT),
        ("军字第1234567号", NumberKind.OFFICER),
        ("19.8765432", NumberKind.OFFICER),
    ],
)
def test_what_a_number_alone_does_not_tell_is_chosen(typed: str, kind: NumberKind) -> None:
    assert read_credential(typed, ON, kind).kind is kind
    with pytest.raises(Refusal):
        read_credential(typed, ON)


@pytest.mark.parametrize(
    ("typed", "kind", "code"),
    [
        ("1234567", NumberKind.TAIWAN_PERMIT, "credential_form"),
        ("AB12", NumberKind.PASSPORT, "credential_form"),
        ("A" * (LONGEST_NUMBER + 1), NumberKind.PASSPORT, "credential_form"),
        ("字" * (LONGEST_NUMBER + 1), NumberKind.OFFICER, "credential_form"),
        ("<b>123</b>", NumberKind.OFFICER, "credential_form"),
        ("", NumberKind.OFFICER, "credential_form"),
        ("CAN110078010602", None, "credential_check"),
        ("110105194912310022", NumberKind.CITIZEN, "id_number_check"),
        ("X12", None, "id_number_length"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(typed: str, kind: NumberKind | None, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_credential(typed, ON, kind)
    assert (refused.value.code, refused.value.facts) == (code, {})


@given(OLD_FOREIGNERS, st.integers(0, 14), st.sampled_from("0123456789"))
def test_the_last_digit_is_the_sum_by_7_3_1_mod_10(number: str, place: int, digit: str) -> None:
    """Weights 7, 3, 1 are odd and no multiple of 5: one wrong digit among digits never passes."""
    assert read_credential(number, ON).number == number
    wrong = number[:place] + digit + number[place + 1 :]
    if place >= 3 and wrong != number:
        with pytest.raises(Refusal, match="credential_check"):
            read_credential(wrong, ON)


@given(
    st.sampled_from(["810000", "820000", "830000", "911124", "110105"]),
    st.dates(date(1930, 1, 1), ON),
    st.integers(0, 999),
)
def test_all_of_18_signs_follow_mod_11_2_and_tell_birth_and_sex(region: str, birth: date, order: int) -> None:
    """6 address + 8 birth + 3 sequence (odd male, even female) + 1 check."""
    first = f"{region}{birth:%Y%m%d}{order:03d}"
    shown = read_credential(first + check_character(first), ON)
    assert (shown.birth_date, shown.sex) == (birth, Sex.MALE if order % 2 else Sex.FEMALE)
    assert shown.concerns == ()


@given(st.text(max_size=30), st.sampled_from([None, *NumberKind]))
def test_any_text_is_read_or_refused(text: str, kind: NumberKind | None) -> None:
    try:
        assert len(read_credential(text, ON, kind).number) <= LONGEST_NUMBER
    except Refusal as refusal:
        assert refusal.facts == {}


@given(
    st.one_of(
        *(written(1, 9), written(3, 12)),
        *(
            written(letters, digits).map(first.__add__)
            for first, letters, digits in (
                ("H", 0, 8),
                ("M", 0, 10),
                ("E", 0, 8),
                ("E", 1, 7),
            )
        ),
    )
)
def test_no_two_kinds_share_a_form(number: str) -> None:
    assert kind_by_form(number) is not None


def test_a_wrong_check_on_a_chip_is_a_concern_and_no_refusal() -> None:
    for wrong in ("110105194912310022", "CAN110078010602"):
        assert read_credential(wrong, ON, from_chip=True).concerns == (Concern.CHECK_ON_CHIP,)
    with pytest.raises(Refusal, match="id_number_in_future"):
        parse("110105209912310020", ON, from_chip=True)


@pytest.mark.parametrize("number", ["12345678", "AB123456", "H12345678", "A123456789", "110101194912310021"])
def test_no_two_kinds_share_the_key_of_a_number(number: str) -> None:
    kinds = {NumberKind.TAIWAN_PERMIT, NumberKind.PASSPORT, NumberKind.OFFICER, kind_by_form(number)}
    keys = [key_of_number(number, kind.value if kind else "") for kind in kinds]
    assert len(set(keys)) == len(kinds)
    form_tells = has_number_form(number) or kind_by_form(number) is not None
    assert set(keys_of_number(number)) == ({number} if form_tells else set(keys))


def test_what_its_form_tells_needs_no_kind_beside_it() -> None:
    assert key_of_number("E12345678", "passport") == key_of_number("E12345678") == "E12345678"
    assert keys_of_number("A123456789", "birth_certificate") == ["A123456789"]
    assert keys_of_number("", "passport") == []


ASKED = (NumberKind.TAIWAN_PERMIT, NumberKind.PASSPORT, NumberKind.OFFICER)


@pytest.mark.parametrize(
    ("number", "kinds"),
    [
        ("12345678", ASKED),
        ("TK1234567", ASKED[1:]),
        ("军字第1234", ASKED[2:]),
        ("M12345678", (NumberKind.PASSPORT,)),
        ("M1234567801", ()),
        ("E12345678", ()),
        ("W230012345", ()),
        ("11010519491231002X", ()),
        ("110105194912310021", ()),
        ("110105491231002", ()),
        ("CAN110078010601", ()),
        ("", ()),
        ("1" * 21, ()),
    ],
)
def test_a_kind_is_chosen_only_where_the_number_may_be_of_several(
    number: str, kinds: tuple[NumberKind, ...]
) -> None:
    assert kinds_to_choose(number) == kinds


@given(st.text(ascii_uppercase + "0123456789.()", max_size=22))
def test_every_kind_that_is_offered_is_taken(number: str) -> None:
    for kind in kinds_to_choose(number):
        assert read_credential(number, ON, kind).kind is kind
