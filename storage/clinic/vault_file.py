"""The file of the vault: its content, its form in JSON, and changing it whole or not at all."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any

from core.errors import Hindrance, Refusal, Stop
from core.ids import ClinicCode, UserId
from storage.clinic.durable_file import replace_durably
from storage.clinic.held_files import content_of
from storage.clinic.key_slot import Slot
from storage.clinic.recovery_slots import RecoverySlots
from storage.clinic.subkey import KEY_BYTES
from storage.clinic.summed_json import read_summed, to_summed
from storage.clinic.user_slot import UserSlot

VAULT = "vault"
"""Its name in a data folder."""
_OPENS = "ledger"
UNFINISHED = "set-up"
"""The folder a clinic is made in; its files come out of it one by one, the vault last."""
FORMAT = 2
MOST_NOTES = 200
"""Notes that wait for the audit trail; of more only the number is kept."""
_COUNTABLE = range(1_000_000)
_NO_NAME = UserId("")


class VaultDeed(StrEnum):
    """What happened at the closed vault and belongs into the audit trail."""

    WRONG_PASSWORD = "wrong_password"  # noqa: S105 -- a deed, not a password
    WRONG_RESPONSE = "wrong_response"
    RECOVERED = "recovered"
    SLOT_NOT_OURS = "slot_not_ours"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 -- a deed, not a password
    REKEYED = "rekeyed"


@dataclass(frozen=True, slots=True)
class VaultNote:
    """One such deed; `user` is empty where a name was tried that is not there."""

    at: datetime
    deed: VaultDeed
    user: UserId


@dataclass(frozen=True, slots=True)
class Attempts:
    """Wrong answers in a row and the moment of the last one."""

    count: int = 0
    last: datetime | None = None

    def after(self, now: datetime) -> "Attempts":
        """Count one more."""
        return Attempts(min(self.count + 1, _COUNTABLE[-1]), now)

    def to_plain(self) -> dict[str, Any]:
        """Give them as JSON holds them."""
        return {"count": self.count, "last": self.last.isoformat() if self.last else None}


@dataclass(frozen=True, slots=True)
class VaultContent:
    """What the file says; `check` tells the right database key from another without revealing it.

    `sound`: whether the file's sum held; what was read from a damaged one is not taken for a wrong password.
    `attempts` are counted for each user alone, those under names that are not there together.
    `rekey_due`: a recovery slot was used, and the data wait for a new key. `unnoted` counts notes there was
    no room for.
    """

    clinic: ClinicCode
    users: Mapping[UserId, UserSlot]
    decoy: Slot
    check: bytes
    attempts: Mapping[UserId, Attempts] = field(default_factory=dict)
    notes: tuple[VaultNote, ...] = ()
    unnoted: int = 0
    recovery: RecoverySlots | None = None
    rekey_due: bool = False
    sound: bool = True

    @property
    def ways_in(self) -> str:
        """Name this set of users, passwords and key: a copy of the file with another opens otherwise."""
        slots = {user: slot.to_plain() for user, slot in self.users.items()}
        return sha256(json.dumps(slots, sort_keys=True).encode()).hexdigest()

    def attempts_at(self, user: UserId) -> Attempts:
        """Tell what was tried under a name since it was right last."""
        return self.attempts.get(self._counted_as(user), Attempts())

    def after_wrong(self, user: UserId, now: datetime) -> "VaultContent":
        """Count a wrong answer under a name."""
        counted = {self._counted_as(user): self.attempts_at(user).after(now)}
        return replace(self, attempts={**self.attempts, **counted})

    def after_right(self, user: UserId) -> "VaultContent":
        """Forget what was tried under a name; whoever knows one password must not guess at others for ever.

        Nothing can be guessed under a name that is not there.
        """
        left = {one: tried for one, tried in self.attempts.items() if one not in (user, _NO_NAME)}
        return replace(self, attempts=left)

    def _counted_as(self, user: UserId) -> UserId:
        return user if user in self.users else _NO_NAME

    def with_user(self, user: UserId, slot: UserSlot) -> "VaultContent":
        """Give a user this slot."""
        return replace(self, users={**self.users, user: slot})

    def noting(self, note: VaultNote) -> "VaultContent":
        """Keep a note for the audit trail; the oldest stay, for they tell how it began."""
        if len(self.notes) < MOST_NOTES:
            return replace(self, notes=(*self.notes, note))
        return replace(self, unnoted=min(self.unnoted + 1, _COUNTABLE[-1]))


def read_vault(path: Path) -> VaultContent:
    """Read the file.

    Raises:
        Refusal: `no_clinic_here`, `folder_is_a_file`, `store_newer_than_program`.
        Hindrance: `vault_missing`, `store_not_readable`, `store_not_ours`.
    """
    try:
        plain, sound = read_summed(content_of(path))
    except FileNotFoundError:
        raise _nothing_here(path) from None
    except NotADirectoryError:
        raise Refusal("folder_is_a_file") from None
    except OSError as error:
        raise Hindrance("store_not_readable", file=path.name) from error
    except ValueError as error:
        raise Hindrance("store_not_ours", file=path.name) from error
    if sound and isinstance(plain, dict) and isinstance(form := plain.get("format"), int) and form > FORMAT:
        raise Refusal("store_newer_than_program", file=path.name)
    try:
        return replace(_content(plain), sound=sound)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise Hindrance("store_not_ours", file=path.name) from error


def _nothing_here(path: Path) -> Stop:
    """A ledger without a vault is a clinic that lost its keys; a set-up that was cut short is no clinic."""
    lost = (path.parent / _OPENS).exists() and not (path.parent / UNFINISHED / VAULT).exists()
    return Hindrance("vault_missing", file=path.name) if lost else Refusal("no_clinic_here")


def write_vault(path: Path, content: VaultContent) -> None:
    """Replace the file by copy, flush and rename.

    Raises:
        Hindrance: `disk_full`, `store_not_writable`: the old one stands.
    """
    replace_durably(path, to_summed(_plain(content), content.sound))


def _plain(content: VaultContent) -> dict[str, Any]:
    tried = {user: tries for user, tries in content.attempts.items() if user in content.users}
    return {
        "format": FORMAT,
        "clinic": content.clinic,
        "users": {user: slot.to_plain() for user, slot in content.users.items()},
        "decoy": content.decoy.to_plain(),
        "check": content.check.hex(),
        "attempts": content.attempts.get(_NO_NAME, Attempts()).to_plain(),
        "attempts_of": {user: tries.to_plain() for user, tries in tried.items()},
        "notes": [[note.at.isoformat(), note.deed.value, note.user] for note in content.notes],
        "unnoted": content.unnoted,
        "recovery": content.recovery.to_plain() if content.recovery else None,
        "rekey_due": content.rekey_due,
    }


def _content(plain: Mapping[str, Any]) -> VaultContent:
    clinic, check = plain["clinic"], bytes.fromhex(plain["check"])
    users = {UserId(user): UserSlot.from_plain(slot) for user, slot in dict(plain["users"]).items()}
    if not isinstance(clinic, str) or not users or len(check) != KEY_BYTES or plain["format"] != FORMAT:
        raise ValueError("not a vault")
    return VaultContent(
        clinic=ClinicCode(clinic),
        users=users,
        decoy=Slot.from_plain(plain["decoy"]),
        check=check,
        attempts=_attempts_of(plain),
        notes=tuple(_note(*one) for one in plain["notes"]),
        unnoted=_counted(plain["unnoted"]),
        recovery=RecoverySlots.from_plain(plain["recovery"]) if plain["recovery"] else None,
        rekey_due=plain["rekey_due"] is True,
    )


def _attempts_of(plain: Mapping[str, Any]) -> Mapping[UserId, Attempts]:
    """Read the counts; an earlier program kept one for all names, and leaves out what it does not know."""
    named = {UserId(user): _attempts(tries) for user, tries in dict(plain.get("attempts_of", {})).items()}
    return {_NO_NAME: _attempts(plain["attempts"]), **named}


def _attempts(plain: Mapping[str, Any]) -> Attempts:
    return Attempts(_counted(plain["count"]), _moment(plain["last"]) if plain["last"] else None)


def _note(at: str, deed: str, user: str) -> VaultNote:
    if not isinstance(user, str):
        raise TypeError("not a user")
    return VaultNote(_moment(at), VaultDeed(deed), UserId(user))


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("not a moment")
    return moment


def _counted(number: Any) -> int:
    if not isinstance(number, int) or number not in _COUNTABLE:
        raise ValueError("not a count")
    return number
