"""Who gets at a closed clinic's data: changing passwords, a new key for the files, recovery by telephone."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from typing import Any

from core.errors import Hindrance, Refusal
from core.ids import UserId
from core.recovery import SlotPlace, challenge_for, read_response, write_challenge
from storage.clinic.desk import Desk
from storage.clinic.durable_file import FolderLock, said_by
from storage.clinic.offered_words import BITS, in_characters, offered_password
from storage.clinic.rekey import Rekey, finish_rekey
from storage.clinic.vault_file import VaultDeed, VaultNote
from storage.secret import wiped


def _no_new_key(hindrance: Hindrance) -> Hindrance:
    if hindrance.code == "disk_full":
        return Hindrance("rekey_no_room", **hindrance.facts)
    return hindrance


@dataclass(frozen=True, slots=True)
class Access:
    """The deeds at the closed folder of one clinic; a program that has it open keeps them out."""

    desk: Desk

    def offer_password(self) -> Mapping[str, Any]:
        """Offer a password of four words, with the characters that help to remember it."""
        password = offered_password()
        return {"password": password, "characters": in_characters(password), "bits": BITS}

    def change_password(self, user: UserId, old: str, new: str) -> None:
        """Replace one's own password.

        Raises:
            Refusal: `store_in_use`, and those of `Vault.change_password`.
        """
        vault = self.desk.vault
        with self._held():
            vault.change_password(user, old, new)
            with suppress(Hindrance):  # the password is changed already
                note = VaultNote(vault.clock.now(), VaultDeed.PASSWORD_CHANGED, user)
                vault.write(vault.read().noting(note))

    @said_by(_no_new_key)
    def rekey(self, user: UserId, password: str) -> Mapping[str, Any]:
        """Encrypt the files under a new key, so that older copies of the vault open nothing of today's.

        Returns:
            `rows` of the ledger carried over, and `dropped_users` who have to be added anew.

        Raises:
            Refusal: `store_in_use`, and those of `Vault.unlock`.
            Hindrance: `rekey_no_room`, and the others of `Rekey.renew`: the old files stand.
        """
        with self._held() as rekey, wiped(self.desk.vault.unlock(user, password)) as key:
            return asdict(rekey.renew(key, user))

    def challenge(self, user: UserId) -> str:
        """Write what a user who forgot the password reads out on the telephone; changes nothing.

        Raises:
            Refusal: `recovery_not_set_up`, `recovery_not_held`, `recovery_used_up`, `user_unknown`.
        """
        return write_challenge(challenge_for(self._next_slot(user), user))

    def check_answer(self, user: UserId, answer: str, password: str) -> None:
        """See that `recover` would be let in, while somebody's desk may lie open; uses no slot up.

        Raises:
            Refusal: as `recover`.
        """
        told, place = read_response(answer), self._next_slot(user)
        self.desk.vault.check_response(place, told.told_to(challenge_for(place, user)), user, password)

    def recover(self, user: UserId, answer: str, password: str) -> Mapping[str, Any]:
        """Open a slot with the county's answer and give the user a new password; then renew the key.

        Returns:
            `rekeyed`: whether the files have their new key; if not (a full disk), the next start tries again.

        Raises:
            Refusal: `response_length_wrong` and the like for a slip; those of `challenge` and
            `Vault.recover`. Hindrance: nothing was opened.
        """
        told = read_response(answer)
        with self._held() as rekey:
            place = self._next_slot(user)
            response = told.told_to(challenge_for(place, user))
            key = self.desk.vault.recover(place, response, user, password)
            with wiped(key), suppress(Hindrance):
                rekey.renew(key, user)
        return {"rekeyed": not self.desk.vault.read().rekey_due}

    def _next_slot(self, user: UserId) -> SlotPlace:
        content = self.desk.vault.read()
        if user not in content.users:
            raise Refusal("user_unknown")
        if content.recovery is None:
            raise Refusal("recovery_not_set_up")
        if not content.recovery.held:
            raise Refusal("recovery_not_held")
        place = content.recovery.next_slot
        if place is None:
            raise Refusal("recovery_used_up")
        return place

    @contextmanager
    def _held(self) -> Iterator[Rekey]:
        """Keep other programs out, and finish first what a power cut left of a re-key."""
        self.desk.vault.clinic()  # says no_clinic_here before anything is made in the folder
        lock = FolderLock(self.desk.folder)
        try:
            finish_rekey(self.desk.folder)
            yield Rekey(self.desk.folder, self.desk.vault, self.desk.codec)
        finally:
            lock.release()
