"""Who may sign in at the console, who has, and the trail of what they did."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from core.console import (
    IDLE,
    LONGEST,
    ConsoleDeed,
    ConsoleNote,
    ConsoleRole,
    ConsoleSession,
    ConsoleUser,
)
from core.errors import Refusal
from core.ids import UserId
from storage.clinic.key_slot import Cost, Slot, decoy, wrap
from storage.clinic.password_rule import require_strong
from storage.township.console_tables import (
    console_attempts,
    console_sessions,
    console_trail,
    console_users,
)
from storage.township.shelf import Shelf, from_ms, from_text, to_ms
from storage.township.tables import townships
from storage.township.trail import append_note

SERVICE = Cost(memory_kib=32 * 1024, passes=3)
"""A guess at the service: half the desk's memory, for several people sign in at one machine."""
FREE_ATTEMPTS = 3
LONGEST_DELAY = 300
_FORGOTTEN = timedelta(days=1)
_BUCKETS = 1024
_CHECKED_BYTES = 32


@dataclass(frozen=True, slots=True)
class ConsolePeopleShelf(Shelf):
    """`core.console_ports.ConsolePeople` on either engine; `cost` is the price of a guess."""

    cost: Cost = SERVICE

    def users(self) -> Sequence[ConsoleUser]:
        """List the users by sign-in name."""
        mine = select(console_users).where(self.own(console_users)).order_by(console_users.c.user)
        with self.database.reading() as connection:
            return [_user_of(row) for row in connection.execute(mine)]

    def user(self, user: UserId) -> ConsoleUser | None:
        """Give a user."""
        with self.database.reading() as connection:
            row = self._row(connection, user)
        return _user_of(row) if row else None

    def keep_user(self, user: ConsoleUser, password: str | None) -> None:
        """Write a user down or change one; another password or role ends the user's sessions.

        Raises:
            Refusal: `password_too_weak`; `secret_missing` for a new user without a password.
        """
        made = self._made(user.user, password) if password is not None else None
        with self.database.writing() as connection:
            self._lock(connection)
            held = self._row(connection, user.user)
            if held is None and made is None:
                raise Refusal("secret_missing")
            if held is not None and (made is not None or held.role != user.role):
                self._end_sessions_of(connection, user.user)
            secret = {} if made is None else {"password": made}
            row = {"user": user.user, "name": user.name, "role": user.role.value, **secret}
            self.put(connection, console_users, row)
            if made is not None:
                self._forget_attempts(connection, user.user)

    def remove_user(self, user: UserId) -> None:
        """Take a user away, with every session.

        Raises:
            Refusal: `console_user_unknown`.
        """
        mine = self.own(console_users) & (console_users.c.user == user)
        with self.database.writing() as connection:
            if not connection.execute(delete(console_users).where(mine)).rowcount:
                raise Refusal("console_user_unknown", user=user)
            self._end_sessions_of(connection, user)

    def check_password(self, user: UserId, password: str, now: datetime) -> ConsoleUser:
        """See that a password is right; a wrong one, and a name nobody has, cost the same and are the same.

        Raises:
            Refusal: `console_sign_in_wrong`; `wait_before_next_attempt` with `seconds`, before any work.
        """
        nobody = _decoy(self.cost)
        row = self._begin_attempt(user, now)
        slot = Slot.from_plain(json.loads(row.password)) if row else nobody
        if slot.open(user, password) is None or row is None:
            raise Refusal("console_sign_in_wrong")
        with self.database.writing() as connection:
            self._forget_attempts(connection, user)
        return _user_of(row)

    def begin_session(self, session: ConsoleSession) -> None:
        """Keep a session; those that have run out go."""
        columns = console_sessions.c
        now = session.last_used
        over = (columns.last_used <= to_ms(now - IDLE)) | (columns.began <= to_ms(now - LONGEST))
        with self.database.writing() as connection:
            connection.execute(delete(console_sessions).where(self.own(console_sessions), over))
            connection.execute(
                insert(console_sessions).values(
                    township=self.code,
                    token_hash=session.token_hash,
                    user=session.user,
                    began=to_ms(session.began),
                    last_used=to_ms(session.last_used),
                )
            )

    def session(self, token_hash: bytes) -> tuple[ConsoleSession, ConsoleUser] | None:
        """Give a session and whose it is."""
        same = (console_users.c.township == console_sessions.c.township) & (
            console_users.c.user == console_sessions.c.user
        )
        times = (console_sessions.c.began, console_sessions.c.last_used)
        mine = (
            select(console_users, *times)
            .join(console_sessions, same)
            .where(self.own(console_sessions), console_sessions.c.token_hash == token_hash)
        )
        with self.database.reading() as connection:
            row = connection.execute(mine).first()
        if row is None:
            return None
        user = _user_of(row)
        return ConsoleSession(token_hash, user.user, from_ms(row.began), from_ms(row.last_used)), user

    def use_session(self, token_hash: bytes, now: datetime) -> None:
        """Remember that a session was used."""
        mine = self.own(console_sessions) & (console_sessions.c.token_hash == token_hash)
        with self.database.writing() as connection:
            connection.execute(update(console_sessions).where(mine).values(last_used=to_ms(now)))

    def end_session(self, token_hash: bytes) -> None:
        """Forget a session."""
        mine = self.own(console_sessions) & (console_sessions.c.token_hash == token_hash)
        with self.database.writing() as connection:
            connection.execute(delete(console_sessions).where(mine))

    def note(self, user: UserId, deed: ConsoleDeed, facts: Mapping[str, Any], at: datetime) -> None:
        """Append a line to the trail."""
        with self.database.writing() as connection:
            self._lock(connection)
            append_note(self, connection, (user, at), deed, facts)

    def trail(self, before: int | None, limit: int) -> Sequence[ConsoleNote]:
        """List the trail from a number backwards, newest first."""
        mine = select(console_trail).where(self.own(console_trail))
        if before is not None:
            mine = mine.where(console_trail.c.number < before)
        with self.database.reading() as connection:
            return [
                ConsoleNote(row.number, from_ms(row.at), UserId(row.user), row.deed, from_text(row.facts))
                for row in connection.execute(mine.order_by(console_trail.c.number.desc()).limit(limit))
            ]

    def _made(self, user: UserId, password: str) -> str:
        require_strong(password, user)
        return json.dumps(wrap(secrets.token_bytes(_CHECKED_BYTES), user, password, self.cost).to_plain())

    def _lock(self, connection: Connection) -> None:
        connection.execute(select(townships.c.name).where(self.own(townships)).with_for_update())

    def _row(self, connection: Connection, user: UserId) -> Row[Any] | None:
        mine = select(console_users).where(self.own(console_users), console_users.c.user == user)
        return connection.execute(mine).first()

    def _end_sessions_of(self, connection: Connection, user: UserId) -> None:
        mine = self.own(console_sessions) & (console_sessions.c.user == user)
        connection.execute(delete(console_sessions).where(mine))

    def _begin_attempt(self, user: UserId, now: datetime) -> Row[Any] | None:
        """Count an attempt as wrong before it is made: many at a time guess no more than one by one."""
        mine = self.own(console_attempts) & (console_attempts.c.bucket == _bucket(user))
        with self.database.writing() as connection:
            self._lock(connection)
            held = connection.execute(select(console_attempts).where(mine)).first()
            tries = held.tries + 1 if held and now < from_ms(held.not_before) + _FORGOTTEN else 1
            left = from_ms(held.not_before) - now if held else timedelta()
            # A clock set back since must not lock everybody out until it has caught up.
            if timedelta() < left <= timedelta(seconds=LONGEST_DELAY):
                raise Refusal("wait_before_next_attempt", seconds=-(-left // timedelta(seconds=1)))
            wait = timedelta(seconds=_delay(tries))
            row = {"bucket": _bucket(user), "tries": tries, "not_before": to_ms(now + wait)}
            self.put(connection, console_attempts, row)
            return self._row(connection, user)

    def _forget_attempts(self, connection: Connection, user: UserId) -> None:
        mine = self.own(console_attempts) & (console_attempts.c.bucket == _bucket(user))
        connection.execute(delete(console_attempts).where(mine))


def _delay(tries: int) -> int:
    """Tell how many seconds follow so many wrong answers in a row."""
    beyond = min(tries - FREE_ATTEMPTS, 10)
    return min(LONGEST_DELAY, 5 * 2**beyond) if beyond >= 0 else 0


def _bucket(user: UserId) -> int:
    """Give where attempts under a name are counted; few places, so that made-up names fill nothing."""
    digest = hashlib.sha256(user.encode(errors="replace")).digest()
    return int.from_bytes(digest[:4]) % _BUCKETS


@cache
def _decoy(cost: Cost) -> Slot:
    return decoy(cost)


def _user_of(row: Row[Any]) -> ConsoleUser:
    return ConsoleUser(UserId(row.user), row.name, ConsoleRole(row.role))
