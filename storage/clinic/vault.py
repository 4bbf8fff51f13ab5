"""The vault: a small file in clear that gives the database key to whoever knows a password.

It tells a stranger the clinic's code and the sign-in names, nothing else.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import constant_time
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.errors import Hindrance, Refusal
from core.ids import ClinicCode, UserId
from core.ports import Clock
from storage.clinic.durable_file import replace_durably
from storage.clinic.key_slot import DESK, Cost, Slot, decoy, wrap
from storage.clinic.password_rule import require_strong

FORMAT = 1
KEY_BYTES = 32
FREE_ATTEMPTS = 3
"""Wrong passwords in a row before the first delay: a slip of the finger is not punished."""
LONGEST_DELAY = 300
_LONGEST_NAME = 40
_COUNTABLE = range(1_000_000)


@dataclass(frozen=True, slots=True)
class Attempts:
    """Wrong passwords in a row and the moment of the last one."""

    count: int = 0
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class VaultContent:
    """What the file says; `check` tells the right database key from another without revealing it."""

    clinic: ClinicCode
    users: Mapping[UserId, Slot]
    decoy: Slot
    check: bytes
    attempts: Attempts


@dataclass(frozen=True, slots=True)
class Vault:
    """The vault file of a data folder.

    Args:
        path: where it lies; it must exist for everything but `create`.
        cost: price of a guess at slots made from now on.
    """

    path: Path
    clock: Clock
    cost: Cost = DESK

    def create(self, clinic: ClinicCode, user: UserId, password: str) -> bytes:
        """Draw a database key, write the vault with its first user and give the key.

        Raises:
            Refusal: `password_too_weak`, `user_name_not_usable`.
        """
        key = secrets.token_bytes(KEY_BYTES)
        slots = {user: self._new_slot(key, user, password)}
        self._write(VaultContent(clinic, slots, decoy(self.cost), _check(key), Attempts()))
        return key

    def clinic(self) -> ClinicCode:
        """Tell whose vault it is."""
        return self._read().clinic

    def users(self) -> Sequence[UserId]:
        """List the sign-in names, for the lock screen."""
        return sorted(self._read().users)

    def unlock(self, user: UserId, password: str) -> bytes:
        """Give the database key.

        Raises:
            Refusal: `wrong_password`; `wait_before_next_attempt` with `seconds`, before any work is done.
        """
        content = self._read()
        now = self.clock.now()
        _refuse_haste(content.attempts, now)
        key = content.users.get(user, content.decoy).open(user, password)
        if key is None:
            count = min(content.attempts.count + 1, _COUNTABLE[-1])
            self._note(content, Attempts(count, now))
            raise Refusal("wrong_password")
        if content.attempts.count:
            self._note(content, Attempts())
        return key

    def add_user(self, key: bytes, user: UserId, password: str) -> None:
        """Give a further user a slot; whoever holds the key may.

        Raises:
            Refusal: `user_exists`, `password_too_weak`, `user_name_not_usable`.
        """
        content = self._opened_with(key)
        if user in content.users:
            raise Refusal("user_exists")
        self._write(replace(content, users={**content.users, user: self._new_slot(key, user, password)}))

    def change_password(self, user: UserId, old: str, new: str) -> None:
        """Wrap the key anew; the data is not touched.

        Raises:
            Refusal: those of `unlock`, and `password_too_weak`.
        """
        require_strong(new, user)
        key = self.unlock(user, old)
        content = self._read()
        self._write(replace(content, users={**content.users, user: self._new_slot(key, user, new)}))

    def remove_user(self, key: bytes, user: UserId) -> None:
        """Take a user's slot away.

        Raises:
            Refusal: `user_unknown`; `last_user_stays`: nobody could open the clinic any more.
        """
        content = self._opened_with(key)
        if user not in content.users:
            raise Refusal("user_unknown")
        if len(content.users) == 1:
            raise Refusal("last_user_stays")
        self._write(replace(content, users={one: s for one, s in content.users.items() if one != user}))

    def _note(self, content: VaultContent, attempts: Attempts) -> None:
        with suppress(Hindrance):  # a full disk must not keep the doctor from the patients' data
            self._write(replace(content, attempts=attempts))

    def _new_slot(self, key: bytes, user: UserId, password: str) -> Slot:
        require_usable(user, password)
        return wrap(key, user, password, self.cost)

    def _opened_with(self, key: bytes) -> VaultContent:
        content = self._read()
        if not constant_time.bytes_eq(content.check, _check(key)):
            raise Hindrance("store_not_ours", file=self.path.name)
        return content

    def _read(self) -> VaultContent:
        try:
            plain = json.loads(self.path.read_bytes())
        except FileNotFoundError:
            raise Refusal("no_clinic_here") from None
        except OSError as error:
            raise Hindrance("store_not_readable", file=self.path.name) from error
        except ValueError as error:
            raise Hindrance("store_not_ours", file=self.path.name) from error
        if isinstance(plain, dict) and isinstance(form := plain.get("format"), int) and form > FORMAT:
            raise Refusal("store_newer_than_program", file=self.path.name)
        try:
            return _content(plain)
        except (KeyError, ValueError, TypeError) as error:
            raise Hindrance("store_not_ours", file=self.path.name) from error

    def _write(self, content: VaultContent) -> None:
        replace_durably(self.path, json.dumps(_plain(content), indent=1, ensure_ascii=False).encode())


def require_usable(user: UserId, password: str) -> None:
    """Accept a sign-in name and a password for a new slot.

    Raises:
        Refusal: `password_too_weak`, `user_name_not_usable`.
    """
    if not user or user != user.strip() or len(user) > _LONGEST_NAME or not user.isprintable():
        raise Refusal("user_name_not_usable")
    require_strong(password, user)


def subkey(key: bytes, purpose: str) -> bytes:
    """Derive the key of one purpose from the database key."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"cunzhen/1/{purpose}".encode()).derive(key)


