"""Writing down who may sign in at the console, for the page and for the command alike."""

import re

from core.console import ConsoleRole, ConsoleUser
from core.console_ports import ConsolePeople
from core.errors import Refusal

_SIGN_IN_NAME = re.compile(r"[A-Za-z0-9_.]{1,40}")
_LONGEST_NAME = 40


def keep_user(console: ConsolePeople, user: ConsoleUser, password: str | None) -> None:
    """Write a user down or change one, with another password where one is given.

    Raises:
        Refusal: `sign_in_name_not_valid`, `name_not_given`, `password_too_weak`, `secret_missing`.
    """
    if not _SIGN_IN_NAME.fullmatch(user.user):
        raise Refusal("sign_in_name_not_valid")
    if not user.name.strip() or len(user.name) > _LONGEST_NAME:
        raise Refusal("name_not_given")
    console.keep_user(user, password)


def role_named(name: str) -> ConsoleRole:
    """Read a role.

    Raises:
        Refusal: `console_role_unknown`.
    """
    if name not in set(ConsoleRole):
        raise Refusal("console_role_unknown")
    return ConsoleRole(name)
