"""Which passwords are strong enough to keep a stolen disk shut."""

import unicodedata

from core.errors import Refusal

LEAST_CHARACTERS = 10
LEAST_WORDS = 4
LEAST_WORD_LENGTH = 2
LEAST_DIFFERENT = 5
_ROWS = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn")
_STEMS = (
    *("password", "passw0rd", "p@ssword", "p@ssw0rd", "woaini", "iloveyou", "qwerty", "asdfgh", "zxcvbn"),
    *("admin", "administrator", "welcome", "letmein", "qazwsx", "abc", "aaa", "cunzhen", "weishengshi"),
    *("zhensuo", "yisheng", "yiyuan", "mima", "5201314", "1314520", "woaizuguo", "zhongguo", "doctor"),
)


def normalised_password(password: str) -> str:
    """Fold full-width typing and spaces, so that one password has one form on every keyboard."""
    return " ".join(unicodedata.normalize("NFKC", password).split())


def require_strong(password: str, user: str) -> None:
    """Accept ten characters or four words, unless everybody's list of guesses begins with them.

    Raises:
        Refusal: `password_too_weak`.
    """
    text = normalised_password(password)
    words = text.split()
    four_words = len(words) >= LEAST_WORDS and all(len(word) >= LEAST_WORD_LENGTH for word in words)
    letters = "".join(words).casefold()
    if len(letters) < LEAST_CHARACTERS and not four_words:
        raise Refusal("password_too_weak")
    if _guessable(letters, user.casefold()):
        raise Refusal("password_too_weak")


def _guessable(letters: str, user: str) -> bool:
    if letters.isdigit():  # a birthday, a telephone or a card number
        return True
    if len(set(letters)) < LEAST_DIFFERENT:
        return True
    if any(letters in row + row or letters in (row + row)[::-1] for row in _ROWS):
        return True
    rest = letters
    for stem in (user, *sorted(_STEMS, key=len, reverse=True)):
        rest = rest.replace(stem, "") if stem else rest
    return rest.strip("0123456789!@#$%.*_-") == ""
