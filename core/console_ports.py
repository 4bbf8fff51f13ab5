"""What the township's console expects of its store beside the township itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from core.console import ConsoleDeed, ConsoleNote, ConsoleSession, ConsoleUser
from core.console_rows import ClinicStanding
from core.ids import UserId


class ConsolePeople(Protocol):
    """Who may sign in, who has, and what they did; every method is one transaction."""

    def users(self) -> Sequence[ConsoleUser]:
        """List the users by sign-in name."""
        ...

    def user(self, user: UserId) -> ConsoleUser | None:
        """Give a user."""
        ...

    def keep_user(self, user: ConsoleUser, password: str | None) -> None:
        """Write a user down or change one; another password or role ends the user's sessions.

        Raises:
            Refusal: `password_too_weak`; `secret_missing` for a new user without a password.
        """
        ...

    def remove_user(self, user: UserId) -> None:
        """Take a user away, with every session.

        Raises:
            Refusal: `console_user_unknown`.
        """
        ...

    def check_password(self, user: UserId, password: str, now: datetime) -> ConsoleUser:
        """See that a password is right; a wrong one, and a name nobody has, cost the same and are the same.

        Raises:
            Refusal: `console_sign_in_wrong`; `wait_before_next_attempt` with `seconds`, before any work.
        """
        ...

    def begin_session(self, session: ConsoleSession) -> None:
        """Keep a session; those that have run out go."""
        ...

    def session(self, token_hash: bytes) -> tuple[ConsoleSession, ConsoleUser] | None:
        """Give a session and whose it is."""
        ...

    def use_session(self, token_hash: bytes, now: datetime) -> None:
        """Remember that a session was used."""
        ...

    def end_session(self, token_hash: bytes) -> None:
        """Forget a session."""
        ...

    def note(self, user: UserId, deed: ConsoleDeed, facts: Mapping[str, Any], at: datetime) -> None:
        """Append a line to the trail."""
        ...

    def trail(self, before: int | None, limit: int) -> Sequence[ConsoleNote]:
        """List the trail from a number backwards, newest first."""
        ...


class ConsoleLists(Protocol):
    """What the console's pages show, cut to a page by the store."""

    def clinic_standings(self) -> Sequence[ClinicStanding]:
        """Give every clinic as it stands, the longest silent first."""
        ...


class Console(ConsolePeople, ConsoleLists, Protocol):
    """One township's console."""
