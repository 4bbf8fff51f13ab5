"""Which passwords are strong enough to keep a stolen disk shut."""

import re
import unicodedata
from functools import cache
from importlib.resources import files

from core.errors import Refusal
from storage.clinic.offered_words import is_offered

LEAST_CHARACTERS = 10
LEAST_DIFFERENT = 5
_LIST = "common_passwords.txt"
_AROUND = "0123456789!@#$%^&*()-_=+.,;:?~ "
"""What people put before and behind a word to make it look like a password."""
_APART = re.compile(r"[\W_]+")
_ROWS = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn")


def normalised_password(password: str) -> str:
    """Fold full-width typing and spaces, so that one password has one form on every keyboard."""
    return " ".join(unicodedata.normalize("NFKC", password).split())


def require_strong(password: str, user: str) -> None:
    """Accept ten characters or four offered words, unless everybody's list of guesses begins with them.

    Raises:
        Refusal: `password_too_weak`: too short, or it, or all it is made of, stands on that list.
    """
    words = normalised_password(password).casefold().split()
    if is_offered(words):
        return
    letters = "".join(words)
    if len(letters) < LEAST_CHARACTERS or _guessable(letters, user.casefold()):
        raise Refusal("password_too_weak")


def _guessable(letters: str, user: str) -> bool:
    if letters.isdigit():  # a birthday, a telephone or a card number
        return True
    if len(set(letters)) < LEAST_DIFFERENT:
        return True
    if any(letters in row + row or letters in (row + row)[::-1] for row in _ROWS):
        return True
    return letters in _common() or _made_of_common(letters.strip(_AROUND), user)


def _made_of_common(letters: str, user: str) -> bool:
    """Tell whether a text is nothing but common words, the user's name and what is put around them.

    Place by place from the left, it keeps the ends that common words can reach.
    """
    stems = _common() | {user, *_APART.split(user)} - {""}
    longest = max(map(len, stems))
    reached = {0}
    for end in range(1, len(letters) + 1):
        near = (start for start in range(max(0, end - longest), end) if start in reached)
        if any(_is_common_part(letters[start:end], stems) for start in near):
            reached.add(end)
    return len(letters) in reached


def _is_common_part(part: str, stems: frozenset[str]) -> bool:
    return part in stems or all(sign in _AROUND for sign in part)


@cache
def _common() -> frozenset[str]:
    lines = files("storage.clinic").joinpath(_LIST).read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
