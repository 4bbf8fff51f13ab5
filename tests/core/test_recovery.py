"""What is read out on the telephone: short, unmistakable, and every slip is caught."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Refusal
from core.ids import DeviceId, UserId
from core.letters import ALPHABET
from core.recovery import (
    Challenge,
    RecoveryPair,
    Response,
    SlotPlace,
    challenge_for,
    read_challenge,
    read_response,
    write_challenge,
    write_response,
)

challenges = st.builds(
    Challenge,
    st.integers(0, 2**30 - 1),
    st.integers(0, 2**12 - 1),
    st.integers(0, 7),
    st.integers(0, 2**20 - 1),
)
responses = st.builds(Response, st.integers(0, 2**100 - 1))
PLACE = SlotPlace(DeviceId("d0" * 16), 3, 5)


def with_letter(text: str, at: int, letter: str) -> str:
    return text[:at] + letter + text[at + 1 :]


def places(text: str) -> list[int]:
    return [at for at, sign in enumerate(text) if sign != "-"]


@given(challenges)
def test_a_challenge_is_three_groups_of_five_and_reads_back(challenge: Challenge) -> None:
    text = write_challenge(challenge)
    assert [len(group) for group in text.split("-")] == [5, 5, 5]
    assert read_challenge(text) == challenge


@given(responses)
def test_a_response_is_twenty_letters_with_two_of_check_and_reads_back(response: Response) -> None:
    text = write_response(response)
    assert [len(group) for group in text.split("-")] == [5, 5, 5, 5, 2]
    assert read_response(text) == response


def test_no_letter_is_written_that_looks_like_another() -> None:
    assert not set("OILU") & set(ALPHABET)
    assert len(ALPHABET) == len(set(ALPHABET)) == 32


@given(responses)
def test_case_width_spaces_and_letters_that_look_alike_do_not_matter(response: Response) -> None:
    text = write_response(response)
    full_width = "".join(chr(ord(one) + 0xFEE0) for one in text.replace("-", "").lower())
    assert read_response(full_width) == response
    assert read_response(text.replace("0", "o").replace("1", "l").replace("-", "  ")) == response


@given(responses, st.data())
def test_a_wrong_letter_is_caught_and_its_group_named(response: Response, data: st.DataObject) -> None:
    text = write_response(response)
    at = data.draw(st.sampled_from(places(text)))
    letter = data.draw(st.sampled_from([one for one in ALPHABET + "U" if one != text[at]]))
    with pytest.raises(Refusal) as refusal:
        read_response(with_letter(text, at, letter))
    assert refusal.value.code == "response_group_wrong"
    assert refusal.value.facts["group"] == text[:at].count("-") + 1


@given(responses, st.data())
def test_two_wrong_letters_never_pass(response: Response, data: st.DataObject) -> None:
    text = write_response(response)
    for at in data.draw(st.lists(st.sampled_from(places(text)), min_size=2, max_size=2, unique=True)):
        text = with_letter(text, at, data.draw(st.sampled_from([one for one in ALPHABET if one != text[at]])))
    with pytest.raises(Refusal):
        read_response(text)


@settings(max_examples=25)
@given(challenges)
def test_two_letters_swapped_never_pass(challenge: Challenge) -> None:
    text = write_challenge(challenge)
    for one, other in combinations(places(text), 2):
        if text[one] == text[other]:
            continue
        swapped = with_letter(with_letter(text, one, text[other]), other, text[one])
        with pytest.raises(Refusal, match=r"challenge_(check|group)_wrong"):
            read_challenge(swapped)


@pytest.mark.parametrize("text", ["", "ABCDE", "ABCDE-FGHJK-MNPQ", "ABCDE-FGHJK-MNPQR-S", "你好"])
def test_a_challenge_of_another_length_is_told_so(text: str) -> None:
    with pytest.raises(Refusal, match="challenge_length_wrong"):
        read_challenge(text)


def test_a_response_cut_short_is_told_how_many_letters_it_has() -> None:
    text = write_response(Response(2**99 + 7))
    with pytest.raises(Refusal) as refusal:
        read_response(text[:-1])
    assert (refusal.value.code, refusal.value.facts["letters"]) == ("response_length_wrong", 21)


def test_a_challenge_names_its_pair_and_no_other() -> None:
    challenge = challenge_for(PLACE, UserId("wang.doctor"))
    assert challenge.is_of(RecoveryPair(PLACE.device, 3, b""))
    assert not challenge.is_of(RecoveryPair(PLACE.device, 4, b""))
    assert not challenge.is_of(RecoveryPair(DeviceId("d1" * 16), 3, b""))


def test_the_user_stands_in_the_challenge() -> None:
    assert challenge_for(PLACE, UserId("wang.doctor")) != challenge_for(PLACE, UserId("li.manager"))


def test_the_codes_are_those_of_other_programs_too() -> None:
    """Written down once: a county and a clinic of different versions must understand each other."""
    assert write_challenge(challenge_for(PLACE, UserId("wang.doctor"))) == "ES9S3-700X5-74CTE"
    assert write_response(Response(2**99 + 12345)) == "G0000-00000-00000-00C1S-04"


def test_a_response_is_not_shown_by_accident() -> None:
    assert "1234567" not in repr(Response(1234567))
