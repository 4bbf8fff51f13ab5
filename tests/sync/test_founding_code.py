"""A founding code survives handwriting: it is typed in many ways, and a slip is told by its group."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Refusal
from core.letters import ALPHABET
from sync.founding_code import SECRET_BYTES, FoundingCode, read, sealing_key, write

KEY = bytes(range(32))
CODE = FoundingCode.draw(KEY, bytes(range(200, 200 + SECRET_BYTES)))
TEXT = write(CODE)
PLACES = [place for place, sign in enumerate(TEXT) if sign.isalnum()]


@settings(max_examples=30)
@given(st.binary(min_size=32, max_size=32), st.binary(min_size=SECRET_BYTES, max_size=SECRET_BYTES))
def test_a_code_gives_back_the_township_and_the_secret(key: bytes, random: bytes) -> None:
    code = FoundingCode.draw(key, random)
    text = write(code)
    assert re.fullmatch(r"(\w{5}-){3}\w{5} (\w{5}-){3}\w{5}", text)
    assert read(text) == code
    assert code.is_of(key)
    assert int.from_bytes(code.secret) == int.from_bytes(random) % 2**100


@pytest.mark.parametrize(
    "typed",
    [
        TEXT.lower(),
        TEXT.replace("-", "").replace(" ", ""),
        TEXT.replace(" ", "\n"),
        TEXT.replace("0", "O").replace("1", "l"),
        "".join(chr(ord(one) + 0xFEE0) if one.isalnum() else "—" for one in TEXT),
    ],
)
def test_it_may_be_typed_in_many_ways(typed: str) -> None:
    assert read(typed) == CODE


@pytest.mark.parametrize("nth", range(40))
def test_one_wrong_letter_is_told_by_its_group(nth: int) -> None:
    place = PLACES[nth]
    wrong = ALPHABET[(ALPHABET.index(TEXT[place]) + 7) % 32]
    with pytest.raises(Refusal, match="founding_code_group_wrong") as no:
        read(TEXT[:place] + wrong + TEXT[place + 1 :])
    assert no.value.facts["group"] == nth // 5 + 1


@settings(max_examples=30)
@given(st.data())
def test_two_wrong_letters_of_a_line_never_pass(data: st.DataObject) -> None:
    line = data.draw(st.sampled_from([PLACES[:20], PLACES[20:]]))
    signs = list(TEXT)
    for place in data.draw(st.lists(st.sampled_from(line), min_size=2, max_size=2, unique=True)):
        signs[place] = data.draw(st.sampled_from([one for one in ALPHABET if one != TEXT[place]]))
    with pytest.raises(Refusal, match="founding_code_"):
        read("".join(signs))


def test_a_line_that_is_wrong_in_several_places_is_named() -> None:
    signs = list(TEXT)
    for nth in (20, 21, 39):  # two of them may look like one in a place the line does not have
        signs[PLACES[nth]] = "Z" if TEXT[PLACES[nth]] != "Z" else "Y"
    with pytest.raises(Refusal, match="founding_code_line_wrong") as no:
        read("".join(signs))
    assert no.value.facts["line"] == 2
    with pytest.raises(Refusal, match="founding_code_length_wrong"):
        read(TEXT[:-1])


def test_a_code_takes_thirteen_random_bytes() -> None:
    with pytest.raises(ValueError, match="thirteen"):
        FoundingCode.draw(KEY, b"short")


def test_every_secret_seals_to_a_key_of_its_own() -> None:
    other = FoundingCode.draw(KEY, bytes(SECRET_BYTES))
    assert len({sealing_key(CODE.secret), sealing_key(other.secret)}) == 2
