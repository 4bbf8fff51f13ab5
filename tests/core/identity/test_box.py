"""The one box: what is meant is told by the content alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refusal
from core.identity.box import Asked, AskedKind, number_in, read_box, spoilt_scan, text_to_look_for

GS1 = "010690102811834711251225172612311021AB12"


@pytest.mark.parametrize(
    ("typed", "kind", "text"),
    [
        ("  ", AskedKind.NOTHING, ""),
        ("110101 19900307 002x", AskedKind.ID_NUMBER, "11010119900307002X"),
        ("239901199003070029", AskedKind.ID_NUMBER, "239901199003070029"),
        ("110101900307002", AskedKind.ID_NUMBER, "11010119900307002X"),
        ("110101909907002", AskedKind.DIGITS, "110101909907002"),
        ("1234", AskedKind.DIGITS, "1234"),
        ("02x", AskedKind.DIGITS, "02X"),
        ("2399011990030", AskedKind.DIGITS, "2399011990030"),
        ("83000012345678901234", AskedKind.TRACE_CODE, "83000012345678901234"),
        ("w230012345", AskedKind.BIRTH_CERTIFICATE, "W230012345"),
        ("6901A-9f3c0d2e4b5a69788796", AskedKind.INSURANCE_TOKEN, "6901A-9f3c0d2e4b5a69788796"),
        ("93000012345678901234", AskedKind.TRACE_CODE, "93000012345678901234"),
        (GS1, AskedKind.TRACE_CODE, GS1),
        ("]d2010690102811834721X9", AskedKind.TRACE_CODE, "]d2010690102811834721X9"),
        (GS1.replace("8347", "8346"), AskedKind.INSURANCE_TOKEN, GS1.replace("8347", "8346")),
        ("can110078010601", AskedKind.ID_NUMBER, "CAN110078010601"),
        ("h12345678", AskedKind.ID_NUMBER, "H12345678"),
        ("141234567", AskedKind.DIGITS, "141234567"),
        ("aaaaaa966900040000904f", AskedKind.CARD_FRAME, "AAAAAA966900040000904F"),
        ("王小明", AskedKind.NAME, "王小明"),
        (" wxm ", AskedKind.NAME, "wxm"),
        ("阿卜杜·热合曼", AskedKind.NAME, "阿卜杜·热合曼"),
        ("𠮷田", AskedKind.NAME, "𠮷田"),
    ],
)
def test_the_box_tells_what_stands_in_it(typed: str, kind: AskedKind, text: str) -> None:
    assert read_box(typed) == Asked(kind, text)


@given(st.text(max_size=60))
def test_nothing_typed_is_ever_refused_half_way(text: str) -> None:
    assert read_box(text).kind in AskedKind


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("83000012345678901234", "trace_code_is_no_person"),
        ("6901A-9f3c0d2e4b5a69788796", "insurance_token_needs_line"),
        ("王" * 201, "box_text_too_long"),
    ],
)
def test_what_is_no_person_is_not_searched(typed: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        text_to_look_for(typed)
    assert (refused.value.code, refused.value.facts) == (code, {})


def test_a_name_is_searched_as_it_was_typed() -> None:
    assert text_to_look_for(" 王小明 ") == "王小明"


@given(st.text("0123456789", min_size=20, max_size=20))
def test_twenty_digits_are_a_drugs_code_and_never_a_token(code: str) -> None:
    """A 20-digit scan in the reception box is a trace code, not an insurance code."""
    assert read_box(code).kind is AskedKind.TRACE_CODE


@pytest.mark.parametrize(
    ("text", "spoilt"),
    [("我30012345", True), ("王小明12345678", True), ("30012345", False), ("王小明", False)],
)
def test_a_barcode_whose_letters_became_chinese_is_told(text: str, spoilt: bool) -> None:
    assert spoilt_scan(text) is spoilt


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("１２３４ 5678", "12345678"),
        ("tk1234567", "TK1234567"),
        ("1234567890（A）", "1234567890(A)"),
        ("11010519491231002", "11010519491231002"),
        ("110105491231002", "11010519491231002X"),
        ("123456", ""),
        ("13800138000", ""),
        ("057112345678", ""),
        ("王12345678", ""),
        ("wxl", ""),
        ("83000012345678901234", ""),
        ("A1B2C3D4E5F6G7H8J9K0L1M2N3P4", ""),
    ],
)
def test_what_may_be_a_number_of_a_document_goes_on_into_the_form(typed: str, number: str) -> None:
    assert number_in(typed) == number
