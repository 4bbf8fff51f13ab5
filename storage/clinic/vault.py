"""The vault: a small file in clear that gives the database key to whoever knows a password.

It tells a stranger the clinic's code and the sign-in names, nothing else.
"""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives import constant_time

from core.errors import Hindrance, Refusal
from core.ids import ClinicCode, DeviceId, UserId
from core.ports import Clock
from core.recovery import Response, SlotPlace
from storage.clinic.durable_file import said_by
from storage.clinic.key_slot import DESK, Cost, decoy
from storage.clinic.password_rule import require_strong
from storage.clinic.recovery_slots import RecoverySlots, make_slots
from storage.clinic.subkey import KEY_BYTES, key_check
from storage.clinic.user_slot import UserSlot, make_user_slot
from storage.clinic.vault_file import Attempts, VaultContent, VaultDeed, VaultNote, read_vault, write_vault
from storage.secret import Secret, keep_memory_to_itself, wipe, wiped

FREE_ATTEMPTS = 3
"""Wrong answers in a row before the first delay: a slip of the finger is not punished."""
LONGEST_DELAY = 300
_LONGEST_NAME = 40


def _old_password_stands(hindrance: Hindrance) -> Hindrance:
    if hindrance.code in ("disk_full", "store_not_writable"):
        return Hindrance("password_not_kept", **hindrance.facts)
    return hindrance


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

    def create(self, clinic: ClinicCode, user: UserId, password: str) -> bytearray:
        """Draw a database key, write the vault with its first user and give the key.

        Raises:
            Refusal: `password_too_weak`, `user_name_not_usable`.
        """
        keep_memory_to_itself()
        key = bytearray(secrets.token_bytes(KEY_BYTES))
        slots = {user: self._new_slot(key, user, password)}
        self.write(VaultContent(clinic, slots, decoy(self.cost), key_check(key)))
        return key

    def clinic(self) -> ClinicCode:
        """Tell whose vault it is."""
        return self.read().clinic

    def users(self) -> Sequence[UserId]:
        """List the sign-in names, for the lock screen."""
        return sorted(self.read().users)

    def unlock(self, user: UserId, password: str) -> bytearray:
        """Give the database key; who is done with it wipes it.

        Raises:
            Refusal: `wrong_password`; `wait_before_next_attempt` with `seconds`, before any work is done.
            Hindrance: `store_damaged`: the password may be right, but the file is not as it was written.
        """
        keep_memory_to_itself()
        content = self.read()
        now = self.clock.now()
        _refuse_haste(content.attempts_at(user), now)
        slot = content.users.get(user)
        key = slot.open(user, password) if slot else content.decoy.open(user, password)
        if key is None and not content.sound:
            raise Hindrance("store_damaged", file=self.path.name)
        if key is None:
            self._note_failure(content, VaultDeed.WRONG_PASSWORD, user, now)
            raise Refusal("wrong_password")
        if content.attempts_at(user).count:
            with suppress(Hindrance):  # a full disk must not keep the doctor from the patients' data
                self.write(content.after_right(user))
        return key

    def confirm(self, user: UserId, password: str) -> None:
        """See that a password is right, without opening anything; refuses as `unlock` does."""
        wipe(self.unlock(user, password))

    def add_user(self, key: Secret, user: UserId, password: str) -> None:
        """Give a further user a slot; whoever holds the key may.

        Raises:
            Refusal: `user_exists`, `password_too_weak`, `user_name_not_usable`.
        """
        content = self.opened_with(key)
        if user in content.users:
            raise Refusal("user_exists")
        self.write(content.with_user(user, self._new_slot(key, user, password)))

    def set_password(self, key: Secret, user: UserId, password: str) -> None:
        """Give a user who forgot the password a new one; whoever holds the key may, the data is not touched.

        Raises:
            Refusal: `user_unknown`, `password_too_weak`.
        """
        content = self.opened_with(key)
        _require_known(content, user)
        self.write(content.with_user(user, self._new_slot(key, user, password)))

    @said_by(_old_password_stands)
    def change_password(self, user: UserId, old: str, new: str) -> None:
        """Replace one's own password; the data is not touched.

        Raises:
            Refusal: those of `unlock`, and `password_too_weak`.
        """
        require_strong(new, user)
        with wiped(self.unlock(user, old)) as key:
            self.set_password(key, user, new)

    def remove_user(self, key: Secret, user: UserId) -> None:
        """Take a user's slot away.

        Raises:
            Refusal: `user_unknown`; `last_user_stays`: nobody could open the clinic any more.
        """
        content = self.opened_with(key)
        _require_known(content, user)
        if len(content.users) == 1:
            raise Refusal("last_user_stays")
        self.write(replace(content, users={one: s for one, s in content.users.items() if one != user}))

    def recover(self, place: SlotPlace, response: Response, user: UserId, password: str) -> bytearray:
        """Open a recovery slot with the county's answer: the slot is gone, the user has a new password.

        Both stand in the file before the key is given; from then on a new key for the data is due.

        Raises:
            Refusal: `response_wrong`, `recovery_slot_used`, `user_unknown`, `password_too_weak`, and
                `wait_before_next_attempt`.
            Hindrance: `disk_full`, `store_not_writable`: nothing was opened, the slot is still there.
        """
        require_strong(password, user)
        content = self.read()
        key = self._answered(content, place, response, user)
        done = replace(
            content.with_user(user, self._new_slot(key, user, password))
            .noting(VaultNote(self.clock.now(), VaultDeed.RECOVERED, user))
            .after_right(user),
            recovery=_slots_of(content, place).without(place.slot),
            rekey_due=True,
        )
        self.write(done)
        return key

    def check_response(self, place: SlotPlace, response: Response, user: UserId, password: str) -> None:
        """See that `recover` would go through, without using the slot up; refuses as `recover` does."""
        require_strong(password, user)
        wipe(self._answered(self.read(), place, response, user))

    def _answered(
        self, content: VaultContent, place: SlotPlace, response: Response, user: UserId
    ) -> bytearray:
        keep_memory_to_itself()
        now = self.clock.now()
        _refuse_haste(content.attempts_at(user), now)
        _require_known(content, user)
        key = _slots_of(content, place).open(place.slot, response)
        if key is None:
            self._note_failure(content, VaultDeed.WRONG_RESPONSE, user, now)
            raise Refusal("response_wrong")
        return key

    def make_recovery(self, key: Secret, county: bytes, device: DeviceId) -> None:
        """Make the first recovery slots, for whoever holds the private half of the county's recovery key."""
        self.write(replace(self.opened_with(key), recovery=make_slots(key, county, device, 1)))

    def notes(self) -> tuple[Sequence[VaultNote], int]:
        """Give what waits for the audit trail, and how many more there was no room for."""
        content = self.read()
        return content.notes, content.unnoted

    def forget_notes(self) -> None:
        """Drop the notes once the audit trail has them."""
        self.write(replace(self.read(), notes=(), unnoted=0))

    def read(self) -> VaultContent:
        """Read the file; the exceptions are those of `read_vault`."""
        return read_vault(self.path)

    def write(self, content: VaultContent) -> None:
        """Replace the file; the exceptions are those of `write_vault`."""
        write_vault(self.path, content)

    def opened_with(self, key: Secret) -> VaultContent:
        """Read the file and see that the key is its own.

        Raises:
            Hindrance: `store_not_ours`.
        """
        content = self.read()
        if not constant_time.bytes_eq(content.check, key_check(key)):
            raise Hindrance("store_not_ours", file=self.path.name)
        return content

    def _note_failure(self, content: VaultContent, deed: VaultDeed, user: UserId, now: datetime) -> None:
        # A name that is not there may be a password typed into the wrong field: it is never written down.
        note = VaultNote(now, deed, user if user in content.users else UserId(""))
        with suppress(Hindrance):
            self.write(content.noting(note).after_wrong(user, now))

    def _new_slot(self, key: Secret, user: UserId, password: str) -> UserSlot:
        require_usable(user, password)
        return make_user_slot(key, user, password, self.cost)


