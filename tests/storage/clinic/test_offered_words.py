"""The program offers passwords that can be typed, remembered and not guessed."""

import math
import re

from storage.clinic import offered_words
from storage.clinic.offered_words import BITS, WORDS, in_characters, is_offered, offered_password
from storage.clinic.password_rule import require_strong


def test_every_word_is_another_one_in_letters_and_in_characters() -> None:
    words = offered_words._ALL
    assert len(words) == len(set(words.values())) == 64 * 64
    assert WORDS * math.log2(len(words)) == BITS


def test_words_are_plain_letters_and_characters() -> None:
    assert all(re.fullmatch("[a-z]{4,12}", word) for word in offered_words._ALL)
    assert all(re.fullmatch("[\u4e00-\u9fff]{2}", sign) for sign in offered_words._ALL.values())


def test_an_offered_password_is_accepted_in_both_forms() -> None:
    for _ in range(50):
        password = offered_password()
        require_strong(password, "wang.doctor")
        require_strong(in_characters(password), "wang.doctor")
        assert is_offered(password.split())


def test_all_words_can_be_drawn() -> None:
    assert offered_password(lambda below: below - 1) == " ".join(["pangbing"] * 4)
    assert offered_password(lambda _: 0) == " ".join(["hongshan"] * 4)


def test_two_offered_passwords_differ() -> None:
    assert offered_password() != offered_password()
