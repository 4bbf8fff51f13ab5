"""Signing in and out: tokens that only a browser holds, and what ties a form to whoever was shown it."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass

from core.console import ConsoleDeed, ConsoleSession, ConsoleUser
from core.console_ports import Console
from core.errors import Refusal
from core.ids import TownshipCode, UserId
from core.ports import Clock

SESSION_COOKIE = "__Host-cunzhen"
"""Its first letters let a browser keep it only over TLS, for this very host, and for no part of it."""
DOOR_COOKIE = "__Host-cunzhen-door"
"""Ties the form for signing in to the browser it was shown in; it stands for nobody."""
TOKEN_BYTES = 32
_TOKEN_DIGITS = 2 * TOKEN_BYTES
_LONGEST_PASSWORD = 400
_TOUCHED_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Door:
    """The way into one service's consoles; `random` gives so many bytes nobody can guess."""

    console_of: Callable[[TownshipCode], Console]
    clock: Clock
    random: Callable[[int], bytes]

    def new_token(self) -> str:
        """Draw a token."""
        return self.random(TOKEN_BYTES).hex()

    def sign_in(self, township: TownshipCode, user: str, password: str) -> str:
        """Begin a session with a token of its own, whatever the browser had before; give the cookie.

        Raises:
            Refusal: `console_sign_in_wrong`, `wait_before_next_attempt`.
        """
        console, now, name = self.console_of(township), self.clock.now(), UserId(user)
        try:
            if len(password) > _LONGEST_PASSWORD or len(user) > _LONGEST_PASSWORD:
                raise Refusal("console_sign_in_wrong")
            console.check_password(name, password, now)
        except Refusal as refusal:
            if refusal.code == "console_sign_in_wrong" and console.user(name) is not None:
                console.note(name, ConsoleDeed.SIGN_IN_REFUSED, {}, now)
            raise
        token = self.new_token()
        console.begin_session(ConsoleSession(_kept(token), name, now, now))
        console.note(name, ConsoleDeed.SIGNED_IN, {}, now)
        return f"{township}.{token}"

    def whose(self, cookie: str) -> tuple[TownshipCode, ConsoleUser] | None:
        """Tell who is signed in with a cookie, and at which township; None where nobody is any more."""
        township, token = _parts(cookie)
        if not token:
            return None
        console, now = self.console_of(township), self.clock.now()
        found = console.session(_kept(token))
        if found is None:
            return None
        session, user = found
        if session.over(now):
            console.end_session(session.token_hash)
            return None
        if (now - session.last_used).total_seconds() >= _TOUCHED_SECONDS:
            console.use_session(session.token_hash, now)
        return township, user

    def sign_out(self, cookie: str) -> None:
        """End a session."""
        township, token = _parts(cookie)
        if signed_in := self.whose(cookie):
            self.console_of(township).note(signed_in[1].user, ConsoleDeed.SIGNED_OUT, {}, self.clock.now())
            self.console_of(township).end_session(_kept(token))


def form_token(cookie: str) -> str:
    """Give what a form carries to show that it came from a page shown to whoever holds the cookie."""
    return hmac.new(cookie.encode(), b"cunzhen/1/form", hashlib.sha256).hexdigest()


def is_form_token(given: str, cookie: str) -> bool:
    """Tell whether a form came from a page shown to whoever holds the cookie."""
    return bool(cookie) and hmac.compare_digest(given.encode(), form_token(cookie).encode())


def _parts(cookie: str) -> tuple[TownshipCode, str]:
    """Give township and token; an empty token where the cookie is none of ours."""
    township, _, token = cookie.rpartition(".")
    whole = len(token) == _TOKEN_DIGITS and token.isascii() and township.isascii() and len(township) <= 40
    return TownshipCode(township), token if whole else ""


def _kept(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