def require_usable(user: UserId, password: str) -> None:
    """Accept a sign-in name and a password for a new slot.

    Raises:
        Refusal: `password_too_weak`, `user_name_not_usable`.
    """
    if not user or user != user.strip() or len(user) > _LONGEST_NAME or not user.isprintable():
        raise Refusal("user_name_not_usable")
    require_strong(password, user)


def _require_known(content: VaultContent, user: UserId) -> None:
    if user not in content.users:
        raise Refusal("user_unknown")


def _slots_of(content: VaultContent, place: SlotPlace) -> RecoverySlots:
    slots = content.recovery
    if slots is None or place.slot not in slots.slots or place != slots.place(place.slot):
        raise Refusal("recovery_slot_used")
    return slots


def _refuse_haste(attempts: Attempts, now: datetime) -> None:
    if attempts.last is None or attempts.count < FREE_ATTEMPTS:
        return
    delay = timedelta(seconds=min(LONGEST_DELAY, 2 ** min(attempts.count - FREE_ATTEMPTS + 1, 20)))
    # A clock set back after the attempt must not lock everybody out until it has caught up.
    left = min(delay, attempts.last + delay - now) if attempts.last - now <= delay else timedelta(0)
    if left > timedelta(0):
        raise Refusal("wait_before_next_attempt", seconds=-(-left // timedelta(seconds=1)))
