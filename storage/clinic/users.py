"""Users of an open clinic: who can unlock it, who is added or removed, and one's own password."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from core.audit import Deed
from core.clinic import Seat, Staff
from core.errors import Hindrance, Refusal
from core.ids import UserId
from core.roles import Right
from storage.clinic.desk import ClinicStore
from storage.clinic.left_here import WaysIn
from storage.clinic.offered_words import offered_password
from storage.clinic.password_rule import require_strong
from storage.clinic.vault import Vault, require_usable


@dataclass(frozen=True, slots=True)
class ClinicUsers:
    """Implements `core.clinic.Users`; only slots of the vault change, never data."""

    vault: Vault
    store: ClinicStore

    def seats(self) -> Sequence[Seat]:
        """List who can unlock this PC and who is on the township's list but cannot yet."""
        slots = set(self.vault.users())
        names = slots | {one.user for one in self.store.people()}
        return [Seat(self.store.staff_member(user), user in slots) for user in sorted(names)]

    def add(self, user: UserId, password: str) -> None:
        """Let somebody of the township's list unlock this PC.

        Raises:
            Refusal: `not_permitted`, `user_not_listed`, `user_exists`, `password_too_weak`,
                `user_name_not_usable`.
            Hindrance: it cannot be written down: nobody was added.
        """
        self._me().require(Right.MANAGE_USERS)
        require_usable(user, password)
        if user in self.vault.users():
            raise Refusal("user_exists")
        if user not in {one.user for one in self.store.people()}:
            raise Refusal("user_not_listed")
        self.store.audit.note(Deed.USER_ADDED, facts={"user": user})
        self._ways.let_in(user)
        self.vault.add_user(self.store.key, user, password)
        self._remember()

    def remove(self, user: UserId) -> None:
        """Take somebody's way in away; what they wrote stays.

        Raises:
            Refusal: `not_permitted`, `user_unknown`, `own_user_stays`.
            Hindrance: it cannot be written down: nobody was removed.
        """
        self._me().require(Right.MANAGE_USERS)
        if user not in self.vault.users():
            raise Refusal("user_unknown")
        if user == self.store.audit.user:
            raise Refusal("own_user_stays")
        self.store.audit.note(Deed.USER_REMOVED, facts={"user": user})
        self.vault.remove_user(self.store.key, user)
        with suppress(Hindrance):  # the slot is gone already; only an older vault could bring it back
            self._ways.shut(user)
        self._remember()

    def change_password(self, old: str, new: str) -> None:
        """Replace one's own password.

        Raises:
            Refusal: `wrong_password`, `wait_before_next_attempt`, `password_too_weak`.
            Hindrance: it cannot be written down: the old one stays.
        """
        me = self.store.audit.user
        require_strong(new, me)
        self.vault.confirm(me, old)
        self.store.audit.note(Deed.PASSWORD_CHANGED, facts={"user": me})
        self.vault.set_password(self.store.key, me, new)
        self._remember()

    def offer_password(self) -> str:
        """Draw a password of four words."""
        return offered_password()

    @property
    def _ways(self) -> WaysIn:
        return WaysIn(self.store.ledger.file)

    def _remember(self) -> None:
        """Let an earlier vault be known for one; where that fails the next start does it."""
        with suppress(Hindrance):
            self._ways.put_back(self.vault.read().ways_in)

    def _me(self) -> Staff:
        return self.store.staff_member(self.store.audit.user)