def _check(key: bytes) -> bytes:
    return subkey(key, "vault-check")


def _refuse_haste(attempts: Attempts, now: datetime) -> None:
    if attempts.last is None or attempts.count < FREE_ATTEMPTS:
        return
    delay = timedelta(seconds=min(LONGEST_DELAY, 2 ** min(attempts.count - FREE_ATTEMPTS + 1, 20)))
    # A clock set back after the attempt must not lock everybody out until it has caught up.
    left = min(delay, attempts.last + delay - now) if attempts.last - now <= delay else timedelta(0)
    if left > timedelta(0):
        raise Refusal("wait_before_next_attempt", seconds=-(-left // timedelta(seconds=1)))


def _plain(content: VaultContent) -> dict[str, Any]:
    last = content.attempts.last
    return {
        "format": FORMAT,
        "clinic": content.clinic,
        "users": {user: slot.to_plain() for user, slot in content.users.items()},
        "decoy": content.decoy.to_plain(),
        "check": content.check.hex(),
        "attempts": {"count": content.attempts.count, "last": last.isoformat() if last else None},
    }


def _content(plain: Mapping[str, Any]) -> VaultContent:
    clinic, check = plain["clinic"], bytes.fromhex(plain["check"])
    users = {UserId(user): Slot.from_plain(slot) for user, slot in dict(plain["users"]).items()}
    if not isinstance(clinic, str) or not users or len(check) != KEY_BYTES:
        raise ValueError("not a vault")
    return VaultContent(
        ClinicCode(clinic), users, Slot.from_plain(plain["decoy"]), check, _attempts(plain["attempts"])
    )


def _attempts(plain: Mapping[str, Any]) -> Attempts:
    count, last = plain["count"], datetime.fromisoformat(plain["last"]) if plain["last"] else None
    if count not in _COUNTABLE or (last is not None and last.tzinfo is None):
        raise ValueError("not attempts")
    return Attempts(count, last)
